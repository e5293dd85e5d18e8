import type { ApiResource } from '../kube/cluster';
import type { KubectlEnv } from './env';
import { KubectlError } from './errors';
import { isNotFound, objectRef } from './resources';

/** Waiting for an object to be gone. Source: kubectl/pkg/cmd/wait/delete.go IsDeleted */

interface Doomed {
  readonly resource: ApiResource;
  readonly name: string;
  readonly namespace: string;
  readonly uid: string;
}

/** Until that very object is gone; one of the same name that came after does not count.
 *  @param timeout ms on the cluster's clock
 *  @throws KubectlError when the time is over */
export async function waitUntilGone(env: KubectlEnv, { resource, name, namespace, uid }: Doomed, timeout?: number): Promise<void> {
  const live = await env.cluster.get(objectRef(resource, name, namespace)).catch((error: unknown) => {
    if (isNotFound(error)) return undefined;
    throw error;
  });
  if (live?.metadata.uid !== uid) return;
  const options = {
    ...(resource.namespaced && { namespace }),
    fieldSelector: `metadata.name=${name}`,
    resourceVersion: live.metadata.resourceVersion,
  };
  const done = await withDeadline(env, timeout, async (signal) => {
    for await (const { type, object } of env.cluster.watch(resource, { ...options, signal }))
      if (type === 'DELETED' && object.metadata.uid === uid) return true;
    return false;
  });
  if (!done && !env.signal.aborted) throw new KubectlError(`timed out waiting for the condition on ${resource.resource}/${name}`);
}

/** Do something that ends by itself, or is ended after `timeout` ms of the cluster's clock, or by Ctrl-C.
 *  @returns what the work returned; undefined when the time was over */
export async function withDeadline<T>(
  env: KubectlEnv,
  timeout: number | undefined,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T | undefined> {
  if (timeout === undefined) return work(env.signal);
  const stop = new AbortController();
  const interrupt = () => stop.abort(env.signal.reason);
  env.signal.addEventListener('abort', interrupt, { once: true });
  const over = Symbol('over');
  const timer = new AbortController();
  const deadline = env.cluster.clock.sleep(timeout, timer.signal).then(
    () => over,
    () => over,
  );
  try {
    const first = await Promise.race([work(stop.signal), deadline]);
    if (env.signal.aborted) throw env.signal.reason;
    return first === over ? undefined : (first as T);
  } finally {
    env.signal.removeEventListener('abort', interrupt);
    timer.abort();
    stop.abort();
  }
}
