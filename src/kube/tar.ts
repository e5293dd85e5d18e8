/** Archives, as `tar` packs and unpacks them: what `kubectl cp` and a container say to each other.
 *  MODELS ustar with GNU's and pax's long names.
 *  OMITS owners, links, and files that are no text: the simulated files are texts, and an archive is one whose bytes
 *  are those of UTF-8.
 *  Source: POSIX pax, "ustar Interchange Format" */

export interface TarEntry {
  /** Relative; of a directory with a slash at its end. */
  readonly name: string;
  /** Absent: it is a directory. */
  readonly text?: string;
}

const BLOCK = 512;
const encoder = new TextEncoder();
const sizeOf = (text: string) => encoder.encode(text).length;

/** @param seconds  since the Unix epoch: when all of it was changed */
export function packed(entries: readonly TarEntry[], seconds: number): string {
  return entries.map((entry) => member(entry, seconds)).join('') + '\0'.repeat(2 * BLOCK);
}

function member({ name, text }: TarEntry, seconds: number): string {
  const long = sizeOf(name) > 100 ? block('././@LongLink', 'L', `${name}\0`, 0) : '';
  return long + block(long ? name.slice(0, 25) : name, text === undefined ? '5' : '0', text ?? '', seconds);
}

function block(name: string, type: string, content: string, seconds: number): string {
  const size = sizeOf(content);
  const mode = type === '5' ? 0o755 : 0o644;
  const before = field(name, 100) + octal(mode, 8) + octal(0, 8) + octal(0, 8) + octal(size, 12) + octal(seconds, 12);
  const after =
    type + field('', 100) + 'ustar\0' + '00' + field('root', 32) + field('root', 32) + octal(0, 8) + octal(0, 8) + field('', 167);
  const sum = encoder.encode(before + '        ' + after).reduce((all, byte) => all + byte, 0);
  return `${before}${sum.toString(8).padStart(6, '0')}\0 ${after}${content}${'\0'.repeat(-size & (BLOCK - 1))}`;
}

const field = (text: string, width: number) => text + '\0'.repeat(width - sizeOf(text));
const octal = (value: number, width: number) => `${value.toString(8).padStart(width - 1, '0')}\0`;

/** @returns what is in it; undefined when it is no archive, or not a whole one */
export function unpacked(archive: string): readonly TarEntry[] | undefined {
  const bytes = encoder.encode(archive);
  const entries: TarEntry[] = [];
  let long: string | undefined;
  for (let at = 0; at + BLOCK <= bytes.length && bytes[at] !== 0;) {
    const header = bytes.subarray(at, at + BLOCK);
    const size = parseInt(textOf(header, 124, 12), 8);
    const end = at + BLOCK + size;
    if (!sums(header) || !(size >= 0) || end > bytes.length) return undefined;
    const content = decoder.decode(bytes.subarray(at + BLOCK, end));
    const type = String.fromCharCode(header[156]! || 48);
    if (type === 'L') long = content.replace(/\0.*$/s, '');
    else if (type === 'x') long = /^\d+ path=(.*)$/m.exec(content)?.[1] ?? long;
    else {
      const name = long ?? [textOf(header, 345, 155), textOf(header, 0, 100)].filter(Boolean).join('/');
      if (type === '5') entries.push({ name: name.endsWith('/') ? name : `${name}/` });
      else if (type === '0') entries.push({ name, text: content });
      if (type !== 'g') long = undefined;
    }
    at = end + (-size & (BLOCK - 1));
  }
  return entries;
}

const decoder = new TextDecoder();
const textOf = (bytes: Uint8Array, at: number, length: number) =>
  decoder
    .decode(bytes.subarray(at, at + length))
    .replace(/\0.*$/s, '')
    .trim();

/** The checksum counts itself as blanks. */
function sums(header: Uint8Array): boolean {
  const sum = header.reduce((all, byte, i) => all + (i >= 148 && i < 156 ? 32 : byte), 0);
  return sum === parseInt(textOf(header, 148, 8), 8);
}
