import type * as core from 'kubernetes-types/core/v1';
import type { KubeObject } from '../../kube/object';
import { canonicalQuantity } from '../../kube/quantity';
import { identity, rfc1123, table, type Description } from './common';
import type { Describer } from './describer';

/** Namespaces, quotas and limits. Source: describe.go describeNamespace, DescribeResourceQuotas, describeQuota */

type Namespace = KubeObject & { readonly status?: core.NamespaceStatus };
type Quota = KubeObject & { readonly spec: core.ResourceQuotaSpec; readonly status?: core.ResourceQuotaStatus };
type LimitRange = KubeObject & { readonly spec: core.LimitRangeSpec };

/** A server that does not know quotas or limits at all is not told about. */
export const namespace: Describer = {
  resource: 'namespaces',
  eventless: true,
  async lines(out, object: Namespace, around) {
    const { metadata, status } = object;
    identity(out, object);
    out.line(0, `Status:\t${status?.phase ?? ''}`);
    conditions(out, status?.conditions);
    const quotas = await around.list('resourcequotas', { namespace: metadata.name });
    if (quotas) quotaLines(out, quotas as readonly Quota[]);
    const limits = await around.list('limitranges', { namespace: metadata.name });
    if (limits) limitLines(out, limits as readonly LimitRange[]);
  },
};

function conditions(out: Description, all: readonly core.NamespaceCondition[] = []): void {
  if (!all.length) return;
  out.line(0, 'Conditions:');
  table(
    out,
    1,
    ['Type', 'Status', 'LastTransitionTime', 'Reason', 'Message'],
    all.map(({ type, status, lastTransitionTime, reason = '', message = '' }) => [
      type,
      status,
      rfc1123(lastTransitionTime!),
      reason,
      message,
    ]),
  );
}

function quotaLines(out: Description, quotas: readonly Quota[]): void {
  out.line(0, '');
  if (!quotas.length) return out.line(0, 'No resource quota.');
  out.line(0, 'Resource Quotas');
  for (const { metadata, spec, status } of quotas) {
    out.line(1, `Name:\t${metadata.name}`);
    scopeLines(out, 1, '* ', spec);
    out.line(1, 'Resource\tUsed\tHard');
    out.line(1, '--------\t---\t---');
    for (const row of usage(status)) out.line(1, row.join('\t'));
  }
}

const usage = ({ hard = {}, used = {} }: core.ResourceQuotaStatus = {}): string[][] =>
  Object.keys(hard)
    .sort()
    .map((name) => [name, canonicalQuantity(used[name] ?? '0'), canonicalQuantity(hard[name]!)]);

function scopeLines(out: Description, level: number, bullet: string, { scopes = [] }: core.ResourceQuotaSpec): void {
  if (!scopes.length) return;
  const sorted = [...scopes].sort();
  out.line(level, `Scopes:\t${sorted.join(', ')}`);
  for (const scope of sorted) if (SCOPES[scope]) out.line(level, bullet + SCOPES[scope]);
}

/** Source: helpTextForResourceQuotaScope */
const SCOPES: Readonly<Record<string, string>> = {
  Terminating:
    'Matches all pods that have an active deadline. These pods have a limited lifespan on a node before being actively terminated by the system.',
  NotTerminating:
    'Matches all pods that do not have an active deadline. These pods usually include long running pods whose container command is not expected to terminate.',
  BestEffort: 'Matches all pods that do not have resource requirements set. These pods have a best effort quality of service.',
  NotBestEffort:
    'Matches all pods that have at least one resource requirement set. These pods have a burstable or guaranteed quality of service.',
};

export const resourceQuota: Describer = {
  resource: 'resourcequotas',
  eventless: true,
  lines(out, { metadata, spec, status }: Quota) {
    out.line(0, `Name:\t${metadata.name}`);
    out.line(0, `Namespace:\t${metadata.namespace}`);
    scopeLines(out, 0, ' * ', spec);
    table(out, 0, ['Resource', 'Used', 'Hard'], usage(status));
  },
};

const LIMIT_HEADS = ['Type', 'Resource', 'Min', 'Max', 'Default Request', 'Default Limit', 'Max Limit/Request Ratio'];

function limitLines(out: Description, ranges: readonly LimitRange[]): void {
  out.line(0, '');
  if (!ranges.length) return out.line(0, 'No LimitRange resource.');
  out.line(0, 'Resource Limits');
  const rows = ranges.flatMap(limitRows).map(([type, ...cells]) => [` ${type}`, ...cells]);
  out.line(0, ` ${LIMIT_HEADS.join('\t')}`);
  out.line(0, ` ${LIMIT_HEADS.map((head) => '-'.repeat(head.length)).join('\t')}`);
  for (const row of rows) out.line(0, row.join('\t'));
}

export const limitRange: Describer = {
  resource: 'limitranges',
  eventless: true,
  lines(out, object: LimitRange) {
    out.line(0, `Name:\t${object.metadata.name}`);
    out.line(0, `Namespace:\t${object.metadata.namespace}`);
    table(out, 0, LIMIT_HEADS, limitRows(object));
  },
};

function limitRows({ spec }: LimitRange): string[][] {
  return spec.limits.flatMap(({ type, ...limits }) => {
    const lists = [limits.min, limits.max, limits.defaultRequest, limits.default, limits.maxLimitRequestRatio];
    const names = [...new Set(lists.flatMap((list) => Object.keys(list ?? {})))].sort();
    return names.map((name) => [type, name, ...lists.map((list) => list?.[name] ?? '-')]);
  });
}
