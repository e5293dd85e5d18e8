import { describe, expect, it } from 'vitest';
import { clockText, fraction, marksOf, neighbour, type Mark } from '../../src/app/marks';

describe('marks of the timeline', () => {
  const marks = marksOf(
    [
      { at: 5000, type: 'step', step: 0, from: 0 },
      { at: 9000, type: 'command', prompt: '$ ', line: 'kubectl get pods' },
      { at: 9100, type: 'output', text: 'No resources found\n' },
      { at: 12000, type: 'step', step: 7, from: 0 },
    ],
    [
      { at: 1000, steps: 3, input: { type: 'fault', fault: { kind: 'stop-node', node: 'node-1' } } },
      { at: 8000, steps: 9, input: { type: 'fault', fault: { kind: 'stop-node', node: 'node-2' } } },
    ],
    ['Look around'],
    5000,
  );

  it('are steps, commands and faults in order of time, those of the setup left out', () => {
    expect(marks).toEqual([
      { at: 5000, type: 'step', label: 'Look around' },
      { at: 8000, type: 'fault', label: 'stop-node' },
      { at: 9000, type: 'command', label: 'kubectl get pods' },
      { at: 12000, type: 'step', label: 'Step 8' },
    ]);
  });

  it('are found before and after an instant, never at it', () => {
    const at = (mark: Mark | undefined) => mark?.at;
    expect(at(neighbour(marks, 9000, -1))).toBe(8000);
    expect(at(neighbour(marks, 9000, 1))).toBe(12000);
    expect(neighbour(marks, 12000, 1)).toBeUndefined();
  });
});

describe('places on the rail', () => {
  it('lie between 0 and 1, also before anything was lived through', () => {
    expect([fraction(5, 0, 10), fraction(-5, 0, 10), fraction(50, 0, 10), fraction(0, 0, 0)]).toEqual([0.5, 0, 1, 1]);
  });

  it.each([
    [0, '0:00.0'],
    [7_450, '0:07.4'],
    [750_000, '12:30.0'],
    [3_723_000, '1:02:03.0'],
    [-1, '0:00.0'],
  ])('%d ms is shown as %s', (ms, text) => {
    expect(clockText(ms)).toBe(text);
  });
});
