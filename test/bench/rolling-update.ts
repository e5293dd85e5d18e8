import { cpuSeconds } from './measure';
import { deploymentOf, isAvailable, newCluster, runUntil } from './worlds';
import { deploy } from './scale-up';

/** Every pod of a Deployment, from one image to the next. */
export function rollingUpdate(pods: number, nodes: number): { cpu: number; created: number } {
  const cluster = newCluster(nodes);
  const { cpu: created } = deploy(cluster, pods);
  const cpu = cpuSeconds(() => {
    const { spec } = deploymentOf(cluster);
    const containers = spec.template.spec.containers.map((one) => ({ ...one, image: 'nginx:1.27' }));
    const ref = { group: 'apps', version: 'v1', resource: 'deployments', namespace: 'default', name: 'web' };
    void cluster.patch(ref, 'application/merge-patch+json', { spec: { template: { spec: { containers } } } });
    cluster.advance(cluster.at + 1000);
    runUntil(cluster, () => isAvailable(cluster));
  });
  return { cpu, created };
}
