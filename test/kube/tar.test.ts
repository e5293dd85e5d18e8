import { describe, expect, it } from 'vitest';
import { packed, unpacked } from '../../src/kube/tar';

/** What real tar makes of these archives, and they of its own, is seen in the differential test: kubectl cp. */

const ENTRIES = [
  { name: 'etc/' },
  { name: 'etc/nginx.conf', text: 'worker_processes 1;\n' },
  { name: 'empty', text: '' },
  { name: 'näme', text: 'ünïcode, past one block: '.repeat(40) },
  { name: `${'deep/'.repeat(30)}file`, text: 'x' },
];

describe('an archive', () => {
  it('gives back what was packed', () => {
    expect(unpacked(packed(ENTRIES, 1_750_000_000))).toEqual(ENTRIES);
  });

  it('is made of whole blocks, and ends with two empty ones', () => {
    const bytes = new TextEncoder().encode(packed(ENTRIES, 0));
    expect(bytes.length % 512).toBe(0);
    expect(bytes.subarray(-1024).every((byte) => byte === 0)).toBe(true);
  });

  it('that is cut short, or is none, is not taken for one', () => {
    const archive = packed([{ name: 'a', text: 'x'.repeat(2000) }], 0);
    expect(unpacked(archive.slice(0, 1024))).toBeUndefined();
    expect(unpacked(`b${archive.slice(1)}`)).toBeUndefined();
    expect(unpacked('no archive'.repeat(100))).toBeUndefined();
  });
});
