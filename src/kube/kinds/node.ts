import type * as core from 'kubernetes-types/core/v1';
import type { ApiObject, Condition } from '../object';
import { ageColumn, joined, nameColumn, text, wide } from './cells';
import { defineKind } from './kind';

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

/** Source: findNodeRoles */
function roles({ metadata: { labels = {} } }: Node): string {
  const named = Object.keys(labels).filter((label) => label.startsWith(ROLE) && label.length > ROLE.length);
  const older = labels['kubernetes.io/role'];
  const all = new Set([...named.map((label) => label.slice(ROLE.length)), ...(older ? [older] : [])]);
  return joined([...all].sort()) || '<none>';
}

const address = (kind: string) => (node: Node) => node.status.addresses?.find(({ type }) => type === kind)?.address ?? '<none>';

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
  defaults({ status }) {
    // A machine gives to pods what it has, where it does not say otherwise. Source: SetDefaults_NodeStatus
    if (status.capacity) status.allocatable ??= { ...status.capacity };
  },
  selectableFields: { 'spec.unschedulable': ({ spec }) => String(spec.unschedulable ?? false) },
  columns: [
    nameColumn,
    text('Status', nodeStatus),
    text('Roles', roles),
    ageColumn,
    text('Version', ({ status }) => status.nodeInfo?.kubeletVersion ?? ''),
    wide('Internal-IP', address('InternalIP')),
    wide('External-IP', address('ExternalIP')),
    wide('OS-Image', ({ status }) => status.nodeInfo?.osImage ?? '<unknown>'),
    wide('Kernel-Version', ({ status }) => status.nodeInfo?.kernelVersion ?? '<unknown>'),
    wide('Container-Runtime', ({ status }) => status.nodeInfo?.containerRuntimeVersion ?? '<unknown>'),
  ],
});
