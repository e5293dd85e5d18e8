import { simulated } from '../contract/simulated';
import { proxied } from '../real/proxied';

/** A program: `kubectl proxy --www` in front of a simulated cluster. It prints its address; a line makes a Deployment. */

const cluster = simulated();
setInterval(() => void cluster.advance(cluster.at + 250), 50);
const way = await proxied(cluster, ['--www=dist', '--www-prefix=/podplay/']);
console.log(`at ${way.address}`);
process.on('SIGTERM', () => {
  way.close();
  process.exit();
});
process.stdin.once('data', () => {
  const template = { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'nginx', image: 'nginx:1.27' }] } };
  const spec = { replicas: 2, selector: { matchLabels: { app: 'web' } }, template };
  const DEPLOYMENTS = { group: 'apps', version: 'v1', resource: 'deployments' };
  void cluster.create(DEPLOYMENTS, { metadata: { name: 'web' }, spec }, { namespace: 'default' });
});
