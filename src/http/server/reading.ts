import type { Cluster } from '../../kube/cluster';
import { refused, json } from './answers';
import { formOf } from './negotiate';
import { objectOf, type Target } from './path';
import { listOptions, logOptions, wantsWatch, watchOptions } from './query';
import { streamed } from './stream';
import { type Included, partial, wireTable } from './tables';
import { watch } from './watching';

/** GET: an object, a list, a watch, a log. */

const included = (query: URLSearchParams) => (query.get('includeObject') || 'Metadata') as Included;

export function read(cluster: Cluster, target: Target, request: Request, query: URLSearchParams): Promise<Response> {
  if (target.subresource === 'log') return log(cluster, target, request, query);
  if (wantsWatch(query)) return watch(cluster, target, watchOptions(query, target), formOf(request, true), included(query), request.signal);
  return target.name === undefined ? list(cluster, target, request, query) : get(cluster, target, request, query);
}

async function get(cluster: Cluster, target: Target, request: Request, query: URLSearchParams): Promise<Response> {
  const ref = objectOf(target);
  const { subresource } = target;
  const asked = subresource === undefined || subresource === 'status' ? {} : { subresource };
  const form = formOf(request, subresource === undefined || subresource === 'status' || subresource === 'scale');
  if (form === 'Table') return json(wireTable(await cluster.getTable(ref, asked), included(query)));
  const object = await cluster.get(ref, asked);
  return json(form === 'object' ? object : partial(object));
}

async function list(cluster: Cluster, target: Target, request: Request, query: URLSearchParams): Promise<Response> {
  const options = listOptions(query, target);
  const form = formOf(request, true);
  if (form === 'Table') return json(wireTable(await cluster.listTable(target.ref, options), included(query)));
  const found = await cluster.list(target.ref, options);
  if (form === 'object') return json({ kind: found.kind, apiVersion: found.apiVersion, metadata: found.metadata, items: found.items });
  return json({
    kind: 'PartialObjectMetadataList',
    apiVersion: 'meta.k8s.io/v1',
    metadata: found.metadata,
    items: found.items.map(partial),
  });
}

const encoder = new TextEncoder();

function log(cluster: Cluster, target: Target, request: Request, query: URLSearchParams): Promise<Response> {
  const stop = new AbortController();
  const options = { ...logOptions(query), signal: AbortSignal.any([stop.signal, request.signal]) };
  const lines = cluster.logs(objectOf(target), options);
  const last = (error: unknown) => encoder.encode(`${refused(error).message}\n`);
  return streamed(lines, 'text/plain', (text) => encoder.encode(text), last, stop);
}
