import type { Change } from '../../kube/api';
import { kinds } from '../../kube/kinds';
import { tableOf, type KindDefinition } from '../../kube/kinds/kind';
import type { Pod } from '../../kube/kinds/pod';
import { isTerminal } from '../../kube/kinds/pod-status';
import type { ResourceQuota } from '../../kube/kinds/resource-quota';
import { keyOf } from '../../kube/object';
import { same } from '../../kube/plain-data';
import { canonicalQuantity } from '../../kube/quantity';
import { inScope, plus, usageOf, type Amounts } from '../../kube/quota/usage';
import { EVERY_CUSTOM, type Reconciler, type World } from '../component';

/** Counts what each quota speaks of: what is asked for is counted at the door, what is given back is counted here.
 *  OMITS the full resync every five minutes: nothing is ever missed.
 *  Source: pkg/controller/resourcequota/resource_quota_controller.go syncResourceQuota */

/** Kinds of which objects can be counted; Events never are. */
const isCounted = (kind: KindDefinition) => kind.namespaced && tableOf(kind) !== 'events';

export const resourceQuotaController: Reconciler = {
  name: 'resourcequota-controller',
  resource: 'resourcequotas',
  hears: ({ type, object, old }) => type !== 'MODIFIED' || object['spec'] !== old?.['spec'],
  watches: Object.fromEntries(
    [EVERY_CUSTOM, ...kinds.filter(isCounted).map(({ resource }) => resource)]
      .filter((resource) => resource !== 'resourcequotas')
      .map((resource) => [resource, givesBack]),
  ),
  reconcile(key, world) {
    const quota = world.api.get<ResourceQuota>('resourcequotas', key);
    if (!quota || quota.metadata.deletionTimestamp) return;
    const hard = canonical(quota.spec.hard ?? {});
    const next = { hard, used: used(world, quota, hard) };
    if (!same(next, quota.status)) world.api.updateStatus('resourcequotas', { ...quota, status: next });
  },
};

/** Source: replenishment rules of each evaluator */
function givesBack({ type, resource, object, old }: Change, world: World): readonly string[] {
  if (!world.api.list('resourcequotas', object.metadata.namespace).length) return NONE;
  const ended = resource === 'pods' && old && isTerminal(object as unknown as Pod) && !isTerminal(old as unknown as Pod);
  const shrunk =
    type === 'MODIFIED' && (resource === 'services' || resource === 'persistentvolumeclaims') && object['spec'] !== old?.['spec'];
  if (type !== 'DELETED' && !ended && !shrunk) return NONE;
  return world.api.list('resourcequotas', object.metadata.namespace).map(({ metadata }) => keyOf(metadata));
}

const NONE: readonly string[] = [];

const canonical = (amounts: Amounts): Amounts =>
  Object.fromEntries(Object.entries(amounts).map(([name, one]) => [name, canonicalQuantity(one)]));

function used(world: World, quota: ResourceQuota, hard: Amounts): Amounts {
  const relevant = world.api.kinds().filter((kind) => isCounted(kind) && Object.keys(hard).some((name) => speaksOf(name, kind)));
  let total: Amounts = {};
  for (const kind of relevant)
    for (const object of world.api.list(tableOf(kind), quota.metadata.namespace))
      if (inScope(quota, kind, object)) total = plus(total, usageOf(kind, object));
  return Object.fromEntries(Object.keys(hard).map((name) => [name, canonicalQuantity(total[name] ?? '0')]));
}

/** Does a name in a quota count objects of this kind? */
function speaksOf(name: string, { group, resource }: KindDefinition): boolean {
  if (name.startsWith('count/')) return name === `count/${resource}${group && `.${group}`}`;
  if (group) return false;
  if (resource === 'pods') return true;
  if (resource === 'persistentvolumeclaims') return name.includes('storage') || name.includes('persistentvolumeclaims');
  return name === resource || (resource === 'services' && name.startsWith('services.'));
}
