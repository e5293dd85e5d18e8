import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';
import { embedLoader } from './tools/vite-embed-loader';
import { lessons } from './tools/vite-lessons';
import { offline } from './tools/vite-offline';
import { recordings } from './tools/vite-recordings';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  // Relative: the built site works under any sub-path.
  base: './',
  plugins: [svelte(), lessons(), recordings(), embedLoader(), offline()],
  build: { rolldownOptions: { input: { index: here('./index.html'), embed: here('./embed.html'), gallery: here('./gallery.html') } } },
  resolve: {
    alias: [
      // monaco-yaml's worker imports a path that Monaco's exports map no longer lets through.
      { find: /^monaco-editor\/esm\/vs\/(.*?)(\.js)?$/, replacement: 'monaco-editor/$1' },
      // … and brings a formatter that the editor does not use.
      { find: /^prettier\/(standalone|plugins\/(yaml|estree))$/, replacement: here('./src/app/editor/no-formatter.ts') },
    ],
  },
  worker: { format: 'es' },
});
