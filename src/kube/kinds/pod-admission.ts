import type { Draft, Surroundings } from './kind';
import { fill } from './pod-defaults';
import type { Container, Pod, PodSpec, QosClass, Toleration } from './pod';

/** What happens to a pod at the door, in place: status Pending, priority, service account, tolerations.
 *  OMITS the token volume of the service account: no container of Podplay reads it. */
export function admitPod(pod: Draft<Pod>, around: Surroundings): void {
  const spec: PodSpec = { ...pod.spec };
  fill(spec, {
    serviceAccountName: 'default',
    serviceAccount: 'default',
    enableServiceLinks: true,
    preemptionPolicy: 'PreemptLowerPriority',
  });
  spec.priority = priorityOf(spec, around);
  spec.tolerations = tolerations(spec.tolerations ?? []);
  pod.spec = spec;
  pod.status = { phase: 'Pending', qosClass: qosClass(spec) };
}

/** Source: plugin/pkg/admission/priority */
function priorityOf(spec: PodSpec, around: Surroundings): number {
  if (spec.priorityClassName) return (around.find('priorityclasses', spec.priorityClassName)?.['value'] as number | undefined) ?? 0;
  const fallback = around.list('priorityclasses').find((one) => one['globalDefault'] === true);
  return (fallback?.['value'] as number | undefined) ?? 0;
}

/** Pods stay five minutes on a node that is lost. Source: admission/defaulttolerationseconds */
function tolerations(written: readonly Toleration[]): Toleration[] {
  const added = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable']
    .filter((key) => !written.some((one) => (one.key === key || !one.key) && (!one.effect || one.effect === 'NoExecute')))
    .map((key) => ({ key, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 }) as Toleration);
  return [...written, ...added];
}

/** Source: component-helpers qos.ComputePodQOS */
export function qosClass(spec: PodSpec): QosClass {
  const all: readonly Container[] = [...(spec.initContainers ?? []), ...(spec.containers ?? [])];
  const asks = (container: Container) => Object.keys({ ...container.resources?.requests, ...container.resources?.limits }).length > 0;
  if (!all.some(asks)) return 'BestEffort';
  const guaranteed = ({ resources }: Container) =>
    ['cpu', 'memory'].every((name) => {
      const [limit, request] = [resources?.limits?.[name], resources?.requests?.[name]];
      return limit !== undefined && (request === undefined || String(request) === String(limit));
    });
  return all.every(guaranteed) ? 'Guaranteed' : 'Burstable';
}
