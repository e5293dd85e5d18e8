import { describe, expect, it } from 'vitest';
import { beatOf } from '../../src/app/beats';
import { presentKey } from '../../src/app/present/keys';
import type { JournalEntry } from '../../src/lessons/journal';

const step = (at: number, index: number): JournalEntry => ({ at, type: 'step', step: index, from: 0 });
const command = (at: number): JournalEntry => ({ at, type: 'command', prompt: '$ ', line: 'kubectl get pods' });

describe('the beat of a talk', () => {
  it.each([
    ['nothing was shown', [], [], { step: 0, performed: false, at: 0 }],
    ['a step was shown', [step(5, 0)], [], { step: 0, performed: false, at: 5 }],
    ['its command was run', [step(5, 0), command(9)], [], { step: 0, performed: true, at: 9 }],
    ['a second command was run', [step(5, 0), command(9), command(12)], [], { step: 0, performed: true, at: 9 }],
    ['the next step was shown', [step(5, 0), command(9), step(20, 1)], [], { step: 1, performed: false, at: 20 }],
    ['a fault was thrown before this step', [step(5, 0), step(20, 1)], [10], { step: 1, performed: false, at: 20 }],
    ['a fault was thrown in this step', [step(5, 0), step(20, 1)], [10, 25], { step: 1, performed: true, at: 25 }],
  ] as const)('when %s', (_, journal, faults, beat) => {
    expect(beatOf(journal, faults)).toEqual(beat);
  });
});

describe('the keys of a clicker', () => {
  const key = (key: string, more = {}) => presentKey({ key, altKey: false, ctrlKey: false, metaKey: false, ...more });

  it.each([
    ['PageDown', 'forward'],
    ['ArrowRight', 'forward'],
    [' ', 'forward'],
    ['PageUp', 'back'],
    ['ArrowLeft', 'back'],
    ['.', 'blank'],
    ['B', 'blank'],
    ['Escape', 'leave'],
    ['x', undefined],
  ])('%j means %s', (pressed, action) => {
    expect(key(pressed)).toBe(action);
  });

  it('leave the browser its own', () => {
    expect(key('ArrowLeft', { altKey: true })).toBeUndefined();
  });
});
