/** How strategic merge patch treats each list: upstream's struct tags `patchStrategy` and `patchMergeKey`,
 *  by field name and, where a name means two things, by its parent. Lists not named here are atomic.
 *  Source: k8s.io/api core/v1, apps/v1, batch/v1 types.go */

export interface ListRule {
  /** Key of the elements; absent: a list of primitives that merge as a set. */
  readonly key?: string;
  readonly retainKeys?: boolean;
}

const RULES: Readonly<Record<string, ListRule>> = {
  containers: { key: 'name' },
  initContainers: { key: 'name' },
  ephemeralContainers: { key: 'name' },
  'container.ports': { key: 'containerPort' },
  'service.ports': { key: 'port' },
  env: { key: 'name' },
  volumeMounts: { key: 'mountPath' },
  volumeDevices: { key: 'devicePath' },
  volumes: { key: 'name', retainKeys: true },
  imagePullSecrets: { key: 'name' },
  secrets: { key: 'name' },
  hostAliases: { key: 'ip' },
  topologySpreadConstraints: { key: 'topologyKey' },
  conditions: { key: 'type' },
  addresses: { key: 'type' },
  ownerReferences: { key: 'uid' },
  podIPs: { key: 'ip' },
  taints: { key: 'key' },
  schedulingGates: { key: 'name' },
  finalizers: {},
};

/** Objects of which only the keys named in `$retainKeys` stay: unions. */
const RETAIN = new Set(['strategy']);

/** @param path  field names from the root, list items left out: `['spec','template','spec','containers']` */
export function listRule(path: readonly string[]): ListRule | undefined {
  const field = path.at(-1)!;
  if (field === 'ports')
    return RULES[path.at(-2) === 'containers' || path.at(-2) === 'initContainers' ? 'container.ports' : 'service.ports'];
  // A Node's taints merge by key; its addresses by type; a NodeSpec's podCIDRs as a set.
  return Object.hasOwn(RULES, field) ? RULES[field] : undefined;
}

export const retainsKeys = (path: readonly string[]): boolean => RETAIN.has(path.at(-1) ?? '');
