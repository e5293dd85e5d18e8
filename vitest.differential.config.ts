import { defineConfig } from 'vitest/config';

/** Real kubectl beside ours: apart from the unit tests, because it needs real kubectl and most of a minute. */
export default defineConfig({
  test: { include: ['test/differential/**/*.differential.ts'], environment: 'node', testTimeout: 300_000, hookTimeout: 600_000 },
});
