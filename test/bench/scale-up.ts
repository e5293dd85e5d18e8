import type { SimulatedCluster } from '../../src/cluster/simulated';
import { cpuSeconds, heapMegabytes } from './measure';
import { DEPLOYMENTS, isAvailable, newCluster, runUntil, webDeployment } from './worlds';

/** One Deployment, from nothing to every pod available. */
export function scaleUp(pods: number, nodes: number) {
  const before = heapMegabytes();
  const cluster = newCluster(nodes);
  const { cpu, virtualSeconds } = deploy(cluster, pods);
  return { cpu, virtualSeconds, megabytes: heapMegabytes() - before, steps: cluster.engine.kernel.steps };
}

export function deploy(cluster: SimulatedCluster, pods: number): { cpu: number; virtualSeconds: number } {
  let virtualSeconds = 0;
  const cpu = cpuSeconds(() => {
    void cluster.create(DEPLOYMENTS, webDeployment(pods), { namespace: 'default' });
    virtualSeconds = runUntil(cluster, () => isAvailable(cluster));
  });
  return { cpu, virtualSeconds };
}
