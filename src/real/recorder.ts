import type { ApiResource, Cluster } from '../kube/cluster';
import type { LogObject } from '../kube/log';
import { keyOf, type KubeObject } from '../kube/object';
import { StatusError } from '../kube/status';
import { Asked, noted } from './asked';
import { Recording } from './recording';
import { follow, type Following, type FollowState } from './reflector';
import { actorOf, KUBECTL } from './story';

/** What happens in one namespace of a cluster, and on its nodes: lists and watches become the View and the story that
 *  the stage and the goals of lessons read, and a recording that one can look back at.
 *  OMITS what other namespaces hold (any size of cluster is one namespace large), Secrets unless the namespace is our
 *  own, and what happened between two lists. */

const SHARED = ['namespaces', 'nodes'];
const OWN = ['events', 'secrets'];
const NAMESPACED = [
  'pods',
  'services',
  'endpointslices',
  'deployments',
  'replicasets',
  'replicationcontrollers',
  'statefulsets',
  'daemonsets',
  'controllerrevisions',
  'jobs',
  'cronjobs',
  'persistentvolumeclaims',
  'configmaps',
];

export interface RecorderOptions {
  readonly cluster: Cluster;
  readonly namespace: string;
  /** The namespace is a lesson's: everything in it is watched, and the whole story kept. */
  readonly own?: boolean;
}

/** How it stands with one resource. */
export interface Followed {
  readonly resource: ApiResource;
  readonly state: FollowState;
  /** It was listed at least once. */
  readonly seen: boolean;
}

export class Recorder {
  readonly recording: Recording;
  readonly namespace: string;
  /** The same cluster; what is asked of it here belongs to the story. */
  readonly cluster: Cluster;
  /** Resolves when every resource was listed, or refused, for the first time. */
  readonly ready: Promise<void>;
  readonly #options: RecorderOptions;
  readonly #followed = new Map<string, Followed>();
  readonly #listeners = new Set<(change: { readonly jump: boolean }) => void>();
  readonly #stop = new AbortController();
  readonly #asked: Asked;
  /** Why discovery did not answer, while it does not. */
  #lost: StatusError | undefined;

