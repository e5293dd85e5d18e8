import type { Change } from '../../kube/api';
import { tableOf } from '../../kube/kinds/kind';
import type { Pod } from '../../kube/kinds/pod';
import { isReady, isTerminal } from '../../kube/kinds/pod-status';
import type { PodDisruptionBudget, PodDisruptionBudgetStatus } from '../../kube/kinds/pod-disruption-budget';
import type { IntOrString } from '../../kube/kinds/validation/int-or-percent';
import { controllerOf, keyOf, type Condition, type KubeObject } from '../../kube/object';
import type { Reconciler, World } from '../component';

/** Works out how many pods of a budget may be missing now.
 *  MODELS the counts, the expected number from what the pods' controllers ask for, pods whose eviction was let through
 *  and who have not gone yet. Source: pkg/controller/disruption/disruption.go */
export const disruptionController: Reconciler = {
  name: 'disruption-controller',
  resource: 'poddisruptionbudgets',
  watches: {
    pods: ({ object, old }, world) => budgetsOf(world, object, old),
    deployments: rescaled,
    replicasets: rescaled,
    statefulsets: rescaled,
  },
  reconcile(key, world) {
    const budget = world.api.get<PodDisruptionBudget>('poddisruptionbudgets', key);
    return budget && update(budget, world);
  },
};

const SOURCE = { component: 'controllermanager' };
/** ms in which an evicted pod should have been deleted. Source: DeletionTimeout */
const DELETION_TIMEOUT = 120_000;

const budgetsIn = (world: World, namespace: string | undefined) => world.api.list<PodDisruptionBudget>('poddisruptionbudgets', namespace);

function budgetsOf(world: World, ...pods: (KubeObject | undefined)[]): string[] {
  const all = budgetsIn(world, pods[0]!.metadata.namespace);
  if (!all.length) return [];
  const covers = ({ spec }: PodDisruptionBudget) => pods.some((pod) => pod && world.api.matches(spec.selector, pod.metadata.labels));
  return all.filter(covers).map(({ metadata }) => keyOf(metadata));
}

function rescaled({ type, object, old }: Change, world: World): string[] {
  const replicas = (one: KubeObject | undefined) => (one?.['spec'] as { replicas?: number } | undefined)?.replicas;
  if (type === 'MODIFIED' && replicas(object) === replicas(old)) return [];
  return budgetsIn(world, object.metadata.namespace).map(({ metadata }) => keyOf(metadata));
}

/** @returns ms until an eviction that was let through is forgotten */
function update(budget: PodDisruptionBudget, world: World): number | undefined {
  const { selector } = budget.spec;
  const pods = world.api
    .list<Pod>('pods', budget.metadata.namespace)
    .filter(({ metadata }) => world.api.matches(selector, metadata.labels));
  if (!pods.length) world.record(budget, 'Normal', 'NoPods', 'No matching pods found', SOURCE);
  const counted = expect(budget, pods, world);
  if ('error' in counted) return void syncFailed(budget, counted.error, world);
  const disrupted = stillDisrupted(budget, pods, world);
  const healthy = pods.filter(
    (pod) => isReady(pod) && !isTerminal(pod) && !pod.metadata.deletionTimestamp && !disrupted[pod.metadata.name],
  );
  write(budget, { ...counted, healthy: healthy.length, disrupted }, world);
  const since = Object.values(disrupted).map((time) => Date.parse(time));
  return since.length ? Math.max(1, Math.min(...since) + DELETION_TIMEOUT - world.now) : undefined;
}

/** How many there should be, and how many must be healthy. */
export interface Expectation {
  readonly expected: number;
  readonly desired: number;
}

/** A count or a share, rounded up: of the pods that must be there as of those that may be missing.
 *  Source: GetScaledValueFromIntOrPercent(…, true) */
export const scaledUp = (value: IntOrString, total: number): number =>
  typeof value === 'number' ? value : Math.ceil((Number.parseInt(value, 10) * total) / 100);

/** Source: getExpectedPodCount */
export function expectation({ spec }: PodDisruptionBudget, pods: number, scale: number): Expectation {
  if (spec.maxUnavailable !== undefined) return { expected: scale, desired: Math.max(0, scale - scaledUp(spec.maxUnavailable, scale)) };
  if (typeof spec.minAvailable === 'number') return { expected: pods, desired: spec.minAvailable };
  return spec.minAvailable === undefined ? { expected: 0, desired: 0 } : { expected: scale, desired: scaledUp(spec.minAvailable, scale) };
}

function expect(budget: PodDisruptionBudget, pods: readonly Pod[], world: World): Expectation | { readonly error: string } {
  const { minAvailable, maxUnavailable } = budget.spec;
  // A plain number asks nothing of the pods' controllers.
  if (maxUnavailable === undefined && typeof minAvailable !== 'string') return expectation(budget, pods.length, 0);
  const scales = new Map<string, number>();
  const unmanaged: string[] = [];
  for (const pod of pods) {
    const found = scaleOf(pod, world);
    if (found === undefined) unmanaged.push(pod.metadata.name);
    else if ('error' in found) return found;
    else scales.set(found.uid, found.replicas);
  }
  if (unmanaged.length) tellOfUnmanaged(budget, world);
  const scale = [...scales.values()].reduce((sum, one) => sum + one, 0);
  return expectation(budget, pods.length, scale);
}

