import type { Change } from '../../kube/api';
import type { Pod } from '../../kube/kinds/pod';
import type { KubeObject } from '../../kube/object';
import type { ClusterEvent, Component, World } from '../component';
import { hear, imageSettled } from './containers';
import { tell } from './events';
import { hearFault } from './faults';
import { heartbeat, nodeOf } from './heartbeat';
import { runHook } from './hooks';
import { lastLines } from './logs';
import { kubeletStopped, nodeRecords, reachable, running } from './node-records';
import { report } from './pod-status';
import { addEphemeral, admit, hearPod, settle, subjectOf } from './pods';
import { probe, probeTypeOf } from './probes';
import { died, signal, wakeProcess } from './processes';
import { pullEnded } from './pulls';
import {
  containerKey,
  containerOf,
  KUBELET,
  over,
  podOf,
  podRecords,
  setContainer,
  setPod,
  specOf,
  uidOf,
  type ContainerRecord,
  type PodRecord,
  type Turn,
} from './records';
import { graceOf } from './restarts';
import { layers } from './files';
import { afterStop, forget, remember, remove, sendTerm, stopAll, stopContainer, terminate } from './termination';
import { refreshVolumes, sourcesOf } from './volumes';

/** Every node's kubelet: makes the containers of the Pods that are bound to its node.
 *  MODELS pods as their statecharts say: volumes, sandbox, pulls, init containers and sidecars, probes, restarts,
 *  termination, active deadlines, statuses and events in upstream's words.
 *  OMITS static pods, in-place resize; the length of a postStart hook does not hold up the
 *  container's Running status.
 *  Keys: a Pod's uid; `uid/container`; `node:name`; `pull:node`. */
export const kubelet: Component = {
  name: KUBELET,
  watches: ['pods', 'configmaps', 'secrets'],
  actor: actorOf,
  changed,
  handle(event, world) {
    const turn: Turn = { world, touched: new Set() };
    if (postponed(event, world)) return;
    if (event.type === 'FAULT') hearFault(turn, event);
    else if (event.key.startsWith('node:')) heartbeat(turn, nodeOf(event.key), event);
    else if (event.key.startsWith('pull:')) pulled(turn, event);
    else ofPod(turn, event);
    for (const uid of turn.touched) report(turn, uid);
  },
};

/** What only a kubelet does waits while it is stopped; processes and their ends do not need one. */
function postponed(event: ClusterEvent, world: World): boolean {
  const node = event.key.startsWith('pull:') ? event.key.slice(5) : podRecords(world).get(uidOf(event.key))?.node;
  if (node === undefined || !kubeletStopped(world, node) || PROCESS.has(event.type)) return false;
  world.schedule(KUBELET, event.key, event.type, STOPPED_RETRY, event.data);
  return true;
}
const PROCESS: ReadonlySet<string> = new Set(['FAULT', 'WAKE', 'EXIT', 'DIE', 'SIGNAL', 'TERM']);
const STOPPED_RETRY = 5_000;

function actorOf(event: ClusterEvent, world: World): string {
  const { key } = event;
  const node = key.startsWith('node:') || key.startsWith('pull:') ? key.slice(5) : podRecords(world).get(uidOf(key))?.node;
  return `kubelet/${node ?? (event.data as { node?: string } | undefined)?.node ?? ''}`;
}

/** Ms between a change of a Pod and the kubelet's sync that sees it. */
const LATENCY: readonly [number, number] = [20, 70];

function changed(change: Change, world: World): void {
  if (change.resource !== 'pods') return refreshReaders(change, world);
  const pod = change.object as unknown as Pod;
  const old = change.old as unknown as Pod | undefined;
  const node = pod.spec.nodeName;
  if (!node || !nodeRecords(world).has(node)) return;
  const { uid, deletionTimestamp, deletionGracePeriodSeconds } = pod.metadata;
  const plan = (type: string) => world.schedule(KUBELET, uid, type, world.random.between(...LATENCY), { key: change.key, node });
  if (change.type === 'DELETED') plan('GONE');
  else if (deletionTimestamp) {
    if (!old?.metadata.deletionTimestamp || old.metadata.deletionGracePeriodSeconds !== deletionGracePeriodSeconds) plan('TERMINATE');
  } else if (!old?.spec.nodeName) plan('SYNC');
  else if (old.spec !== pod.spec && podRecords(world).has(uid)) plan('SPEC');
}

