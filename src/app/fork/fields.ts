import type { KubeObject } from '../../kube/object';
import type { View } from '../../kube/view';

/** What can be changed at a fork: fields that decide how a workload behaves, and that the API lets one change. */
export interface Field {
  /** `Deployment web: maxUnavailable` */
  readonly label: string;
  readonly resource: { readonly group: string; readonly version: string; readonly resource: string };
  readonly name: string;
  /** Below the object; `[0]` is the first container. */
  readonly path: readonly string[];
  readonly now: string;
  /** What is worth a try. */
  readonly try: string;
}

const FIELDS: Readonly<Record<string, { readonly group: string; readonly paths: readonly string[] }>> = {
  deployments: {
    group: 'apps',
    paths: ['strategy.rollingUpdate.maxUnavailable', 'strategy.rollingUpdate.maxSurge', 'replicas', 'minReadySeconds'],
  },
  statefulsets: { group: 'apps', paths: ['replicas', 'updateStrategy.rollingUpdate.partition'] },
  daemonsets: { group: 'apps', paths: ['updateStrategy.rollingUpdate.maxUnavailable'] },
  jobs: { group: 'batch', paths: ['parallelism', 'backoffLimit'] },
  cronjobs: { group: 'batch', paths: ['concurrencyPolicy', 'suspend'] },
};

export function fieldsOf(view: View, namespace: string): Field[] {
  return Object.entries(FIELDS).flatMap(([resource, { group, paths }]) =>
    view
      .list(resource)
      .filter(({ metadata }) => metadata.namespace === namespace)
      .flatMap((object) => paths.map((path) => fieldOf(object, { group, version: 'v1', resource }, path.split('.')))),
  );
}

function fieldOf({ kind, metadata: { name }, spec }: KubeObject, resource: Field['resource'], path: readonly string[]): Field {
  let value: unknown = spec;
  for (const step of path) value = (value as Readonly<Record<string, unknown>> | undefined)?.[step];
  const now = value === undefined ? '' : String(value);
  return { label: `${kind} ${name}: ${path.at(-1)}`, resource, name, path: ['spec', ...path], now, try: suggestion(path.at(-1)!, now) };
}

function suggestion(field: string, now: string): string {
  if (field === 'maxUnavailable') return now === '0' ? '1' : '0';
  if (field === 'maxSurge') return now === '1' ? '3' : '1';
  if (field === 'suspend') return now === 'true' ? 'false' : 'true';
  if (field === 'concurrencyPolicy') return now === 'Forbid' ? 'Allow' : 'Forbid';
  return String(Number(now || 0) + 1);
}

/** A merge patch that sets one field. Digits are a number, as in YAML. */
export function patchOf({ path }: Pick<Field, 'path'>, text: string): unknown {
  const value = /^-?\d+$/.test(text) ? Number(text) : text === 'true' || text === 'false' ? text === 'true' : text;
  return path.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value);
}
