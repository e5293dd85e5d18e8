import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';
import { lessons } from './tools/vite-lessons';

export default defineConfig({
  // Relative: the built site works under any sub-path.
  base: './',
  plugins: [svelte(), lessons()],
});
