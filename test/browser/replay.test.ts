import { describe, expect, inject, it } from 'vitest';
import { replay } from './replay';

const { lesson, saved, digest } = inject('played');

/** The world is a function of its scenario, its seed and its inputs: what Node lived, a browser lives. */
describe('the lesson that was played in Node, lived again in Chromium', () => {
  it.each([
    { speed: 1, elapsed: 16.7 },
    { speed: 16, elapsed: 41 },
  ])('is the same to the byte at $speed×, with frames of $elapsed ms', async ({ speed, elapsed }) => {
    expect(navigator.userAgent).toContain('Chrome');
    expect(saved.inputs.length).toBeGreaterThan(5);
    expect(await replay(lesson, saved, speed, elapsed)).toBe(digest);
  });
});