/** A ConfigMap or Secret has changed: the volumes that show it follow within a sync period, one minute. */
function refreshReaders({ type, resource, object }: Change, world: World): void {
  if (type !== 'MODIFIED') return;
  const { namespace, name } = object.metadata;
  const reads = (pod: Pod) =>
    pod.spec.volumes?.some((volume) => sourcesOf(volume).some((source) => source.resource === resource && source.name === name)) ?? false;
  for (const item of world.api.list<KubeObject>('pods', namespace)) {
    const pod = item as unknown as Pod;
    if (podRecords(world).has(pod.metadata.uid) && reads(pod))
      world.schedule(KUBELET, pod.metadata.uid, 'REFRESH', world.random.between(5_000, 60_000));
  }
}

function pulled(turn: Turn, event: ClusterEvent): void {
  const node = event.key.slice(5);
  if (!running(turn.world, node)) return;
  const result = pullEnded(turn, node, { type: event.type });
  const record = result && podRecords(turn.world).get(result.uid);
  const pod = record && podOf(turn.world, record);
  const subject = pod && subjectOf(turn, pod);
  if (!subject || !result) return;
  imageSettled(subject, result.container, result.event);
  settle(turn, pod);
}

/** An event for a Pod or one of its containers. */
function ofPod(turn: Turn, event: ClusterEvent): void {
  const { world } = turn;
  const uid = uidOf(event.key);
  const record = podRecords(world).get(uid);
  if (!record) return first(turn, event);
  if (!running(world, record.node)) return;
  const pod = podOf(world, record);
  // The kubelet hears of a deletion only when it can reach the API server.
  if (!pod) return void (reachable(world, record.node) && forget(turn, uid));
  if (event.key === uid) podEvent(turn, pod, record, event);
  else containerEvent(turn, pod, event.key.slice(uid.length + 1), event);
}

/** A Pod that this kubelet does not know yet. */
function first(turn: Turn, event: ClusterEvent): void {
  const { key, node } = (event.data ?? {}) as { key?: string; node?: string };
  const pod = key === undefined ? undefined : turn.world.api.get<Pod & KubeObject>('pods', key);
  if (!pod || !node || pod.metadata.uid !== event.key || !reachable(turn.world, node)) return;
  if (event.type === 'TERMINATE' || pod.metadata.deletionTimestamp) return terminate(turn, pod);
  if (event.type !== 'SYNC') return;
  remember(turn.world, pod);
  admit(turn, pod, key!);
}

function podEvent(turn: Turn, pod: Pod, record: PodRecord, event: ClusterEvent): void {
  const { world } = turn;
  switch (event.type) {
    case 'SYNC':
      return;
    case 'TERMINATE':
      return reachable(world, record.node) ? terminate(turn, pod) : undefined;
    case 'REMOVE':
      return remove(turn, pod);
    case 'GONE':
      return;
    case 'REFRESH':
      return refreshVolumes(world, pod);
    case 'DEADLINE':
      return passDeadline(turn, pod, record);
    case 'SPEC':
      addEphemeral(turn, pod);
      remember(world, pod);
      return followImages(turn, pod);
    default:
      hearPod(turn, pod, { type: event.type });
      return settle(turn, pod);
  }
}

/** Source: active_deadline.go */
function passDeadline(turn: Turn, pod: Pod, record: PodRecord): void {
  if (record.endBy !== undefined || record.verdict) return;
  const message = 'Pod was active on the node longer than the specified deadline';
  tell(turn.world, pod, 'Normal', 'DeadlineExceeded', message);
  setPod(turn, { ...record, verdict: { reason: 'DeadlineExceeded', message } });
  const subject = subjectOf(turn, pod)!;
  stopAll(subject, (pod.spec.terminationGracePeriodSeconds ?? 30) * 1_000, (one) => `Stopping container ${one.name}`);
  settle(turn, pod);
}

