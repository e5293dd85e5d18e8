import type { DeleteOptions } from './cluster';
import { tableOf, type KindDefinition } from './kinds/kind';
import type { KubeObject, ObjectMeta } from './object';
import { conflict, forbidden } from './status';

/** How an object goes.
 *  MODELS rest/delete.go BeforeDelete and registry/generic/registry/store.go Delete: grace, finalizers, propagation,
 *  preconditions; the namespace's own two-step end (core/namespace/storage).
 *  OMITS the extra MODIFIED that upstream writes before it removes a pod whose grace is 0. */

/** What a deletion comes to: the object stays with a deadline, or it goes now. */
export interface Deletion {
  readonly object: KubeObject;
  readonly remove: boolean;
}

export const ORPHAN = 'orphan';
export const FOREGROUND = 'foregroundDeletion';

/** Source: plugin/pkg/admission/namespace/lifecycle */
const IMMORTAL = new Set(['default', 'kube-system', 'kube-public']);

/** @param now ms since the Unix epoch
 *  @throws 409 when a precondition fails, 403 for namespaces that every cluster needs */
export function planDeletion(kind: KindDefinition, old: KubeObject, options: DeleteOptions, now: number): Deletion {
  checkPreconditions(kind, old, options);
  const object = old.metadata.deletionTimestamp ? old : (kind.prepareForDelete?.(old, rfc3339(now)) ?? old);
  if (tableOf(kind) === 'namespaces') return planNamespace(kind, object, options, now);
  if (object.metadata.deletionTimestamp) return hasten(object, options);
  const finalizers = collectorFinalizers(kind, object.metadata.finalizers ?? [], options.propagationPolicy);
  const grace = graceOf(kind, object, options);
  if (!finalizers.length && grace === 0) return { object, remove: true };
  return { object: withMetadata(object, { ...departure(object.metadata, now, grace), finalizers }), remove: false };
}

function graceOf(kind: KindDefinition, object: KubeObject, { gracePeriodSeconds }: DeleteOptions): number {
  const natural = kind.graceSeconds?.(object) ?? 0;
  // A natural 0 stands whatever is asked for: nothing runs that could use the time.
  if (natural === 0 || gracePeriodSeconds === undefined) return natural;
  return gracePeriodSeconds < 0 ? 1 : gracePeriodSeconds;
}

/** deletionTimestamp is when the grace ends, not when it began. It raises the generation of those that have one. */
function departure(meta: ObjectMeta, now: number, grace: number): Partial<ObjectMeta> {
  return {
    deletionTimestamp: rfc3339(now + grace * 1000),
    deletionGracePeriodSeconds: grace,
    ...(meta.generation && { generation: meta.generation + 1 }),
  };
}

/** A second delete may only shorten the grace. */
function hasten(object: KubeObject, { gracePeriodSeconds }: DeleteOptions): Deletion {
  const { deletionTimestamp, deletionGracePeriodSeconds: grace = 0, finalizers = [] } = object.metadata;
  if (grace === 0) return { object, remove: finalizers.length === 0 };
  if (gracePeriodSeconds === undefined || gracePeriodSeconds >= grace) return { object, remove: false };
  const shortened = Math.max(gracePeriodSeconds, 0);
  const deadline = rfc3339(Date.parse(deletionTimestamp!) - (grace - shortened) * 1000);
  const hastened = withMetadata(object, { deletionTimestamp: deadline, deletionGracePeriodSeconds: shortened });
  return { object: hastened, remove: shortened === 0 && finalizers.length === 0 };
}

/** The finalizers through which a propagation policy speaks to the garbage collector.
 *  Source: store.go deletionFinalizersForGarbageCollection */
function collectorFinalizers(
  { orphansDependents }: KindDefinition,
  finalizers: readonly string[],
  policy: DeleteOptions['propagationPolicy'],
): readonly string[] {
  if (!policy) {
    const asked = finalizers.some((one) => one === ORPHAN || one === FOREGROUND);
    return orphansDependents && !asked ? [...finalizers, ORPHAN] : finalizers;
  }
  const others = finalizers.filter((one) => one !== ORPHAN && one !== FOREGROUND);
  if (policy === 'Orphan') return [...others, ORPHAN];
  return policy === 'Foreground' ? [...others, FOREGROUND] : others;
}

/** A namespace first loses its content: the namespace controller takes `kubernetes` off spec.finalizers when it is empty. */
function planNamespace(kind: KindDefinition, object: KubeObject, options: DeleteOptions, now: number): Deletion {
  const { name } = object.metadata;
  if (IMMORTAL.has(name)) throw forbidden(kind, name, 'this namespace may not be deleted');
  const finalizers = collectorFinalizers(kind, object.metadata.finalizers ?? [], options.propagationPolicy);
  const held = ((object['spec'] as { finalizers?: readonly string[] } | undefined)?.finalizers ?? []).length > 0;
  if (object.metadata.deletionTimestamp) {
    if (!held) return { object, remove: finalizers.length === 0 };
    const why =
      'The system is ensuring all content is removed from this namespace.  Upon completion, this namespace will automatically be purged by the system.';
    throw conflict(kind, name, why);
  }
  if (!held && !finalizers.length) return { object, remove: true };
  const status = { ...(object['status'] as object), phase: 'Terminating' };
  return { object: { ...withMetadata(object, { deletionTimestamp: rfc3339(now), finalizers }), status }, remove: false };
}

function checkPreconditions(kind: KindDefinition, object: KubeObject, { preconditions }: DeleteOptions): void {
  const { name, uid, resourceVersion } = object.metadata;
  // Upstream names the kind here where it names the resource everywhere else.
  const subject = { group: kind.group, resource: kind.kind };
  if (preconditions?.uid && preconditions.uid !== uid)
    throw conflict(
      subject,
      name,
      `the UID in the precondition (${preconditions.uid}) does not match the UID in record (${uid}). The object might have been deleted and then recreated`,
    );
  if (preconditions?.resourceVersion && preconditions.resourceVersion !== resourceVersion)
    throw conflict(
      subject,
      name,
      `the ResourceVersion in the precondition (${preconditions.resourceVersion}) does not match the ResourceVersion in record (${resourceVersion}). The object might have been modified`,
    );
}

/** Was this update the last thing that an object on its way out waited for? Source: store.go ShouldDeleteDuringUpdate */
export function released(kind: KindDefinition, object: KubeObject): boolean {
  const { deletionTimestamp, deletionGracePeriodSeconds, finalizers } = object.metadata;
  if (!deletionTimestamp || finalizers?.length || deletionGracePeriodSeconds) return false;
  if (tableOf(kind) !== 'namespaces') return true;
  return !(object['spec'] as { finalizers?: readonly string[] } | undefined)?.finalizers?.length;
}

function withMetadata(object: KubeObject, change: Partial<ObjectMeta>): KubeObject {
  const { finalizers, ...metadata } = { ...object.metadata, ...change };
  return { ...object, metadata: { ...metadata, ...(finalizers?.length && { finalizers }) } };
}

/** RFC 3339 in whole seconds, as Kubernetes writes times. */
export const rfc3339 = (ms: number) => new Date(Math.floor(ms / 1000) * 1000).toISOString().replace('.000Z', 'Z');
