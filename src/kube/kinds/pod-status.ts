import type { ContainerStatus, Pod } from './pod';

/** Is the pod's Ready condition True? */
export function isReady(pod: Pod): boolean {
  return pod.status.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false;
}

/** Ready for at least `minReadySeconds`? Source: podutil.IsPodAvailable */
export function isAvailable(pod: Pod, minReadySeconds: number, now: number): boolean {
  const ready = pod.status.conditions?.find(({ type }) => type === 'Ready');
  if (ready?.status !== 'True') return false;
  return minReadySeconds === 0 || Date.parse(ready.lastTransitionTime ?? '') + minReadySeconds * 1000 <= now;
}

/** Neither ended nor being deleted. Source: controller_utils.go IsPodActive */
export function isActive(pod: Pod): boolean {
  return pod.status.phase !== 'Succeeded' && pod.status.phase !== 'Failed' && !pod.metadata.deletionTimestamp;
}

/** kubectl's STATUS column. Source: printers.go printPod */
export function podStatus(pod: Pod): string {
  const { status, metadata } = pod;
  let reason = status.reason || status.phase || 'Unknown';
  const init = initReason(pod);
  if (init !== undefined) reason = init;
  if (init === undefined || initialized(pod)) reason = containersReason(pod, reason);
  if (metadata.deletionTimestamp && status.reason === 'NodeLost') return 'Unknown';
  if (metadata.deletionTimestamp && status.phase !== 'Succeeded' && status.phase !== 'Failed') return 'Terminating';
  return reason;
}

const restartable = (pod: Pod, name: string) => pod.spec.initContainers?.find((one) => one.name === name)?.restartPolicy === 'Always';

const initialized = (pod: Pod) => pod.status.conditions?.some(({ type, status }) => type === 'Initialized' && status === 'True') ?? false;

function initReason(pod: Pod): string | undefined {
  const statuses = pod.status.initContainerStatuses ?? [];
  for (const [i, one] of statuses.entries()) {
    const { terminated, waiting } = one.state ?? {};
    if (terminated?.exitCode === 0 || (restartable(pod, one.name) && one.started)) continue;
    if (terminated)
      return `Init:${terminated.reason || (terminated.signal ? `Signal:${terminated.signal}` : `ExitCode:${terminated.exitCode}`)}`;
    if (waiting?.reason && waiting.reason !== 'PodInitializing') return `Init:${waiting.reason}`;
    return `Init:${i}/${pod.spec.initContainers?.length ?? 0}`;
  }
  return undefined;
}

function containersReason(pod: Pod, before: string): string {
  let reason = before;
  let running = false;
  for (const { state, ready } of [...(pod.status.containerStatuses ?? [])].reverse()) {
    if (state?.waiting?.reason) reason = state.waiting.reason;
    else if (state?.terminated) {
      const { reason: why, signal, exitCode } = state.terminated;
      reason = why || (signal ? `Signal:${signal}` : `ExitCode:${exitCode}`);
    } else if (ready && state?.running) running = true;
  }
  // A pod of which some containers have ended still runs while others do.
  if (reason === 'Completed' && running) return isReady(pod) ? 'Running' : 'NotReady';
  return reason;
}

/** Containers that are ready, of all; restarts, and when the last one was. Source: printPod */
export function podCounts(pod: Pod): { ready: number; total: number; restarts: number; lastRestart: string | undefined } {
  const sidecars = (pod.spec.initContainers ?? []).filter((one) => one.restartPolicy === 'Always');
  const inits = pod.status.initContainerStatuses ?? [];
  const init =
    inits.some((one) => !one.state?.terminated && !(restartable(pod, one.name) && one.started)) ||
    (initReason(pod) !== undefined && !initialized(pod));
  const counted: readonly ContainerStatus[] = init
    ? inits
    : [...inits.filter((one) => restartable(pod, one.name)), ...(pod.status.containerStatuses ?? [])];
  const ends = counted.map((one) => one.lastState?.terminated?.finishedAt).filter((at): at is string => at !== undefined);
  const ready = [...inits.filter((one) => restartable(pod, one.name)), ...(pod.status.containerStatuses ?? [])].filter(
    (one) => one.ready && one.state?.running,
  );
  return {
    ready: ready.length,
    total: pod.spec.containers.length + sidecars.length,
    restarts: counted.reduce((sum, one) => sum + one.restartCount, 0),
    lastRestart: ends.sort().at(-1),
  };
}