/** Images are the one thing of a container that may change: it is started again with the new one. */
function followImages(turn: Turn, pod: Pod): void {
  const subject = subjectOf(turn, pod)!;
  if (subject.record.endBy !== undefined) return;
  for (const { name, image = '' } of [...(pod.spec.initContainers ?? []), ...pod.spec.containers]) {
    const container = containerOf(turn.world, pod.metadata.uid, name);
    if (!container || container.wanted === image) continue;
    const next = setContainer(turn, { ...unpulled(container), wanted: image, changed: true });
    if (next.state === 'Running')
      stopContainer(subject, next, `Container ${name} definition changed, will be restarted`, graceOf(subject, next));
    else if (/BackOff$|^ErrImagePull$|^InvalidImageName$|^ErrImageNeverPull$/.test(next.state)) {
      turn.world.cancel(KUBELET, containerKey(next.uid, name), 'BACK_OFF');
      hear(subject, name, { type: 'RESTART' });
    }
  }
  settle(turn, pod);
}

/** Another image is pulled at once: the back-off belongs to the Pod and the image. Source: image_manager.go backOffKey */
function unpulled({ pullBackOff: _, pullError: __, ...container }: ContainerRecord): ContainerRecord {
  return container;
}

function containerEvent(turn: Turn, pod: Pod, name: string, event: ClusterEvent): void {
  const { world } = turn;
  const data = (event.data ?? {}) as Readonly<Record<string, unknown>>;
  const type = probeTypeOf(event.type);
  if (type) return probeContainer(turn, pod, name, type);
  switch (event.type) {
    case 'WAKE':
      return wakeProcess(world, pod, name);
    case 'SIGNAL':
      return signal(world, pod, name, String(data['signal']));
    case 'TERM':
      return sendTerm(world, pod, name);
    case 'DIE':
      return died(world, event.key, Number(data['exitCode']), world.random.between(20, 80));
    case 'STOP':
      return stopSidecar(turn, pod, name);
    case 'POST_START':
      return postStart(turn, pod, name);
  }
  const message = event.type === 'EXIT' ? terminationMessage(turn, pod, name, Number(data['exitCode'])) : undefined;
  hear(subjectOf(turn, pod)!, name, { ...data, ...(message && { message }), type: event.type });
  settle(turn, pod);
  afterStop(turn, pod);
}

function stopSidecar(turn: Turn, pod: Pod, name: string): void {
  const subject = subjectOf(turn, pod)!;
  const container = containerOf(turn.world, pod.metadata.uid, name);
  if (container && !over(container)) stopContainer(subject, container, `Stopping container ${name}`, graceOf(subject, container));
}

/** Run the postStart hook; a container whose hook fails is killed.
 *  OMITS that the Pod's status shows the container as running only when its hook has ended.
 *  Source: kuberuntime_container.go startContainer */
function postStart(turn: Turn, pod: Pod, name: string): void {
  const { world } = turn;
  const container = containerOf(world, pod.metadata.uid, name);
  const hook = specOf(pod, name)?.lifecycle?.postStart;
  if (container?.state !== 'Running' || !hook) return;
  if (runHook(world, pod, container, hook).problem === undefined) return;
  tell(world, pod, 'Warning', 'FailedPostStartHook', 'PostStartHook failed', name);
  const subject = subjectOf(turn, pod)!;
  stopContainer(subject, container, 'FailedPostStartHook', graceOf(subject, container));
}

/** What the container left at its terminationMessagePath. */
function terminationMessage({ world }: Turn, pod: Pod, name: string, exitCode: number): string | undefined {
  const spec = specOf(pod, name)!;
  const key = containerKey(pod.metadata.uid, name);
  const path = (spec.terminationMessagePath ?? '/dev/termination-log').slice(1);
  const text = layers(world).get(key)?.[path];
  if (text) return text.slice(0, 4096);
  return spec.terminationMessagePolicy === 'FallbackToLogsOnError' && exitCode !== 0 ? lastLines(world, key) : undefined;
}

function probeContainer(turn: Turn, pod: Pod, name: string, type: 'startup' | 'readiness' | 'liveness'): void {
  const container = containerOf(turn.world, pod.metadata.uid, name);
  // A container that is being stopped is probed for readiness only; its Pod leaves the endpoints anyway.
  if (container?.state !== 'Running') return;
  const verdict = probe(turn, pod, container, type);
  if (verdict !== 'restart') return verdict && settle(turn, pod);
  const subject = subjectOf(turn, pod)!;
  const fresh = containerOf(turn.world, pod.metadata.uid, name)!;
  stopContainer(
    subject,
    fresh,
    `Container ${name} failed ${type} probe, will be restarted`,
    graceOf(subject, fresh, type === 'startup' ? 'startupProbe' : 'livenessProbe'),
  );
}
