import type { Cluster, ObjectRef, ProxyRequest, ProxyResponse } from '../../kube/cluster';
import { bytesOf } from './body';
import { objectOf, type Target, unknownPath, wrongMethod } from './path';

/** `…/proxy/…` of Pods and Services: a request is passed on, and the answer back.
 *  MODELS apimachinery/pkg/util/proxy: the redirect to the trailing slash, forwarding headers, a Location led back
 *  through the proxy. OMITS upgrades, and the links within a page, which the real one writes anew. */

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/** What belongs to a connection, not to a request. Source: RFC 9110 §7.6.1 */
const HOP = new Set(['connection', 'keep-alive', 'proxy-connection', 'te', 'trailer', 'transfer-encoding', 'upgrade', 'content-length']);

/** @param target a name that may bear a port: `web:8080` */
export async function proxy(cluster: Cluster, target: Target, request: Request): Promise<Response> {
  if (!cluster.proxy) throw unknownPath();
  if (!METHODS.has(request.method)) throw wrongMethod();
  const { pathname, search } = new URL(request.url);
  const [, prefix, path] = /^(.*?\/(?:pods|services)\/[^/]+\/proxy)(\/.*)?$/.exec(pathname)!;
  if (path === undefined && ['GET', 'HEAD'].includes(request.method))
    return new Response(null, { status: 301, headers: { Location: `${pathname}/${search}` } });
  const passedOn = await passed(request, `${path ?? ''}${search}`);
  const answer = await cluster.proxy(objectOf(target), passedOn, { signal: request.signal });
  return response(answer, request.method, (location) => ledBack(location, prefix!, request));
}

/** A request that comes straight to a port of a Pod, and not by way of the API. */
export async function asked(cluster: Cluster, pod: ObjectRef, request: Request): Promise<Response> {
  if (!cluster.proxy) throw unknownPath();
  const { pathname, search } = new URL(request.url);
  const body = request.body ? { body: new TextDecoder().decode(await bytesOf(request)) } : {};
  const headers = Object.fromEntries([...request.headers].filter(([name]) => !HOP.has(name)));
  const { method, signal } = request;
  const answer = await cluster.proxy(pod, { method, path: pathname + search, headers, ...body }, { signal });
  return response(answer, method, (location) => location);
}

async function passed(request: Request, path: string): Promise<ProxyRequest> {
  const { method } = request;
  const { pathname, host } = new URL(request.url);
  const named = [...request.headers].filter(([name]) => !HOP.has(name));
  const at = request.headers.get('Host') ?? host;
  const headers = { ...Object.fromEntries(named), host: at, 'x-forwarded-host': at, 'x-forwarded-uri': pathname };
  const body = request.body ? new TextDecoder().decode(await bytesOf(request)) : undefined;
  return { method, path: path.startsWith('/') ? path : `/${path}`, headers, ...(body !== undefined && { body }) };
}

function response({ status, headers, body }: ProxyResponse, method: string, led: (location: string) => string): Response {
  const out = new Headers();
  for (const [name, value] of headers) {
    if (!HOP.has(name.toLowerCase())) out.append(name, name.toLowerCase() === 'location' ? led(value) : value);
  }
  const bare = method === 'HEAD' || status === 204 || status === 304;
  return new Response(bare ? null : body, { status, headers: out });
}

/** Where the backend sends the client, as the client reaches it. Source: proxy/transport.go rewriteURL */
function ledBack(location: string, prefix: string, request: Request): string {
  const here = request.headers.get('Host') ?? new URL(request.url).host;
  const [, host, path] = /^(?:https?:\/\/([^/]*))?(\/.*)?$/.exec(location) ?? [];
  if (path === undefined || (host !== undefined && host !== here) || path.startsWith(prefix)) return location;
  return prefix + path;
}
