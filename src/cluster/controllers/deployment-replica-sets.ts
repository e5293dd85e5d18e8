import type { Deployment } from '../../kube/kinds/deployment';
import type { PodTemplateSpec } from '../../kube/kinds/pod';
import type { ReplicaSet } from '../../kube/kinds/replica-set';
import { keyOf } from '../../kube/object';
import { same } from '../../kube/plain-data';
import type { World } from '../component';
import { fenceposts } from './fenceposts';
import { ownerReference } from './ownership';
import { templateHash } from './template-hash';

/** The ReplicaSets of a Deployment: which one is new, how large each should be, which may go.
 *  Source: pkg/controller/deployment/util/deployment_util.go, sync.go */

export const REVISION = 'deployment.kubernetes.io/revision';
const HISTORY = 'deployment.kubernetes.io/revision-history';
const DESIRED = 'deployment.kubernetes.io/desired-replicas';
const MAXIMUM = 'deployment.kubernetes.io/max-replicas';
const HASH = 'pod-template-hash';
/** Annotations of the Deployment that its ReplicaSets do not get. Source: annotationsToSkip */
const KEPT = new Set([
  REVISION,
  HISTORY,
  DESIRED,
  MAXIMUM,
  'kubectl.kubernetes.io/last-applied-configuration',
  'deprecated.deployment.rollback.to',
]);

function withoutHash({ metadata, ...rest }: PodTemplateSpec) {
  const { [HASH]: _, ...labels } = metadata?.labels ?? {};
  return { ...rest, metadata: { ...metadata, labels } };
}

export function isNew(deployment: Deployment, { spec }: ReplicaSet): boolean {
  const wanted = deployment.spec.template;
  return same(withoutHash(spec.template), { ...wanted, metadata: { ...wanted.metadata, labels: { ...wanted.metadata?.labels } } });
}

const revisionOf = ({ metadata }: ReplicaSet) => Number(metadata.annotations?.[REVISION] ?? 0);

export const total = (replicaSets: readonly ReplicaSet[]) => replicaSets.reduce((sum, { spec }) => sum + spec.replicas, 0);
export const available = (replicaSets: readonly ReplicaSet[]) =>
  replicaSets.reduce((sum, { status }) => sum + (status.availableReplicas ?? 0), 0);

/** Oldest first. */
const byAge = (a: ReplicaSet, b: ReplicaSet) =>
  Date.parse(a.metadata.creationTimestamp) - Date.parse(b.metadata.creationTimestamp) || revisionOf(a) - revisionOf(b);

/** Find the ReplicaSet of the present template, or make it; keep its revision and annotations right. */
export function ensureNewReplicaSet(
  world: World,
  deployment: Deployment,
  replicaSets: readonly ReplicaSet[],
  make: boolean,
): { newest: ReplicaSet | undefined; old: ReplicaSet[] } {
  const found = [...replicaSets].sort(byAge).find((one) => isNew(deployment, one));
  const old = replicaSets.filter((one) => one !== found);
  const revision = Math.max(0, ...old.map(revisionOf)) + 1;
  if (!found && !make) return { newest: undefined, old };
  const newest = found ? renumber(world, deployment, found, revision) : createReplicaSet(world, deployment, old, revision);
  // The Deployment shows the revision of its newest ReplicaSet.
  const shown = newest.metadata.annotations?.[REVISION];
  const current = world.api.get<Deployment>('deployments', keyOf(deployment.metadata));
  if (current && shown && current.metadata.annotations?.[REVISION] !== shown) {
    const annotations = { ...current.metadata.annotations, [REVISION]: shown };
    world.api.update('deployments', { ...current, metadata: { ...current.metadata, annotations } }, { trusted: true });
  }
  return { newest, old };
}

function inherited({ metadata }: Deployment): Record<string, string> {
  return Object.fromEntries(Object.entries(metadata.annotations ?? {}).filter(([key]) => !KEPT.has(key)));
}

/** A template that comes back gets the next number; its old ones are remembered. */
function renumber(world: World, deployment: Deployment, replicaSet: ReplicaSet, revision: number): ReplicaSet {
  const before = replicaSet.metadata.annotations ?? {};
  const annotations: Record<string, string> = { ...before, ...inherited(deployment) };
  if (revisionOf(replicaSet) < revision) {
    const past = before[REVISION];
    if (past) annotations[HISTORY] = before[HISTORY] ? `${before[HISTORY]},${past}` : past;
    annotations[REVISION] = String(revision);
  }
  const minReadySeconds = deployment.spec.minReadySeconds;
  return world.api.update(
    'replicasets',
    {
      ...replicaSet,
      metadata: { ...replicaSet.metadata, annotations },
      spec: { ...replicaSet.spec, ...(minReadySeconds !== undefined && { minReadySeconds }) },
    },
    { trusted: true },
  );
}

function createReplicaSet(world: World, deployment: Deployment, old: readonly ReplicaSet[], revision: number): ReplicaSet {
  const { spec, metadata } = deployment;
  const hash = templateHash(spec.template, deployment.status.collisionCount);
  const labels = { ...spec.template.metadata?.labels, [HASH]: hash };
  const replicas = newReplicas(deployment, old, 0);
  const replicaSet = world.api.create<ReplicaSet>(
    'replicasets',
    {
      metadata: {
        name: `${metadata.name}-${hash}`,
        labels,
        annotations: { ...inherited(deployment), [REVISION]: String(revision), ...sizes(deployment) },
        ownerReferences: [ownerReference(deployment)],
      },
      spec: {
        replicas,
        ...(spec.minReadySeconds !== undefined && { minReadySeconds: spec.minReadySeconds }),
        selector: { ...spec.selector, matchLabels: { ...spec.selector.matchLabels, [HASH]: hash } },
        template: { ...spec.template, metadata: { ...spec.template.metadata, labels } },
      },
    },
    { trusted: true, namespace: metadata.namespace! },
  );
  if (replicas > 0) tell(world, deployment, replicaSet, 0, replicas);
  return replicaSet;
}

