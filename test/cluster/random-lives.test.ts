import { describe, expect, it } from 'vitest';
import { findFight } from '../../src/cluster/livelock';
import type { Job } from '../../src/kube/kinds/job';
import type { Pod } from '../../src/kube/kinds/pod';
import { isActive, isReady, isTerminal } from '../../src/kube/kinds/pod-status';
import type { KubeObject, Manifest } from '../../src/kube/object';
import { StatusError } from '../../src/kube/status';
import { Random } from '../../src/sim/random';
import { Whole } from './whole';

/** Random lives: everything that people and machines do to a cluster, in any order, over all workloads at once; then
 *  all is mended, and what a cluster promises must hold. `SEED=7 RUNS=50 ACTS=60` lives through others. */

const labels = (app: string) => ({ labels: { app } });
const pod = (app: string, container: object, spec: object = {}) => ({
  metadata: labels(app),
  spec: { terminationGracePeriodSeconds: 3, containers: [{ name: 'c', image: 'nginx:1.27.4', ...container }], ...spec },
});
const ready = { readinessProbe: { httpGet: { port: 80 }, periodSeconds: 2 }, ports: [{ containerPort: 80 }] };
const apps = (kind: string, app: string, spec: object): Manifest => ({
  apiVersion: 'apps/v1',
  kind,
  metadata: { name: app, ...labels(app) },
  spec: { selector: { matchLabels: { app } }, ...spec },
});
const claims = [{ metadata: { name: 'data' }, spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } } }];
const job = {
  backoffLimit: 20,
  template: { spec: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'busybox:1.36', command: ['sleep', '25'] }] } },
};

const WORLD: Readonly<Record<string, Manifest>> = {
  web: apps('Deployment', 'web', { replicas: 4, template: pod('web', ready) }),
  db: apps('StatefulSet', 'db', {
    replicas: 3,
    serviceName: 'db',
    volumeClaimTemplates: claims,
    template: pod('db', { ...ready, volumeMounts: [{ name: 'data', mountPath: '/data' }] }),
  }),
  agent: apps('DaemonSet', 'agent', { template: pod('agent', {}) }),
  batch: { apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'batch' }, spec: { completions: 5, parallelism: 2, ...job } },
  tick: {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: { name: 'tick' },
    spec: { schedule: '*/2 * * * *', concurrencyPolicy: 'Forbid', jobTemplate: { spec: job } },
  },
};
const REST: readonly Manifest[] = [
  { apiVersion: 'v1', kind: 'Service', metadata: { name: 'web' }, spec: { selector: { app: 'web' }, ports: [{ port: 80 }] } },
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'db' },
    spec: { clusterIP: 'None', selector: { app: 'db' }, ports: [{ port: 80 }] },
  },
  {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name: 'web' },
    spec: { minAvailable: 2, selector: { matchLabels: { app: 'web' } } },
  },
];
const RESOURCES: Readonly<Record<string, string>> = {
  web: 'deployments',
  db: 'statefulsets',
  agent: 'daemonsets',
  batch: 'jobs',
  tick: 'cronjobs',
};
const NODES = ['node-1', 'node-2', 'node-3', 'node-4'];
const IMAGES = ['nginx:1.27.4', 'nginx:1.26.3', 'nginx:1.25.5', 'nginx:nope'];

class Life {
  readonly it: Whole;
  readonly random: Random;
  /** What was done, for whoever must understand a failure. */
  readonly story: string[] = [];

  constructor(seed: number) {
    this.random = new Random(seed);
    this.it = new Whole(
      NODES.map((name, i) => ({ name, zone: i % 2 ? 'zone-a' : 'zone-b' })),
      seed,
    );
    this.it.apply(...Object.values(WORLD), ...REST);
    this.it.run(30);
  }

  get pods(): Pod[] {
    return this.it.pods();
  }

  live(acts: number): void {
    for (let i = 0; i < acts; i++) {
      this.act();
      this.it.run(this.random.pick([0, 1, 3, 10, 40, 130])!);
      this.always();
    }
  }

  /** Refusals are answers; anything else is a bug. */
  try(what: string, act: () => void): void {
    this.story.push(`${Math.round(this.it.cluster.at / 1000)} s: ${what}`);
    try {
      act();
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
      this.story.push(`  refused: ${error.message}`);
    }
  }

