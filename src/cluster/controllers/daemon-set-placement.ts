import type { NodeSelectorTerm } from 'kubernetes-types/core/v1';
import type { DaemonSet } from '../../kube/kinds/daemon-set';
import type { Node } from '../../kube/kinds/node';
import type { PodSpec, PodTemplateSpec, Toleration } from '../../kube/kinds/pod';
import { wants } from '../scheduler/node-affinity';
import { untolerated } from '../scheduler/taints';

/** Where a DaemonSet's pods belong. Source: daemon_controller.go NodeShouldRunDaemonPod, util/daemonset_util.go */

/** What every daemon pod tolerates besides what its template says. Source: AddOrUpdateDaemonPodTolerations */
const TOLERATIONS: readonly Toleration[] = [
  { key: 'node.kubernetes.io/not-ready', operator: 'Exists', effect: 'NoExecute' },
  { key: 'node.kubernetes.io/unreachable', operator: 'Exists', effect: 'NoExecute' },
  { key: 'node.kubernetes.io/disk-pressure', operator: 'Exists', effect: 'NoSchedule' },
  { key: 'node.kubernetes.io/memory-pressure', operator: 'Exists', effect: 'NoSchedule' },
  { key: 'node.kubernetes.io/pid-pressure', operator: 'Exists', effect: 'NoSchedule' },
  { key: 'node.kubernetes.io/unschedulable', operator: 'Exists', effect: 'NoSchedule' },
];
const OF_HOST_NETWORK: Toleration = { key: 'node.kubernetes.io/network-unavailable', operator: 'Exists', effect: 'NoSchedule' };

const alike = (a: Toleration, b: Toleration) =>
  a.key === b.key && a.effect === b.effect && a.operator === b.operator && a.value === b.value;

function tolerations(spec: PodSpec): Toleration[] {
  const own = spec.tolerations ?? [];
  const added = spec.hostNetwork ? [...TOLERATIONS, OF_HOST_NETWORK] : TOLERATIONS;
  return [...own.filter((one) => !added.some((other) => alike(one, other))), ...added];
}

export interface Verdict {
  /** A pod should be started there. */
  readonly shouldRun: boolean;
  /** A pod that runs there may go on. */
  readonly mayStay: boolean;
}

/** Room, ports and other pods do not count: that is for the scheduler. */
export function verdict({ spec: { template } }: DaemonSet, node: Node): Verdict {
  const { spec } = template;
  const elsewhere = spec.nodeName && spec.nodeName !== node.metadata.name;
  if (elsewhere || !wants(spec, node)) return { shouldRun: false, mayStay: false };
  const all = tolerations(spec);
  const kept = !untolerated(node.spec.taints, all, ['NoSchedule', 'NoExecute']);
  return { shouldRun: kept, mayStay: kept || !untolerated(node.spec.taints, all, ['NoExecute']) };
}

/** The template with the one node written into it, by which the scheduler places the pod.
 *  Source: ReplaceDaemonSetPodNodeNameNodeAffinity */
export function placed({ spec, ...template }: PodTemplateSpec, node: string): PodTemplateSpec {
  const matchFields = [{ key: 'metadata.name', operator: 'In', values: [node] }];
  const required = spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
  const nodeSelectorTerms: NodeSelectorTerm[] = required?.length
    ? required.map(({ matchExpressions }) => ({ ...(matchExpressions && { matchExpressions }), matchFields }))
    : [{ matchFields }];
  const nodeAffinity = {
    ...spec.affinity?.nodeAffinity,
    requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms },
  };
  return { ...template, spec: { ...spec, affinity: { ...spec.affinity, nodeAffinity }, tolerations: tolerations(spec) } };
}

/** The node a daemon pod is on, or is meant for. Source: util.GetTargetNodeName */
export function targetNode({ nodeName, affinity }: PodSpec): string | undefined {
  if (nodeName) return nodeName;
  const terms = affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
  return terms?.[0]?.matchFields?.[0]?.values?.[0];
}
