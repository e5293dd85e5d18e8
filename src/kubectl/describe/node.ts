import type * as coordination from 'kubernetes-types/coordination/v1';
import type * as core from 'kubernetes-types/core/v1';
import type { KubeObject } from '../../kube/object';
import { canonicalQuantity } from '../../kube/quantity';
import { marks, NONE, rfc1123, table, UNSET, type Description } from './common';
import type { Describer } from './describer';
import { allocatedLines } from './node-resources';
import { taintLines } from './scheduling';

type Node = KubeObject & { readonly spec: core.NodeSpec; readonly status?: core.NodeStatus };

/** Source: describe.go describeNode */
export const node: Describer = {
  resource: 'nodes',
  async lines(out, object: Node, around) {
    const { metadata, spec, status = {} } = object;
    out.line(0, `Name:\t${metadata.name}`);
    out.line(0, `Roles:\t${rolesOf(object)}`);
    marks(out, metadata);
    out.line(0, `CreationTimestamp:\t${rfc1123(metadata.creationTimestamp)}`);
    taintLines(out, spec.taints);
    out.line(0, `Unschedulable:\t${spec.unschedulable ?? false}`);
    leaseLines(out, metadata.name, await around.get('leases', { name: metadata.name, namespace: 'kube-node-lease' }));
    conditions(out, status.conditions);
    out.line(0, 'Addresses:');
    for (const { type, address } of status.addresses ?? []) out.line(1, `${type}:\t${address}`);
    quantities(out, 'Capacity', status.capacity);
    quantities(out, 'Allocatable', status.allocatable);
    system(out, status.nodeInfo);
    if (spec.podCIDR) out.line(0, `PodCIDR:\t${spec.podCIDR}`);
    if (spec.podCIDRs?.length) out.line(0, `PodCIDRs:\t${spec.podCIDRs.join(',')}`);
    if (spec.providerID) out.line(0, `ProviderID:\t${spec.providerID}`);
    const pods = ((await around.list('pods')) ?? []) as readonly (KubeObject & core.Pod)[];
    allocatedLines(out, status, pods.filter(isHeldBy(metadata.name)), around.now);
  },
};

type Quantities = Readonly<Record<string, string>> | undefined;

const ROLE = 'node-role.kubernetes.io/';

function rolesOf({ metadata: { labels = {} } }: KubeObject): string {
  const roles = Object.keys(labels).filter((key) => key.startsWith(ROLE) && key.length > ROLE.length);
  const old = labels['kubernetes.io/role'];
  return [...new Set([...roles.map((key) => key.slice(ROLE.length)), ...(old ? [old] : [])])].sort().join(',') || NONE;
}

const isHeldBy =
  (node: string) =>
  ({ spec, status }: core.Pod): boolean =>
    spec?.nodeName === node && status?.phase !== 'Succeeded' && status?.phase !== 'Failed';

function leaseLines(out: Description, name: string, lease: KubeObject | undefined): void {
  if (!lease) return out.line(0, `Lease:\tFailed to get lease: leases.coordination.k8s.io "${name}" not found`);
  const { holderIdentity = UNSET, acquireTime, renewTime } = (lease['spec'] ?? {}) as coordination.LeaseSpec;
  out.line(0, 'Lease:');
  out.line(1, `HolderIdentity:\t${holderIdentity}`);
  out.line(1, `AcquireTime:\t${acquireTime ? rfc1123(acquireTime) : UNSET}`);
  out.line(1, `RenewTime:\t${renewTime ? rfc1123(renewTime) : UNSET}`);
}

function conditions(out: Description, all: readonly core.NodeCondition[] = []): void {
  if (!all.length) return;
  out.line(0, 'Conditions:');
  table(
    out,
    1,
    ['Type', 'Status', 'LastHeartbeatTime', 'LastTransitionTime', 'Reason', 'Message'],
    all.map(({ type, status, lastHeartbeatTime, lastTransitionTime, reason = '', message = '' }) => [
      `${type} `,
      `${status} `,
      `${rfc1123(lastHeartbeatTime!)} `,
      `${rfc1123(lastTransitionTime!)} `,
      `${reason} `,
      message,
    ]),
  );
}

function quantities(out: Description, title: string, list: Quantities): void {
  const names = Object.keys(list ?? {}).sort();
  if (names.length) out.line(0, `${title}:`);
  for (const name of names) out.line(1, `${name}:\t${canonicalQuantity(list![name]!)}`);
}

const SYSTEM: readonly (readonly [string, keyof core.NodeSystemInfo])[] = [
  ['Machine ID', 'machineID'],
  ['System UUID', 'systemUUID'],
  ['Boot ID', 'bootID'],
  ['Kernel Version', 'kernelVersion'],
  ['OS Image', 'osImage'],
  ['Operating System', 'operatingSystem'],
  ['Architecture', 'architecture'],
  ['Container Runtime Version', 'containerRuntimeVersion'],
  ['Kubelet Version', 'kubeletVersion'],
  ['Kube-Proxy Version', 'kubeProxyVersion'],
];

function system(out: Description, info: Partial<core.NodeSystemInfo> = {}): void {
  out.line(0, 'System Info:');
  for (const [title, field] of SYSTEM) out.line(1, `${title}:\t${info[field] ?? ''}`);
}