  act(): void {
    const { random, it } = this;
    const node = random.pick(NODES)!;
    const one = random.pick(this.pods);
    const app = random.pick(Object.keys(WORLD))!;
    const image = random.pick(IMAGES)!;
    const flag = random.int(2) === 0;
    const template = { template: { spec: { containers: [{ name: 'c', image }] } } };
    const strategic = (resource: string, name: string, spec: object) => this.patch(resource, name, { spec });
    const acts: readonly (readonly [string, () => void])[] = [
      [`scale web`, () => it.patch('deployments', 'web', { spec: { replicas: random.int(7) } })],
      [`scale db`, () => it.patch('statefulsets', 'db', { spec: { replicas: random.int(5) } })],
      [`web to ${image}`, () => strategic('deployments', 'web', template)],
      [`db to ${image}`, () => strategic('statefulsets', 'db', template)],
      [`agent to ${image}`, () => strategic('daemonsets', 'agent', template)],
      [`web paused: ${flag}`, () => it.patch('deployments', 'web', { spec: { paused: flag } })],
      [
        `web is recreated: ${flag}`,
        () =>
          it.patch('deployments', 'web', {
            spec: { strategy: { type: flag ? 'Recreate' : 'RollingUpdate', ...(flag && { rollingUpdate: null }) } },
          }),
      ],
      [
        `db parallel? partition`,
        () => it.patch('statefulsets', 'db', { spec: { updateStrategy: { rollingUpdate: { partition: random.int(3) } } } }),
      ],
      [`job parallelism`, () => it.patch('jobs', 'batch', { spec: { parallelism: random.int(4) } })],
      [`job suspended: ${flag}`, () => it.patch('jobs', 'batch', { spec: { suspend: flag } })],
      [`cron suspended: ${flag}`, () => it.patch('cronjobs', 'tick', { spec: { suspend: flag } })],
      [`delete ${one?.metadata.name}`, () => one && it.delete('pods', one.metadata.name, flag ? {} : { gracePeriodSeconds: 0 })],
      [`delete ${one?.metadata.name}`, () => one && it.delete('pods', one.metadata.name)],
      [`evict ${one?.metadata.name}`, () => one && this.evict(one)],
      [
        `relabel ${one?.metadata.name}`,
        () => one && it.patch('pods', one.metadata.name, { metadata: { labels: { app: flag ? 'stray' : 'web' } } }),
      ],
      [`delete ${app}`, () => it.delete(RESOURCES[app]!, app, { propagationPolicy: random.pick(['Background', 'Foreground', 'Orphan']) })],
      [`create ${app}`, () => it.apply(WORLD[app]!)],
      [`create ${app}`, () => it.apply(WORLD[app]!)],
      [`cordon ${node}: ${flag}`, () => it.patch('nodes', node, { spec: { unschedulable: flag } })],
      [`drain ${node}`, () => this.drain(node)],
      [
        `taint ${node}`,
        () => it.patch('nodes', node, { spec: { taints: [{ key: 'k', effect: random.pick(['NoSchedule', 'NoExecute']) }] } }),
      ],
      [`no taints of ${node}`, () => it.patch('nodes', node, { spec: { taints: null } })],
      [`claim data-db-0 goes`, () => it.delete('persistentvolumeclaims', `data-db-${random.int(3)}`)],
      [`kill in ${one?.metadata.name}`, () => one && it.fault({ kind: 'kill-container', namespace: 'default', pod: one.metadata.name })],
      [
        `probe of ${one?.metadata.name}: ${flag}`,
        () => one && it.fault({ kind: 'fail-probe', namespace: 'default', pod: one.metadata.name, probe: 'readiness', mend: flag }),
      ],
      [`pull: ${flag}`, () => it.fault({ kind: 'break-pull', image: 'nginx', mend: flag })],
      [`stop ${node}`, () => it.fault({ kind: 'stop-node', node })],
      [`start ${node}`, () => it.fault({ kind: 'start-node', node })],
      [`cut ${node}: ${flag}`, () => it.fault({ kind: 'cut-node', node, mend: flag })],
      [`kubelet of ${node}: ${flag}`, () => it.fault({ kind: 'stop-kubelet', node, mend: flag })],
      [`fill ${node}: ${flag}`, () => it.fault({ kind: 'fill-node', node, resource: 'memory', mend: flag })],
      [`stop a controller: ${flag}`, () => it.fault({ kind: 'stop-controller', controller: random.pick(CONTROLLERS)!, mend: flag })],
    ];
    const [what, act] = random.pick(acts)!;
    this.try(what, act);
  }

  patch(resource: string, name: string, patch: unknown): void {
    const { group, version } = this.it.api.kind(resource);
    const ref = { group, version, resource, name, namespace: 'default' };
    this.it.cluster.history.input({ type: 'patch', ref, patchType: 'application/strategic-merge-patch+json', patch });
  }

