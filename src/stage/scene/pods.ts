import type { ContainerStatus, Pod } from '../../kube/kinds/pod';
import { isReady, podStatus, podSummary } from '../../kube/kinds/pod-status';
import { controllerOf } from '../../kube/object';
import { reuse, same } from '../../kube/plain-data';
import type { ContainerDot, PodActor, PodLook } from './actors';
import type { Known } from './roll';

/** What the rest of the cluster tells about a pod. */
export interface PodContext {
  /** Hue of its generation. */
  hue(owner: Known['owner'], revision: string): number;
  /** Nodes that the control plane calls not Ready, or that are gone. */
  isLost(node: string): boolean;
  /** UID of the claim by its name. */
  claim(name: string): string | undefined;
}

/** The same pod in the same surroundings is the same actor, so that what did not change is not drawn anew. */
export function podActor(known: Known, context: PodContext): PodActor {
  const { pod, node, drawn } = known;
  const lost = node !== undefined && context.isLost(node);
  const hue = context.hue(known.owner, known.revision);
  const claims = known.claims.length ? known.claims.flatMap((name) => context.claim(name) ?? []) : NONE;
  if (drawn?.hue === hue && drawn.lost === lost && same(drawn.claims, claims)) return drawn.actor;
  const actor = reuse(known.was, makeActor(pod, hue, lost, claims));
  known.drawn = { hue, lost, claims, actor };
  return actor;
}

function makeActor(pod: Pod, hue: number, lost: boolean, claims: readonly string[]): PodActor {
  const { name, uid, labels = {} } = pod.metadata;
  const owner = controllerOf(pod);
  const number = owner && ordinalOf(pod, owner.kind);
  const status = podStatus(pod);
  return {
    uid,
    name,
    ...named(name, owner, labels),
    node: pod.spec.nodeName,
    owner: owner?.uid,
    hue,
    look: lost ? lostLook(pod) : lookOf(pod, status),
    status,
    restarts: podSummary(pod).restarts,
    containers: dots(pod),
    ...(number !== undefined && { ordinal: number }),
    ...(owner?.kind === 'DaemonSet' && pod.spec.nodeName && { seat: seatKey(owner.uid, pod.spec.nodeName) }),
    claims,
  };
}

/** The slot of a DaemonSet on a node. */
export const seatKey = (set: string, node: string): string => `${set}@${node}`;

/** `web-786bbc779-j7bm7` is j7bm7 of web; a bare pod has its own name. */
function named(name: string, owner: { kind: string; name: string } | undefined, labels: Readonly<Record<string, string>>) {
  if (!owner) return { label: name, family: '' };
  const hash = labels['pod-template-hash'];
  const family = hash && owner.name.endsWith(`-${hash}`) ? owner.name.slice(0, -hash.length - 1) : owner.name;
  return { label: name.slice(name.lastIndexOf('-') + 1), family };
}

/** Pods with a number: those of a StatefulSet, and of an Indexed Job. */
function ordinalOf({ metadata: { name, annotations } }: Pod, owner: string): number | undefined {
  const index = annotations?.['batch.kubernetes.io/job-completion-index'];
  if (owner === 'Job') return index === undefined ? undefined : Number(index);
  return owner === 'StatefulSet' ? Number(/-(\d+)$/.exec(name)?.[1]) : undefined;
}

const lostLook = (pod: Pod): PodLook =>
  pod.status.phase === 'Succeeded' ? 'completed' : pod.status.phase === 'Failed' ? 'failed' : 'lost';

/** Source of the words: kubectl's STATUS column. */
export function lookOf(pod: Pod, status: string): PodLook {
  if (status === 'Terminating') return 'terminating';
  if (/CrashLoopBackOff|RunContainerError|CreateContainer/.test(status)) return 'crashing';
  if (/ImagePullBackOff|ErrImagePull|InvalidImageName|ErrImageNeverPull/.test(status)) return 'unpullable';
  if (status === 'Completed' || pod.status.phase === 'Succeeded') return 'completed';
  if (pod.status.phase === 'Failed') return 'failed';
  if (/^(Init:)?(Error|OOMKilled)|ExitCode|Signal/.test(status)) return 'crashing';
  if (status === 'Running') return isReady(pod) ? 'ready' : 'unready';
  return pod.spec.nodeName ? 'creating' : 'pending';
}

function dots({ spec, status }: Pod): ContainerDot[] {
  const byName = new Map([...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])].map((one) => [one.name, one]));
  const inits = (spec.initContainers ?? []).map(({ name, restartPolicy }): ContainerDot => {
    const part = restartPolicy === 'Always' ? 'sidecar' : 'init';
    return { name, part, state: dotState(byName.get(name)) };
  });
  return [...inits, ...spec.containers.map(({ name }): ContainerDot => ({ name, part: 'app', state: dotState(byName.get(name)) }))];
}

function dotState(status: ContainerStatus | undefined): ContainerDot['state'] {
  if (status?.state?.running) return status.ready ? 'ready' : 'running';
  const ended = status?.state?.terminated;
  if (ended) return ended.exitCode === 0 ? 'done' : 'failed';
  return status?.lastState?.terminated && status.lastState.terminated.exitCode !== 0 ? 'failed' : 'waiting';
}

const NONE: readonly string[] = [];
