import type { CronJob } from '../../kube/kinds/cron-job';
import type { DaemonSet } from '../../kube/kinds/daemon-set';
import type { Deployment } from '../../kube/kinds/deployment';
import type { Job } from '../../kube/kinds/job';
import type { Pod } from '../../kube/kinds/pod';
import { isActive, isReady } from '../../kube/kinds/pod-status';
import type { ReplicaSet } from '../../kube/kinds/replica-set';
import type { ReplicationController } from '../../kube/kinds/replication-controller';
import type { StatefulSet } from '../../kube/kinds/stateful-set';
import { controllerOf, type ApiObject, type KubeObject } from '../../kube/object';
import { hueOf, type Generation, type Seat, type Workload } from './actors';
import { jobGeneration, jobWorkload } from './jobs';

/** The objects of one namespace that the stage asks for. */
export type Here = <T>(resource: string) => readonly T[];

/** Which pods an owner has, and their hues. */
export interface Household {
  podsOf(owner: string): readonly Pod[];
  hue(pod: Pod): number;
}

export function workloadsOf(here: Here, house: Household): Workload[] {
  const sets = here<ReplicaSet>('replicasets');
  const jobs = here<Job>('jobs');
  const alone = <T extends ApiObject>(objects: readonly T[]) => objects.filter((one) => !controllerOf(one));
  return [
    ...here<Deployment>('deployments').map((one) => deploymentWorkload(one, ownedBy(one, sets), house)),
    ...alone(sets).map((one) => setWorkload(one, house)),
    ...here<ReplicationController>('replicationcontrollers').map((one) => setWorkload(one, house)),
    ...here<StatefulSet>('statefulsets').map((one) => statefulWorkload(one, house)),
    ...here<DaemonSet>('daemonsets').map((one) => daemonWorkload(one, house)),
    ...here<CronJob>('cronjobs').map((one) => cronWorkload(one, ownedBy(one, jobs), house)),
    ...alone(jobs).map((one) => jobWorkload(one, house)),
  ];
}

export const ownedBy = <T extends ApiObject | KubeObject>({ metadata: { uid } }: ApiObject | KubeObject, objects: readonly T[]): T[] =>
  objects.filter((one) => controllerOf(one)?.uid === uid);

function deploymentWorkload({ metadata, spec, status }: Deployment, sets: readonly ReplicaSet[], house: Household): Workload {
  const updated = status.updatedReplicas ?? 0;
  return {
    uid: metadata.uid,
    kind: 'Deployment',
    name: metadata.name,
    desired: spec.replicas,
    ready: status.readyReplicas ?? 0,
    unit: 'ready',
    ...(spec.paused && { note: 'paused' }),
    ...((status.replicas ?? 0) > updated && { updated }),
    generations: sets.map((set, i) => setGeneration(set, hueOf(i), house)),
  };
}

/** A ReplicationController is drawn as what came after it. */
type Replicas = ReplicaSet | ReplicationController;

function setWorkload(set: Replicas, house: Household): Workload {
  const { metadata, spec, status } = set;
  const generations = [setGeneration(set, 1, house, `${metadata.uid}/`)];
  return { ...head(set), desired: spec.replicas, ready: status.readyReplicas ?? 0, unit: 'ready', generations };
}

const head = ({ kind, metadata: { uid, name } }: ApiObject) => ({ uid, kind, name });

function setGeneration(set: Replicas, hue: number, house: Household, key: string = set.metadata.uid): Generation {
  const { metadata, spec, status } = set;
  const seats = house.podsOf(metadata.uid).map((pod) => seatOf(pod, hue));
  return {
    uid: key,
    name: metadata.name,
    kind: set.kind,
    hue,
    desired: spec.replicas,
    current: status.replicas ?? 0,
    title: imagesOf(spec.template.spec.containers),
    numbered: false,
    seats: [...seats, ...missing(metadata.uid, spec.replicas - seats.filter(({ state }) => state !== 'leaving').length, hue)],
  };
}

const imagesOf = (containers: readonly { readonly image?: string }[]) => containers.map(({ image = '' }) => image).join(', ');

const seats = new WeakMap<Pod, Seat>();

