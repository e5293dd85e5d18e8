import { HttpCluster } from '../../http/client';
import type { Clock } from '../../kube/cluster';
import { API_PATH, CLUSTER_PATH, type ServedCluster } from '../../live';

/** A real cluster that this page can reach. */
export interface FoundCluster {
  readonly cluster: HttpCluster;
  /** Where its API is, in words for a person. */
  readonly target: string;
}

const clock: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      const stop = () => (clearTimeout(timer), reject(signal!.reason as Error));
      const timer = setTimeout(() => (signal?.removeEventListener('abort', stop), resolve()), ms);
      signal?.addEventListener('abort', stop);
      if (signal?.aborted) stop();
    }),
};

const at = (server: string, target: string): FoundCluster => ({
  cluster: new HttpCluster({ server, clock, watchOverSockets: true }),
  target,
});

/** Behind `podplay serve --proxy`. */
export async function passedOn(): Promise<FoundCluster | undefined> {
  const served = await told<ServedCluster>(CLUSTER_PATH);
  return served?.kind === 'podplay-proxy' ? at(`${location.origin}${API_PATH}`, served.target) : undefined;
}

/** Where the page itself comes from `kubectl proxy --www`. */
export async function besideApi(): Promise<FoundCluster | undefined> {
  const version = await told<{ readonly gitVersion?: string }>('/version');
  return version?.gitVersion ? at(location.origin, location.origin) : undefined;
}

async function told<T>(path: string): Promise<T | undefined> {
  try {
    const answer = await fetch(path, { cache: 'no-store' });
    return answer.ok && answer.headers.get('Content-Type')?.includes('json') ? ((await answer.json()) as T) : undefined;
  } catch {
    return undefined;
  }
}
