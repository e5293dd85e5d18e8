import { keyOf, type ApiObject } from '../../kube/object';
import type { Pod, PodTemplateSpec } from '../../kube/kinds/pod';
import { isActive, isAvailable, isReady } from '../../kube/kinds/pod-status';
import { StatusError } from '../../kube/status';
import type { World } from '../component';
import { ownerReference } from './ownership';

/** What every controller that makes pods does with them. Source: controller_utils.go RealPodControl */

type Owner = ApiObject<any, any>;

/** Make one pod from a template. A refusal becomes a FailedCreate event and goes on to the work queue. */
export function createPod(
  world: World,
  owner: Owner,
  template: PodTemplateSpec,
  extra: { readonly name?: string; readonly labels?: Record<string, string> } = {},
): Pod {
  const { labels, annotations, finalizers } = template.metadata ?? {};
  const metadata = {
    ...(extra.name ? { name: extra.name } : { generateName: `${owner.metadata.name}-` }),
    ...(labels || extra.labels ? { labels: { ...labels, ...extra.labels } } : {}),
    ...(annotations && { annotations }),
    ...(finalizers && { finalizers }),
    ownerReferences: [ownerReference(owner)],
  };
  try {
    const pod = world.api.create<Pod>(
      'pods',
      { apiVersion: 'v1', kind: 'Pod', metadata, spec: template.spec },
      { trusted: true, namespace: owner.metadata.namespace! },
    );
    world.record(owner, 'Normal', 'SuccessfulCreate', `Created pod: ${pod.metadata.name}`);
    return pod;
  } catch (error) {
    if (error instanceof StatusError) world.record(owner, 'Warning', 'FailedCreate', `Error creating: ${error.message}`);
    throw error;
  }
}

export function deletePod(world: World, owner: Owner, pod: Pod): void {
  world.api.delete('pods', keyOf(pod.metadata));
  world.record(owner, 'Normal', 'SuccessfulDelete', `Deleted pod: ${pod.metadata.name}`);
}

/** Pods that may go first: worst first.
 *  @param siblings how many pods of the same workload stand on a node: crowded nodes give first
 *  Source: controller_utils.go ActivePodsWithRanks */
export function byDispensability(siblings: (pod: Pod) => number, now: number): (a: Pod, b: Pod) => number {
  const keys = (pod: Pod): readonly number[] => {
    const ready = isReady(pod);
    const since = ready ? Date.parse(pod.status.conditions?.find(({ type }) => type === 'Ready')?.lastTransitionTime ?? '') : 0;
    const restarts = Math.max(0, ...(pod.status.containerStatuses ?? []).map((one) => one.restartCount));
    return [
      pod.spec.nodeName ? 1 : 0,
      { Pending: 0, Unknown: 1, Running: 2 }[pod.status.phase as string] ?? 2,
      ready ? 1 : 0,
      -Number(pod.metadata.annotations?.['controller.kubernetes.io/pod-deletion-cost'] ?? 0) * -1,
      -siblings(pod),
      // Ages compare on a logarithmic scale, so that the very newest go first but close ones are equal.
      -logAge(now - since),
      -restarts,
      -logAge(now - Date.parse(pod.metadata.creationTimestamp)),
    ];
  };
  return (a, b) => {
    const [left, right] = [keys(a), keys(b)];
    for (const [i, value] of left.entries()) if (value !== right[i]) return value - right[i]!;
    return a.metadata.uid < b.metadata.uid ? -1 : 1;
  };
}

/** Source: LogarithmicScaleDown: base-2 bucket of the age in seconds. */
const logAge = (ms: number) => -Math.floor(Math.log2(Math.max(1, ms / 1000)));

/** How many are active, ready, and available. */
export function countPods(pods: readonly Pod[], minReadySeconds: number, now: number) {
  let [ready, available] = [0, 0];
  for (const pod of pods) {
    if (!isReady(pod)) continue;
    ready++;
    if (isAvailable(pod, minReadySeconds, now)) available++;
  }
  return { ready, available };
}

export { isActive };
