import type { ApiResource } from '../kube/cluster';
import { readManifests, type ManifestDocument } from '../kube/manifest';
import type { Manifest } from '../kube/object';
import type { Arguments } from './arguments';
import type { KubectlEnv } from './env';
import { KubectlError } from './errors';
import { groupVersion } from './resources';

/** The objects in the files of `-f`. Source: cli-runtime resource.Builder, visitor.go */

export interface FromFile {
  /** As kubectl quotes it: `deployment.yaml`, `STDIN`. */
  readonly source: string;
  readonly document: ManifestDocument;
  readonly manifest: Manifest;
  readonly resource: ApiResource;
  /** Where it goes, for kinds that live in a namespace. */
  readonly namespace: string;
  readonly name: string;
}

interface Files {
  readonly found: readonly FromFile[];
  /** For objects that could not be placed; the others go on. */
  readonly errors: readonly unknown[];
}

/** @throws KubectlError, ManifestError or StatusError for a file that cannot be read */
export async function fromFiles(env: KubectlEnv, args: Arguments): Promise<Files> {
  const found: FromFile[] = [];
  const errors: unknown[] = [];
  const resources = await env.cluster.resources();
  for (const path of args.all('filename')) {
    const source = path === '-' ? 'STDIN' : path;
    const text = path === '-' ? env.stdin : await read(env, path);
    for (const document of readManifests(source, text)) {
      try {
        found.push(placed(env, args, document, resources));
      } catch (error) {
        errors.push(error);
      }
    }
  }
  return { found, errors };
}

async function read(env: KubectlEnv, path: string): Promise<string> {
  if (/^https?:\/\//.test(path))
    throw new KubectlError(`unable to read URL ${JSON.stringify(path)}`, {
      hint: 'Podplay reads no files from the network: save it here first.',
    });
  try {
    return await env.readFile(path);
  } catch {
    throw new KubectlError(`the path ${JSON.stringify(path)} does not exist`);
  }
}

/** Versions that Kubernetes has taken away, and what came after them. Source: the deprecated API migration guide */
const REMOVED: Readonly<Record<string, string>> = {
  'extensions/v1beta1':
    'was removed in Kubernetes 1.16: Deployments, DaemonSets and ReplicaSets are in apps/v1 now, and a selector must be written out',
  'apps/v1beta1': 'was removed in Kubernetes 1.16: use apps/v1',
  'apps/v1beta2': 'was removed in Kubernetes 1.16: use apps/v1',
  'batch/v1beta1': 'was removed in Kubernetes 1.25: use batch/v1',
  'batch/v2alpha1': 'was removed in Kubernetes 1.21: use batch/v1',
  'policy/v1beta1': 'was removed in Kubernetes 1.25: PodDisruptionBudgets are in policy/v1 now, PodSecurityPolicies are gone',
  'autoscaling/v2beta1': 'was removed in Kubernetes 1.25: use autoscaling/v2',
  'autoscaling/v2beta2': 'was removed in Kubernetes 1.26: use autoscaling/v2',
  'storage.k8s.io/v1beta1': 'was removed in Kubernetes 1.22: use storage.k8s.io/v1',
};

function placed(env: KubectlEnv, args: Arguments, document: ManifestDocument, resources: readonly ApiResource[]): FromFile {
  const { source, manifest } = document;
  const { apiVersion = '', kind = '', metadata } = manifest;
  const resource = resources.find((one) => one.kind === kind && groupVersion(one) === apiVersion);
  if (!resource) throw noMatch(document, resources);
  const asked = args.get('namespace');
  if (resource.namespaced && asked && metadata?.namespace && asked !== metadata.namespace)
    throw new KubectlError(
      `the namespace from the provided object ${JSON.stringify(metadata.namespace)} does not match the namespace ${JSON.stringify(asked)}. You must pass '--namespace=${metadata.namespace}' to perform this operation.`,
    );
  return { source, document, manifest, resource, namespace: metadata?.namespace || asked || env.namespace, name: metadata?.name ?? '' };
}

function noMatch({ source, manifest, start }: ManifestDocument, resources: readonly ApiResource[]): KubectlError {
  const { apiVersion = '', kind = '', metadata } = manifest;
  const where = `resource mapping not found for name: "${metadata?.name ?? ''}" namespace: "${metadata?.namespace ?? ''}" from ${JSON.stringify(source)}`;
  const removed = REMOVED[apiVersion];
  const same = resources.filter((one) => one.kind === kind).map(groupVersion);
  const hints = [
    ...(removed
      ? [`${apiVersion} ${removed}.`]
      : same.length
        ? [`${kind} is in ${same.join(', ')}.`]
        : [`this cluster has no ${kind}; kubectl api-resources lists what it has.`]),
    `${source}:${start.line}:${start.column}`,
  ];
  return new KubectlError(
    `${where}: no matches for kind ${JSON.stringify(kind)} in version ${JSON.stringify(apiVersion)}\nensure CRDs are installed first`,
    {
      hint: hints.join('\n'),
    },
  );
}
