import type { Container, ContainerState, Pod } from '../../kube/kinds/pod';
import { sharedName, type LogObject } from '../../kube/log';
import { flat } from '../../kube/plain-data';
import type { World } from '../component';
import type { Holder } from '../machines/advance';

export const KUBELET = 'kubelet';

type Terminated = NonNullable<ContainerState['terminated']>;

/** What a kubelet remembers of a Pod. Values of a cell: replaced, never changed in place. */
export interface PodRecord {
  readonly uid: string;
  /** `namespace/name`. */
  readonly key: string;
  readonly node: string;
  /** State of the pod machine. */
  readonly state: string;
  readonly startTime: string;
  readonly ip?: string;
  /** Attempts to mount the volumes that have failed. */
  readonly mountFailures: number;
  /** Why the pod was failed by the kubelet itself: deadline, admission, eviction. */
  readonly verdict?: { readonly reason: string; readonly message: string };
  /** ms since the Unix epoch by which a deleted Pod's containers must have ended. */
  readonly endBy?: number;
  /** Network and volumes are in place. */
  readonly sandbox: boolean;
}

export type Role = 'init' | 'sidecar' | 'app' | 'ephemeral';

/** What a kubelet remembers of a container. */
export interface ContainerRecord {
  readonly uid: string;
  readonly name: string;
  readonly role: Role;
  /** State of the container machine. */
  readonly state: string;
  /** What the Pod's status shows. Exactly one. */
  readonly shown: ContainerState;
  readonly last?: Terminated;
  readonly restarts: number;
  readonly id: string;
  /** As the Pod asks for it. */
  readonly wanted: string;
  /** As the status shows it: once it is there, by its full name. */
  readonly image: string;
  readonly imageId: string;
  /** ms since the Unix epoch at which the present process started. */
  readonly startedAt: number;
  readonly started: boolean;
  readonly ready: boolean;
  /** Delay of the next restart, and when it was last set. Source: client-go flowcontrol.Backoff */
  readonly backOff?: { readonly ms: number; readonly at: number };
  readonly pullBackOff?: number;
  readonly pullError?: string;
  /** Its process was stopped for this reason and must start again, whatever the policy. */
  readonly changed?: boolean;
}

/** One turn of the kubelet's loop: the world, and the Pods whose status may have changed. */
export interface Turn {
  readonly world: World;
  readonly touched: Set<string>;
}

const PODS = 'kubelet/pods';
const CONTAINERS = 'kubelet/containers';

export const podRecords = (world: World) => world.cell<PodRecord>(PODS);
export const containerRecords = (world: World) => world.cell<ContainerRecord>(CONTAINERS);

/** A pure function's memory: it is asked again and again for the same container. */
let last = { uid: '', name: '', key: '' };

export function containerKey(uid: string, name: string): string {
  if (last.uid !== uid || last.name !== name) last = { uid, name, key: flat(`${uid}/${name}`) };
  return last.key;
}

/** Asked several times for each event. */
let lastOf = { key: '', uid: '' };

export function uidOf(key: string): string {
  if (lastOf.key === key) return lastOf.uid;
  const end = key.indexOf('/');
  lastOf = { key, uid: end < 0 ? key : key.slice(0, end) };
  return lastOf.uid;
}

/** Records are frozen: they are shared with every picture of the past. (V8 also gives each copy of an object that is
 *  not frozen a hidden class of its own, and then optimises nothing that touches it.) */
export function setPod(turn: Turn, record: PodRecord): PodRecord {
  podRecords(turn.world).set(record.uid, Object.freeze(record));
  turn.touched.add(record.uid);
  return record;
}

export function setContainer(turn: Turn, record: ContainerRecord): ContainerRecord {
  const records = containerRecords(turn.world);
  const key = containerKey(record.uid, record.name);
  const before = records.get(key);
  records.set(key, Object.freeze(record));
  if (!before || !looksTheSame(before, record)) turn.touched.add(record.uid);
  return record;
}

/** Would the Pod's status say the same of both? */
const looksTheSame = (a: ContainerRecord, b: ContainerRecord) =>
  a.shown === b.shown &&
  a.ready === b.ready &&
  a.started === b.started &&
  a.restarts === b.restarts &&
  a.last === b.last &&
  a.id === b.id &&
  a.image === b.image &&
  a.imageId === b.imageId &&
  over(a) === over(b) &&
  (a.state === 'Running') === (b.state === 'Running');

export function containerOf(world: World, uid: string, name: string): ContainerRecord | undefined {
  return containerRecords(world).get(containerKey(uid, name));
}

/** The Pod's containers in the order of their starting: init containers and sidecars first, ephemeral ones last. */
export function containersOf(world: World, pod: Pod): ContainerRecord[] {
  const records: ContainerRecord[] = [];
  const take = (name: string) => {
    const record = containerOf(world, pod.metadata.uid, name);
    if (record) records.push(record);
  };
  pod.spec.initContainers?.forEach(({ name }) => take(name));
  pod.spec.containers.forEach(({ name }) => take(name));
  pod.spec.ephemeralContainers?.forEach(({ name }) => take(name));
  return records;
}

/** The Pod of a record as the API has it; undefined when it is gone or another has its name. */
export function podOf(world: World, record: PodRecord): Pod | undefined {
  const pod = world.api.get<Pod>('pods', record.key);
  return pod?.metadata.uid === record.uid ? pod : undefined;
}

export function specOf({ spec }: Pod, name: string): Container | undefined {
  const isIt = (one: Container) => one.name === name;
  return spec.containers.find(isIt) ?? spec.initContainers?.find(isIt) ?? spec.ephemeralContainers?.find(isIt);
}

const split = (key: string) => {
  const [namespace, name] = key.split('/') as [string, string];
  return { namespace, name };
};

export function podHolder(record: Pick<PodRecord, 'uid' | 'key'>): Holder {
  return { to: KUBELET, key: record.uid, object: () => podLogObject(record) };
}

export function podLogObject(record: Pick<PodRecord, 'uid' | 'key'>): LogObject {
  return sharedName(record.uid, { resource: 'pods', kind: 'Pod', ...split(record.key), uid: record.uid });
}

export function containerHolder(pod: PodRecord, name: string): Holder {
  return { to: KUBELET, key: containerKey(pod.uid, name), object: () => containerLogObject(pod, name) };
}

function containerLogObject({ key, uid }: PodRecord, name: string): LogObject {
  const { namespace, name: podName } = split(key);
  const named = { resource: 'containers', kind: 'Container', namespace, name: `${podName}/${name}`, uid };
  return sharedName(containerKey(uid, name), named);
}

/** Has its process ended, or will it never have one? */
export const over = (record: ContainerRecord) =>
  record.state === 'Completed' || record.state === 'Error' || record.state === 'OOMKilled' || record.state === 'Removed';

export const alive = (record: ContainerRecord) => record.state === 'Running' || record.state === 'Terminating';
