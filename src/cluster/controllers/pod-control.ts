import type { Pod, PodTemplateSpec } from '../../kube/kinds/pod';
import { isAvailable, isReady } from '../../kube/kinds/pod-status';
import { keyOf, type ApiObject } from '../../kube/object';
import { StatusError } from '../../kube/status';
import type { World } from '../component';
import { ownerReference } from './ownership';

/** What every controller that makes pods does with them. Source: controller_utils.go RealPodControl */

type Owner = ApiObject<any, any>;

/** What one pod has besides what its template says. */
export interface PodDetails {
  readonly name?: string;
  readonly generateName?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly finalizers?: readonly string[];
}

/** A pod as its template and its owner make it, before the API server completes it. Source: GetPodFromTemplate */
export function podFromTemplate(owner: Owner, template: PodTemplateSpec, details: PodDetails = {}) {
  const { metadata = {}, spec } = template;
  const labels = { ...metadata.labels, ...details.labels };
  const annotations = { ...metadata.annotations, ...details.annotations };
  const finalizers = [...(metadata.finalizers ?? []), ...(details.finalizers ?? [])];
  return {
    metadata: {
      labels,
      annotations,
      finalizers,
      ownerReferences: [ownerReference(owner)],
      ...(details.name ? { name: details.name } : { generateName: details.generateName ?? `${owner.metadata.name}-` }),
    },
    spec,
  };
}

/** Make one pod from a template. A refusal becomes a FailedCreate event and goes on to the work queue.
 *  @param source component that the events name */
export function createPod(world: World, owner: Owner, template: PodTemplateSpec, source: string, details: PodDetails = {}): Pod {
  try {
    const pod = world.api.create<Pod>('pods', podFromTemplate(owner, template, details), {
      trusted: true,
      namespace: owner.metadata.namespace!,
    });
    world.record(owner, 'Normal', 'SuccessfulCreate', `Created pod: ${pod.metadata.name}`, { component: source });
    return pod;
  } catch (error) {
    if (error instanceof StatusError && !namespaceEnds(error))
      world.record(owner, 'Warning', 'FailedCreate', `Error creating: ${error.message}`, { component: source });
    throw error;
  }
}

/** Make pods one after the other, in batches of 1, 2, 4 …: a batch in which one was refused is the last, so that what
 *  cannot work is not tried five hundred times.
 *  @returns how many were made, and why another was not
 *  Source: controller_utils.go slowStartBatch */
export function slowStart(count: number, make: (i: number) => unknown): { readonly made: number; readonly failure?: StatusError } {
  let [done, made] = [0, 0];
  for (let batch = Math.min(1, count); batch > 0; batch = Math.min(2 * batch, count - done)) {
    let failure: StatusError | undefined;
    for (let i = 0; i < batch; i++) {
      const refused = attempt(() => make(done + i));
      if (refused) failure ??= refused;
      else made++;
    }
    if (failure) return { made, failure };
    done += batch;
  }
  return { made };
}

/** @returns the API server's refusal; anything else is a bug and goes on */
export function attempt(act: () => unknown): StatusError | undefined {
  try {
    act();
    return undefined;
  } catch (error) {
    if (error instanceof StatusError) return error;
    throw error;
  }
}

/** Nothing new comes into a namespace that is on its way out: no reason to complain. Source: HasStatusCause NamespaceTerminatingCause */
export const namespaceEnds = ({ status }: StatusError) => status.message.endsWith('because it is being terminated');

export function deletePod(world: World, owner: Owner, pod: Pod, source: string): void {
  world.api.delete('pods', keyOf(pod.metadata));
  world.record(owner, 'Normal', 'SuccessfulDelete', `Deleted pod: ${pod.metadata.name}`, { component: source });
}

/** How many are ready, and available. */
export function countPods(pods: readonly Pod[], minReadySeconds: number, now: number): { ready: number; available: number } {
  let [ready, available] = [0, 0];
  for (const pod of pods) {
    if (!isReady(pod)) continue;
    ready++;
    if (isAvailable(pod, minReadySeconds, now)) available++;
  }
  return { ready, available };
}

/** ms until the next ready pod becomes available, when any waits for that. */
export function untilAvailable(pods: readonly Pod[], minReadySeconds: number, now: number): number | undefined {
  if (!minReadySeconds) return undefined;
  let next: number | undefined;
  for (const pod of pods) {
    if (!isReady(pod) || isAvailable(pod, minReadySeconds, now)) continue;
    const at = readySince(pod) + minReadySeconds * 1000;
    if (next === undefined || at < next) next = at;
  }
  return next === undefined ? undefined : Math.max(1, next - now);
}

/** When the Ready condition last changed, ms since the Unix epoch. */
export function readySince(pod: Pod): number {
  return Date.parse(pod.status.conditions?.find(({ type }) => type === 'Ready')?.lastTransitionTime ?? '');
}
