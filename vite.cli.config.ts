import { defineConfig } from 'vite';

/** The command line as one program that needs nothing but Node: what `npx podplay` runs. */
export default defineConfig({
  // The files of the page are no part of it.
  publicDir: false,
  build: {
    ssr: 'src/cli.ts',
    outDir: 'dist-cli',
    target: 'node20',
    minify: true,
  },
  // Bundled, so that whoever installs the package installs nothing else.
  ssr: { noExternal: true },
});
