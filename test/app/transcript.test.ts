import { describe, expect, it } from 'vitest';
import type { JournalEntry } from '../../src/lessons/journal';
import { enteredLines, posterText, transcript, unfinished } from '../../src/app/desk/transcript';

const journal: JournalEntry[] = [
  { at: 1, type: 'step', step: 0, from: 0 },
  { at: 2, type: 'command', prompt: '$ ', line: 'kubectl get pods' },
  { at: 3, type: 'output', text: 'NAME   READY\n' },
  { at: 3, type: 'output', text: 'web-0  1/1' },
  { at: 4, type: 'exit', code: 0 },
  { at: 9, type: 'command', prompt: '~/web $ ', line: 'sleep 5' },
];

describe('the transcript of a terminal', () => {
  it('shows what was entered and printed, and ends every command on a line of its own', () => {
    expect(transcript(journal)).toBe('$ kubectl get pods\nNAME   READY\nweb-0  1/1\n~/web $ sleep 5\n');
  });

  it('knows that a command still runs', () => {
    expect(unfinished(journal)).toBe(true);
    expect(unfinished(journal.slice(0, 5))).toBe(false);
    expect(unfinished([])).toBe(false);
  });

  it('begins anew after clear', () => {
    const clear: JournalEntry[] = [
      { at: 5, type: 'command', prompt: '$ ', line: 'clear' },
      { at: 5, type: 'output', text: '\x1b[H\x1b[2J\x1b[3J' },
      { at: 5, type: 'exit', code: 0 },
    ];
    expect(transcript([...journal.slice(0, 5), ...clear, ...journal.slice(5)])).toBe('~/web $ sleep 5\n');
  });

  it('shows a script of several lines as a shell does', () => {
    expect(transcript([{ at: 1, type: 'command', prompt: '$ ', line: 'for i in 1 2; do\necho $i\ndone' }])).toBe(
      '$ for i in 1 2; do\n> echo $i\n> done\n',
    );
  });

  it('has a poster of its last lines without colours', () => {
    expect(posterText([...journal, { at: 9, type: 'output', text: '\x1b[31mred\x1b[0m\n' }], 2)).toBe('~/web $ sleep 5\nred');
  });

  it('gives the lines entered', () => {
    expect(enteredLines(journal)).toEqual(['kubectl get pods', 'sleep 5']);
  });
});
