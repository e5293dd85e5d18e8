import { expect, test } from 'vitest';
import { unifiedDiff } from '../../src/kubectl/unified-diff';

/** The texts are what GNU diff -u -N prints. */

const TIME = '2025-03-31 09:00:00.000000000 +0000';
const lines = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => `${from + i}\n`).join('');
const between = (before: string, after: string) =>
  unifiedDiff({ path: 'a', text: before }, { path: 'b', text: after }, TIME).split('\n').slice(3).join('\n');

test('equal texts say nothing', () => {
  expect(unifiedDiff({ path: 'a', text: 'x\n' }, { path: 'b', text: 'x\n' }, TIME)).toBe('');
});

test('the heads name both sides', () => {
  const text = unifiedDiff({ path: 'a', text: 'x\n' }, { path: 'b', text: 'y\n' }, TIME);
  expect(text).toBe(`diff -u -N a b\n--- a\t${TIME}\n+++ b\t${TIME}\n@@ -1 +1 @@\n-x\n+y\n`);
});

test.each([
  ['what is new altogether', '', 'x\ny\n', '@@ -0,0 +1,2 @@\n+x\n+y\n'],
  ['what is gone altogether', 'x\ny\n', '', '@@ -1,2 +0,0 @@\n-x\n-y\n'],
  [
    'three lines around a change',
    lines(1, 9),
    lines(1, 9).replace('5\n', 'five\n'),
    '@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n',
  ],
  ['an insertion', 'a\nc\n', 'a\nb\nc\n', '@@ -1,2 +1,3 @@\n a\n+b\n c\n'],
  [
    'two changes far apart',
    lines(1, 20),
    lines(1, 20).replace('2\n', 'two\n').replace('19\n', 'nineteen\n'),
    '@@ -1,5 +1,5 @@\n 1\n-2\n+two\n 3\n 4\n 5\n@@ -16,5 +16,5 @@\n 16\n 17\n 18\n-19\n+nineteen\n 20\n',
  ],
])('%s', (_, before, after, hunks) => {
  expect(between(before, after)).toBe(hunks);
});
