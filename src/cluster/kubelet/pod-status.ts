import type { Condition } from '../../kube/object';
import type { ContainerStatus, Pod, PodPhase, PodStatus } from '../../kube/kinds/pod';
import type { World } from '../component';
import { hostAddress } from './node-object';
import { reachable } from './node-records';
import { containersOf, over, podOf, podRecords, type ContainerRecord, type PodRecord, type Turn } from './records';

/** Write the status of a Pod from what the kubelet remembers; nothing when it would say the same.
 *  Source: kubelet_pods.go generateAPIPodStatus, getPhase; status/generate.go */
export function report(turn: Turn, uid: string): void {
  const { world } = turn;
  const record = podRecords(world).get(uid);
  const pod = record && podOf(world, record);
  if (!pod || !reachable(world, record.node)) return;
  world.api.updateStatus<Pod>('pods', pod, statusOf(world, pod, record));
}

function statusOf(world: World, pod: Pod, record: PodRecord): PodStatus {
  const containers = containersOf(world, pod);
  const plain = containers.every(isApp);
  const inits = plain ? NOBODY : containers.filter(({ role }) => role === 'init' || role === 'sidecar');
  const ephemeral = plain ? NOBODY : containers.filter(({ role }) => role === 'ephemeral');
  const apps = plain ? containers : containers.filter(isApp);
  const phase = phaseOf(pod, record, inits, apps);
  const hostIP = hostAddress(record.node, world);
  const conditions = conditionsOf(world, pod, record, phase, inits, apps, pod.status.conditions ?? []);
  const containerStatuses = apps.map(containerStatus);
  // Most pods have nothing else to say. Written out, their status takes half the memory and the time.
  if (hostIP !== undefined && !inits.length && !ephemeral.length && !record.verdict && saysTheUsual(pod.status)) {
    const qosClass = pod.status.qosClass!;
    const { startTime, ip: podIP } = record;
    const usual = { phase, qosClass, conditions, hostIP, hostIPs: [{ ip: hostIP }], startTime, containerStatuses };
    if (podIP === undefined) return usual;
    return { phase, qosClass, conditions, hostIP, hostIPs: usual.hostIPs, startTime, containerStatuses, podIP, podIPs: [{ ip: podIP }] };
  }
  return {
    ...(record.ip === undefined ? withoutAddress(pod.status) : pod.status),
    phase,
    ...(record.verdict && { reason: record.verdict.reason, message: record.verdict.message }),
    conditions,
    ...(hostIP !== undefined && { hostIP, hostIPs: [{ ip: hostIP }] }),
    ...(record.ip !== undefined && { podIP: record.ip, podIPs: [{ ip: record.ip }] }),
    startTime: record.startTime,
    ...(inits.length && { initContainerStatuses: inits.map(containerStatus) }),
    containerStatuses,
    ...(ephemeral.length && { ephemeralContainerStatuses: ephemeral.map(ephemeralStatus) }),
  };
}

const NOBODY: readonly ContainerRecord[] = Object.freeze([]);
const isApp = ({ role }: ContainerRecord) => role === 'app';

/** Nobody asks whether one has started, or is ready. Source: prober/prober_manager.go UpdatePodStatus */
function ephemeralStatus(record: ContainerRecord): ContainerStatus {
  const { started: _, ...status } = containerStatus(record);
  return { ...status, ready: false };
}

const USUAL: ReadonlySet<string> = new Set([
  'phase',
  'qosClass',
  'conditions',
  'hostIP',
  'hostIPs',
  'startTime',
  'containerStatuses',
  'podIP',
  'podIPs',
]);

function saysTheUsual(status: PodStatus): boolean {
  for (const field in status) if (!USUAL.has(field)) return false;
  return status.qosClass !== undefined;
}

function withoutAddress(status: PodStatus): PodStatus {
  if (status.podIP === undefined) return status;
  const { podIP: _, podIPs: __, ...rest } = status;
  return rest;
}

function containerStatus(record: ContainerRecord): ContainerStatus {
  const { name, shown: state, ready, restarts: restartCount, image, imageId: imageID, id: containerID, started } = record;
  const lastState = record.last ? { terminated: record.last } : NEVER;
  if (!containerID) return { name, state, lastState, ready, restartCount, image, imageID, started };
  return { name, state, lastState, ready, restartCount, image, imageID, containerID, started };
}

const NEVER = Object.freeze({});

/** The phase of a Pod. Source: kubelet_pods.go getPhase */
export function phaseOf(pod: Pod, record: PodRecord, inits: readonly ContainerRecord[], apps: readonly ContainerRecord[]): PodPhase {
  if (record.verdict) return apps.every(finished) ? 'Failed' : pod.status.phase;
  const policy = pod.spec.restartPolicy ?? 'Always';
  const regular = inits.filter(({ role }) => role === 'init');
  if (policy === 'Never' && regular.some((one) => failed(one))) return 'Failed';
  if (record.state === 'Succeeded' || record.state === 'Failed') return record.state;
  const deleted = record.endBy !== undefined;
  if (deleted && apps.every(finished)) return apps.some((one) => failed(one) || !one.shown.terminated) ? 'Failed' : 'Succeeded';
  if (apps.some((one) => one.shown.waiting && !one.last) || regular.some((one) => !succeeded(one)))
    return startedOnce(pod) ? 'Running' : 'Pending';
  if (apps.some((one) => !over(one)) || policy === 'Always') return 'Running';
  if (apps.every(succeeded)) return 'Succeeded';
  return policy === 'Never' ? 'Failed' : 'Running';
}