  constructor(options: RecorderOptions) {
    const { cluster, namespace, own = false } = options;
    const { clock } = cluster;
    const epoch = clock.now();
    this.#options = options;
    this.namespace = namespace;
    this.recording = new Recording(() => clock.now() - epoch, epoch, own);
    this.#asked = new Asked(this.recording);
    this.cluster = noted(cluster, this.#asked, () => this.#tell(false));
    this.ready = this.#start();
  }

  /** By resource, in the order in which they are asked for. */
  get followed(): readonly Followed[] {
    return [...this.#followed.values()];
  }

  get lost(): StatusError | undefined {
    return this.#lost;
  }

  /** @returns stop */
  subscribe(listener: (change: { readonly jump: boolean }) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  seek(at: number): void {
    this.recording.seek(at);
    this.#tell(true);
  }

  toEnd(): void {
    if (!this.recording.past) return;
    this.recording.toEnd();
    this.#tell(true);
    this.#tell(false);
  }

  stop(): void {
    this.#stop.abort();
  }

  async #start(): Promise<void> {
    const resources = await this.#discover();
    const { namespace, own } = this.#options;
    const wanted = [...SHARED, ...NAMESPACED, ...(own ? OWN : [])];
    const chosen = wanted.flatMap((name) => resources.find((one) => one.resource === name && isBuiltIn(one)) ?? []);
    await Promise.all(chosen.map((resource) => this.#follow(resource, resource.namespaced ? namespace : undefined)));
    if (!this.recording.past) this.recording.start = this.recording.end;
    this.#tell(true);
  }

  async #discover(): Promise<readonly ApiResource[]> {
    const { cluster } = this.#options;
    for (let wait = 1_000; !this.#stop.signal.aborted; wait = Math.min(30_000, wait * 2)) {
      try {
        const resources = await cluster.resources();
        this.#lost = undefined;
        return resources;
      } catch (error) {
        this.#lost = error instanceof StatusError ? error : undefined;
        if (!this.#lost) throw error;
        this.#tell(false);
        await cluster.clock.sleep(wait, this.#stop.signal).catch(() => {});
      }
    }
    return [];
  }

  /** Follows from now on. @returns once it was listed or refused for the first time */
  #follow(resource: ApiResource, namespace: string | undefined): Promise<void> {
    return new Promise((resolve) => {
      let seen = false;
      const following: Following = {
        replace: (objects) => {
          this.#replace(resource, objects, !seen);
          seen = true;
          resolve();
        },
        changed: (type, object) => this.#changed(resource, type, object),
        state: (state) => {
          this.#followed.set(resource.resource, { resource, state, seen });
          if (state.phase === 'refused') resolve();
          this.#tell(false);
        },
      };
      // Of its own: many listen to one of them already.
      const signal = AbortSignal.any([this.#stop.signal]);
      signal.addEventListener('abort', () => resolve());
      void follow({ cluster: this.#options.cluster, resource, namespace, signal }, following);
    });
  }

  /** What is still the same object keeps its place, whatever happened meanwhile. */
  #replace(resource: ApiResource, objects: readonly KubeObject[], first: boolean): void {
    const left = new Map(this.recording.latest(resource.resource));
    for (const object of objects) {
      const known = left.get(keyOf(object.metadata));
      left.delete(keyOf(object.metadata));
      this.#take(resource, known, object, first);
    }
    for (const gone of left.values()) this.#store(resource, gone, undefined);
    this.#tell(false);
  }

  #changed(resource: ApiResource, type: 'ADDED' | 'MODIFIED' | 'DELETED', object: KubeObject): void {
    const known = this.recording.latest(resource.resource).get(keyOf(object.metadata));
    if (type !== 'DELETED') this.#take(resource, known, object, false);
    else if (known) this.#store(resource, known, undefined);
    const trimmed = this.recording.trim();
    // What happens now is not seen by who looks at the past.
    if (!this.recording.past || trimmed) this.#tell(trimmed);
  }

  #take(resource: ApiResource, known: KubeObject | undefined, object: KubeObject, first: boolean): void {
    if (known && known.metadata.uid !== object.metadata.uid) {
      this.#store(resource, known, undefined);
      this.#store(resource, undefined, object);
    } else if (known?.metadata.resourceVersion !== object.metadata.resourceVersion) this.#store(resource, known, object, first);
  }

  #store(resource: ApiResource, before: KubeObject | undefined, after: KubeObject | undefined, first = false): void {
    const { recording } = this;
    const object = logObject(resource, (after ?? before)!);
    const verb = before ? (after ? 'patch' : 'delete') : 'create';
    // What was there before we came has no story.
    const actor = first ? 'cluster' : actorOf(resource, before, after, (name) => recording.latest(name));
    const ends = !after || (before !== undefined && !before.metadata.deletionTimestamp && after.metadata.deletionTimestamp !== undefined);
    const asked = first ? undefined : this.#asked.reason(ends ? 'delete' : verb, object, actor === KUBECTL);
    const cause = asked ?? (actor === KUBECTL ? recording.note({ type: 'input', actor, verb, object }).id : undefined);
    const by = asked !== undefined && after ? KUBECTL : actor;
    recording.change({ type: 'write', actor: by, verb, object, ...(cause !== undefined && { cause }) }, before, after);
  }

  #tell(jump: boolean): void {
    for (const listener of this.#listeners) listener({ jump });
  }
}

/** Not one of the same name that an add-on has brought. */
const isBuiltIn = ({ group }: ApiResource) => !group.includes('.') || group.endsWith('.k8s.io');

function logObject({ resource, kind }: ApiResource, { metadata }: KubeObject): LogObject {
  const { name, namespace, uid } = metadata;
  return { resource, kind, ...(namespace && { namespace }), name, uid };
}
