import type { Cluster } from './kube/cluster';
import type { Fault } from './kube/fault';
import type { LogEntry, Stored } from './kube/log';
import type { Manifest } from './kube/object';
import { StatusError } from './kube/status';
import type { View } from './kube/view';
import type { JournalEntry, JournalNote } from './lessons/journal';
import type { Lesson, SetupAction } from './lessons/lesson';
import type { World } from './world';
import { confined, type Own } from './real/confined';
import { Recorder } from './real/recorder';
import { Files } from './shell/files';

/** A real cluster where `Playground` has a simulated one: its recording, its files and what the page has shown. Time is
 *  the cluster's own: one can look back at what was recorded, and do nothing there. */
export class RealWorld implements World {
  readonly runsOn = true;
  readonly cluster: Cluster;
  readonly files: Files;
  readonly recorder: Recorder;
  readonly scenario: { readonly namespace: string };
  readonly #journal: JournalEntry[] = [];
  readonly #listeners = new Set<(change: { readonly jump: boolean }) => void>();

  /** @param namespace  which one is watched; a lesson's own is called as the lesson calls it
   *  @param own  the namespace that may be written; absent: the cluster is only read */
  constructor(cluster: Cluster, namespace: string, own?: Own, files: Readonly<Record<string, string>> = {}) {
    this.scenario = { namespace };
    this.files = new Files(files);
    this.recorder = new Recorder({ cluster: confined(cluster, own), namespace, own: own !== undefined });
    this.cluster = this.recorder.cluster;
    this.recorder.subscribe((change) => this.#tell(change));
    this.files.subscribe((path, text) => this.note({ type: 'file', path, text }));
  }

  get view(): View {
    return this.recorder.recording.view;
  }

  get log(): readonly LogEntry[] {
    return this.recorder.recording.log;
  }

  get stored(): Stored {
    return this.recorder.recording.stored;
  }

  get past(): boolean {
    return this.recorder.recording.past;
  }

  readonly time = {
    play: () => this.recorder.toEnd(),
    pass: () => {},
    seek: (at: number) => this.recorder.seek(at),
  };

  /** What was shown up to the instant that is looked at. */
  journal(): readonly JournalEntry[] {
    const { past, at } = this.recorder.recording;
    return past ? this.#journal.filter((entry) => entry.at <= at) : this.#journal;
  }

  get recorded(): readonly JournalEntry[] {
    return this.#journal;
  }

  /** Belongs to the present, wherever one looks. */
  note(note: JournalNote): JournalEntry {
    const entry = { ...note, at: this.recorder.recording.end };
    this.#journal.push(entry);
    if (!this.past) this.#tell({ jump: false });
    return entry;
  }

  goOn(): void {
    this.recorder.toEnd();
  }

  fault(_fault: Fault): void {
    throw new Error('faults can be thrown at a simulated cluster only; here, delete a Pod instead');
  }

  subscribe(listener: (change: { readonly jump: boolean }) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  close(): void {
    this.recorder.stop();
  }

  #tell(change: { readonly jump: boolean }): void {
    for (const listener of [...this.#listeners]) listener(change);
  }
}

const NAMESPACES = { group: '', version: 'v1', resource: 'namespaces' };

/** What a lesson finds when the learner arrives, made in its own namespace. Faults and waits are not done for real.
 *  @param cluster  confined to that namespace */
export async function prepare(cluster: Cluster, { namespace, setup, steps }: Lesson): Promise<void> {
  const creates = setup.flatMap((action: SetupAction) => ('create' in action ? [action.create] : []));
  // The lesson's first command may be what makes it.
  const makes = creates.some(isNamespace) || steps.some(({ run }) => run?.includes(`create namespace ${namespace}`));
  const first: Manifest[] = makes ? [] : [{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } }];
  const resources = await cluster.resources();
  for (const object of [...first, ...creates]) {
    const resource = isNamespace(object)
      ? NAMESPACES
      : resources.find((one) => one.kind === object.kind && versionOf(one) === object.apiVersion);
    if (!resource) throw new Error(`this cluster knows no ${object.kind} of ${object.apiVersion}`);
    const scope = isNamespace(object) ? {} : { namespace: object.metadata?.namespace ?? namespace };
    await cluster.create(resource, object, { ...scope, fieldManager: 'podplay' });
  }
}

const isNamespace = ({ kind }: Manifest) => kind === 'Namespace';
const versionOf = ({ group, version }: { group: string; version: string }) => (group ? `${group}/${version}` : version);

/** Remove a lesson's namespace and wait until it is gone, two minutes at most.
 *  @returns whether it is gone @throws StatusError when it may not be removed */
export async function removeOwn(cluster: Cluster, name: string): Promise<boolean> {
  const ref = { ...NAMESPACES, name };
  try {
    await cluster.delete(ref, { propagationPolicy: 'Background' });
    for (let i = 0; i < 120; i++) {
      await cluster.get(ref);
      await cluster.clock.sleep(1_000);
    }
    return false;
  } catch (error) {
    if (error instanceof StatusError && error.code === 404) return true;
    throw error;
  }
}
