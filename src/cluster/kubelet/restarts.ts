import type { ContainerRecord, Turn } from './records';
import { containerKey, containersOf, KUBELET, setContainer, specOf } from './records';
import type { Subject } from './containers';
import { tell } from './events';

/** When an ended container starts again.
 *  MODELS restart policies, the first restart at once, back-off of 10 s doubling to 5 min, its reset after ten
 *  quiet minutes. OMITS the repeated BackOff event of each resync: it is recorded once for each wait. */

const FIRST = 10_000;
const LONGEST = 300_000;
/** Source: client-go flowcontrol hasExpired: twice the longest back-off */
const QUIET = 600_000;

/** Does this container start again after it ended with that code? Source: kuberuntime ShouldContainerBeRestarted */
export function restartsAfter(subject: Subject, container: ContainerRecord): boolean {
  const { pod, record } = subject;
  if (record.endBy !== undefined || record.verdict || container.role === 'ephemeral') return false;
  if (container.changed) return true;
  const failed = container.shown.terminated?.exitCode !== 0;
  const policy = pod.spec.restartPolicy ?? 'Always';
  if (container.role === 'sidecar') return someAppGoesOn(subject);
  if (container.role === 'init') return failed && policy !== 'Never';
  return policy === 'Always' || (policy === 'OnFailure' && failed);
}

/** A sidecar lives as long as the containers that it serves. */
function someAppGoesOn(subject: Subject): boolean {
  const apps = containersOf(subject.turn.world, subject.pod).filter(({ role }) => role === 'app');
  return apps.some((one) => !one.shown.terminated || restartsAfter(subject, one));
}

/** Plan the next start, if there is one. Source: kuberuntime_manager.go doBackOff */
export function afterExit(subject: Subject, container: ContainerRecord): void {
  const { turn } = subject;
  const { world } = turn;
  if (!restartsAfter(subject, container)) return;
  const key = containerKey(container.uid, container.name);
  const ended = world.now;
  const backOff = container.backOff;
  if (!backOff || ended - backOff.at > QUIET || container.changed) {
    setContainer(turn, { ...container, backOff: { ms: FIRST, at: ended } });
    return world.schedule(KUBELET, key, 'RESTART', world.random.between(250, 700));
  }
  // The status shows how it ended until the next sync finds it in back-off.
  const noticed = world.random.between(900, 2_200);
  world.schedule(KUBELET, key, 'BACK_OFF', noticed, { backOff: backOff.ms - noticed });
}

/** The container enters CrashLoopBackOff; the delay after this one is twice as long. */
export function restarting(subject: Subject, container: ContainerRecord, left: number): void {
  const { turn, pod } = subject;
  const { world } = turn;
  const { name, namespace, uid } = pod.metadata;
  const ms = container.backOff?.ms ?? FIRST;
  const whom = `container ${container.name} in pod ${name}_${namespace}(${uid})`;
  tell(world, pod, 'Warning', 'BackOff', `Back-off restarting failed ${whom}`, container.name);
  const message = `back-off ${inWords(ms)} restarting failed container=${container.name} pod=${name}_${namespace}(${uid})`;
  const last = container.shown.terminated ?? container.last;
  setContainer(turn, {
    ...container,
    shown: { waiting: { reason: 'CrashLoopBackOff', message } },
    ...(last && { last }),
    backOff: { ms: Math.min(ms * 2, LONGEST), at: world.now + left },
  });
}

/** 10s, 20s, 40s, 1m20s, 2m40s, 5m0s. */
function inWords(ms: number): string {
  const seconds = ms / 1_000;
  return seconds < 60 ? `${seconds}s` : `${Math.floor(seconds / 60)}m${seconds % 60}s`;
}

/** Grace of a container that is stopped while its Pod lives. */
export function graceOf({ pod }: Subject, container: ContainerRecord, probe?: 'livenessProbe' | 'startupProbe'): number {
  const own = probe && specOf(pod, container.name)?.[probe]?.terminationGracePeriodSeconds;
  return (own ?? pod.spec.terminationGracePeriodSeconds ?? 30) * 1_000;
}

export type { Turn };
