import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';
import { lessons } from './tools/vite-lessons';

export default defineConfig({
  // Relative: the built site works under any sub-path.
  base: './',
  plugins: [svelte(), lessons()],
  test: {
    projects: [
      {
        extends: true,
        test: { name: 'unit', environment: 'node', include: ['test/**/*.test.ts'], exclude: ['test/browser/**', 'test/e2e/**'] },
      },
    ],
  },
});