function sizes(deployment: Deployment): Record<string, string> {
  const { replicas, strategy } = deployment.spec;
  const surge = strategy.type === 'RollingUpdate' ? fenceposts(strategy.rollingUpdate, replicas).surge : 0;
  return { [DESIRED]: String(replicas), [MAXIMUM]: String(replicas + surge) };
}

function tell(world: World, deployment: Deployment, { metadata }: ReplicaSet, from: number, to: number): void {
  world.record(
    deployment,
    'Normal',
    'ScalingReplicaSet',
    `Scaled ${to > from ? 'up' : 'down'} replica set ${metadata.name} from ${from} to ${to}`,
  );
}

/** How many the new ReplicaSet may have now. @param has how many it has. Source: NewRSNewReplicas */
export function newReplicas({ spec }: Deployment, old: readonly ReplicaSet[], has: number): number {
  if (spec.strategy.type !== 'RollingUpdate') return spec.replicas;
  const most = spec.replicas + fenceposts(spec.strategy.rollingUpdate, spec.replicas).surge;
  const now = total(old) + has;
  if (now >= most) return has;
  return has + Math.min(most - now, spec.replicas - has);
}

/** Set the size of a ReplicaSet, and say so. */
export function scale(world: World, deployment: Deployment, replicaSet: ReplicaSet, replicas: number): ReplicaSet {
  const annotations = { ...replicaSet.metadata.annotations, ...sizes(deployment) };
  const from = replicaSet.spec.replicas;
  if (from === replicas && same(annotations, replicaSet.metadata.annotations)) return replicaSet;
  const updated = world.api.update(
    'replicasets',
    { ...replicaSet, metadata: { ...replicaSet.metadata, annotations }, spec: { ...replicaSet.spec, replicas } },
    { trusted: true },
  );
  if (from !== replicas) tell(world, deployment, updated, from, replicas);
  return updated;
}

/** The Deployment was scaled, or is paused: share the difference among the ReplicaSets that have pods.
 *  Source: sync.go scale, GetReplicaSetProportion */
export function scaleProportionally(
  world: World,
  deployment: Deployment,
  newest: ReplicaSet | undefined,
  old: readonly ReplicaSet[],
): ReplicaSet[] {
  const all = newest ? [...old, newest] : [...old];
  const active = all.filter(({ spec }) => spec.replicas > 0);
  const { replicas, strategy } = deployment.spec;
  if (active.length <= 1) {
    const only = active[0] ?? newest;
    return only ? all.map((one) => (one === only ? scale(world, deployment, only, replicas) : one)) : all;
  }
  const saturated = newest && newest.spec.replicas === replicas && (newest.status.availableReplicas ?? 0) === replicas;
  if (saturated) return all.map((one) => (one === newest ? one : scale(world, deployment, one, 0)));
  if (strategy.type !== 'RollingUpdate') return all;
  const target = replicas > 0 ? replicas + fenceposts(strategy.rollingUpdate, replicas).surge : 0;
  return share(world, deployment, all, active, target - total(active));
}

function share(
  world: World,
  deployment: Deployment,
  all: readonly ReplicaSet[],
  active: readonly ReplicaSet[],
  difference: number,
): ReplicaSet[] {
  // Growing, the largest and newest come first; shrinking, the largest and oldest.
  const order = [...active].sort((a, b) => b.spec.replicas - a.spec.replicas || (difference > 0 ? byAge(b, a) : byAge(a, b)));
  const sized = new Map<string, number>();
  let added = 0;
  for (const one of order) {
    const part = difference === 0 ? 0 : proportion(one, deployment, difference, added);
    sized.set(one.metadata.uid, one.spec.replicas + part);
    added += part;
  }
  const first = order[0];
  if (first && difference !== 0) sized.set(first.metadata.uid, Math.max(0, sized.get(first.metadata.uid)! + difference - added));
  return all.map((one) => (sized.has(one.metadata.uid) ? scale(world, deployment, one, sized.get(one.metadata.uid)!) : one));
}

function proportion({ spec, metadata }: ReplicaSet, deployment: Deployment, difference: number, added: number): number {
  if (spec.replicas === 0 || difference === added) return 0;
  const before = Number(metadata.annotations?.[MAXIMUM] ?? deployment.spec.replicas) || deployment.spec.replicas;
  const now = Number(sizes(deployment)[MAXIMUM]);
  const fraction = Math.round((spec.replicas * now) / before) - spec.replicas;
  const allowed = difference - added;
  return difference > 0 ? Math.min(fraction, allowed) : Math.max(fraction, allowed);
}

/** Old, empty ReplicaSets beyond revisionHistoryLimit go, oldest first. Source: cleanupDeployment */
export function cleanUp(world: World, deployment: Deployment, old: readonly ReplicaSet[]): void {
  const limit = deployment.spec.revisionHistoryLimit ?? 10;
  const empty = old.filter(({ metadata, spec, status }) => !metadata.deletionTimestamp && spec.replicas === 0 && status.replicas === 0);
  const surplus = old.length - limit;
  if (surplus <= 0) return;
  for (const { metadata } of empty.sort((a, b) => revisionOf(a) - revisionOf(b)).slice(0, surplus))
    world.api.delete('replicasets', keyOf(metadata));
}
