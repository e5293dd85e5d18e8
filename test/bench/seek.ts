import { performance } from 'node:perf_hooks';
import { plainNodes } from '../../src/cluster/bootstrap';
import { SimulatedCluster } from '../../src/cluster/simulated';
import { heapMegabytes } from './measure';
import { DEPLOYMENTS, webDeployment } from './worlds';

const TEN_MINUTES = 600_000;
const WEB = { ...DEPLOYMENTS, namespace: 'default', name: 'web' };

/** Ten minutes as a learner fills them: something is scaled, broken or rolled out every half minute. */
function lesson(): SimulatedCluster {
  const cluster = new SimulatedCluster({ seed: 1, nodes: plainNodes(3) });
  void cluster.create(DEPLOYMENTS, webDeployment(5), { namespace: 'default' });
  for (let i = 1; cluster.at < TEN_MINUTES; i++) {
    cluster.advance(cluster.at + 30_000);
    const image = { spec: { template: { spec: { containers: [{ name: 'web', image: `nginx:1.${20 + i}` }] } } } };
    void cluster.patch(WEB, 'application/merge-patch+json', i % 2 ? image : { spec: { replicas: 3 + (i % 8) } });
  }
  return cluster;
}

/** Milliseconds to stand at instants all over the lesson, one after the other, far apart. */
export function seek(): { median: number; worst: number; megabytes: number } {
  const before = heapMegabytes();
  const cluster = lesson();
  const megabytes = heapMegabytes() - before;
  const { end } = cluster.history;
  const times: number[] = [];
  for (let i = 0; i < 200; i++) {
    // A step of the golden section goes everywhere and never to the same place.
    const at = Math.floor(((i * 0.618_033_988_749) % 1) * end);
    const start = performance.now();
    cluster.seek(at);
    times.push(performance.now() - start);
  }
  times.sort((a, b) => a - b);
  return { median: times[100]!, worst: times.at(-1)!, megabytes };
}
