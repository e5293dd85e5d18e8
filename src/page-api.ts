import type { Cluster } from './kube/cluster';

/** The API of a cluster in this very program, as its web server would give it. Loaded when it is first asked. */
export async function api(cluster: Cluster, request: Request): Promise<Response> {
  const { apiHandler } = await import('./http/server');
  return apiHandler(cluster)(request);
}