/** What is stored never changes: the same pod has the same seat. */
export function seatOf(pod: Pod, hue: number, label?: string): Seat {
  const known = seats.get(pod);
  if (known && known.hue === hue && known.label === label) return known;
  const seat = makeSeat(pod, hue, label);
  seats.set(pod, seat);
  return seat;
}

function makeSeat(pod: Pod, hue: number, label: string | undefined): Seat {
  const state = !isActive(pod) ? 'leaving' : isReady(pod) ? 'ready' : 'present';
  return { key: pod.metadata.uid, pod: pod.metadata.uid, hue, state, ...(label !== undefined && { label }) };
}

export const missing = (owner: string, count: number, hue: number): Seat[] =>
  Array.from({ length: Math.max(0, count) }, (_, i): Seat => ({ key: `${owner}?${i}`, hue, state: 'missing' }));

/** A seat for each ordinal, taken or not; those above are on their way out. */
function statefulWorkload(set: StatefulSet, house: Household): Workload {
  const { metadata, spec, status } = set;
  const start = spec.ordinals?.start ?? 0;
  const byName = new Map(house.podsOf(metadata.uid).map((pod) => [pod.metadata.name, pod]));
  const highest = Math.max(start + spec.replicas, ...[...byName.keys()].map((name) => Number(/\d+$/.exec(name)?.[0] ?? 0) + 1));
  const seats = Array.from({ length: highest - start }, (_, i): Seat => {
    const label = String(start + i);
    const pod = byName.get(`${metadata.name}-${label}`);
    if (pod) return { ...seatOf(pod, house.hue(pod), label), key: `${metadata.uid}?${label}` };
    return { key: `${metadata.uid}?${label}`, hue: 0, state: 'missing', label };
  });
  const title = imagesOf(spec.template.spec.containers);
  const generation: Generation = {
    uid: `${metadata.uid}/`,
    name: metadata.name,
    kind: 'StatefulSet',
    hue: 0,
    desired: spec.replicas,
    current: status.replicas ?? 0,
    title,
    numbered: true,
    seats,
  };
  const note = spec.podManagementPolicy === 'Parallel' ? { note: 'all at once' } : { note: 'one by one' };
  const [ready, updated] = [status.readyReplicas ?? 0, status.updatedReplicas ?? 0];
  const rolls = status.updateRevision !== status.currentRevision && updated < (status.replicas ?? 0);
  return { ...head(set), desired: spec.replicas, ready, unit: 'ready', ...note, ...(rolls && { updated }), generations: [generation] };
}

function daemonWorkload(set: DaemonSet, house: Household): Workload {
  const { metadata, spec, status } = set;
  const desired = status.desiredNumberScheduled ?? 0;
  const seats = house.podsOf(metadata.uid).map((pod) => seatOf(pod, house.hue(pod)));
  const active = seats.filter(({ state }) => state !== 'leaving').length;
  const generation: Generation = {
    uid: `${metadata.uid}/`,
    name: metadata.name,
    kind: 'DaemonSet',
    hue: 0,
    desired,
    current: status.currentNumberScheduled ?? 0,
    title: imagesOf(spec.template.spec.containers),
    numbered: false,
    seats: [...seats, ...missing(metadata.uid, desired - active, 0)],
  };
  const updated = status.updatedNumberScheduled ?? 0;
  const note = 'one on each node';
  const rolls = updated < (status.currentNumberScheduled ?? 0);
  return {
    ...head(set),
    desired,
    ready: status.numberReady ?? 0,
    unit: 'ready',
    note,
    ...(rolls && { updated }),
    generations: [generation],
  };
}

/** A CronJob's generations are its Jobs. */
function cronWorkload(cron: CronJob, jobs: readonly Job[], house: Household): Workload {
  const generations = jobs.map((job, i) => jobGeneration(job, hueOf(i), house));
  const done = jobs.filter(({ status }) => status.conditions?.some(({ type, status }) => type === 'Complete' && status === 'True'));
  const note = cron.spec.suspend ? 'suspended' : cron.spec.schedule;
  return { ...head(cron), desired: jobs.length, ready: done.length, unit: 'done', note, generations };
}
