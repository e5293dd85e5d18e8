import { cpuSeconds } from './measure';
import { newCluster } from './worlds';
import { deploy } from './scale-up';

const HOUR = 3_600_000;

/** A cluster in which nothing happens: heartbeats only. */
export function idle(pods: number): { cpu: number; steps: number } {
  const cluster = newCluster(3);
  deploy(cluster, pods);
  const before = cluster.engine.kernel.steps;
  const cpu = cpuSeconds(() => void cluster.advance(cluster.at + HOUR));
  return { cpu, steps: cluster.engine.kernel.steps - before };
}
