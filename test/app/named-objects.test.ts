import { beforeAll, expect, test } from 'vitest';
import { manifestsOf, objectNamed } from '../../src/app/desk/named-objects';
import { plainNodes } from '../../src/cluster/bootstrap';
import { SimulatedCluster } from '../../src/cluster/simulated';
import { wordsOf } from '../../src/shell/named-words';

/** A Deployment and a Service of one name, with their Pods. */
const cluster = new SimulatedCluster({ seed: 1, nodes: plainNodes(2) });
const uidOf = (resource: string, name: string) => cluster.view.list(resource).find(({ metadata }) => metadata.name === name)?.metadata.uid;

beforeAll(async () => {
  const template = { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'web', image: 'nginx' }] } };
  const spec = { replicas: 1, selector: { matchLabels: { app: 'web' } }, template };
  const deployments = { group: 'apps', version: 'v1', resource: 'deployments' };
  const made = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' }, spec };
  await cluster.create(deployments, made, { namespace: 'default' });
  const service = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'web' },
    spec: { selector: { app: 'web' }, ports: [{ port: 80 }] },
  };
  await cluster.create({ group: '', version: 'v1', resource: 'services' }, service, { namespace: 'default' });
  cluster.advance(cluster.at + 5000);
});

test.each([
  ['deployment.apps/web', 'deployments'],
  ['service/web', 'services'],
  ['services/web', 'services'],
  ['web', 'deployments'],
])('%s names one of the %s', (word, resource) => {
  expect(objectNamed(cluster.view, 'default', word)).toBe(uidOf(resource, 'web'));
});

test('a word that names nothing, or something of another namespace, is no name', () => {
  expect(objectNamed(cluster.view, 'default', 'Running')).toBeUndefined();
  expect(objectNamed(cluster.view, 'other', 'deployment.apps/web')).toBeUndefined();
});

test('a Pod lights up the manifest from which its owner was made, and not that of a Service', () => {
  const pod = cluster.view.list('pods')[0]!.metadata.uid;
  const deployment = { from: 1, to: 5, kind: 'Deployment', name: 'web' };
  expect(manifestsOf(cluster.view, pod, [deployment, { from: 7, to: 9, kind: 'Service', name: 'web' }])).toEqual([deployment]);
});

test('names in a printed line are whole words with their columns', () => {
  expect(wordsOf('pod/web-0   1/1  Running.')).toEqual([
    { text: 'pod/web-0', at: 0 },
    { text: '1/1', at: 12 },
    { text: 'Running', at: 17 },
  ]);
});
