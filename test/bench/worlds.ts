import type { Manifest } from '../../src/kube/object';
import { plainNodes, type ScenarioNode } from '../../src/cluster/bootstrap';
import { SimulatedCluster } from '../../src/cluster/simulated';
import type { Deployment } from '../../src/kube/kinds/deployment';

/** Worlds to measure in. Node or browser. */

/** Nodes with room for any number of small pods. */
export const roomyNodes = (count: number): ScenarioNode[] =>
  plainNodes(count).map((node) => ({ ...node, cpu: '64', memory: '256Gi', pods: '250' }));

export function webDeployment(replicas: number, image = 'nginx:1.25'): Manifest {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web' },
    spec: {
      replicas,
      selector: { matchLabels: { app: 'web' } },
      template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'web', image }] } },
    },
  };
}

export const DEPLOYMENTS = { group: 'apps', version: 'v1', resource: 'deployments' };

export function newCluster(nodes: number): SimulatedCluster {
  return new SimulatedCluster({ seed: 1, nodes: roomyNodes(nodes), keepLog: false });
}

export const deploymentOf = (cluster: SimulatedCluster) => cluster.engine.api.get<Deployment>('deployments', 'default/web')!;

/** Let time pass, a second at a time, until `done`. @returns virtual seconds */
export function runUntil(cluster: SimulatedCluster, done: () => boolean, most = 36_000): number {
  let seconds = 0;
  while (!done()) {
    if (++seconds > most) throw new Error(`not done after ${most} virtual seconds`);
    cluster.advance(cluster.at + 1000);
  }
  return seconds;
}

export function isAvailable(cluster: SimulatedCluster): boolean {
  const { spec, status } = deploymentOf(cluster);
  return status.availableReplicas === spec.replicas && status.updatedReplicas === spec.replicas && status.replicas === spec.replicas;
}
