import type { LogEntry } from '../../kube/log';
import type { Second, Tray } from './actors';

/** What only the story knows: which machines are off, and how the requests of the last seconds went.
 *  A fold over the log that remembers how far it has read. */
export class Chronicle {
  #read = 0;
  #power = new Map<string, Tray['power']>();
  /** By `namespace/service`: tallies by whole second. */
  #requests = new Map<string, Map<number, { ok: number; failed: number }>>();

  /** Read on. */
  read(log: readonly LogEntry[]): void {
    if (log.length < this.#read) this.forget();
    for (; this.#read < log.length; this.#read++) this.#take(log[this.#read]!);
  }

  /** Time was moved: read from the beginning. */
  forget(): void {
    this.#read = 0;
    this.#power.clear();
    this.#requests.clear();
  }

  /** Of the machine under a node. */
  powerOf(node: string): Tray['power'] {
    return this.#power.get(node) ?? 'on';
  }

  /** @param at virtual ms now @returns the last seconds, oldest first; none when nobody has asked in them */
  secondsOf(service: string, at: number): Second[] {
    const tallies = this.#requests.get(service);
    const now = Math.floor(at / 1000);
    if (!tallies || ![...tallies.keys()].some((second) => second > now - SECONDS)) return [];
    return Array.from({ length: SECONDS }, (_, i) => tallies.get(now - SECONDS + 1 + i) ?? NONE);
  }

  #take(entry: LogEntry): void {
    if (entry.type === 'request') return this.#tally(entry);
    const power = entry.type === 'machine' && entry.object?.kind === 'Node' && POWER[entry.to ?? ''];
    if (power) this.#power.set(entry.object.name, power);
  }

  #tally({ at, object, note, ok }: LogEntry): void {
    const service = serviceOf(object, note);
    if (!service) return;
    const tallies = this.#requests.get(service) ?? new Map<number, { ok: number; failed: number }>();
    this.#requests.set(service, tallies);
    const second = Math.floor(at / 1000);
    const tally = tallies.get(second) ?? { ok: 0, failed: 0 };
    tally[ok ? 'ok' : 'failed']++;
    tallies.set(second, tally);
    for (const old of tallies.keys()) if (old <= second - 2 * SECONDS) tallies.delete(old);
  }
}

/** How many seconds a doorway shows. */
export const SECONDS = 24;
const NONE: Second = { ok: 0, failed: 0 };
const POWER: Readonly<Record<string, Tray['power']>> = { Ready: 'on', Off: 'off', Starting: 'starting', Unreachable: 'cut' };

/** Through which Service a request went: `namespace/name`. */
export function serviceOf(object: LogEntry['object'], note: string | undefined): string | undefined {
  if (object?.kind === 'Service') return `${object.namespace}/${object.name}`;
  const through = /^through Service ([^:]+):/.exec(note ?? '')?.[1];
  return through && object ? `${object.namespace}/${through}` : undefined;
}
