import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fenceposts } from '../../../src/cluster/controllers/fenceposts';
import type { Deployment } from '../../../src/kube/kinds/deployment';
import type { ReplicaSet } from '../../../src/kube/kinds/replica-set';
import { controllerOf } from '../../../src/kube/object';
import { StatusError } from '../../../src/kube/status';
import { daemonSet, job, statefulSet, web, world, type TestWorld } from './world';

/** Random actions of people and bad luck on random clusters: what must hold whatever happens.
 *  Every run is short, and their number is bounded. */

const RUNS = 10;
/** The same walks every time; another seed takes others. */
const SEED = Number(process.env['SEED'] ?? 7);
const NUMBER = Number(process.env['RUNS'] ?? RUNS);
/** ms that a busy machine may take. */
const LONG = 60_000;

type Act = (one: TestWorld) => void;
interface Step {
  readonly name: string;
  readonly act: Act;
  /** Virtual ms until the next one. */
  readonly wait: number;
}

const nth = <T>(items: readonly T[], n: number): T | undefined => (items.length ? items[n % items.length] : undefined);

/** What the API refuses is no fault of ours: it may have gone meanwhile. */
const lenient =
  (act: Act): Act =>
  (one) => {
    try {
      act(one);
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
    }
  };

const pick = (what: string, act: (one: TestWorld, n: number) => void) =>
  fc.nat(9).map((n) => [`${what} ${n}`, (one: TestWorld) => act(one, n)] as const);

const action = (resource: string): fc.Arbitrary<readonly [string, Act]> => {
  const images = fc.constantFrom('nginx:1', 'nginx:2', 'nginx:broken');
  const common = [
    fc.integer({ min: 0, max: 6 }).map((n) => [`scale ${n}`, (one: TestWorld) => void one.scale(resource, 'web', n)] as const),
    images.map((image) => [`image ${image}`, (one: TestWorld) => void one.setImage(image, resource)] as const),
    pick('delete pod', (one, n) => void (nth(one.names(), n) && one.deletePod(nth(one.names(), n)!))),
    pick('fail pod', (one, n) => nth(one.ready(), n) && one.end(nth(one.ready(), n)!.metadata.name, 1)),
    pick('unready pod', (one, n) => nth(one.ready(), n) && one.setReady(nth(one.ready(), n)!.metadata.name, false)),
  ];
  const released = { metadata: { labels: { app: 'other' } } };
  const release = pick('release pod', (one, n) => void (nth(one.names(), n) && one.patch('pods', nth(one.names(), n)!, released)));
  // A pod of a StatefulSet that is let go keeps the name that the next one needs.
  return fc.oneof(...common, ...(resource === 'statefulsets' ? [] : [release]));
};

const walk = (resource: string) =>
  fc.array(
    fc
      .record({ what: action(resource), wait: fc.integer({ min: 0, max: 4000 }) })
      .map(({ what: [name, act], wait }): Step => ({ name, act: lenient(act), wait })),
    { maxLength: 8 },
  );

function live(one: TestWorld, steps: readonly Step[], each: () => void): void {
  for (const { act, wait } of steps) {
    act(one);
    one.run(wait, each);
  }
}

/** Make everything well again, and give it time. */
function heal(one: TestWorld, resource: string): void {
  lenient((world) => world.setImage('nginx:healed', resource))(one);
  for (const pod of one.pods())
    if (pod.status.phase === 'Running' && pod.spec.containers[0]!.image !== 'nginx:broken') one.setReady(pod.metadata.name, true);
  one.run(120_000);
}

const owners = ['deployments', 'replicasets', 'statefulsets', 'daemonsets', 'jobs', 'cronjobs'];

/** Nothing orphaned outlives its owner. */
function expectNoOrphans({ api }: TestWorld): void {
  const alive = new Set(owners.flatMap((resource) => api.list(resource).map(({ metadata }) => metadata.uid)));
  for (const resource of ['pods', 'replicasets', 'controllerrevisions'])
    for (const object of api.list(resource)) {
      const owner = controllerOf(object);
      if (owner) expect(alive, `${resource} ${object.metadata.name}`).toContain(owner.uid);
    }
}