/** How many pods the controller of a pod wants; a Deployment speaks for its ReplicaSets. */
function scaleOf(pod: Pod, world: World): { readonly uid: string; readonly replicas: number } | { readonly error: string } | undefined {
  const reference = controllerOf(pod);
  if (!reference) return undefined;
  const resource = world.api.resourceFor(reference.apiVersion, reference.kind);
  if (!resource?.scale) return { error: `${resource ? qualified(resource) : reference.kind} does not implement the scale subresource` };
  const owner = world.api.get(tableOf(resource), keyOf({ namespace: pod.metadata.namespace!, name: reference.name }));
  if (owner?.metadata.uid !== reference.uid) return undefined;
  const above = controllerOf(owner);
  const deployment =
    above?.kind === 'Deployment'
      ? world.api.get('deployments', keyOf({ namespace: pod.metadata.namespace!, name: above.name }))
      : undefined;
  const speaker = deployment && deployment.metadata.uid === above!.uid ? deployment : owner;
  return { uid: speaker.metadata.uid, replicas: (speaker['spec'] as { replicas?: number }).replicas ?? 0 };
}

const qualified = ({ resource, group }: { resource: string; group: string }) => (group ? `${resource}.${group}` : resource);

function tellOfUnmanaged(budget: PodDisruptionBudget, world: World): void {
  const message =
    'Pods selected by this PodDisruptionBudget (selector: %v) were found to be unmanaged. As a result, the status of the PDB cannot be calculated correctly, which may result in undefined behavior. To account for these pods please set ".spec.minAvailable" field of the PDB to an integer value.';
  world.record(budget, 'Warning', 'UnmanagedPods', message.replace('%v', `&LabelSelector${JSON.stringify(budget.spec.selector)}`), SOURCE);
}

/** Source: buildDisruptedPodMap */
function stillDisrupted({ metadata, status }: PodDisruptionBudget, pods: readonly Pod[], world: World): Readonly<Record<string, string>> {
  const kept: Record<string, string> = {};
  for (const [name, time] of Object.entries(status.disruptedPods ?? {})) {
    const pod = pods.find((one) => one.metadata.name === name);
    if (!pod || pod.metadata.deletionTimestamp) continue;
    if (Date.parse(time) + DELETION_TIMEOUT > world.now) kept[name] = time;
    else world.record(pod, 'Warning', 'NotDeleted', `Pod was expected by PDB ${keyOf(metadata)} to be deleted but it wasn't`, SOURCE);
  }
  return kept;
}

interface Counts extends Expectation {
  readonly healthy: number;
  readonly disrupted: Readonly<Record<string, string>>;
}

/** Source: updatePdbStatus */
function write(budget: PodDisruptionBudget, { expected, desired, healthy, disrupted }: Counts, world: World): void {
  const allowed = expected > 0 ? Math.max(0, healthy - desired) : 0;
  const verdict = allowed > 0 ? (['True', 'SufficientPods'] as const) : (['False', 'InsufficientPods'] as const);
  const generation = budget.metadata.generation ?? 1;
  const status: PodDisruptionBudgetStatus = {
    conditions: [condition(budget, world, verdict[0], verdict[1], '')],
    currentHealthy: healthy,
    desiredHealthy: desired,
    ...(Object.keys(disrupted).length && { disruptedPods: disrupted }),
    disruptionsAllowed: allowed,
    expectedPods: expected,
    observedGeneration: generation,
  };
  world.api.updateStatus('poddisruptionbudgets', { ...budget, status });
}

function condition(
  { status, metadata }: PodDisruptionBudget,
  world: World,
  state: 'True' | 'False',
  reason: string,
  message: string,
): Condition {
  const before = status.conditions?.find(({ type }) => type === 'DisruptionAllowed');
  const lastTransitionTime = before?.status === state ? (before.lastTransitionTime ?? world.timestamp) : world.timestamp;
  return { type: 'DisruptionAllowed', status: state, observedGeneration: metadata.generation ?? 1, lastTransitionTime, reason, message };
}

/** Nothing may be disrupted while nobody can count. Source: failSafe */
function syncFailed(budget: PodDisruptionBudget, error: string, world: World): void {
  world.record(budget, 'Warning', 'CalculateExpectedPodCountFailed', `Failed to calculate the number of expected pods: ${error}`, SOURCE);
  const conditions = [condition(budget, world, 'False', 'SyncFailed', error)];
  world.api.updateStatus('poddisruptionbudgets', { ...budget, status: { ...budget.status, disruptionsAllowed: 0, conditions } });
}
