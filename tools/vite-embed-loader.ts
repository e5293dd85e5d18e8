import type { Plugin } from 'vite';

/** The script that posts include must keep its name, and stand alone. */
export function embedLoader(): Plugin {
  return {
    name: 'podplay-embed-loader',
    apply: 'build',
    buildStart() {
      this.emitFile({ type: 'chunk', id: 'src/embed-loader.ts', fileName: 'podplay-lesson.js' });
    },
  };
}
