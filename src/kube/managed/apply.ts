import type { KindDefinition } from '../kinds/kind';
import type { KubeObject, Manifest } from '../object';
import { apiVersionOf } from '../api-version';
import { shapeOfKind } from '../schema/shape-of-kind';
import { same } from '../plain-data';
import { statusError, type StatusCause } from '../status';
import { fieldsOf, isWithin, ITEM, type Path, shown } from './field-set';
import { isSame, kept, type Manager, managersOf, type Writer } from './managers';
import { followed, handedOver } from './last-applied';
import { merged, without } from './merge';

/** Server-side apply.
 *  MODELS structured-merge-diff merge/update.go Apply: merge, conflicts with other managers, taking by force, and the
 *  removal of what the same manager no longer says. */

export interface Applied {
  readonly object: Manifest;
  readonly managers: readonly Manager[];
}

/** @param live undefined when there is none yet
 *  @throws 409 naming each field that another manager holds to another value */
export function applied(kind: KindDefinition, live: KubeObject | undefined, config: Manifest, writer: Writer, force: boolean): Applied {
  const shape = shapeOfKind(kind);
  const said = fieldsOf(config, shape);
  const before = live ? managersOf(live) : [];
  const me = { ...writer, operation: 'Apply' as const };
  const own = before.find((one) => isSame(one, me));
  const others = live ? firstApply(before, live, writer, kind).filter((one) => one !== own) : [];
  const now = live ? fieldsOf(live, shape) : new Map<Path, unknown>();
  const changes = (path: Path) => said.has(path) && !same(said.get(path), now.get(path)) && said.get(path) !== ITEM;
  const ours = handedOver(shape, live, writer.manager);
  const contested = (path: Path) => changes(path) && !ours(path);
  const conflicts = others.flatMap((one) => [...one.paths].filter(contested).map((path) => ({ by: one, path })));
  if (conflicts.length && !force) throw conflictOf(conflicts, kind);
  const left = others.map((one) => ({ ...one, paths: kept(one.paths, (path) => !changes(path)) }));
  const object = followed(without(merged(live ?? {}, config, shape), abandoned(own, said, left), shape), config, writer.manager);
  const paths = new Set(said.keys());
  const unchanged = own && own.paths.size === paths.size && [...paths].every((path) => own.paths.has(path));
  return { object, managers: [...left, { ...me, ...(unchanged && { time: own.time }), paths }] };
}

/** What the manager said before and says no more, and nobody else says. */
function abandoned(own: Manager | undefined, said: ReadonlyMap<Path, unknown>, others: readonly Manager[]): Path[] {
  const held = (path: Path) => others.some(({ paths }) => paths.has(path) || [...paths].some((one) => isWithin(one, path)));
  return [...(own?.paths ?? [])].filter((path) => !said.has(path) && ![...said.keys()].some((one) => isWithin(one, path)) && !held(path));
}

/** An object that nobody was seen to write belongs to somebody unknown. Source: managedfields/internal/skipnonapplied.go */
function firstApply(managers: readonly Manager[], live: KubeObject, { time }: Writer, kind: KindDefinition): readonly Manager[] {
  if (managers.length) return managers;
  const paths = new Set(fieldsOf(live, shapeOfKind(kind), false).keys());
  return [{ manager: 'before-first-apply', operation: 'Update', time, paths }];
}

interface Conflict {
  readonly by: Manager;
  readonly path: Path;
}

/** Source: managedfields/internal/conflict.go */
function conflictOf(conflicts: readonly Conflict[], kind: KindDefinition) {
  const causes: StatusCause[] = conflicts.map(({ by, path }) => ({
    reason: 'FieldManagerConflict',
    message: `conflict with ${named(by, kind)}`,
    field: shown(path),
  }));
  const count = `${conflicts.length} conflict${conflicts.length === 1 ? '' : 's'}`;
  return statusError(409, 'Conflict', `Apply failed with ${count}: ${told(conflicts, kind)}`, { causes });
}

function told(conflicts: readonly Conflict[], kind: KindDefinition): string {
  if (conflicts.length === 1) return `conflict with ${named(conflicts[0]!.by, kind)}: ${shown(conflicts[0]!.path)}`;
  const byManager = new Map<string, string[]>();
  for (const { by, path } of conflicts) byManager.set(named(by, kind), [...(byManager.get(named(by, kind)) ?? []), shown(path)]);
  return [...byManager]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(
      ([name, paths]) =>
        `conflicts with ${name}:${paths
          .sort()
          .map((path) => `\n- ${path}`)
          .join('')}`,
    )
    .join('\n');
}

function named({ manager, operation, subresource }: Manager, kind: KindDefinition): string {
  const name = `${JSON.stringify(manager)}${subresource ? ` with subresource ${JSON.stringify(subresource)}` : ''}`;
  return operation === 'Update' ? `${name} using ${apiVersionOf(kind)}` : name;
}
