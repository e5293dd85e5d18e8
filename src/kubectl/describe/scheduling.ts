import type * as core from 'kubernetes-types/core/v1';
import { formatLabelSelector } from '../../kube/selectors';
import { column, labelLines, type Description } from './common';

/** Where pods may go: node selector, tolerations, spreading. Source: describe.go printTolerationsMultilineWithIndent,
 *  printTaintsMultilineWithIndent, describeTopologySpreadConstraints */

export function placementLines(out: Description, level: 0 | 1, spec: core.PodSpec): void {
  labelLines(out, level, 'Node-Selectors', spec.nodeSelector);
  column(out, level, 'Tolerations', [...(spec.tolerations ?? [])].sort(byKey).map(tolerationText));
}

const byKey = ({ key: a = '' }: core.Toleration, { key: b = '' }: core.Toleration) => (a < b ? -1 : a > b ? 1 : 0);

function tolerationText({ key = '', operator, value, effect, tolerationSeconds }: core.Toleration): string {
  const what = `${key}${value ? `=${value}` : ''}${effect ? `:${effect}` : ''}`;
  const exists = operator === 'Exists' && !value ? `${what ? ' ' : ''}op=Exists` : '';
  return `${what}${exists}${tolerationSeconds === undefined ? '' : ` for ${tolerationSeconds}s`}`;
}

export function spreadLines(out: Description, level: 0 | 1, { topologySpreadConstraints: all = [] }: core.PodSpec): void {
  if (!all.length) return;
  const sorted = [...all].sort((a, b) => (a.topologyKey < b.topologyKey ? -1 : 1));
  column(out, level, 'Topology Spread Constraints', sorted.map(spreadText));
}

function spreadText({ topologyKey, whenUnsatisfiable, maxSkew, labelSelector }: core.TopologySpreadConstraint): string {
  const whose = labelSelector ? ` for selector ${formatLabelSelector(labelSelector)}` : '';
  return `${topologyKey}:${whenUnsatisfiable} when max skew ${maxSkew} is exceeded${whose}`;
}

export function taintLines(out: Description, taints: readonly core.Taint[] = []): void {
  const order = ({ effect, key }: core.Taint) => `${effect},${key}`;
  const sorted = [...taints].sort((a, b) => (order(a) < order(b) ? -1 : 1));
  column(out, 0, 'Taints', sorted.map(taintText));
}

/** `key=value:NoSchedule`. Source: Taint.ToString */
function taintText({ key, value, effect }: core.Taint): string {
  if (!effect) return value ? `${key}=${value}:` : key;
  return value ? `${key}=${value}:${effect}` : `${key}:${effect}`;
}