  /** The budget of `web` is never broken by an eviction. */
  evict({ metadata }: Pod): void {
    const healthy = () =>
      this.pods.filter((one) => one.metadata.labels?.['app'] === 'web' && isReady(one) && !one.metadata.deletionTimestamp);
    const before = healthy();
    const { group, version } = this.it.api.kind('pods');
    const object = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name: metadata.name, namespace: 'default' } };
    const options = { subresource: 'eviction', namespace: 'default' } as const;
    this.it.cluster.history.input({ type: 'create', resource: { group, version, resource: 'pods' }, object, options });
    if (before.some((one) => one.metadata.uid === metadata.uid)) expect(healthy().length).toBeGreaterThanOrEqual(2);
  }

  drain(node: string): void {
    this.it.patch('nodes', node, { spec: { unschedulable: true } });
    for (const one of this.pods)
      if (one.spec.nodeName === node && one.metadata.labels?.['app'] !== 'agent')
        this.try(` evict ${one.metadata.name}`, () => this.evict(one));
  }

  /** What holds at every instant. */
  always(): void {
    const { api, cluster } = this.it;
    const records = [...cluster.engine.cell<{ key: string; state: string; node: string }>('kubelet/pods').values()];
    const members = records.filter(({ key, state }) => key.startsWith('default/db-') && state === 'Running').map(({ key }) => key);
    expect(new Set(members).size, 'one of each name').toBe(members.length);
    const bound = api.list('persistentvolumeclaims').filter((one) => one['status'].phase === 'Bound');
    for (const claim of bound) {
      const volume = api.get('persistentvolumes', claim['spec'].volumeName as string);
      if (volume) expect(volume['spec'].claimRef.uid, claim.metadata.name).toBe(claim.metadata.uid);
    }
    const volumes = bound.map((one) => one['spec'].volumeName as string);
    expect(new Set(volumes).size, 'claims bound 1:1').toBe(volumes.length);
  }

  mend(): void {
    const { it } = this;
    for (const node of NODES) {
      it.fault({ kind: 'start-node', node });
      it.fault({ kind: 'cut-node', node, mend: true });
      it.fault({ kind: 'stop-kubelet', node, mend: true });
      it.fault({ kind: 'fill-node', node, resource: 'memory', mend: true });
      it.patch('nodes', node, { spec: { unschedulable: false, taints: null } });
    }
    it.fault({ kind: 'break-pull', image: 'nginx', mend: true });
    for (const controller of CONTROLLERS) it.fault({ kind: 'stop-controller', controller, mend: true });
    for (const one of this.pods)
      it.fault({ kind: 'fail-probe', namespace: 'default', pod: one.metadata.name, probe: 'readiness', mend: true });
    it.run(700);
    // A member that lost its label keeps its name, and nobody else can have it.
    for (const one of this.pods) if (!one.metadata.ownerReferences?.length) it.delete('pods', one.metadata.name);
    for (const [app, manifest] of Object.entries(WORLD)) if (!it.find(RESOURCES[app]!, app)) it.apply(manifest);
    const good = { template: { spec: { containers: [{ name: 'c', image: 'nginx:1.27.4' }] } } };
    it.patch('deployments', 'web', { spec: { paused: false } });
    for (const [resource, name] of [
      ['deployments', 'web'],
      ['statefulsets', 'db'],
      ['daemonsets', 'agent'],
    ] as const)
      this.patch(resource, name, { spec: good });
    it.patch('jobs', 'batch', { spec: { suspend: false, parallelism: 2 } });
    it.patch('cronjobs', 'tick', { spec: { suspend: true } });
    it.patch('statefulsets', 'db', { spec: { updateStrategy: { rollingUpdate: { partition: 0 } } } });
    // A member whose image cannot be pulled holds up its set for ever: the documentation says to delete it.
    for (let i = 0; i < 5; i++) {
      it.run(60);
      for (const one of it.pods('db')) if (!isReady(one)) it.delete('pods', one.metadata.name);
    }
    it.run(1_500);
  }
}

const CONTROLLERS = [
  'replicaset-controller',
  'deployment-controller',
  'statefulset-controller',
  'daemonset-controller',
  'job-controller',
  'endpointslice-controller',
  'garbage-collector-controller',
];

const owned = (pods: readonly Pod[], owner: KubeObject) =>
  pods.filter(({ metadata }) => metadata.ownerReferences?.some(({ uid }) => uid === owner.metadata.uid));

