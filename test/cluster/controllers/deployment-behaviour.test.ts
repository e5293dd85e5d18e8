import { describe, expect, it } from 'vitest';
import { templateHash } from '../../../src/cluster/controllers/template-hash';
import type { ReplicaSet } from '../../../src/kube/kinds/replica-set';
import { web, world, type TestWorld } from './world';

const settled = (spec = {}, nodes = 3): TestWorld => {
  const one = world(nodes);
  one.create('deployments', web(spec));
  one.run(30_000);
  return one;
};
const replicaSets = ({ api }: TestWorld) => api.list<never>('replicasets') as unknown as ReplicaSet[];
const REVISION = 'deployment.kubernetes.io/revision';
const images = ({ active }: TestWorld) => active().map((pod) => pod.spec.containers[0]!.image);

describe('a Deployment and its ReplicaSets', () => {
  it('D93, D94: names come of a hash in an alphabet without vowels (ComputeHash, SafeEncodeString)', () => {
    const one = settled();
    const name = replicaSets(one)[0]!.metadata.name;
    expect(name).toMatch(/^web-[bcdfghjklmnpqrstvwxz2456789]{8,10}$/);
    for (const pod of one.names()) expect(pod).toMatch(new RegExp(`^${name}-[bcdfghjklmnpqrstvwxz2456789]{5}$`));
  });

  it('D95: the hash is a label of ReplicaSet, selector and pods (deployment.md)', () => {
    const one = settled();
    const [{ metadata, spec }] = replicaSets(one) as [ReplicaSet];
    const hash = metadata.name.slice('web-'.length);
    expect(metadata.labels).toEqual({ app: 'web', 'pod-template-hash': hash });
    expect(spec.selector.matchLabels).toEqual({ app: 'web', 'pod-template-hash': hash });
    expect(one.active()[0]!.metadata.labels).toEqual({ app: 'web', 'pod-template-hash': hash });
  });

  it('D96: a template that comes back takes the next number, and remembers its old one (deployment_util.go)', () => {
    const one = settled();
    for (const image of ['nginx:1.9.1', 'nginx:1.7.9', 'nginx:1.9.1']) {
      one.setImage(image);
      one.run(40_000);
    }
    const annotations = replicaSets(one).map(({ metadata }) => metadata.annotations);
    expect(annotations.map((one) => one?.[REVISION])).toEqual(['3', '4']);
    expect(annotations.map((one) => one?.['deployment.kubernetes.io/revision-history'])).toEqual(['1', '2']);
    expect(one.deployment().metadata.annotations?.[REVISION]).toBe('4');
  });

  it('D97: ReplicaSets inherit annotations, except those that speak of the Deployment (annotationsToSkip)', () => {
    const one = world();
    const manifest = web();
    one.create('deployments', {
      ...manifest,
      metadata: {
        name: 'web',
        annotations: { 'kubernetes.io/change-cause': 'first', 'kubectl.kubernetes.io/last-applied-configuration': '{}' },
      },
    });
    one.run(5000);
    expect(replicaSets(one)[0]!.metadata.annotations).toEqual({
      'kubernetes.io/change-cause': 'first',
      [REVISION]: '1',
      'deployment.kubernetes.io/desired-replicas': '3',
      'deployment.kubernetes.io/max-replicas': '4',
    });
  });

  it('D83: an empty selector is refused; one that came in otherwise is told of, and nothing is made (deployment_controller.go)', () => {
    const one = world();
    const empty = web({ selector: {} });
    expect(() => one.create('deployments', empty)).toThrow(/spec\.selector: Invalid value: .*: empty selector is invalid for deployment/);
    one.api.create('deployments', empty, { namespace: 'default', trusted: true });
    one.run(5000);
    expect(one.events()).toEqual(['SelectingAll: This deployment is selecting all pods. A non-empty selector is required.']);
    expect(one.api.list('replicasets')).toEqual([]);
  });

  it('D84: a ReplicaSet that is refused is told of, in an event and as the reason of Progressing (sync.go)', () => {
    const one = world();
    const quota = { metadata: { name: 'none' }, spec: { hard: { 'count/replicasets.apps': '0' } } };
    one.create('resourcequotas', quota);
    one.run(2000);
    one.create('deployments', web());
    one.run(5000);
    const message = expect.stringMatching(
      /^Failed to create new replica set "web-[a-z0-9]+": replicasets\.apps "web-[a-z0-9]+" is forbidden: exceeded quota: none, requested: count\/replicasets\.apps=1, used: count\/replicasets\.apps=0, limited: count\/replicasets\.apps=0$/,
    ) as string;
    expect(one.conditions('deployments', 'web')).toContainEqual(
      expect.objectContaining({ type: 'Progressing', status: 'False', reason: 'ReplicaSetCreateError', message }),
    );
    expect(one.events()[0]!.replace('ReplicaSetCreateError: ', '')).toEqual(message);
  });

  it('D98: of two ReplicaSets with its template, the older is the new one (FindNewReplicaSet)', () => {
    const one = world();
    const labels = (hash: string) => ({ app: 'web', 'pod-template-hash': hash });
    const twin = (name: string) => {
      const manifest = web({ replicas: 1, selector: { matchLabels: labels(name) } });
      const { template, ...spec } = manifest['spec'] as { template: object };
      const labelled = { ...spec, template: { ...template, metadata: { labels: labels(name) } } };
      return { metadata: { name, labels: labels(name) }, spec: labelled };
    };
    one.create('replicasets', twin('younger-by-name'));
    one.run(3000);
    one.create('replicasets', twin('a-younger-one'));
    one.run(3000);
    one.create('deployments', web({ replicas: 2 }));
    one.run(30_000);
    const sizes = one.api.list('replicasets').map(({ metadata, spec }) => [metadata.name, (spec as { replicas: number }).replicas]);
    expect(sizes).toEqual([
      ['younger-by-name', 2],
      ['a-younger-one', 0],
    ]);
  });

  it('D99: Recreate waits until old pods that terminate are gone (recreate_test.go)', () => {
    const one = settled({ strategy: { type: 'Recreate' } });
    one.setImage('nginx:1.9.1');
    let both = false;
    one.run(30_000, () => {
      both ||= new Set(one.pods().map((pod) => pod.spec.containers[0]!.image)).size > 1;
    });
    expect(both).toBe(false);
    expect(images(one)).toEqual(['nginx:1.9.1', 'nginx:1.9.1', 'nginx:1.9.1']);
  });

  it('D99: an old pod that has failed holds nothing up (recreate_test.go)', () => {
    const one = settled({ strategy: { type: 'Recreate' } });
    one.end(one.names()[0]!, 1);
    one.run(10_000);
    one.setImage('nginx:1.9.1');
    one.run(30_000);
    expect(
      one
        .pods()
        .map((pod) => pod.status.phase)
        .sort(),
    ).toEqual(['Failed', 'Running', 'Running', 'Running']);
    expect(images(one)).toEqual(['nginx:1.9.1', 'nginx:1.9.1', 'nginx:1.9.1']);
  });

  it('D100: while paused no ReplicaSet is made, but scaling works (sync.go)', () => {
    const one = settled();
    one.patch('deployments', 'web', { spec: { paused: true } });
    one.setImage('nginx:1.9.1');
    one.scale('deployments', 'web', 5);
    one.run(20_000);
    expect(replicaSets(one)).toHaveLength(1);
    expect(images(one)).toEqual(Array(5).fill('nginx:1.7.9'));
    one.patch('deployments', 'web', { spec: { paused: false } });
    one.run(60_000);
    expect(images(one)).toEqual(Array(5).fill('nginx:1.9.1'));
  });

  it('D101: a new template in the middle of a rollout turns to it at once (deployment.md, Rollover)', () => {
    const one = settled({ replicas: 5 });
    one.setImage('nginx:1.9.1');
    one.run(2500);
    expect(new Set(images(one)).size).toBe(2);
    one.setImage('nginx:1.10');
    one.run(60_000);
    expect(replicaSets(one).map(({ spec }) => spec.replicas)).toEqual([0, 0, 5]);
    expect(images(one)).toEqual(Array(5).fill('nginx:1.10'));
  });

  it('D102: pods on their way out do not show in its numbers (sync.go)', () => {
    const one = settled();
    one.scale('deployments', 'web', 1);
    one.run(400);
    expect(one.pods()).toHaveLength(3);
    expect(one.deployment().status).toMatchObject({ replicas: 1 });
  });

  it('D103: unavailable are those asked for and not available (calculateStatus)', () => {
    const one = settled();
    one.setImage('nginx:broken');
    one.run(10_000);
    expect(one.deployment().status).toMatchObject({ replicas: 4, updatedReplicas: 1, availableReplicas: 3, unavailableReplicas: 1 });
  });

  it('D104: a pod is available when it has been ready for minReadySeconds (podutil.IsPodAvailable)', () => {
    const one = world();
    one.create('deployments', web({ minReadySeconds: 10 }));
    one.run(6000);
    expect(one.deployment().status).toMatchObject({ readyReplicas: 3, unavailableReplicas: 3 });
    expect(one.deployment().status.availableReplicas).toBeUndefined();
    one.run(12_000);
    expect(one.deployment().status).toMatchObject({ availableReplicas: 3 });
  });

  it('D105: a name that is taken raises collisionCount, and another one is tried (sync.go)', () => {
    const one = world();
    const taken = `web-${templateHash(settled().deployment().spec.template)}`;
    const other = { metadata: { labels: { app: 'other' } }, spec: { containers: [{ name: 'c', image: 'nginx' }] } };
    one.create('replicasets', {
      metadata: { name: taken },
      spec: { replicas: 0, selector: { matchLabels: { app: 'other' } }, template: other },
    });
    one.create('deployments', web());
    one.run(20_000);
    expect(one.deployment().status).toMatchObject({ collisionCount: 1, availableReplicas: 3 });
    expect(replicaSets(one)).toHaveLength(2);
    expect(replicaSets(one)[1]!.metadata.name).not.toBe(taken);
  });

  it('D106: with the default cascade it goes first, its ReplicaSet and pods later (GC docs)', () => {
    const one = settled();
    one.api.delete('deployments', 'default/web', { propagationPolicy: 'Background' });
    expect(one.deployment()).toBeUndefined();
    expect(one.pods()).toHaveLength(3);
    one.run(10_000);
    expect(one.pods()).toHaveLength(0);
    expect(replicaSets(one)).toHaveLength(0);
  });

  it('puts back what was changed on its ReplicaSet (R29: replicaset docs)', () => {
    const one = settled();
    one.scale('replicasets', replicaSets(one)[0]!.metadata.name, 6);
    one.run(10_000);
    expect(one.active()).toHaveLength(3);
  });

  it('keeps as many old ReplicaSets as revisionHistoryLimit says (deployment.md, Clean up Policy)', () => {
    const one = settled({ revisionHistoryLimit: 2 });
    for (const tag of ['2', '3', '4', '5']) {
      one.setImage(`nginx:${tag}`);
      one.run(40_000);
    }
    expect(replicaSets(one).map(({ metadata }) => metadata.annotations?.[REVISION])).toEqual(['3', '4', '5']);
  });

  it('D57: scaled in the middle of a broken rollout, both sides grow (deployment.md, Proportional scaling)', () => {
    const one = settled({ replicas: 10, strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 3, maxUnavailable: 2 } } });
    one.setImage('nginx:broken');
    one.run(30_000);
    expect(replicaSets(one).map(({ spec }) => spec.replicas)).toEqual([8, 5]);
    one.scale('deployments', 'web', 15);
    one.run(30_000);
    expect(replicaSets(one).map(({ spec }) => spec.replicas)).toEqual([11, 7]);
  });
});
