import type { Cluster, Table, WatchEvent, WatchOptions } from '../../kube/cluster';
import type { KubeObject } from '../../kube/object';
import { refused } from './answers';
import type { Form } from './negotiate';
import type { Target } from './path';
import { streamed } from './stream';
import { type Included, partial, wireTable } from './tables';

/** Watches: one JSON object a line. Source: apiserver/pkg/endpoints/handlers/watch.go */

const encoder = new TextEncoder();
const line = (type: string, object: unknown) => encoder.encode(`${JSON.stringify({ type, object })}\n`);

/** An object is the same bytes for everybody who watches it. */
const lines = new WeakMap<KubeObject, { type: string; bytes: Uint8Array }>();

function shared({ type, object }: WatchEvent): Uint8Array {
  const held = lines.get(object);
  if (held?.type === type) return held.bytes;
  const bytes = line(type, object);
  lines.set(object, { type, bytes });
  return bytes;
}

export interface Asked extends WatchOptions {
  readonly timeoutSeconds?: number;
}

export function watch(
  cluster: Cluster,
  { ref }: Target,
  asked: Asked,
  form: Form,
  included: Included,
  signal: AbortSignal,
): Promise<Response> {
  const { timeoutSeconds, ...options } = asked;
  const stop = new AbortController();
  const ends = [stop.signal, signal, ...(timeoutSeconds ? [AbortSignal.timeout(timeoutSeconds * 1000)] : [])];
  const until = { ...options, signal: AbortSignal.any(ends) };
  const gone = (error: unknown) => (until.signal.aborted ? undefined : line('ERROR', refused(error).status));
  if (form === 'Table') return streamed(cluster.watchTable(ref, until), 'application/json', tableLine(included), gone, stop);
  const encode = form === 'object' ? shared : ({ type, object }: WatchEvent) => line(type, partial(object));
  return streamed(cluster.watch(ref, until), 'application/json', encode, gone, stop);
}

/** Only the first table of a watch names its columns. */
function tableLine(included: Included) {
  let first = true;
  return ({ type, object }: WatchEvent<Table>) => {
    const bytes = line(type, wireTable(object, included, first));
    first = false;
    return bytes;
  };
}
