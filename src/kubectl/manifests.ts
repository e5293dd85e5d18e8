import { parseAllDocuments } from 'yaml';
import type { ApiResource } from '../kube/cluster';
import type { Manifest } from '../kube/object';
import type { Arguments } from './arguments';
import type { KubectlEnv } from './env';
import { KubectlError } from './errors';
import { namespaceOf } from './resources';

/** The objects in the files of `-f`. Source: cli-runtime resource.Builder */

export interface FromFile {
  /** As kubectl quotes it: `deployment.yaml`, `STDIN`. */
  readonly source: string;
  readonly manifest: Manifest;
  readonly resource: ApiResource;
  /** Where it goes, for kinds that live in a namespace. */
  readonly namespace: string;
  readonly name: string;
}

/** The API server takes no more. Source: apiserver MaxRequestBodyBytes */
const LARGEST = 3 * 1024 * 1024;

/** @throws KubectlError with kubectl's words; file and line where they are known */
export async function fromFiles(env: KubectlEnv, args: Arguments): Promise<FromFile[]> {
  const found: FromFile[] = [];
  for (const path of args.all('filename')) {
    const text = path === '-' ? env.stdin : await read(env, path);
    for (const manifest of manifestsIn(path === '-' ? 'STDIN' : path, text))
      found.push(await placed(env, args, path === '-' ? 'STDIN' : path, manifest));
  }
  if (!found.length) throw new KubectlError('no objects passed to apply');
  return found;
}

async function read(env: KubectlEnv, path: string): Promise<string> {
  try {
    return await env.readFile(path);
  } catch {
    throw new KubectlError(`the path "${path}" does not exist`);
  }
}

/** @throws KubectlError */
export function manifestsIn(source: string, text: string): Manifest[] {
  if (text.length > LARGEST) throw new KubectlError(`${source}: Request entity too large: limit is ${LARGEST}`);
  const documents = parseAllDocuments(text, { maxAliasCount: 100 } as never);
  if (!Array.isArray(documents)) return [];
  return documents.flatMap((document) => {
    const error = document.errors[0];
    if (error) {
      const line = error.linePos?.[0].line ?? 1;
      const column = error.linePos?.[0].col ?? 1;
      throw new KubectlError(
        `error parsing ${source}: error converting YAML to JSON: yaml: line ${line}: ${error.message.split(' at line ')[0]}`,
        { hint: `${source}:${line}:${column}` },
      );
    }
    return expand(source, toJs(source, document));
  });
}

function toJs(source: string, document: { toJS(options: { maxAliasCount: number }): unknown }): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch {
    throw new KubectlError(`error parsing ${source}: error converting YAML to JSON: yaml: document contains excessive aliasing`);
  }
}

function expand(source: string, value: unknown): Manifest[] {
  if (value === null || value === undefined) return [];
  if (typeof value !== 'object' || Array.isArray(value)) {
    throw new KubectlError(
      `error parsing ${source}: json: cannot unmarshal ${Array.isArray(value) ? 'array' : typeof value} into Go value of type map[string]interface {}`,
    );
  }
  const manifest = value as Manifest;
  const missing = [!manifest.apiVersion && "'apiVersion' is missing", !manifest.kind && "'Kind' is missing"].find(Boolean);
  if (missing) throw new KubectlError(`unable to decode "${source}": Object ${missing} in '${JSON.stringify(manifest)}'`, { bare: false });
  return manifest.kind === 'List'
    ? ((manifest['items'] as unknown[] | undefined) ?? []).flatMap((item) => expand(source, item))
    : [manifest];
}

/** Versions that Kubernetes has taken away, and what came after them. Source: deprecation guide */
const REMOVED: Readonly<Record<string, string>> = {
  'extensions/v1beta1': 'removed in Kubernetes 1.16: Deployments, DaemonSets and ReplicaSets are in apps/v1',
  'apps/v1beta1': 'removed in Kubernetes 1.16: use apps/v1',
  'apps/v1beta2': 'removed in Kubernetes 1.16: use apps/v1',
  'batch/v1beta1': 'removed in Kubernetes 1.25: use batch/v1',
  'policy/v1beta1': 'removed in Kubernetes 1.25: use policy/v1',
};

async function placed(env: KubectlEnv, args: Arguments, source: string, manifest: Manifest): Promise<FromFile> {
  const { apiVersion = '', kind = '', metadata } = manifest;
  const found = (await env.cluster.resources()).find(
    (one) => one.kind === kind && (one.group ? `${one.group}/${one.version}` : one.version) === apiVersion,
  );
  const name = metadata?.name ?? '';
  if (!found) {
    const where = `resource mapping not found for name: "${name}" namespace: "${metadata?.namespace ?? ''}" from "${source}"`;
    const removed = REMOVED[apiVersion];
    throw new KubectlError(
      `${where}: no matches for kind "${kind}" in version "${apiVersion}"\nensure CRDs are installed first`,
      removed ? { hint: `${apiVersion} was ${removed}.` } : {},
    );
  }
  const asked = args.get('namespace');
  if (found.namespaced && asked && metadata?.namespace && asked !== metadata.namespace) {
    throw new KubectlError(
      `the namespace from the provided object "${metadata.namespace}" does not match the namespace "${asked}". You must pass '--namespace=${metadata.namespace}' to perform this operation.`,
    );
  }
  return { source, manifest, resource: found, namespace: metadata?.namespace ?? namespaceOf(args, env), name };
}