const converges = (resource: string, make: Act) =>
  fc.assert(
    fc.property(walk(resource), fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 99 }), (steps, nodes, seed) => {
      const one = world(nodes, seed);
      make(one);
      live(one, steps, () => {});
      heal(one, resource);
      const { spec } = one.get(resource, 'web');
      const wanted = resource === 'daemonsets' ? nodes : spec.replicas;
      const mine = one.active().filter((pod) => controllerOf(pod));
      expect(mine).toHaveLength(wanted);
      expect(one.ready().filter((pod) => controllerOf(pod))).toHaveLength(wanted);
      expectNoOrphans(one);
    }),
    { numRuns: NUMBER, seed: SEED },
  );

describe('whatever happens,', () => {
  it('a Deployment comes to rest at the pods it asks for', () => converges('deployments', (one) => one.create('deployments', web())), LONG);
  it(
    'a StatefulSet comes to rest at the pods it asks for',
    () =>
      // In order, what is broken has to be deleted by hand: all at once, it heals by itself.
      converges('statefulsets', (one) => one.create('statefulsets', statefulSet({ podManagementPolicy: 'Parallel' }))),
    LONG,
  );
  it(
    'a DaemonSet comes to rest with a pod on every node',
    () => converges('daemonsets', (one) => one.create('daemonsets', daemonSet())),
    LONG,
  );

  it(
    'a StatefulSet never has two pods of one identity, nor goes out of order',
    () => {
      fc.assert(
        fc.property(
          walk('statefulsets'),
          fc.constantFrom('OrderedReady', 'Parallel'),
          fc.integer({ min: 1, max: 99 }),
          (steps, podManagementPolicy, seed) => {
            const one = world(3, seed);
            const alive = new Map<string, string>();
            one.api.onChange(({ resource, type, object }) => {
              if (resource !== 'pods') return;
              const { name, uid } = object.metadata;
              if (type === 'ADDED') expect(alive.has(name), `${name} twice`).toBe(false);
              if (type === 'DELETED') alive.delete(name);
              else alive.set(name, uid);
            });
            one.create('statefulsets', statefulSet({ podManagementPolicy }));
            live(one, steps, () => {
              const going = one.pods().filter(({ metadata, status }) => metadata.deletionTimestamp && status.phase !== 'Failed');
              const byController = going.filter((pod) => controllerOf(pod));
              if (podManagementPolicy === 'OrderedReady') expect(byController.length).toBeLessThanOrEqual(steps.length + 1);
            });
          },
        ),
        { numRuns: NUMBER, seed: SEED },
      );
    },
    LONG,
  );

  it(
    'a Deployment alone never has fewer available than it promised, nor more pods than it may',
    () => {
      // The controller counts what is available by the status of the ReplicaSets, and a second change that comes before
      // they have told of the first finds a Pod counted that is going already: it may then let one too many go, here as
      // in Kubernetes. So nobody changes anything before they have told.
      // Source: rolling.go scaleDownOldReplicaSetsForRollingUpdate (status.availableReplicas)
      const sets = ({ api }: TestWorld) => api.list<never>('replicasets') as unknown as ReplicaSet[];
      const haveTold = (one: TestWorld) =>
        sets(one).every(
          ({ metadata, spec, status }) => status.observedGeneration === metadata.generation && status.replicas === spec.replicas,
        );
      const own = fc.array(
        fc.record({ image: fc.constantFrom('nginx:1', 'nginx:2', 'nginx:3', 'nginx:broken'), wait: fc.integer({ min: 500, max: 6000 }) }),
        { maxLength: 6 },
      );
      const amount = fc.oneof(fc.integer({ min: 1, max: 3 }), fc.constantFrom('10%', '25%', '60%'));
      fc.assert(
        fc.property(own, amount, amount, fc.integer({ min: 1, max: 6 }), (images, maxSurge, maxUnavailable, replicas) => {
          const one = world();
          one.create('deployments', web({ replicas, strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge, maxUnavailable } } }));
          one.run(20_000);
          const { surge, unavailable } = fenceposts({ maxSurge, maxUnavailable }, replicas);
          for (const { image, wait } of images) {
            one.setImage(image);
            const holds = () => {
              const asked = sets(one).reduce((sum, { spec }) => sum + spec.replicas, 0);
              expect(asked).toBeLessThanOrEqual(replicas + surge);
              expect(one.ready().length).toBeGreaterThanOrEqual(replicas - unavailable);
            };
            one.run(wait, holds);
            for (let more = 0; more < 100 && !haveTold(one); more++) one.run(20, holds);
          }
        }),
        { numRuns: NUMBER, seed: SEED },
      );
    },
    LONG,
  );

  it(
    'a Job counts every pod once, and ends',
    () => {
      const given = fc.record({
        completions: fc.integer({ min: 1, max: 5 }),
        parallelism: fc.integer({ min: 1, max: 4 }),
        indexed: fc.boolean(),
      });
      fc.assert(
        fc.property(
          given,
          fc.array(fc.constantFrom(0, 0, 1, 'delete' as const), { maxLength: 30 }),
          ({ completions, parallelism, indexed }, fates) => {
            const one = world();
            one.create(
              'jobs',
              job({ completions, parallelism, backoffLimit: 3, completionMode: indexed ? 'Indexed' : 'NonIndexed' }, 'nginx'),
            );
            const [ended, lost] = [new Set<string>(), new Set<string>()];
            for (const fate of [...fates, ...Array<0>(20).fill(0)]) {
              one.run(30_000);
              const pod = one.active()[0];
              if (!pod) continue;
              (fate === 0 ? ended : lost).add(pod.metadata.uid);
              if (fate === 'delete') one.deletePod(pod.metadata.name);
              else one.end(pod.metadata.name, fate);
            }
            one.run(30_000);
            const { status } = one.get('jobs', 'work');
            expect(status.conditions.some(({ type }: { type: string }) => type === 'Complete' || type === 'Failed')).toBe(true);
            expect(status.succeeded ?? 0).toBe(ended.size);
            expect(status.failed ?? 0).toBeGreaterThanOrEqual(lost.size);
            expect(status.uncountedTerminatedPods).toEqual({});
            expect(one.active()).toEqual([]);
          },
        ),
        { numRuns: NUMBER, seed: SEED },
      );
    },
    LONG,
  );

  it(
    'nothing outlives its owner',
    () => {
      const policy = fc.constantFrom('Background' as const, 'Foreground' as const);
      fc.assert(
        fc.property(walk('deployments'), policy, fc.integer({ min: 1, max: 99 }), (steps, propagationPolicy, seed) => {
          const one = world(2, seed);
          one.create('deployments', web());
          live(one, steps, () => {});
          one.api.delete('deployments', 'default/web', { propagationPolicy });
          one.run(30_000);
          expect(one.api.list('deployments')).toEqual([]);
          expectNoOrphans(one);
          expect(one.api.list('replicasets')).toEqual([]);
        }),
        { numRuns: NUMBER, seed: SEED },
      );
    },
    LONG,
  );

  it(
    'the same seed and the same actions make the same world, byte for byte',
    () => {
      const lived = (steps: readonly Step[], seed: number): string => {
        const one = world(3, seed);
        one.create('deployments', web());
        one.create('statefulsets', { ...statefulSet(), metadata: { name: 'set' }, spec: { ...statefulSet()['spec'], ...other } });
        live(one, steps, () => {});
        const { kernel, api, cells } = one.engine.save();
        const story = one.engine.story;
        return JSON.stringify([kernel.heap, [...api.tables], [...cells], story]);
      };
      const other = {
        selector: { matchLabels: { app: 'set' } },
        template: { metadata: { labels: { app: 'set' } }, spec: { containers: [{ name: 'c', image: 'nginx' }] } },
      };
      fc.assert(
        fc.property(walk('deployments'), fc.integer({ min: 1, max: 99 }), (steps, seed) => {
          expect(lived(steps, seed)).toBe(lived(steps, seed));
        }),
        { numRuns: 8 },
      );
    },
    LONG,
  );

  it(
    'a world that was saved and loaded goes on as the one that was not',
    () => {
      fc.assert(
        fc.property(walk('deployments'), walk('deployments'), fc.integer({ min: 1, max: 99 }), (before, after, seed) => {
          const one = world(2, seed);
          one.create('deployments', web());
          live(one, before, () => {});
          const saved = one.engine.save();
          const goOn = () => {
            live(one, after, () => {});
            one.run(5000);
            return JSON.stringify([...one.engine.save().api.tables]);
          };
          const first = goOn();
          one.engine.load(saved);
          expect(goOn()).toBe(first);
          expect(one.get<Deployment>('deployments', 'web')).toBeDefined();
        }),
        { numRuns: 8 },
      );
    },
    LONG,
  );
});
