import type { ContainerStatus, Pod } from './pod';

/** Is the pod's Ready condition True? */
export function isReady(pod: Pod): boolean {
  return hasCondition(pod, 'Ready');
}

/** Ready for at least `minReadySeconds`? @param now  ms since the Unix epoch. Source: podutil.IsPodAvailable */
export function isAvailable(pod: Pod, minReadySeconds: number, now: number): boolean {
  const ready = pod.status.conditions?.find(({ type }) => type === 'Ready');
  if (ready?.status !== 'True') return false;
  return minReadySeconds === 0 || Date.parse(ready.lastTransitionTime ?? '') + minReadySeconds * 1000 <= now;
}

/** Neither ended nor being deleted. Source: controller_utils.go IsPodActive */
export function isActive(pod: Pod): boolean {
  return !isTerminal(pod) && !pod.metadata.deletionTimestamp;
}

/** Has every container ended for good? Source: podutil.IsPodPhaseTerminal */
export function isTerminal({ status: { phase } }: Pod): boolean {
  return phase === 'Succeeded' || phase === 'Failed';
}

function hasCondition({ status: { conditions } }: Pod, condition: string): boolean {
  if (conditions) for (const { type, status } of conditions) if (type === condition && status === 'True') return true;
  return false;
}

/** What `kubectl get pods` says of a pod. */
export interface PodSummary {
  /** The column STATUS. */
  readonly status: string;
  readonly ready: number;
  readonly total: number;
  readonly restarts: number;
  /** RFC 3339: when the container that was restarted last had ended. */
  readonly lastRestart: string | undefined;
}

const summaries = new WeakMap<Pod, PodSummary>();

/** Objects of the store are frozen, so what was once worked out for one holds for ever. Source: printers.go printPod */
export function podSummary(pod: Pod): PodSummary {
  let summary = summaries.get(pod);
  if (!summary) summaries.set(pod, (summary = summarize(pod)));
  return summary;
}

/** kubectl's column STATUS: `Running`, `Init:0/1`, `CrashLoopBackOff`, `Terminating` … */
export const podStatus = (pod: Pod): string => podSummary(pod).status;

function summarize(pod: Pod): PodSummary {
  const init = initProgress(pod);
  const apps = pod.status.containerStatuses ?? [];
  const started = init.reason === undefined || hasCondition(pod, 'Initialized');
  const counted = started ? [...init.sidecars, ...apps] : init.seen;
  const ready = [...init.sidecars.filter((one) => one.started && one.ready), ...(started ? apps.filter(isServing) : [])];
  const sidecars = (pod.spec.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always');
  const before = init.reason ?? phaseReason(pod);
  return {
    status: deleted(pod) ?? (started ? containersReason(pod, apps, before) : before),
    ready: ready.length,
    total: pod.spec.containers.length + sidecars.length,
    restarts: counted.reduce((sum, { restartCount }) => sum + restartCount, 0),
    lastRestart: counted.map(({ lastState }) => lastState?.terminated?.finishedAt).reduce(later, undefined),
  };
}

const later = (a: string | undefined, b: string | undefined) => (a === undefined || (b !== undefined && b > a) ? b : a);

const isServing = ({ ready, state }: ContainerStatus) => ready && state?.running !== undefined;

function phaseReason({ status }: Pod): string {
  const gated = status.conditions?.some(({ type, reason }) => type === 'PodScheduled' && reason === 'SchedulingGated');
  return gated ? 'SchedulingGated' : status.reason || status.phase;
}

interface InitProgress {
  /** Init containers up to the one that has not done its part. */
  readonly seen: readonly ContainerStatus[];
  /** Those of `seen` that stay for as long as the pod does. */
  readonly sidecars: readonly ContainerStatus[];
  /** What that one is about; undefined when all are done. */
  readonly reason?: string;
}

function initProgress({ spec, status }: Pod): InitProgress {
  const statuses = status.initContainerStatuses ?? [];
  const restartable = ({ name }: ContainerStatus) => spec.initContainers?.find((one) => one.name === name)?.restartPolicy === 'Always';
  const done = (one: ContainerStatus) => one.state?.terminated?.exitCode === 0 || (restartable(one) && one.started === true);
  const at = statuses.findIndex((one) => !done(one));
  const seen = at < 0 ? statuses : statuses.slice(0, at + 1);
  const sidecars = seen.filter(restartable);
  return at < 0 ? { seen, sidecars } : { seen, sidecars, reason: initReason(statuses[at]!, at, spec.initContainers?.length ?? 0) };
}

function initReason({ state }: ContainerStatus, at: number, total: number): string {
  if (state?.terminated) return `Init:${endReason(state.terminated)}`;
  const waiting = state?.waiting?.reason;
  return waiting && waiting !== 'PodInitializing' ? `Init:${waiting}` : `Init:${at}/${total}`;
}

const endReason = ({ reason, signal, exitCode }: { reason?: string; signal?: number; exitCode: number }) =>
  reason || (signal ? `Signal:${signal}` : `ExitCode:${exitCode}`);

/** The first container that waits or has ended decides. */
function containersReason(pod: Pod, statuses: readonly ContainerStatus[], before: string): string {
  const reasons = statuses.map(({ state }) => state?.waiting?.reason || (state?.terminated && endReason(state.terminated)));
  const reason = reasons.find(Boolean) ?? before;
  // A pod of which some containers have ended still runs while others do.
  if (reason === 'Completed' && statuses.some(isServing)) return isReady(pod) ? 'Running' : 'NotReady';
  return reason;
}

function deleted(pod: Pod): string | undefined {
  if (!pod.metadata.deletionTimestamp) return undefined;
  if (pod.status.reason === 'NodeLost') return 'Unknown';
  return isTerminal(pod) ? undefined : 'Terminating';
}
