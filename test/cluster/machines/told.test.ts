import { describe, expect, test } from 'vitest';
import { backOffs, remaining } from '../../../src/cluster/controllers/job-back-off';
import { told } from '../../../src/cluster/machines';
import { claimState } from '../../../src/cluster/machines/claim.machine';
import { jobDelays, jobState } from '../../../src/cluster/machines/job.machine';
import { rolloutDelays, rolloutState } from '../../../src/cluster/machines/rollout.machine';
import { plainNodes } from '../../../src/cluster/bootstrap';
import { SimulatedCluster } from '../../../src/cluster/simulated';
import type { Deployment } from '../../../src/kube/kinds/deployment';
import type { Job } from '../../../src/kube/kinds/job';
import type { PersistentVolumeClaim } from '../../../src/kube/kinds/persistent-volume-claim';

/** States that an object passes through, a second at a time. */
function lifeOf(stateOf: (cluster: SimulatedCluster) => string | undefined, cluster: SimulatedCluster, seconds: number): string[] {
  const states: string[] = [];
  for (let second = 0; second < seconds; second++) {
    const state = stateOf(cluster);
    if (state !== undefined && state !== states.at(-1)) states.push(state);
    cluster.advance(cluster.at + 1000);
  }
  return states;
}

const newCluster = () => new SimulatedCluster({ seed: 3, nodes: plainNodes(2) });
const JOBS = { group: 'batch', version: 'v1', resource: 'jobs' };
const DEPLOYMENTS = { group: 'apps', version: 'v1', resource: 'deployments' };

const job = (spec: object, exitCode: number) => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { name: 'work' },
  spec: {
    ...spec,
    template: {
      spec: { restartPolicy: 'Never', containers: [{ name: 'work', image: 'busybox:1.36', command: ['sh', '-c', `exit ${exitCode}`] }] },
    },
  },
});

const theJob = (cluster: SimulatedCluster) => cluster.view.get('jobs', 'default/work') as unknown as Job | undefined;
const waitOf = (cluster: SimulatedCluster) => {
  const backOff = backOffs(cluster.engine).get('default/work');
  return backOff ? remaining(backOff, cluster.engine.now) : 0;
};
const jobStateOf = (cluster: SimulatedCluster) => {
  const job = theJob(cluster);
  return job && jobState(job, waitOf(cluster));
};

describe('a Job', () => {
  test('that fails waits longer each time, and fails when its back-off limit is reached', async () => {
    const cluster = newCluster();
    await cluster.create(JOBS, job({ backoffLimit: 1 }, 1), { namespace: 'default' });
    expect(lifeOf(jobStateOf, cluster, 60)).toEqual(['Active', 'BackOff', 'Active', 'Failed']);
  });

  test('that succeeds is complete, and is deleted when its time to live is over', async () => {
    const cluster = newCluster();
    await cluster.create(JOBS, job({ ttlSecondsAfterFinished: 20 }, 0), { namespace: 'default' });
    expect(lifeOf(jobStateOf, cluster, 15)).toEqual(['Active', 'Complete']);
    const { ttl } = jobDelays(theJob(cluster)!, cluster.engine.now, 0);
    expect(ttl).toBeGreaterThan(0);
    cluster.advance(cluster.at + ttl! - 1000);
    expect(theJob(cluster)).toBeDefined();
    cluster.advance(cluster.at + 5000);
    expect(theJob(cluster)).toBeUndefined();
  });

  test('that is suspended stands, and its deadline does not run', async () => {
    const cluster = newCluster();
    await cluster.create(JOBS, job({ suspend: true, activeDeadlineSeconds: 5 }, 0), { namespace: 'default' });
    cluster.advance(cluster.at + 30_000);
    expect(jobStateOf(cluster)).toBe('Suspended');
    expect(jobDelays(theJob(cluster)!, cluster.engine.now, 0)).toEqual({});
  });
});

describe('a rollout', () => {
  const manifest = (image: string) => ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web' },
    spec: {
      progressDeadlineSeconds: 30,
      selector: { matchLabels: { app: 'web' } },
      template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'web', image }] } },
    },
  });
  const the = (cluster: SimulatedCluster) => cluster.view.get('deployments', 'default/web') as unknown as Deployment;

  test('completes', async () => {
    const cluster = newCluster();
    await cluster.create(DEPLOYMENTS, manifest('nginx:1.25'), { namespace: 'default' });
    expect(lifeOf((now) => rolloutState(the(now)), cluster, 30)).toEqual(['Progressing', 'Complete']);
  });

  test('whose image does not exist fails when its deadline is over', async () => {
    const cluster = newCluster();
    await cluster.create(DEPLOYMENTS, manifest('nginx:nowhere'), { namespace: 'default' });
    cluster.advance(cluster.at + 5000);
    const { progressDeadline } = rolloutDelays(the(cluster), cluster.engine.now);
    expect(progressDeadline).toBeGreaterThan(20_000);
    expect(progressDeadline).toBeLessThanOrEqual(30_000);
    cluster.advance(cluster.at + progressDeadline! - 1000);
    expect(rolloutState(the(cluster))).toBe('Progressing');
    cluster.advance(cluster.at + 4000);
    expect(rolloutState(the(cluster))).toBe('Failed');
  });
});

test('every state that a status can tell is a state of the machine', () => {
  const claim = (phase: string) => ({ metadata: {}, status: { phase } }) as unknown as PersistentVolumeClaim;
  for (const phase of ['Pending', 'Bound', 'Lost']) expect(Object.keys(told.claim.config.states!)).toContain(claimState(claim(phase)));
  expect(claimState({ metadata: { deletionTimestamp: 'now' }, status: { phase: 'Bound' } } as unknown as PersistentVolumeClaim)).toBe(
    'Terminating',
  );
});
