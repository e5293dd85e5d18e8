import type { KindDefinition } from '../kinds/kind';
import type { PersistentVolumeClaim } from '../kinds/persistent-volume-claim';
import type { Container, Pod } from '../kinds/pod';
import { isTerminal } from '../kinds/pod-status';
import { qosClass } from '../kinds/qos-class';
import type { ResourceQuota } from '../kinds/resource-quota';
import type { KubeObject } from '../object';
import { addQuantities, compareQuantities } from '../quantity';

/** How much of a quota one object takes. Source: pkg/quota/v1/evaluator/core {pods,services,persistent_volume_claims}.go */

export type Amounts = Readonly<Record<string, string>>;

/** @returns amounts by the names that quotas use */
export function usageOf(kind: Pick<KindDefinition, 'group' | 'resource'>, object: KubeObject): Amounts {
  const counted = { [`count/${kind.resource}${kind.group && `.${kind.group}`}`]: '1' };
  switch (kind.group ? '' : kind.resource) {
    case 'pods':
      return { ...counted, ...podUsage(object as unknown as Pod) };
    case 'services':
      return { ...counted, ...serviceUsage(object) };
    case 'persistentvolumeclaims':
      return { ...counted, ...claimUsage(object as unknown as PersistentVolumeClaim) };
    case 'configmaps':
    case 'secrets':
    case 'resourcequotas':
    case 'replicationcontrollers':
      return { ...counted, [kind.resource]: '1' };
    default:
      return counted;
  }
}

type Which = 'requests' | 'limits';

function podUsage(pod: Pod): Amounts {
  if (isTerminal(pod)) return {};
  const used: Record<string, string> = { pods: '1' };
  for (const [name, amount] of Object.entries(podSum(pod, 'requests'))) {
    used[`requests.${name}`] = amount;
    if (name === 'cpu' || name === 'memory' || name === 'ephemeral-storage') used[name] = amount;
  }
  for (const [name, amount] of Object.entries(podSum(pod, 'limits'))) if (!name.includes('/')) used[`limits.${name}`] = amount;
  return used;
}

/** Containers and sidecars together, or the greatest init container with the sidecars before it; and the overhead,
 *  which raises only limits that are there. Source: resource.PodRequests, PodLimits */
function podSum({ spec }: Pod, which: Which): Amounts {
  const of = ({ resources }: Container): Amounts => resources?.[which] ?? {};
  let sidecars: Amounts = {};
  let greatest: Amounts = {};
  for (const container of spec.initContainers ?? []) {
    if (container.restartPolicy === 'Always') sidecars = plus(sidecars, of(container));
    greatest = most(greatest, container.restartPolicy === 'Always' ? sidecars : plus(sidecars, of(container)));
  }
  const sum = most(spec.containers.map(of).reduce(plus, sidecars), greatest);
  const overhead = Object.entries(spec.overhead ?? {}).filter(([name]) => which === 'requests' || (sum[name] ?? '0') !== '0');
  return overhead.length ? plus(sum, Object.fromEntries(overhead)) : sum;
}

export const plus = (a: Amounts, b: Amounts): Amounts => merge(a, b, addQuantities);
const most = (a: Amounts, b: Amounts): Amounts => merge(a, b, (one, other) => (compareQuantities(one, other) >= 0 ? one : other));

function merge(a: Amounts, b: Amounts, join: (a: string, b: string) => string): Amounts {
  const joined: Record<string, string> = { ...a };
  for (const [name, amount] of Object.entries(b)) joined[name] = joined[name] === undefined ? amount : join(joined[name], amount);
  return joined;
}

function serviceUsage(object: KubeObject): Amounts {
  const {
    type = 'ClusterIP',
    ports = [],
    allocateLoadBalancerNodePorts = true,
  } = object['spec'] as {
    type?: string;
    ports?: readonly { nodePort?: number }[];
    allocateLoadBalancerNodePorts?: boolean;
  };
  const balanced = type === 'LoadBalancer';
  const noded = type === 'NodePort' || (balanced && allocateLoadBalancerNodePorts);
  const open = noded ? ports.length : balanced ? ports.filter(({ nodePort }) => nodePort).length : 0;
  return {
    services: '1',
    'services.loadbalancers': balanced ? '1' : '0',
    'services.nodeports': String(open),
  };
}

function claimUsage({ metadata, spec }: PersistentVolumeClaim): Amounts {
  const storage = (spec as { resources?: { requests?: Amounts } }).resources?.requests?.['storage'];
  const name = spec.storageClassName ?? metadata.annotations?.['volume.beta.kubernetes.io/storage-class'];
  const own = name ? `${name}.storageclass.storage.k8s.io/` : undefined;
  return {
    persistentvolumeclaims: '1',
    ...(own && { [`${own}persistentvolumeclaims`]: '1' }),
    ...(storage !== undefined && { 'requests.storage': storage, ...(own && { [`${own}requests.storage`]: storage }) }),
  };
}

/** Does the quota speak of this object at all? Scopes speak of Pods only. Source: podMatchesScopeFunc */
export function inScope({ spec }: ResourceQuota, { resource }: Pick<KindDefinition, 'resource'>, object: KubeObject): boolean {
  const selected = spec.scopeSelector?.matchExpressions ?? [];
  const wanted = [...(spec.scopes ?? []).map((scopeName) => ({ scopeName, operator: 'Exists', values: [] as string[] })), ...selected];
  if (!wanted.length) return true;
  return resource === 'pods' && wanted.every((one) => matchesScope(one, object as unknown as Pod));
}

interface Scope {
  readonly scopeName: string;
  readonly operator: string;
  readonly values?: readonly string[];
}

function matchesScope({ scopeName, operator, values = [] }: Scope, { spec }: Pod): boolean {
  switch (scopeName) {
    case 'Terminating':
      return spec.activeDeadlineSeconds !== undefined;
    case 'NotTerminating':
      return spec.activeDeadlineSeconds === undefined;
    case 'BestEffort':
      return qosClass(spec) === 'BestEffort';
    case 'NotBestEffort':
      return qosClass(spec) !== 'BestEffort';
    case 'PriorityClass': {
      const name = spec.priorityClassName;
      if (operator === 'Exists') return !!name;
      if (operator === 'DoesNotExist') return !name;
      return operator === 'In' ? values.includes(name ?? '') : !values.includes(name ?? '');
    }
    default:
      return false;
  }
}
