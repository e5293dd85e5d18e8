import type { ApiResource, Cluster } from '../../kube/cluster';
import { authorize, review, reviews } from './access';
import { json, plain, refusal } from './answers';
import { group, resourceList, root, takes } from './discovery';
import { admit } from './guard';
import { openApi } from './openapi';
import { segmentsOf, served, type Target, targetOf, unknownPath, wrongMethod } from './path';
import { proxy } from './proxy';
import { read } from './reading';
import { create, patch, remove, update } from './writing';

/** The Kubernetes API over HTTP, in web standards: one function from a Request to a Response, over any Cluster.
 *  MODELS discovery in both forms, tables, watches, patches, subresources, Status errors.
 *  OMITS authentication: whoever may speak to it is admin, unless he asks in the name of another. */
export type Handler = (request: Request) => Promise<Response>;

export interface ServerOptions {
  /** Names that this server answers to besides those of the loopback; `*` is any. */
  readonly hosts?: readonly string[];
}

export function apiHandler(cluster: Cluster, { hosts = [] }: ServerOptions = {}): Handler {
  return async (request) => {
    try {
      admit(request, hosts);
      return await answer(cluster, request);
    } catch (error) {
      return refusal(error);
    }
  };
}

const HEALTH = new Set(['healthz', 'livez', 'readyz']);

async function answer(cluster: Cluster, request: Request): Promise<Response> {
  const { pathname, searchParams } = new URL(request.url);
  const segments = segmentsOf(pathname);
  const [first, ...rest] = segments;
  if (first === 'api' || first === 'apis') return resource(cluster, request, first === 'api', rest, searchParams);
  if (asked(request).method !== 'GET') throw wrongMethod();
  if (first === 'version') return json(await versionOf(cluster));
  if (first === 'openapi') return openApi(cluster, rest);
  if (first !== undefined && HEALTH.has(first)) return plain('ok');
  if (first === undefined) return json({ paths: await paths(cluster) });
  throw unknownPath();
}

/** What is asked for its headers alone is made whole; the shell leaves out the body. */
const asked = (request: Request) => (request.method === 'HEAD' ? new Request(request, { method: 'GET' }) : request);

/** Source: apimachinery/pkg/version Info */
async function versionOf(cluster: Cluster) {
  const { gitVersion, major, minor } = await cluster.version();
  return {
    major,
    minor,
    gitVersion,
    gitCommit: '',
    gitTreeState: 'clean',
    buildDate: '',
    goVersion: '',
    compiler: '',
    platform: 'podplay/simulated',
  };
}

async function paths(cluster: Cluster): Promise<string[]> {
  const resources = await cluster.resources();
  const groups = new Set(
    resources.filter((one) => one.group).flatMap((one) => [`/apis/${one.group}`, `/apis/${one.group}/${one.version}`]),
  );
  return ['/api', '/api/v1', '/apis', ...groups, '/healthz', '/livez', '/openapi/v2', '/openapi/v3', '/readyz', '/version'];
}

async function resource(
  cluster: Cluster,
  request: Request,
  core: boolean,
  segments: readonly string[],
  query: URLSearchParams,
): Promise<Response> {
  if (!core && reviews(segments)) return review(cluster, request, segments);
  const resources = await cluster.resources();
  const target = targetOf(core, segments);
  if (target) await authorize(cluster, request, target, query);
  if (target?.subresource === 'proxy' && served(target, resources)) return proxy(cluster, target, request);
  if (target) return act(cluster, asked(request), target, served(target, resources), query);
  if (asked(request).method !== 'GET') throw wrongMethod();
  const [first, version] = segments;
  if (first === undefined) return root(request, core, resources);
  if (core) return resourceList({ group: '', version: first }, resources);
  return version === undefined ? group(first, resources) : resourceList({ group: first, version }, resources);
}

function act(cluster: Cluster, request: Request, target: Target, kind: ApiResource, query: URLSearchParams): Promise<Response> {
  if (target.subresource !== undefined && !takes(target.subresource, request.method)) throw wrongMethod();
  switch (request.method) {
    case 'GET':
      return read(cluster, target, request, query);
    case 'POST':
      return create(cluster, target, request, query);
    case 'PUT':
      return update(cluster, target, request, query);
    case 'PATCH':
      return patch(cluster, target, request, query);
    case 'DELETE':
      return remove(cluster, target, kind, request, query);
    default:
      throw wrongMethod();
  }
}
