import type { NodeSelectorRequirement, NodeSelectorTerm, Taint, Toleration } from 'kubernetes-types/core/v1';
import type { DaemonSet } from '../../kube/kinds/daemon-set';
import type { Node } from '../../kube/kinds/node';
import type { PodSpec } from '../../kube/kinds/pod';

/** Which nodes a DaemonSet wants to cover.
 *  MODELS daemon_controller.go NodeShouldRunDaemonPod: node name, node selector, required node affinity, taints.
 *  OMITS matchFields other than a node's name, and Gt and Lt: a set that uses them shows no empty slots. */
export function covers({ spec }: DaemonSet, node: Node): boolean {
  const pod = spec.template.spec;
  const { name, labels = {} } = node.metadata;
  if (pod.nodeName && pod.nodeName !== name) return false;
  if (!Object.entries(pod.nodeSelector ?? {}).every(([key, value]) => labels[key] === value)) return false;
  return isInAffinity(pod, name, labels) && !isRepelled(pod, node.spec.taints ?? []);
}

function isInAffinity({ affinity }: PodSpec, name: string, labels: Readonly<Record<string, string>>): boolean {
  const terms = affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
  const fits = ({ matchExpressions = [], matchFields = [] }: NodeSelectorTerm) =>
    matchExpressions.every((one) => meets(one, labels)) && matchFields.every((one) => meets(one, { 'metadata.name': name }));
  return terms ? terms.some(fits) : true;
}

function meets({ key, operator, values = [] }: NodeSelectorRequirement, labels: Readonly<Record<string, string>>): boolean {
  const value = labels[key];
  if (operator === 'In') return value !== undefined && values.includes(value);
  if (operator === 'NotIn') return value === undefined || !values.includes(value);
  return operator === 'Exists' ? value !== undefined : operator === 'DoesNotExist' && value === undefined;
}

/** What the DaemonSet controller adds to its pods: troubles of the node do not keep a daemon away.
 *  Source: daemonset_util.go AddOrUpdateDaemonPodTolerations */
const TOLERATED = /^node\.kubernetes\.io\/(not-ready|unreachable|disk-pressure|memory-pressure|pid-pressure|unschedulable)$/;

function isRepelled({ tolerations = [] }: PodSpec, taints: readonly Taint[]): boolean {
  return taints.some(
    (taint) => taint.effect !== 'PreferNoSchedule' && !TOLERATED.test(taint.key) && !tolerations.some((one) => lets(one, taint)),
  );
}

function lets({ key, operator = 'Equal', value = '', effect }: Toleration, taint: Taint): boolean {
  if ((effect && effect !== taint.effect) || (key && key !== taint.key)) return false;
  return operator === 'Exists' || value === (taint.value ?? '');
}
