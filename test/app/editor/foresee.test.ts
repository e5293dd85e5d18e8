import { beforeEach, describe, expect, it } from 'vitest';
import { foresee, foreseenText } from '../../../src/app/editor/foresee';
import { plainNodes } from '../../../src/cluster/bootstrap';
import { SimulatedCluster } from '../../../src/cluster/simulated';

const manifest = (replicas: number, image = 'nginx:1.25') => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: ${replicas}
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
      - name: web
        image: ${image}
`;

let cluster: SimulatedCluster;
const look = (text: string) => foresee(cluster, 'default', 'web.yaml', text);

/** Two Pods of it run. */
beforeEach(async () => {
  cluster = new SimulatedCluster({ seed: 9, nodes: plainNodes(2) });
  const { parse } = await import('yaml');
  await cluster.create({ group: 'apps', version: 'v1', resource: 'deployments' }, parse(manifest(2)), { namespace: 'default' });
  cluster.advance(cluster.at + 30_000);
});

describe('before a manifest is applied', () => {
  it('there is nothing to see when it asks for what is so already', async () => {
    expect(await look(manifest(2))).toBeUndefined();
  });

  it('its diff and the Pods that would come are shown, and the cluster itself lives through nothing', async () => {
    const [at, story] = [cluster.at, cluster.log.length];
    const seen = (await look(manifest(3)))!;
    expect(seen.diff).toMatch(/-\s+replicas: 2\n\+\s+replicas: 3/);
    expect(seen.future.coming).toMatchObject([{ family: 'web', look: 'ready' }]);
    expect(seen.future.leaving.size).toBe(0);
    expect([cluster.at, cluster.log.length]).toEqual([at, story]);
  });

  it('the Pods that would go are named: all the old ones, for another image', async () => {
    const seen = (await look(manifest(2, 'nginx:1.26')))!;
    expect([...seen.future.leaving].sort()).toEqual(
      cluster.view
        .list('pods')
        .map(({ metadata }) => metadata.uid)
        .sort(),
    );
    expect(foreseenText(seen)).toMatch(/^2 Pods would come, 2 would go, at rest after [\d.]+ s\.$/);
  });

  it('an image that is not there is seen before it does harm', async () => {
    const text = foreseenText((await look(manifest(2, 'nginx:no-such-tag')))!);
    expect(text).toMatch(/1 Pod would come.* Not ready then: web-\S+ \((ImagePullBackOff|ErrImagePull)\)/);
  });

  it('a refusal is told in the words of the API', async () => {
    const seen = (await look(manifest(2).replace('      app: web\n  template', '      app: other\n  template')))!;
    expect(foreseenText(seen)).toMatch(/^It would be refused: .*(immutable|does not match)/s);
  });
});
