import type { Cluster } from './kube/cluster';

/** The API of a cluster as a web server gives it: its own where there is one behind it; for a cluster in this very
 *  program that one, loaded when it is first asked. */
export async function api(cluster: Cluster, request: Request): Promise<Response> {
  if (cluster.raw) return cluster.raw(request);
  const { apiHandler } = await import('./http/server');
  return apiHandler(cluster)(request);
}
