import type * as core from 'kubernetes-types/core/v1';
import type { ApiObject, Condition } from '../object';
import { ageColumn, nameColumn } from './cells';
import { defineKind, type Column } from './kind';

export interface NodeStatus extends Omit<core.NodeStatus, 'conditions'> {
  conditions?: readonly Condition[];
}
export type Node = ApiObject<core.NodeSpec, NodeStatus>;

/** `Ready`, `NotReady,SchedulingDisabled` … Source: printers.go printNode */
export function nodeStatus(node: Node): string {
  const ready = node.status.conditions?.find(({ type }) => type === 'Ready');
  const word = ready ? (ready.status === 'True' ? 'Ready' : 'NotReady') : 'Unknown';
  return node.spec.unschedulable ? `${word},SchedulingDisabled` : word;
}

const ROLE = 'node-role.kubernetes.io/';

const roles = (node: Node) =>
  Object.keys(node.metadata.labels ?? {})
    .filter((label) => label.startsWith(ROLE))
    .map((label) => label.slice(ROLE.length))
    .sort()
    .join(',') || '<none>';

const address = (kind: string) => (node: Node) => node.status.addresses?.find(({ type }) => type === kind)?.address ?? '<none>';

const wide = (name: string, cell: (node: Node) => string): Column<Node> => ({ name, type: 'string', priority: 1, cell });

export const node = defineKind<Node>({
  group: '',
  version: 'v1',
  kind: 'Node',
  resource: 'nodes',
  singular: 'node',
  shortNames: ['no'],
  namespaced: false,
  subresources: ['status'],
  schema: 'io.k8s.api.core.v1.Node',
  generation: false,
  selectableFields: { 'spec.unschedulable': ({ spec }) => String(spec.unschedulable ?? false) },
  columns: [
    nameColumn as unknown as Column<Node>,
    { name: 'Status', type: 'string', cell: nodeStatus },
    { name: 'Roles', type: 'string', cell: roles },
    ageColumn as unknown as Column<Node>,
    { name: 'Version', type: 'string', cell: ({ status }) => status.nodeInfo?.kubeletVersion ?? '' },
    wide('Internal-IP', address('InternalIP')),
    wide('External-IP', address('ExternalIP')),
    wide('OS-Image', ({ status }) => status.nodeInfo?.osImage ?? '<unknown>'),
    wide('Kernel-Version', ({ status }) => status.nodeInfo?.kernelVersion ?? '<unknown>'),
    wide('Container-Runtime', ({ status }) => status.nodeInfo?.containerRuntimeVersion ?? '<unknown>'),
  ],
});
