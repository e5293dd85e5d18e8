import type { KindDefinition } from '../kinds/kind';
import type { KubeObject } from '../object';
import { apiVersionOf } from '../api-version';
import { shapeOfKind } from '../schema/shape-of-kind';
import { changedPaths, fieldsOf, fromFieldsV1, type Path, toFieldsV1 } from './field-set';

/** Who set which field: metadata.managedFields.
 *  MODELS apimachinery/pkg/util/managedfields: one entry for each manager, operation and subresource.
 *  OMITS objects that no client has written (what controllers make of their own has no entries), and conversion
 *  between versions, of which there is one. */

export interface Manager {
  readonly manager: string;
  readonly operation: 'Apply' | 'Update';
  readonly subresource?: string;
  readonly time: string;
  readonly paths: ReadonlySet<Path>;
}

export interface ManagedFieldsEntry {
  readonly manager: string;
  readonly operation: 'Apply' | 'Update';
  readonly apiVersion: string;
  readonly time: string;
  readonly fieldsType: 'FieldsV1';
  readonly fieldsV1: unknown;
  readonly subresource?: string;
}

export const managersOf = (object: KubeObject): readonly Manager[] =>
  ((object.metadata.managedFields ?? []) as readonly ManagedFieldsEntry[]).map(({ manager, operation, subresource, time, fieldsV1 }) => ({
    manager,
    operation,
    ...(subresource && { subresource }),
    time,
    paths: new Set(fromFieldsV1(fieldsV1)),
  }));

/** Appliers first, then by time and name. Source: managedfields/internal/managedfields.go sortEncodedManagedFields */
export function entriesOf(managers: readonly Manager[], kind: KindDefinition): readonly ManagedFieldsEntry[] {
  const order = (a: Manager, b: Manager) =>
    a.operation.localeCompare(b.operation) || (a.time < b.time ? -1 : a.time > b.time ? 1 : 0) || (a.manager < b.manager ? -1 : 1);
  return managers
    .filter(({ paths }) => paths.size > 0)
    .sort(order)
    .map(({ manager, operation, subresource, time, paths }) => ({
      apiVersion: apiVersionOf(kind),
      fieldsType: 'FieldsV1',
      fieldsV1: toFieldsV1(paths),
      manager,
      operation,
      ...(subresource && { subresource }),
      time,
    }));
}

export const withEntries = (object: KubeObject, managers: readonly Manager[], kind: KindDefinition): KubeObject => ({
  ...object,
  metadata: { ...object.metadata, managedFields: entriesOf(managers, kind) },
});

export interface Writer {
  readonly manager: string;
  readonly subresource?: string;
  readonly time: string;
}

export const isSame = (one: Manager, other: Pick<Manager, 'manager' | 'operation' | 'subresource'>): boolean =>
  one.manager === other.manager && one.operation === other.operation && one.subresource === other.subresource;

/** The object with its writer's fields told: what an update changed is now its own, and nobody else's.
 *  @param old undefined when it was created */
export function tracked(kind: KindDefinition, old: KubeObject | undefined, next: KubeObject, writer: Writer): KubeObject {
  const shape = shapeOfKind(kind);
  const after = fieldsOf(next, shape);
  const status = writer.subresource === 'status';
  const changed = changedPaths(old ? fieldsOf(old, shape, status) : new Map(), fieldsOf(next, shape, status));
  const managers = old ? managersOf(next) : [];
  return withEntries(
    next,
    owned(managers, changed, (path) => after.has(path), { ...writer, operation: 'Update' }),
    kind,
  );
}

/** @param stands whether the object still has a field */
function owned(
  managers: readonly Manager[],
  changed: readonly Path[],
  stands: (path: Path) => boolean,
  writer: Omit<Manager, 'paths'>,
): Manager[] {
  const own = managers.find((one) => isSame(one, writer));
  const taken = new Set(changed);
  const others = managers
    .filter((one) => one !== own)
    .map((one) => ({ ...one, paths: kept(one.paths, (path) => stands(path) && !taken.has(path)) }));
  const paths = new Set([...kept(own?.paths ?? new Set(), stands), ...changed]);
  return [...others, { ...writer, ...(own && !changed.length && { time: own.time }), paths }];
}

export const kept = (paths: ReadonlySet<Path>, keep: (path: Path) => boolean): ReadonlySet<Path> => new Set([...paths].filter(keep));
