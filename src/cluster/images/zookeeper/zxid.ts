/** A transaction's number: the epoch of its leader, and its place in that epoch. */
export interface Zxid {
  readonly epoch: number;
  readonly count: number;
}

export const FIRST: Zxid = { epoch: 0, count: 0 };

export const compareZxids = (a: Zxid, b: Zxid) => a.epoch - b.epoch || a.count - b.count;

/** `0x100000002`: the epoch is the upper half of 64 bits. */
export function printZxid({ epoch, count }: Zxid): string {
  return epoch === 0 ? `0x${count.toString(16)}` : `0x${epoch.toString(16)}${count.toString(16).padStart(8, '0')}`;
}
