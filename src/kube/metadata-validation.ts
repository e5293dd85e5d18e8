import { tableOf, type KindDefinition } from './kinds/kind';
import { labelValue, maskTrailingDash, nameRule, qualifiedName } from './names';
import type { KubeObject, ObjectMeta, OwnerReference } from './object';
import type { StatusCause } from './status';

/** What holds for the metadata of every kind. Source: apimachinery/pkg/api/validation/objectmeta.go, with its messages. */

const ANNOTATIONS_LIMIT = 256 * 1024;

const wrong = (field: string, value: unknown, why: string): StatusCause => ({
  reason: 'FieldValueInvalid',
  field,
  message: `Invalid value: ${JSON.stringify(value)}: ${why}`,
});
const required = (field: string, why?: string): StatusCause => ({
  reason: 'FieldValueRequired',
  field,
  message: why ? `Required value: ${why}` : 'Required value',
});

/** @returns upstream's causes, empty when the metadata may be stored */
export function validateMetadata(kind: KindDefinition, meta: ObjectMeta): readonly StatusCause[] {
  return [
    ...nameCauses(kind, meta),
    ...labelCauses('metadata.labels', meta.labels),
    ...annotationCauses(meta.annotations),
    ...(meta.ownerReferences ? ownerCauses(meta.ownerReferences) : []),
    ...(meta.finalizers ?? []).flatMap((one) => finalizerCauses(one, !!kind.custom)),
  ];
}

function nameCauses(kind: KindDefinition, { name, generateName }: ObjectMeta): StatusCause[] {
  const rule = nameRule(tableOf(kind));
  const prefix = generateName ? rule(maskTrailingDash(generateName)).map((why) => wrong('metadata.generateName', generateName, why)) : [];
  if (!name) return [...prefix, required('metadata.name', 'name or generateName is required')];
  return [...prefix, ...rule(name).map((why) => wrong('metadata.name', name, why))];
}

/** Keys and values of labels; also for the labels of a pod template (`spec.template.labels`). */
export function labelCauses(field: string, labels: Readonly<Record<string, string>> = {}): StatusCause[] {
  return Object.entries(labels).flatMap(([key, value]) => [
    ...qualifiedName(key).map((why) => wrong(field, key, why)),
    ...labelValue(String(value)).map((why) => wrong(field, value, why)),
  ]);
}

function annotationCauses(annotations: Readonly<Record<string, string>> = {}): StatusCause[] {
  const field = 'metadata.annotations';
  const entries = Object.entries(annotations);
  const causes = entries.flatMap(([key]) => qualifiedName(key.toLowerCase()).map((why) => wrong(field, key, why)));
  const size = entries.reduce((sum, [key, value]) => sum + key.length + String(value).length, 0);
  if (size > ANNOTATIONS_LIMIT)
    causes.push({ reason: 'FieldValueTooLong', field, message: `Too long: may not be more than ${ANNOTATIONS_LIMIT} bytes` });
  return causes;
}

function ownerCauses(owners: readonly OwnerReference[]): StatusCause[] {
  const field = 'metadata.ownerReferences';
  const causes = owners.flatMap((owner, i) =>
    (['apiVersion', 'kind', 'name', 'uid'] as const)
      .filter((part) => !owner[part])
      .map((part) => wrong(`${field}[${i}].${part}`, owner[part] ?? '', 'must not be empty')),
  );
  const controllers = owners.filter((owner) => owner.controller);
  if (controllers.length > 1) {
    const [first, second] = controllers.map((owner) => owner.name);
    const why = `Only one reference can have Controller set to true. Found "true" in references for ${first} and ${second}`;
    causes.push(wrong(field, owners, why));
  }
  return causes;
}

/** Finalizers that need no domain. Source: pkg/apis/core/helper IsStandardFinalizerName */
const STANDARD_FINALIZERS = new Set(['kubernetes', 'orphan', 'foregroundDeletion']);

/** @param custom for objects of custom kinds a domain is only preferred: see `finalizerWarnings` */
function finalizerCauses(finalizer: string, custom: boolean): StatusCause[] {
  const faults = qualifiedName(finalizer).map((why) => wrong('metadata.finalizers', finalizer, why));
  if (custom || faults.length || STANDARD_FINALIZERS.has(finalizer) || finalizer.includes('/')) return faults;
  return [wrong('metadata.finalizers', finalizer, 'name is neither a standard finalizer name nor is it fully qualified')];
}

/** Source: apiextensions-apiserver/pkg/registry/customresource/strategy.go validateKubeFinalizerName */
export function finalizerWarnings(finalizers: readonly string[]): string[] {
  return finalizers
    .filter((one) => !STANDARD_FINALIZERS.has(one) && !one.includes('/'))
    .map(
      (one) =>
        `metadata.finalizers: ${JSON.stringify(one)}: prefer a domain-qualified finalizer name including a path (/) to avoid accidental conflicts with other finalizer writers`,
    );
}

/** An object on its way out takes no new finalizers. Source: ValidateNoNewFinalizers */
export function validateMetadataUpdate(next: ObjectMeta, old: KubeObject): readonly StatusCause[] {
  if (!old.metadata.deletionTimestamp) return [];
  const added = (next.finalizers ?? []).filter((one) => !old.metadata.finalizers?.includes(one));
  if (!added.length) return [];
  const list = `[]string{${added.map((one) => JSON.stringify(one)).join(', ')}}`;
  const why = `no new finalizers can be added if the object is being deleted, found new finalizers ${list}`;
  return [{ reason: 'FieldValueForbidden', field: 'metadata.finalizers', message: `Forbidden: ${why}` }];
}
