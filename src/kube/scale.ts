import type { KindDefinition } from './kinds/kind';
import type { KubeObject, LabelSelector, Manifest } from './object';
import { formatLabelSelector } from './selectors';
import { invalid, statusError } from './status';

/** The scale subresource: autoscaling/v1 Scale, the same for every kind that has one. */

const at = (object: unknown, path: string): unknown =>
  path
    .split('.')
    .filter(Boolean)
    .reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], object);

function paths(kind: KindDefinition) {
  if (!kind.scale) throw statusError(404, 'NotFound', 'the server could not find the requested resource');
  return kind.scale;
}

export function readScale(kind: KindDefinition, object: KubeObject): KubeObject {
  const { specReplicas, statusReplicas, selector } = paths(kind);
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata;
  const text = selector ? formatLabelSelector(at(object, selector) as LabelSelector | undefined) : undefined;
  return {
    apiVersion: 'autoscaling/v1',
    kind: 'Scale',
    metadata: { name, ...(namespace && { namespace }), uid, resourceVersion, creationTimestamp },
    spec: { replicas: at(object, specReplicas) ?? 0 },
    status: { replicas: at(object, statusReplicas) ?? 0, ...(text && { selector: text }) },
  };
}

/** The object with the replicas that a Scale asks for. @throws StatusError 422 */
export function writeScale(kind: KindDefinition, object: KubeObject, scale: Manifest): KubeObject {
  paths(kind);
  const replicas = (scale['spec'] as { replicas?: number } | undefined)?.replicas ?? 0;
  if (!Number.isInteger(replicas) || replicas < 0) {
    const message = `Invalid value: ${String(replicas)}: must be greater than or equal to 0`;
    throw invalid({ group: 'autoscaling', kind: 'Scale' }, object.metadata.name, [
      { reason: 'FieldValueInvalid', field: 'spec.replicas', message },
    ]);
  }
  return { ...object, spec: { ...(object['spec'] as object), replicas } };
}
