import type { LogEntry, Stored } from '../kube/log';
import type { KubeObject } from '../kube/object';
import type { Pod } from '../kube/kinds/pod';
import { isReady, podStatus } from '../kube/kinds/pod-status';

/** The story of a cluster with what each entry stored: what history is read from. */
export interface Story {
  readonly log: readonly LogEntry[];
  /** By position in the log: the object as the entry stored it; undefined when it stored none, or removed one. */
  readonly stored: Stored;
}

/** A number from one entry of the log on. */
interface Count {
  readonly from: number;
  readonly count: number;
}

/** Something that happened to a pod. */
interface Happening {
  readonly at: number;
  readonly name: string;
  readonly what: string;
}

/** The pods of one selection as they were after every write, read once and forward only. Questions name the length
 *  of the log from which on they ask; what stood at that moment counts as well. */
export class PodsPast {
  readonly #story: Story;
  readonly #chosen: (pod: KubeObject) => boolean;
  readonly #pods = new Map<string, Pod>();
  readonly #ready: Count[] = [{ from: 0, count: 0 }];
  readonly #active: Count[] = [{ from: 0, count: 0 }];
  readonly #unready: Count[] = [{ from: 0, count: 0 }];
  readonly #happenings: Happening[] = [];
  #read = 0;

  constructor(story: Story, chosen: (pod: KubeObject) => boolean) {
    this.#story = story;
    this.#chosen = chosen;
  }

  /** The fewest that were ready at once. */
  fewestReady(from: number): number {
    return Math.min(...this.#since(this.#ready, from));
  }

  /** The most that were neither ended nor gone at once. */
  mostActive(from: number): number {
    return Math.max(...this.#since(this.#active, from));
  }

  /** The most that were there and not ready at once. */
  mostUnready(from: number): number {
    return Math.max(...this.#since(this.#unready, from));
  }

  /** Names in the order in which it happened: `ready`, `gone`, or a word of kubectl's STATUS column. */
  order(from: number, what: string): string[] {
    this.#readOn();
    return this.#happenings.filter((one) => one.at >= from && one.what === what).map(({ name }) => name);
  }

  #since(counts: readonly Count[], from: number): number[] {
    this.#readOn();
    const first = counts.findLastIndex((one) => one.from <= from);
    return counts.slice(Math.max(0, first)).map(({ count }) => count);
  }

  #readOn(): void {
    const { log, stored } = this.#story;
    for (; this.#read < log.length; this.#read++) {
      const { type, object } = log[this.#read]!;
      if (type === 'write' && object?.resource === 'pods')
        this.#write(this.#read, `${object.namespace}/${object.name}`, stored.at(this.#read));
    }
  }

  #write(at: number, key: string, stored: KubeObject | undefined): void {
    const before = this.#pods.get(key);
    const pod = stored && this.#chosen(stored) ? (stored as unknown as Pod) : undefined;
    if (!before && !pod) return;
    if (pod) this.#pods.set(key, pod);
    else this.#pods.delete(key);
    for (const what of happenings(before, pod)) this.#happenings.push({ at, name: (pod ?? before!).metadata.name, what });
    this.#count(this.#ready, at, readyNow);
    this.#count(this.#active, at, isActive);
    this.#count(this.#unready, at, (one) => isActive(one) && !readyNow(one));
  }

  #count(counts: Count[], at: number, counted: (pod: Pod) => boolean): void {
    let count = 0;
    for (const pod of this.#pods.values()) if (counted(pod)) count++;
    // An entry counts from the moment after it was written.
    if (counts.at(-1)!.count !== count) counts.push({ from: at + 1, count });
  }
}

/** Ready, and not on its way out. */
export const readyNow = (pod: Pod) => isReady(pod) && !pod.metadata.deletionTimestamp;

const isActive = (pod: Pod) => pod.status.phase !== 'Succeeded' && pod.status.phase !== 'Failed';

/** What one write changed about a pod. */
function happenings(before: Pod | undefined, pod: Pod | undefined): string[] {
  if (!pod) return ['gone'];
  const happened: string[] = [];
  if (readyNow(pod) && !(before && readyNow(before))) happened.push('ready');
  const status = podStatus(pod);
  if (!before || podStatus(before) !== status) happened.push(status);
  return happened;
}
