import type { Table } from './cluster';
import { ageColumn, integer, nameColumn } from './kinds/cells';
import type { KindDefinition } from './kinds/kind';
import type { KubeObject, LabelSelector, Manifest } from './object';
import { formatLabelSelector, type Labels } from './selectors';
import { invalid, notFound, statusError } from './status';
import { printTable } from './tables';

/** The scale subresource: autoscaling/v1 Scale, one face for everything that has replicas. */

type Paths = NonNullable<KindDefinition['scale']>;

function pathsOf(kind: KindDefinition): Paths {
  if (!kind.scale) throw notFound(kind, 'scale');
  return kind.scale;
}

const segments = (path: string) => path.replace(/^\./, '').split('.');

function at(object: unknown, path: string): unknown {
  return segments(path).reduce<any>((value, key) => value?.[key], object);
}

/** A copy of `object` with `value` at `path`. */
function withAt(object: any, [key, ...rest]: readonly string[], value: unknown): any {
  return { ...object, [key!]: rest.length ? withAt(object?.[key!], rest, value) : value };
}

const SCALE = {
  columns: [nameColumn, integer('Desired', ({ spec }) => spec.replicas), integer('Available', ({ status }) => status.replicas), ageColumn],
};

/** A Scale as a table. Source: pkg/printers/internalversion/printers.go printScale
 *  @param now ms since the Unix epoch */
export const scaleTable = (scale: KubeObject, now: number): Table => printTable(SCALE, [scale], scale.metadata.resourceVersion, now);

/** @throws 404 for a kind without replicas */
export function scaleOf(kind: KindDefinition, object: KubeObject): KubeObject {
  const paths = pathsOf(kind);
  const replicas = at(object, paths.specReplicas);
  if (paths.required && typeof replicas !== 'number')
    throw statusError(
      500,
      'InternalError',
      `Internal error occurred: the spec replicas field ${JSON.stringify(paths.specReplicas)} does not exist`,
    );
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata;
  const selector = paths.selector && at(object, paths.selector);
  const text =
    typeof selector === 'string'
      ? selector
      : formatLabelSelector(paths.labels ? { matchLabels: selector as Labels } : (selector as LabelSelector | undefined));
  return {
    apiVersion: 'autoscaling/v1',
    kind: 'Scale',
    metadata: { name, ...(namespace && { namespace }), uid, resourceVersion, creationTimestamp },
    spec: { replicas: replicas ?? 0 },
    status: { replicas: at(object, paths.statusReplicas) ?? 0, ...(selects(paths, selector) && { selector: text }) },
  };
}

/** A custom object need not name its selector. */
const selects = (paths: Paths, selector: unknown) => paths.selector !== undefined && (!paths.required || typeof selector === 'string');

/** The object at another scale. @throws 422 for a negative number */
export function scaled(kind: KindDefinition, object: KubeObject, scale: Manifest): KubeObject {
  const replicas = Number((scale['spec'] as { replicas?: number } | undefined)?.replicas ?? 0);
  if (!Number.isInteger(replicas) || replicas < 0) {
    const message = `Invalid value: ${replicas}: must be greater than or equal to 0`;
    throw invalid({ group: 'autoscaling', kind: 'Scale' }, object.metadata.name, [
      { reason: 'FieldValueInvalid', field: 'spec.replicas', message },
    ]);
  }
  const changed = withAt(object, segments(pathsOf(kind).specReplicas), replicas) as KubeObject;
  const { resourceVersion } = scale.metadata ?? {};
  return resourceVersion ? { ...changed, metadata: { ...changed.metadata, resourceVersion } } : changed;
}
