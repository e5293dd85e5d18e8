import type { KindDefinition } from '../kinds/kind';
import type { Pod } from '../kinds/pod';
import type { ResourceQuota } from '../kinds/resource-quota';
import type { KubeObject } from '../object';
import { addQuantities, canonicalQuantity, compareQuantities, formatQuantity, parseQuantity } from '../quantity';
import { forbidden } from '../status';
import { inScope, plus, usageOf, type Amounts } from './usage';

/** The admission plugin ResourceQuota: what is asked for must fit beside what is used, in every quota of the namespace.
 *  MODELS creation of all kinds, updates of Services and claims, the rule that Pods must say what a quota counts.
 *  OMITS the plugin's configuration (limitedResources).
 *  Source: apiserver/pkg/admission/plugin/resourcequota/controller.go CheckRequest */

/** @param old  present on update
 *  @returns the quotas with their usage raised: to be stored with the object
 *  @throws 403 */
export function admitQuota(quotas: readonly KubeObject[], kind: KindDefinition, object: KubeObject, old?: KubeObject): KubeObject[] {
  const raised: KubeObject[] = [];
  for (const one of quotas) {
    const quota = one as unknown as ResourceQuota;
    const { namespace } = object.metadata;
    if (quota.metadata.namespace !== namespace || !inScope(quota, kind, object)) continue;
    const asked = counted(quota, more(usageOf(kind, object), old && usageOf(kind, old)));
    const { name } = quota.metadata;
    if (kind.resource === 'pods' && !kind.group && !old) {
      const missing = unsaid(quota, object as unknown as Pod);
      if (missing) throw forbidden(kind, object.metadata.name, `failed quota: ${name}: must specify ${missing}`);
    }
    if (!Object.keys(asked).length) continue;
    const used = quota.status.used ?? {};
    const next = {
      ...used,
      ...Object.fromEntries(Object.entries(asked).map(([what, amount]) => [what, addQuantities(used[what] ?? '0', amount)])),
    };
    const over = Object.keys(asked).filter(
      (what) => positive(asked[what]!) && compareQuantities(next[what]!, quota.status.hard![what]!) > 0,
    );
    if (over.length) {
      const told = (amounts: Amounts) =>
        over
          .sort()
          .map((what) => `${what}=${canonicalQuantity(amounts[what] ?? '0')}`)
          .join(',');
      const why = `exceeded quota: ${name}, requested: ${told(asked)}, used: ${told(used)}, limited: ${told(quota.status.hard!)}`;
      throw forbidden(kind, object.metadata.name, why);
    }
    raised.push({ ...one, status: { ...quota.status, used: next } });
  }
  return raised;
}

const positive = (amount: string) => compareQuantities(amount, 0) > 0;

/** Only what the quota counts; nothing where that is nothing. */
function counted({ status }: ResourceQuota, amounts: Amounts): Amounts {
  return Object.fromEntries(
    Object.entries(amounts).filter(([what, amount]) => status.hard?.[what] !== undefined && parseQuantity(amount).nano !== 0n),
  );
}

/** What an update takes beyond what it took. */
function more(now: Amounts, before: Amounts = {}): Amounts {
  const negative = Object.fromEntries(
    Object.entries(before).map(([what, amount]) => {
      const { nano, format } = parseQuantity(amount);
      return [what, formatQuantity({ nano: -nano, format })];
    }),
  );
  return plus(now, negative);
}

const MUST_SAY = new Set(['cpu', 'memory', 'requests.cpu', 'requests.memory', 'limits.cpu', 'limits.memory']);

/** `limits.cpu for: a,b; limits.memory for: a`. Source: evaluator/core/pods.go Constraints */
function unsaid({ status }: ResourceQuota, { spec }: Pod): string | undefined {
  const containers = [...spec.containers, ...(spec.initContainers ?? [])];
  const wanted = Object.keys(status.hard ?? {}).filter((what) => MUST_SAY.has(what));
  const told = wanted.sort().flatMap((what) => {
    const [, list = 'requests', name = what] = /^(requests|limits)\.(.+)$/.exec(what) ?? [];
    const silent = containers.filter(({ resources }) => resources?.[list as 'requests' | 'limits']?.[name] === undefined);
    return silent.length
      ? [
          `${what} for: ${silent
            .map((one) => one.name)
            .sort()
            .join(',')}`,
        ]
      : [];
  });
  return told.length ? told.join('; ') : undefined;
}
