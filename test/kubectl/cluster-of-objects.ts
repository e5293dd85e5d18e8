import type { Cluster, ListOptions, ObjectRef, ResourceRef } from '../../src/kube/cluster';
import { kinds } from '../../src/kube/kinds';
import { defineKind, type KindDefinition } from '../../src/kube/kinds/kind';
import type { KubeObject } from '../../src/kube/object';
import { parseFieldSelector, parseLabelSelector } from '../../src/kube/selectors';
import { notFound } from '../../src/kube/status';

/** Kinds that a real API server serves and that descriptions ask for. */
const missing = (['ResourceQuota', 'LimitRange'] as const)
  .map((kind) =>
    defineKind({
      group: '',
      version: 'v1',
      kind,
      resource: `${kind.toLowerCase()}s`,
      singular: kind.toLowerCase(),
      namespaced: true,
      schema: '',
      columns: [],
    }),
  )
  .filter(({ kind }) => !kinds.some((one) => one.kind === kind));

const served: readonly KindDefinition[] = [...kinds, ...missing];

/** A cluster that holds still: these objects as they are, to be read only. */
export function clusterOf(objects: readonly KubeObject[], now: number): Cluster {
  const kindOf = ({ resource }: ResourceRef) => served.find((one) => one.resource === resource)!;
  const all = (ref: ResourceRef) => objects.filter(({ kind }) => kind === kindOf(ref).kind);
  return {
    clock: { now: () => now, sleep: () => Promise.resolve() },
    resources: () =>
      Promise.resolve(served.map((kind) => ({ shortNames: [], categories: [], subresources: [], verbs: ['get', 'list'], ...kind }))),
    get(ref: ObjectRef) {
      const found = all(ref).find(({ metadata: { name, namespace } }) => name === ref.name && namespace === ref.namespace);
      return found ? Promise.resolve(found) : Promise.reject(notFound(ref, ref.name));
    },
    list(ref: ResourceRef, { namespace, labelSelector = '', fieldSelector = '' }: ListOptions = {}) {
      const selected = parseLabelSelector(labelSelector);
      const fields = parseFieldSelector(fieldSelector);
      const value = (object: KubeObject, path: string) => kindOf(ref).selectableFields?.[path]?.(object);
      const items = all(ref)
        .filter(({ metadata }) => namespace === undefined || metadata.namespace === namespace)
        .filter(({ metadata }) => selected(metadata.labels ?? {}))
        .filter((object) => fields.every((one) => (value(object, one.field) === one.value) === one.equal));
      return Promise.resolve({ apiVersion: 'v1', kind: 'List', metadata: { resourceVersion: '1' }, items });
    },
  } as unknown as Cluster;
}
