import { describe, expect, it } from 'vitest';
import { spansOf } from '../../src/app/embed/recording';

describe('the spans of a recording', () => {
  it('last from one step to the next, the last one to the end', () => {
    const spans = spansOf(
      [
        { at: 100, type: 'step', step: 0, from: 0 },
        { at: 150, type: 'command', prompt: '$ ', line: 'true' },
        { at: 300, type: 'step', step: 1, from: 4 },
      ],
      900,
    );
    expect(spans).toEqual([
      { from: 100, to: 300 },
      { from: 300, to: 900 },
    ]);
  });
});
