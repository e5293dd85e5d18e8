import { plainNodes } from '../../src/cluster/bootstrap';
import { SimulatedCluster } from '../../src/cluster/simulated';

export const deployments = { group: 'apps', version: 'v1', resource: 'deployments' };
export const web = { ...deployments, namespace: 'default', name: 'web' };

/** Three nodes that have had a Deployment of three for so many milliseconds. */
export async function webCluster(ms: number): Promise<SimulatedCluster> {
  const cluster = new SimulatedCluster({ seed: 4, nodes: plainNodes(3) });
  const template = { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'web', image: 'nginx:1.25' }] } };
  const spec = { replicas: 3, selector: { matchLabels: { app: 'web' } }, template };
  await cluster.create(
    deployments,
    { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' }, spec },
    { namespace: 'default' },
  );
  cluster.advance(cluster.at + ms);
  return cluster;
}
