import type { PersistentVolumeClaim } from '../../kube/kinds/persistent-volume-claim';
import type { Pod } from '../../kube/kinds/pod';
import type { StatefulSet } from '../../kube/kinds/stateful-set';
import { keyOf, type OwnerReference } from '../../kube/object';
import { same } from '../../kube/plain-data';
import { StatusError } from '../../kube/status';
import type { World } from '../component';
import { attempt, namespaceEnds } from './pod-control';
import { claimManifests, claimNames, ordinalOf, podName, startOrdinal } from './stateful-set-identity';

/** The claims of a StatefulSet's pods: made once, kept for the next pod of that name, and, where the set says so,
 *  given to the set or to the pod, so that they go with them.
 *  Source: stateful_pod_control.go, stateful_set_utils.go updateClaimOwnerRefForSetAndPod */

const CLAIMS = 'persistentvolumeclaims';

function claimsOf(world: World, set: StatefulSet, ordinal: number): PersistentVolumeClaim[] {
  return claimNames(set, ordinal).flatMap(
    (name) => world.api.get<PersistentVolumeClaim>(CLAIMS, keyOf({ namespace: set.metadata.namespace!, name })) ?? [],
  );
}

/** Make the claims that are missing. @throws StatusError when one is refused. Source: createPersistentVolumeClaims */
export function ensureClaims(world: World, set: StatefulSet, ordinal: number): void {
  const namespace = set.metadata.namespace!;
  const pod = podName(set, ordinal);
  for (const claim of claimManifests(set, ordinal)) {
    const { name } = claim.metadata;
    if (world.api.get(CLAIMS, keyOf({ namespace, name }))) continue;
    const refusal = attempt(() => world.api.create(CLAIMS, claim, { trusted: true, namespace }));
    if (!refusal) {
      tell(world, set, 'Normal', 'SuccessfulCreate', `create Claim ${name} Pod ${pod} in StatefulSet ${set.metadata.name} success`);
      continue;
    }
    if (!namespaceEnds(refusal)) {
      const text = `create Claim ${name} for Pod ${pod} in StatefulSet ${set.metadata.name} failed error: ${refusal.message}`;
      tell(world, set, 'Warning', 'FailedCreate', text);
    }
    throw new StatusError({ ...refusal.status, message: `failed to create PVC ${name}: ${refusal.message}` });
  }
}

function tell(world: World, set: StatefulSet, type: 'Normal' | 'Warning', reason: string, text: string): void {
  world.record(set, type, reason, text, { component: 'statefulset-controller' });
}

/** Does a claim still belong to a pod that has gone? Then it goes too, and the new pod waits. Source: PodClaimIsStale */
export function hasStaleClaim(world: World, set: StatefulSet, ordinal: number): boolean {
  return claimsOf(world, set, ordinal).some(
    ({ metadata }) => metadata.deletionTimestamp || metadata.ownerReferences?.some(({ kind }) => kind === 'Pod'),
  );
}

/** Give the pod's claims the owners that the retention policy asks for. */
export function applyRetention(world: World, set: StatefulSet, pod: Pod): void {
  const ordinal = ordinalOf(set, pod);
  for (const claim of claimsOf(world, set, ordinal)) {
    const ownerReferences = ownersFor(set, pod, ordinal, claim.metadata.ownerReferences ?? []);
    if (same(ownerReferences, claim.metadata.ownerReferences ?? [])) continue;
    world.api.update(CLAIMS, { ...claim, metadata: { ...claim.metadata, ownerReferences } }, { trusted: true });
  }
}

function ownersFor(set: StatefulSet, pod: Pod, ordinal: number, before: readonly OwnerReference[]): OwnerReference[] {
  const { whenDeleted, whenScaled } = set.spec.persistentVolumeClaimRetentionPolicy;
  const start = startOrdinal(set);
  const condemned = ordinal < start || ordinal >= start + set.spec.replicas;
  const others = before.filter(({ uid }) => uid !== set.metadata.uid && uid !== pod.metadata.uid);
  if (condemned && whenScaled === 'Delete') return [...others, reference(pod)];
  return whenDeleted === 'Delete' ? [...others, reference(set)] : others;
}

const reference = ({ apiVersion, kind, metadata }: Pod | StatefulSet): OwnerReference => ({
  apiVersion,
  kind,
  name: metadata.name,
  uid: metadata.uid,
});
