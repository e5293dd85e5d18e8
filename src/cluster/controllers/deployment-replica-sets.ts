import type { Deployment } from '../../kube/kinds/deployment';
import type { PodTemplateSpec } from '../../kube/kinds/pod';
import type { ReplicaSet } from '../../kube/kinds/replica-set';
import { controllerOf, keyOf } from '../../kube/object';
import { same } from '../../kube/plain-data';
import type { StatusError } from '../../kube/status';
import type { World } from '../component';
import { setCondition } from './deployment-conditions';
import { byAge, DESIRED, forgettable, MAXIMUM, newSize, REVISION, revisionOf, surgeOf } from './deployment-sizes';
import { ownerReference } from './ownership';
import { attempt, namespaceEnds } from './pod-control';
import { templateHash } from './template-hash';

/** The ReplicaSets of a Deployment: which one is new, how it is made, sized and forgotten.
 *  Source: pkg/controller/deployment/sync.go getNewReplicaSet, util/deployment_util.go */

const HISTORY = 'deployment.kubernetes.io/revision-history';
const HASH = 'pod-template-hash';
const SOURCE = { component: 'deployment-controller' };
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

/** The oldest ReplicaSet of the present template. Source: FindNewReplicaSet */
export const findNew = (deployment: Deployment, replicaSets: readonly ReplicaSet[]): ReplicaSet | undefined =>
  [...replicaSets].sort(byAge).find((one) => isNew(deployment, one));

/** Find the ReplicaSet of the present template, or make it; keep its revision and annotations right.
 *  @throws StatusError when it cannot be made: that is told as well */
export function ensureNewReplicaSet(
  world: World,
  deployment: Deployment,
  replicaSets: readonly ReplicaSet[],
  make: boolean,
): { newest: ReplicaSet | undefined; old: ReplicaSet[] } {
  const found = findNew(deployment, replicaSets);
  const old = replicaSets.filter((one) => one !== found);
  const revision = Math.max(0, ...old.map(revisionOf)) + 1;
  if (!found && !make) return { newest: undefined, old };
  const newest = found ? renumber(world, deployment, found, revision) : createReplicaSet(world, deployment, old, revision);
  if (found) setCondition(world, deployment, 'FoundNewReplicaSet', `Found new replica set "${newest.metadata.name}"`);
  showRevision(world, deployment, newest.metadata.annotations?.[REVISION]);
  return { newest, old };
}

/** The Deployment shows the revision of its newest ReplicaSet. */
function showRevision(world: World, deployment: Deployment, revision: string | undefined): void {
  const current = world.api.get<Deployment>('deployments', keyOf(deployment.metadata));
  if (!current || !revision || current.metadata.annotations?.[REVISION] === revision) return;
  const annotations = { ...current.metadata.annotations, [REVISION]: revision };
  world.api.update('deployments', { ...current, metadata: { ...current.metadata, annotations } }, { trusted: true });
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
  if (same(annotations, before) && (minReadySeconds ?? 0) === (replicaSet.spec.minReadySeconds ?? 0)) return replicaSet;
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

function manifest(deployment: Deployment, replicas: number, revision: number): Omit<ReplicaSet, 'apiVersion' | 'kind' | 'status'> {
  const { spec, metadata } = deployment;
  const hash = templateHash(spec.template, deployment.status.collisionCount);
  const labels = { ...spec.template.metadata?.labels, [HASH]: hash };
  const annotations = { ...inherited(deployment), [REVISION]: String(revision), ...sizeAnnotations(deployment) };
  return {
    metadata: { name: `${metadata.name}-${hash}`, labels, annotations, ownerReferences: [ownerReference(deployment)] } as never,
    spec: {
      replicas,
      ...(spec.minReadySeconds !== undefined && { minReadySeconds: spec.minReadySeconds }),
      selector: { ...spec.selector, matchLabels: { ...spec.selector.matchLabels, [HASH]: hash } },
      template: { ...spec.template, metadata: { ...spec.template.metadata, labels } },
    },
  };
}

function createReplicaSet(world: World, deployment: Deployment, old: readonly ReplicaSet[], revision: number): ReplicaSet {
  const replicas = newSize(deployment, old, 0);
  const namespace = deployment.metadata.namespace!;
  const wanted = manifest(deployment, replicas, revision);
  const refusal = attempt(() => world.api.create('replicasets', wanted, { trusted: true, namespace }));
  const made = world.api.get<ReplicaSet>('replicasets', keyOf({ namespace, name: wanted.metadata.name }));
  if (refusal && !(refusal.reason === 'AlreadyExists' && isOurs(deployment, made)))
    throw refused(world, deployment, wanted.metadata.name, refusal);
  if (refusal) return made!;
  if (replicas > 0) tell(world, deployment, made!, 0, replicas);
  setCondition(world, deployment, 'NewReplicaSetCreated', `Created new replica set "${made!.metadata.name}"`);
  return made!;
}

const isOurs = (deployment: Deployment, made: ReplicaSet | undefined) =>
  made !== undefined && controllerOf(made)?.uid === deployment.metadata.uid && isNew(deployment, made);

/** Another ReplicaSet bears that name: the next attempt adds the number of collisions to what is hashed.
 *  Any other refusal is told. @returns the refusal */
function refused(world: World, deployment: Deployment, name: string, refusal: StatusError): StatusError {
  const { status } = deployment;
  if (refusal.reason === 'AlreadyExists') {
    const collisionCount = (status.collisionCount ?? 0) + 1;
    world.api.updateStatus('deployments', { ...deployment, status: { ...status, collisionCount } });
  } else if (!namespaceEnds(refusal)) {
    const text = `Failed to create new replica set "${name}": ${refusal.message}`;
    setCondition(world, deployment, 'ReplicaSetCreateError', text);
    world.record(deployment, 'Warning', 'ReplicaSetCreateError', text, SOURCE);
  }
  return refusal;
}

function sizeAnnotations(deployment: Deployment): Record<string, string> {
  const { replicas } = deployment.spec;
  return { [DESIRED]: String(replicas), [MAXIMUM]: String(replicas + surgeOf(deployment)) };
}

function tell(world: World, deployment: Deployment, { metadata }: ReplicaSet, from: number, to: number): void {
  const text = `Scaled ${to > from ? 'up' : 'down'} replica set ${metadata.name} from ${from} to ${to}`;
  world.record(deployment, 'Normal', 'ScalingReplicaSet', text, SOURCE);
}

/** Set the size of a ReplicaSet, and say so. */
export function scale(world: World, deployment: Deployment, replicaSet: ReplicaSet, replicas: number): ReplicaSet {
  const annotations = { ...replicaSet.metadata.annotations, ...sizeAnnotations(deployment) };
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

export function cleanUp(world: World, deployment: Deployment, old: readonly ReplicaSet[]): void {
  for (const { metadata } of forgettable(deployment, old)) world.api.delete('replicasets', keyOf(metadata));
}
