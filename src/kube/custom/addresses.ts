/** IP addresses and the blocks they are in, as numbers. Source: Go's net/netip ParseAddr, ParsePrefix, Addr.String */
export interface Address {
  readonly family: 4 | 6;
  readonly bits: bigint;
}

export interface Block {
  readonly address: Address;
  readonly prefix: number;
}

const widthOf = ({ family }: Address): number => (family === 4 ? 32 : 128);

/** @returns undefined for what is none: no leading zeros, no zones */
export function parseAddress(text: string): Address | undefined {
  const bits = text.includes(':') ? parse6(text) : parse4(text);
  return bits === undefined ? undefined : { family: text.includes(':') ? 6 : 4, bits };
}

function parse4(text: string): bigint | undefined {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256)) return undefined;
  return parts.reduce((sum, part) => sum * 256n + BigInt(part), 0n);
}

function parse6(text: string): bigint | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const [before, after] = halves.map((half) => (half ? words(half) : []));
  if (!before || (halves.length === 2 && !after)) return undefined;
  const missing = 8 - before.length - (after?.length ?? 0);
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  return [...before, ...Array<bigint>(Math.max(missing, 0)).fill(0n), ...(after ?? [])].reduce((sum, word) => (sum << 16n) + word, 0n);
}

/** Groups of four digits; the last two may be an IPv4 address. */
function words(half: string): bigint[] | undefined {
  const parts = half.split(':');
  const last = parts.at(-1)!;
  const inner = last.includes('.') ? parse4(last) : undefined;
  if (last.includes('.') && inner === undefined) return undefined;
  const groups = inner === undefined ? parts : parts.slice(0, -1);
  if (!groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return undefined;
  const read = groups.map((group) => BigInt(`0x${group}`));
  return inner === undefined ? read : [...read, inner >> 16n, inner & 0xffffn];
}

/** The one text of an address: the longest run of zeros as `::`. */
export function formatAddress({ family, bits }: Address): string {
  if (family === 4) return [24n, 16n, 8n, 0n].map((shift) => (bits >> shift) & 255n).join('.');
  const groups = Array.from({ length: 8 }, (_, i) => ((bits >> BigInt(112 - 16 * i)) & 0xffffn).toString(16));
  let [start, length] = [-1, 1];
  for (let i = 0; i < 8; i++) {
    let end = i;
    while (groups[end] === '0') end++;
    if (end - i > length) [start, length] = [i, end - i];
  }
  if (start < 0) return groups.join(':');
  return `${groups.slice(0, start).join(':')}::${groups.slice(start + length).join(':')}`;
}

/** An IPv4 address in IPv6's clothes: `::ffff:1.2.3.4`. */
export const isMapped = ({ family, bits }: Address): boolean => family === 6 && bits >> 32n === 0xffffn;

export function parseBlock(text: string): Block | undefined {
  const [base = '', bits = '', ...more] = text.split('/');
  const address = parseAddress(base);
  if (!address || more.length || !/^(0|[1-9]\d{0,2})$/.test(bits) || Number(bits) > widthOf(address)) return undefined;
  return { address, prefix: Number(bits) };
}

/** The block with the bits of its hosts as 0. */
export function masked({ address, prefix }: Block): Block {
  const shift = BigInt(widthOf(address) - prefix);
  return { address: { ...address, bits: (address.bits >> shift) << shift }, prefix };
}

export function holdsAddress(block: Block, address: Address): boolean {
  return address.family === block.address.family && masked({ address, prefix: block.prefix }).address.bits === masked(block).address.bits;
}