/** What holds of a cluster where nothing is broken and nobody does anything. */
function atRest(life: Life): void {
  const { it } = life;
  const { api } = it;
  const pods = life.pods;
  expect(
    pods.filter(({ metadata }) => metadata.deletionTimestamp).map(({ metadata }) => metadata.name),
    'none is stuck on its way out',
  ).toEqual([]);
  for (const one of ['pods', 'replicasets', 'jobs', 'controllerrevisions'].flatMap((resource) => api.list<KubeObject>(resource)))
    for (const { kind, name, uid, apiVersion } of one.metadata.ownerReferences ?? []) {
      const resource = api.resourceOf(apiVersion, kind);
      const owner = api.get(resource.resource, resource.namespaced ? `${one.metadata.namespace}/${name}` : name);
      expect(owner?.metadata.uid, `the owner of ${one.kind} ${one.metadata.name}`).toBe(uid);
    }
  for (const set of api.list('replicasets')) {
    const mine = owned(pods, set).filter(isActive);
    expect(set['status'].replicas, set.metadata.name).toBe(mine.length);
    expect(set['spec'].replicas, set.metadata.name).toBe(mine.length);
    expect(set['status'].readyReplicas ?? 0, set.metadata.name).toBe(mine.filter(isReady).length);
  }
  const web = it.get('deployments', 'web');
  expect(web['status'].availableReplicas ?? 0, 'web is available').toBe(web['spec'].replicas);
  expect(web['status'].updatedReplicas ?? 0, 'web is updated').toBe(web['spec'].replicas);
  const db = it.get('statefulsets', 'db');
  const members = owned(pods, db)
    .map(({ metadata }) => metadata.name)
    .sort();
  expect(members, 'members of db').toEqual(Array.from({ length: db['spec'].replicas as number }, (_, i) => `db-${i}`));
  expect(db['status'].readyReplicas ?? 0, 'db is ready').toBe(db['spec'].replicas);
  const agent = it.get('daemonsets', 'agent');
  expect(agent['status'], 'agent is everywhere').toMatchObject({ desiredNumberScheduled: 4, numberReady: 4, numberMisscheduled: 0 });
  expect(
    owned(pods, agent)
      .filter(isActive)
      .map(({ spec }) => spec.nodeName)
      .sort(),
  ).toEqual(NODES);
  for (const one of api.list<Job>('jobs')) {
    const { succeeded = 0, failed = 0, active = 0 } = one.status;
    expect(active, one.metadata.name).toBe(owned(pods, one).filter((each) => !isTerminal(each)).length);
    expect(
      one.status.conditions?.some(({ type, status }) => (type === 'Complete' || type === 'Failed') && status === 'True'),
      `${one.metadata.name} has ended: ${succeeded} ${failed}`,
    ).toBe(true);
  }
  const serving = pods
    .filter((one) => one.metadata.labels?.['app'] === 'web' && isReady(one))
    .map(({ status }) => status.podIP)
    .sort();
  const slices = api.list('endpointslices', 'default').filter(({ metadata }) => metadata.labels?.['kubernetes.io/service-name'] === 'web');
  type Endpoint = { readonly addresses: readonly string[]; readonly conditions: { readonly ready?: boolean } };
  const told = slices
    .flatMap((slice) => (slice['endpoints'] ?? []) as Endpoint[])
    .filter(({ conditions }) => conditions.ready)
    .flatMap(({ addresses }) => addresses);
  expect(told.sort(), 'endpoints of web').toEqual(serving);
  const budget = it.get('poddisruptionbudgets', 'web')['status'];
  expect(budget.disruptionsAllowed, 'the budget').toBe(Math.max(0, (budget.currentHealthy as number) - 2));
  expect(findFight(it.cluster.log)).toBeUndefined();
  const written = it.cluster.log.length;
  it.run(120);
  const restless = it.cluster.log
    .slice(written)
    .filter(({ type, object }) => type === 'write' && !['leases', 'nodes', 'events'].includes(object?.resource ?? ''));
  expect(
    restless.map(({ actor, verb, object }) => `${actor} ${verb} ${object?.resource} ${object?.name}`),
    'nobody is restless',
  ).toEqual([]);
}

const SEED = Number(process.env['SEED'] ?? 1);
const RUNS = Number(process.env['RUNS'] ?? 2);
const ACTS = Number(process.env['ACTS'] ?? 25);

describe('a random life', () => {
  it.each(Array.from({ length: RUNS }, (_, i) => SEED + i))('%i ends in peace', (seed) => {
    const life = new Life(seed);
    try {
      life.live(ACTS);
      life.mend();
      atRest(life);
    } catch (error) {
      throw new Error(`${(error as Error).message}\n${life.story.join('\n')}`, { cause: error });
    }
  });
});
