import { describe, expect, it } from 'vitest';
import { sentFor } from '../../src/app/desk/type-ahead';

const key = (name: string, more: Partial<Parameters<typeof sentFor>[0]> = {}) => ({
  key: name,
  altKey: false,
  ctrlKey: false,
  metaKey: false,
  ...more,
});

describe('keys pressed before the terminal is there', () => {
  it.each([
    ['a letter', key('k'), 'k'],
    ['a character beyond the first plane', key('𝛼'), '𝛼'],
    ['Enter', key('Enter'), '\r'],
    ['Backspace', key('Backspace'), '\x7f'],
    ['Ctrl-C', key('c', { ctrlKey: true }), '\x03'],
    ['a shortcut of the browser', key('r', { ctrlKey: true }), undefined],
    ['a key of the system', key('k', { metaKey: true }), undefined],
    ['Shift alone', key('Shift'), undefined],
  ])('%s', (_, pressed, sent) => expect(sentFor(pressed)).toBe(sent));
});