/** A Pod that has run stays Running while a new sandbox is made for it. */
const startedOnce = (pod: Pod) => pod.status.phase === 'Running';

const finished = (one: ContainerRecord) => over(one) || (one.shown.terminated !== undefined && one.state !== 'Running');
const succeeded = (one: ContainerRecord) => one.shown.terminated?.exitCode === 0;
const failed = (one: ContainerRecord) => one.shown.terminated !== undefined && one.shown.terminated.exitCode !== 0;

type Verdict = Pick<Condition, 'type' | 'status' | 'reason' | 'message'>;

const SCHEDULED: Verdict = Object.freeze({ type: 'PodScheduled', status: 'True' });
const STARTABLE: Verdict = Object.freeze({ type: 'PodReadyToStartContainers', status: 'True' });
const NOT_STARTABLE: Verdict = Object.freeze({ type: 'PodReadyToStartContainers', status: 'False' });
const INITIALIZED: Verdict = Object.freeze({ type: 'Initialized', status: 'True' });
const CONTAINERS_READY: Verdict = Object.freeze({ type: 'ContainersReady', status: 'True' });
const READY: Verdict = Object.freeze({ type: 'Ready', status: 'True' });

function conditionIn<T extends { readonly type: string }>(list: readonly T[], type: string): T | undefined {
  for (let i = 0; i < list.length; i++) if (list[i]!.type === type) return list[i];
  return undefined;
}

function conditionsOf(
  world: World,
  pod: Pod,
  record: PodRecord,
  phase: PodPhase,
  inits: readonly ContainerRecord[],
  apps: readonly ContainerRecord[],
  before: readonly Condition[],
): readonly Condition[] {
  const containers = containersReady(phase, inits, apps);
  const now = world.timestamp;
  // Written out: what is pushed together has room for many more.
  const mine = [
    dated(record.sandbox ? STARTABLE : NOT_STARTABLE, before, now),
    dated(initialized(phase, inits), before, now),
    dated(podReady(pod, containers, before), before, now),
    dated(containers, before, now),
    dated(SCHEDULED, before, now),
  ];
  const others = before.filter(({ type }) => !conditionIn(mine, type));
  return others.length ? [...mine, ...others] : mine;
}

/** lastTransitionTime changes with the status only; a condition that says what it said is the same one. */
function dated(verdict: Verdict, before: readonly Condition[], now: string): Condition {
  const old = conditionIn(before, verdict.type);
  if (old?.status === verdict.status && old.reason === verdict.reason && old.message === verdict.message && old.lastProbeTime === null)
    return old;
  const lastTransitionTime = old?.status === verdict.status && old.lastTransitionTime ? old.lastTransitionTime : now;
  const { type, status, reason, message } = verdict;
  if (!reason && !message) return { type, status, lastProbeTime: null, lastTransitionTime };
  if (reason && message) return { type, status, lastProbeTime: null, lastTransitionTime, reason, message };
  return { type, status, lastProbeTime: null, lastTransitionTime, ...(reason && { reason }), ...(message && { message }) };
}

const names = (list: readonly ContainerRecord[]) => list.map(({ name }) => name).join(' ');

/** Source: status/generate.go GeneratePodInitializedCondition */
function initialized(phase: PodPhase, inits: readonly ContainerRecord[]): Verdict {
  const incomplete = inits.filter((one) => (one.role === 'sidecar' ? !one.started : !succeeded(one)));
  if (!incomplete.length || phase === 'Running') return INITIALIZED;
  if (phase === 'Succeeded') return { type: 'Initialized', status: 'True', reason: 'PodCompleted' };
  return {
    type: 'Initialized',
    status: 'False',
    reason: 'ContainersNotInitialized',
    message: `containers with incomplete status: [${names(incomplete)}]`,
  };
}

/** Source: status/generate.go GenerateContainersReadyCondition */
function containersReady(phase: PodPhase, inits: readonly ContainerRecord[], apps: readonly ContainerRecord[]): Verdict {
  if (phase === 'Succeeded') return { type: 'ContainersReady', status: 'False', reason: 'PodCompleted' };
  if (phase === 'Failed') return { type: 'ContainersReady', status: 'False', reason: 'PodFailed' };
  const lasting = inits.length ? [...inits.filter(({ role }) => role === 'sidecar'), ...apps] : apps;
  const unready = lasting.filter(({ ready }) => !ready);
  if (!unready.length) return CONTAINERS_READY;
  return {
    type: 'ContainersReady',
    status: 'False',
    reason: 'ContainersNotReady',
    message: `containers with unready status: [${names(unready)}]`,
  };
}

/** Ready: the containers are, and so is every readiness gate. Source: status/generate.go GeneratePodReadyCondition */
function podReady(pod: Pod, containers: Verdict, before: readonly Condition[]): Verdict {
  if (containers.status !== 'True') return { ...containers, type: 'Ready' };
  const closed = (pod.spec.readinessGates ?? []).filter(
    ({ conditionType }) => !before.some(({ type, status }) => type === conditionType && status === 'True'),
  );
  if (!closed.length) return READY;
  const messages = closed.map(({ conditionType }) => {
    const found = before.some(({ type }) => type === conditionType);
    return found
      ? `the status of pod readiness gate "${conditionType}" is not "True", but False`
      : `corresponding condition of pod readiness gate "${conditionType}" does not exist.`;
  });
  return { type: 'Ready', status: 'False', reason: 'ReadinessGatesNotReady', message: messages.join(', ') };
}
