import type { ManagedFieldsEntry } from '../../kube/managed/managers';
import { fromFieldsV1, toFieldsV1 } from '../../kube/managed/field-set';
import type { ObjectRef, WriteOptions } from '../../kube/cluster';
import type { KubeObject, Manifest } from '../../kube/object';
import { StatusError } from '../../kube/status';
import type { Arguments } from '../arguments';
import type { KubectlEnv } from '../env';
import { KubectlError } from '../errors';
import { LAST_APPLIED } from '../last-applied';
import type { FromFile } from '../manifests';
import { dryRunOf, warn, writeOptions } from '../outcome';
import { groupVersion, objectRef } from '../resources';

/** `kubectl apply --server-side`: the whole object is sent, and the API server merges it.
 *  MODELS kubectl/pkg/cmd/apply/apply.go applyOneObject, saveLastApplyAnnotationIfNecessary, migrateToSSAIfNecessary;
 *  client-go/util/csaupgrade. OMITS the retries of a migration that meets another writer. */

export const SERVER_SIDE = { 'server-side': 'bool', 'force-conflicts': 'bool' } as const;

const APPLY = 'application/apply-patch+yaml';
const MANAGER = 'kubectl';

/** @throws KubectlError for flags that do not go together */
export function checkFlags(args: Arguments, env: KubectlEnv): void {
  const serverSide = args.on('server-side');
  const dryRun = dryRunOf(args, env);
  if (args.on('force-conflicts') && !serverSide) throw new KubectlError('--force-conflicts only works with --server-side');
  if (dryRun === 'client' && serverSide)
    throw new KubectlError("--dry-run=client doesn't work with --server-side (did you mean --dry-run=server instead?)");
  if (serverSide && args.on('force')) throw new KubectlError('--force cannot be used with --server-side');
  if (dryRun === 'server' && args.on('force')) throw new KubectlError('--dry-run=server cannot be used with --force');
}

/** What is sent: as it stands in the file, in its namespace. */
export const configOf = ({ manifest, resource, namespace }: FromFile): Manifest =>
  resource.namespaced ? { ...manifest, metadata: { ...manifest.metadata, namespace } } : manifest;

interface Applying {
  readonly env: KubectlEnv;
  readonly ref: ObjectRef;
  readonly options: WriteOptions;
}

export async function applyServerSide(args: Arguments, env: KubectlEnv, one: FromFile): Promise<KubeObject> {
  const options = { ...writeOptions(args, env, MANAGER), force: args.on('force-conflicts') };
  const applying: Applying = { env, ref: objectRef(one.resource, one.name, one.namespace), options };
  const config = configOf(one);
  const object = await sent(applying, config);
  const kept = await keepAnnotation(applying, one, object);
  const next = (await migrated(applying, kept)) ? await sent(applying, config) : kept;
  if (next.metadata.deletionTimestamp)
    env.err(`Warning: Detected changes to resource ${next.metadata.name} which is currently being deleted.\n`);
  return next;
}

async function sent({ env, ref, options }: Applying, config: Manifest): Promise<KubeObject> {
  try {
    const { object, warnings } = await env.cluster.patch(ref, APPLY, config, options);
    warn(env, warnings);
    return object;
  } catch (error) {
    if (error instanceof StatusError && error.reason === 'Conflict') throw new KubectlError(`${error.message}\n${ADVICE}`);
    throw error;
  }
}

const ADVICE = `Please review the fields above--they currently have other managers. Here
are the ways you can resolve this warning:
* If you intend to manage all of these fields, please re-run the apply
  command with the \`--force-conflicts\` flag.
* If you do not intend to manage all of the fields, please edit your
  manifest to remove references to the fields that should keep their
  current managers.
* You may co-own fields by updating your manifest to match the existing
  value; in this case, you'll become the manager if the other manager(s)
  stop managing the field (remove it from their configuration).
See https://kubernetes.io/docs/reference/using-api/server-side-apply/#conflicts`;

const entriesOf = ({ metadata }: KubeObject) => (metadata.managedFields ?? []) as readonly ManagedFieldsEntry[];

/** Those who hold the annotation of client-side apply. Source: csaupgrade FindFieldsOwners */
function holders(object: KubeObject, operation: 'Apply' | 'Update'): readonly ManagedFieldsEntry[] {
  const holds = (fields: any) => fields?.['f:metadata']?.['f:annotations']?.[`f:${LAST_APPLIED}`] !== undefined;
  return entriesOf(object).filter((one) => one.operation === operation && holds(one.fieldsV1));
}

/** An annotation that client-side apply has left gets an owner of its own, or it would go with the next step. */
async function keepAnnotation({ env, ref, options }: Applying, { resource }: FromFile, object: KubeObject): Promise<KubeObject> {
  const { name, namespace, annotations } = object.metadata;
  const text = annotations?.[LAST_APPLIED];
  if (options.fieldManager !== MANAGER || text === undefined || holders(object, 'Apply').length) return object;
  const metadata = { name, ...(namespace && { namespace }), annotations: { [LAST_APPLIED]: text } };
  const config = { apiVersion: groupVersion(resource), kind: resource.kind, metadata };
  const { force: _, ...rest } = options;
  return (await env.cluster.patch(ref, APPLY, config, { ...rest, fieldManager: 'kubectl-last-applied' })).object;
}

/** What client-side apply owned becomes server-side apply's. @returns whether there was anything */
async function migrated({ env, ref, options }: Applying, object: KubeObject): Promise<boolean> {
  const old = new Set(holders(object, 'Update').map(({ manager }) => manager));
  if (!old.size) return false;
  const entries = [...old].reduce((all, manager) => upgraded(all, manager, options.fieldManager!), entriesOf(object));
  const patch = [
    { op: 'replace', path: '/metadata/managedFields', value: entries },
    { op: 'replace', path: '/metadata/resourceVersion', value: object.metadata.resourceVersion },
  ];
  const { force: _, ...rest } = options;
  await env.cluster.patch(ref, 'application/json-patch+json', patch, rest);
  return true;
}

/** Source: csaupgrade/upgrade.go upgradedManagedFields */
function upgraded(entries: readonly ManagedFieldsEntry[], from: string, to: string): readonly ManagedFieldsEntry[] {
  const isOld = (one: ManagedFieldsEntry) => one.manager === from && one.operation === 'Update' && !one.subresource;
  const isNew = (one: ManagedFieldsEntry) => one.manager === to && one.operation === 'Apply' && !one.subresource;
  const old = entries.find(isOld);
  if (!old) return entries;
  const heir = entries.find(isNew) ?? { ...old, manager: to, operation: 'Apply' as const };
  const fieldsV1 = toFieldsV1(new Set([...fromFieldsV1(heir.fieldsV1), ...fromFieldsV1(old.fieldsV1)]));
  return [{ ...heir, fieldsV1 }, ...entries.filter((one) => !isOld(one) && !isNew(one))];
}
