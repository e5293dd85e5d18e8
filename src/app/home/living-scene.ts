import type { Cluster, ObjectRef } from '../../kube/cluster';
import type { PlaygroundScenario } from '../../playground';

/** The little play on the home page: a Deployment behind a Service, to which things are done in turn. */

const labels = { app: 'web' };

const deployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'default' },
  spec: {
    replicas: 3,
    selector: { matchLabels: labels },
    template: { metadata: { labels }, spec: { containers: [{ name: 'nginx', image: 'nginx:1.7.9' }] } },
  },
};

const service = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web', namespace: 'default' },
  spec: { selector: labels, ports: [{ port: 80 }] },
};

export const scene: PlaygroundScenario = {
  slug: 'home',
  seed: 42,
  namespace: 'default',
  cluster: { nodes: ['node-1', 'node-2', 'node-3'].map((name) => ({ name, cpu: '4', memory: '8Gi', labels: {} })) },
  files: {},
  setup: [
    { create: service },
    { create: deployment },
    { wait: 20_000 },
    { fault: { kind: 'traffic', namespace: 'default', service: 'web', perSecond: 2 } },
    { wait: 1_000 },
  ],
};

/** Virtual ms between two deeds. */
export const REST = 9_000;

const web: ObjectRef = { group: 'apps', version: 'v1', resource: 'deployments', namespace: 'default', name: 'web' };
const pods = { group: '', version: 'v1', resource: 'pods' } as const;

const change = (spec: object) => (cluster: Cluster) => cluster.patch(web, 'application/strategic-merge-patch+json', { spec });
const image = (tag: string) => change({ template: { spec: { containers: [{ name: 'nginx', image: `nginx:${tag}` }] } } });

async function deletePod(cluster: Cluster): Promise<unknown> {
  const { items } = await cluster.list(pods, { namespace: 'default', labelSelector: 'app=web' });
  const pod = items.find((one) => !one.metadata.deletionTimestamp);
  return pod && cluster.delete({ ...pods, namespace: 'default', name: pod.metadata.name });
}

export const DEEDS: readonly ((cluster: Cluster) => Promise<unknown>)[] = [
  deletePod,
  change({ replicas: 5 }),
  image('1.9.1'),
  () => Promise.resolve(),
  change({ replicas: 3 }),
  deletePod,
  () => Promise.resolve(),
];
