import { age } from '../duration';
import { ageColumn, nameColumn } from './cells';
import type { Column } from './kind';
import type { Pod } from './pod';
import { podStatus, podSummary } from './pod-status';

/** Source: printers.go podColumnDefinitions */
export const podColumns: readonly Column<Pod>[] = [
  nameColumn,
  { name: 'Ready', type: 'string', cell: (pod) => `${podSummary(pod).ready}/${podSummary(pod).total}` },
  { name: 'Status', type: 'string', cell: podStatus },
  { name: 'Restarts', type: 'string', cell: restarts },
  ageColumn,
  { name: 'IP', type: 'string', priority: 1, cell: (pod) => pod.status.podIP || '<none>' },
  { name: 'Node', type: 'string', priority: 1, cell: (pod) => pod.spec.nodeName || '<none>' },
  { name: 'Nominated Node', type: 'string', priority: 1, cell: (pod) => pod.status.nominatedNodeName || '<none>' },
  { name: 'Readiness Gates', type: 'string', priority: 1, cell: gates },
];

function restarts(pod: Pod, now: number): string {
  const { restarts, lastRestart } = podSummary(pod);
  return restarts && lastRestart ? `${restarts} (${age(lastRestart, now)} ago)` : String(restarts);
}

function gates(pod: Pod): string {
  const wanted = pod.spec.readinessGates ?? [];
  if (!wanted.length) return '<none>';
  const met = wanted.filter(({ conditionType }) =>
    pod.status.conditions?.some(({ type, status }) => type === conditionType && status === 'True'),
  );
  return `${met.length}/${wanted.length}`;
}
