import type { Api } from './api';
import type { DeleteOptions } from './cluster';
import { keyOf, type Condition, type KubeObject, type LabelSelector, type Manifest } from './object';
import { conflict, notFound, statusError, StatusError } from './status';

/** Requests that are made of a pod: to be bound to a node, to be evicted.
 *  MODELS registry/core/pod/storage (BindingREST) and eviction.go. */

const PODS = { group: '', resource: 'pods' };

/** What these requests answer with. */
const SUCCESS = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 } as unknown as KubeObject;

interface Budget extends KubeObject {
  readonly spec: { readonly selector?: LabelSelector; readonly unhealthyPodEvictionPolicy?: string };
  readonly status: {
    readonly observedGeneration?: number;
    readonly disruptionsAllowed?: number;
    readonly currentHealthy?: number;
    readonly desiredHealthy?: number;
    readonly disruptedPods?: Readonly<Record<string, string>>;
  };
}

function podFor(api: Api, request: Manifest, namespace: string): KubeObject {
  const name = request.metadata?.name ?? '';
  const pod = api.get('pods', `${namespace}/${name}`);
  if (!pod) throw notFound(PODS, name);
  return pod;
}

const withCondition = (pod: KubeObject, condition: Condition): KubeObject => {
  const others = ((pod['status']?.conditions ?? []) as Condition[]).filter((one) => one.type !== condition.type);
  return { ...pod, status: { ...pod['status'], conditions: [...others, condition] } };
};

/** @returns the pod on its node; the caller stores it
 *  @throws 409 when it is on a node already or on its way out. Source: storage.go assignPod */
export function bound(api: Api, binding: Manifest, namespace: string, timestamp: string): KubeObject {
  const pod = podFor(api, binding, namespace);
  const { name, deletionTimestamp } = pod.metadata;
  const refuse = (why: string) => conflict({ group: '', resource: 'pods/binding' }, name, why);
  if (deletionTimestamp) throw refuse(`pod ${name} is being deleted, cannot be assigned to a host`);
  if (pod['spec'].nodeName) throw refuse(`pod ${name} is already assigned to node "${pod['spec'].nodeName}"`);
  const nodeName = (binding['target'] as { name: string }).name;
  const scheduled = withCondition(pod, { type: 'PodScheduled', status: 'True', lastTransitionTime: timestamp });
  return { ...scheduled, spec: { ...pod['spec'], nodeName } };
}

/** Evict a pod unless a PodDisruptionBudget forbids it.
 *  @throws 429 in upstream's words while the budget has nothing to spend */
export function evict(api: Api, eviction: Manifest, namespace: string, timestamp: string, dryRun: boolean): KubeObject {
  const pod = podFor(api, eviction, namespace);
  const options = { ...(eviction['deleteOptions'] as DeleteOptions | undefined), ...(dryRun && { dryRun }) };
  const budget = mayIgnoreBudgets(pod) ? undefined : budgetOf(api, pod, namespace);
  const spent = budget && spend(budget, pod, timestamp);
  if (!dryRun) {
    if (spent) api.updateStatus('poddisruptionbudgets', spent);
    const reason = { reason: 'EvictionByEvictionAPI', message: 'Eviction API: evicting' };
    api.updateStatus('pods', withCondition(pod, { type: 'DisruptionTarget', status: 'True', ...reason, lastTransitionTime: timestamp }));
  }
  api.delete('pods', keyOf(pod.metadata), options);
  return SUCCESS;
}

export { SUCCESS };

/** Pods that serve nobody cost no budget. Source: eviction.go canIgnorePDB */
const mayIgnoreBudgets = ({ metadata, status }: KubeObject) =>
  metadata.deletionTimestamp !== undefined || ['Pending', 'Succeeded', 'Failed'].includes(status?.phase as string);

function budgetOf(api: Api, pod: KubeObject, namespace: string): Budget | undefined {
  const all = api.list<Budget>('poddisruptionbudgets', namespace);
  const covering = all.filter(({ spec }) => api.matches(spec.selector, pod.metadata.labels));
  if (covering.length > 1)
    throw statusError(
      500,
      'InternalError',
      'Internal error occurred: This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.',
    );
  return covering[0];
}

const isReady = (pod: KubeObject) =>
  ((pod['status']?.conditions ?? []) as Condition[]).some((one) => one.type === 'Ready' && one.status === 'True');

/** @returns the budget with one disruption less, or nothing when this pod costs none. Source: eviction.go checkAndDecrement */
function spend(budget: Budget, pod: KubeObject, timestamp: string): Budget | undefined {
  const { observedGeneration = 0, disruptionsAllowed = 0, currentHealthy = 0, desiredHealthy = 0, disruptedPods } = budget.status ?? {};
  if (!isReady(pod)) {
    if (budget.spec.unhealthyPodEvictionPolicy === 'AlwaysAllow') return undefined;
    if (desiredHealthy > 0 && currentHealthy >= desiredHealthy) return undefined;
  }
  const { name, generation = 0 } = budget.metadata;
  if (observedGeneration < generation) throw violation(`The disruption budget ${name} is still being processed by the server.`, 10);
  if (disruptionsAllowed <= 0)
    throw violation(`The disruption budget ${name} needs ${desiredHealthy} healthy pods and has ${currentHealthy} currently`);
  const status = {
    ...budget.status,
    disruptionsAllowed: disruptionsAllowed - 1,
    disruptedPods: { ...disruptedPods, [pod.metadata.name]: timestamp },
  };
  return { ...budget, status };
}

function violation(message: string, retryAfterSeconds?: number): StatusError {
  return statusError(429, 'TooManyRequests', "Cannot evict pod as it would violate the pod's disruption budget.", {
    causes: [{ reason: 'DisruptionBudget', message }],
    ...(retryAfterSeconds && { retryAfterSeconds }),
  });
}
