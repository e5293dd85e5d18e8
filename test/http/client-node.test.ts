import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AppsV1Api, CoreV1Api, Exec, KubeConfig, makeInformer, Metrics, type V1Pod } from '@kubernetes/client-node';
import { Writable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kubeconfig } from '../../src/cli/apiserver';
import { serveExec } from '../../src/cli/node-exec';
import { listen, serverOf } from '../../src/cli/node-http';
import type { SimulatedCluster } from '../../src/cluster/simulated';
import { apiHandler } from '../../src/http/server';
import { patience, simulated } from '../contract/simulated';

/** The client of the Kubernetes project for JavaScript, against our server. */
describe('@kubernetes/client-node', () => {
  const config = new KubeConfig();
  let cluster: SimulatedCluster;
  let server: Server;

  beforeAll(async () => {
    cluster = simulated();
    server = serverOf(apiHandler(cluster));
    serveExec(server, cluster, []);
    await listen(server, 0, '127.0.0.1');
    config.loadFromString(kubeconfig(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, 'default'));
  });

  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  /** What has happened needs a moment to come over the wire. */
  const until = (holds: () => boolean) => patience(cluster)(() => new Promise((done) => setTimeout(() => done(holds()), 2)));

  const deployment = {
    metadata: { name: 'web' },
    spec: {
      replicas: 2,
      selector: { matchLabels: { app: 'web' } },
      template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'nginx', image: 'nginx:1.27' }] } },
    },
  };

  it('keeps an informer that hears of every pod, from its making to its end', async () => {
    const core = config.makeApiClient(CoreV1Api);
    const apps = config.makeApiClient(AppsV1Api);
    const informer = makeInformer<V1Pod>(config, '/api/v1/namespaces/default/pods', () => core.listNamespacedPod({ namespace: 'default' }));
    const heard: string[] = [];
    const refused: unknown[] = [];
    informer.on('add', (pod) => heard.push(`add ${pod.metadata?.labels?.['app']}`));
    informer.on('delete', (pod) => heard.push(`delete ${pod.metadata?.labels?.['app']}`));
    informer.on('error', (error) => refused.push(error));
    await informer.start();
    await apps.createNamespacedDeployment({ namespace: 'default', body: deployment });
    await until(() => informer.list().filter((pod) => pod.status?.phase === 'Running').length === 2);
    await apps.deleteNamespacedDeployment({ name: 'web', namespace: 'default' });
    await until(() => informer.list().length === 0);
    expect(heard).toEqual(['add web', 'add web', 'delete web', 'delete web']);
    expect(refused).toEqual([]);
    await informer.stop();
  });

  it('executes a command in a pod', async () => {
    const core = config.makeApiClient(CoreV1Api);
    const spec = { containers: [{ name: 'main', image: 'busybox:1.36', command: ['sleep', '1000'] }] };
    await core.createNamespacedPod({ namespace: 'default', body: { metadata: { name: 'box' }, spec } });
    let running = false;
    await patience(cluster)(async () => {
      running = (await core.readNamespacedPod({ name: 'box', namespace: 'default' })).status?.phase === 'Running';
      return running;
    });
    let out = '';
    const into = new Writable({ write: (chunk: Buffer, _encoding, done) => ((out += chunk.toString()), done()) });
    const status = await new Promise((resolve, reject) => {
      new Exec(config).exec('default', 'box', 'main', ['sh', '-c', 'echo hello; exit 3'], into, null, null, false, resolve).catch(reject);
    });
    expect(out).toBe('hello\n');
    expect(status).toMatchObject({ status: 'Failure', reason: 'NonZeroExitCode' });
  });

  it('reads what nodes use', async () => {
    const { items } = await new Metrics(config).getNodeMetrics();
    expect(items[0]).toMatchObject({ metadata: { name: 'node-1' }, usage: { cpu: expect.stringMatching(/^\d+m$/) as string } });
  });

  it('is told in a Status what is not there', async () => {
    const core = config.makeApiClient(CoreV1Api);
    const refusal = await core.readNamespacedPod({ name: 'nobody', namespace: 'default' }).catch((error: unknown) => error);
    expect(refusal).toMatchObject({ code: 404 });
  });
});
