import { describe, expect, it } from 'vitest';
import type { Namespace } from '../../../src/kube/kinds/namespace';
import { job, web, world, type TestWorld } from './world';

const map = (name: string, owners: Record<string, unknown>[] = [], more: Record<string, unknown> = {}) => ({
  metadata: { name, ownerReferences: owners, ...more } as never,
  data: {},
});
const owner = ({ api }: TestWorld, name: string, more: Record<string, unknown> = {}) => {
  const { apiVersion, kind, metadata } = api.get('configmaps', `default/${name}`)!;
  return { apiVersion, kind, name, uid: metadata.uid, ...more };
};
const exists = ({ api }: TestWorld, name: string) => api.get('configmaps', `default/${name}`) !== undefined;

/** Two owners and one object that belongs to whom `owners` says. */
const family = (owners: (one: TestWorld) => Record<string, unknown>[]): TestWorld => {
  const one = world();
  for (const name of ['father', 'mother']) one.create('configmaps', map(name));
  one.create('configmaps', map('child', owners(one)));
  one.run(1000);
  return one;
};

describe('the garbage collector', () => {
  it('G1: deletes what belonged to an owner that is gone (Background)', () => {
    const one = family((world) => [owner(world, 'father')]);
    one.api.delete('configmaps', 'default/father', { propagationPolicy: 'Background' });
    expect([exists(one, 'father'), exists(one, 'child')]).toEqual([false, true]);
    one.run(1000);
    expect(exists(one, 'child')).toBe(false);
  });

  it('G2: keeps an owner until what blocks it is gone (Foreground)', () => {
    const one = family((world) => [owner(world, 'father', { blockOwnerDeletion: true })]);
    const child = one.api.get('configmaps', 'default/child')!;
    one.api.update('configmaps', { ...child, metadata: { ...child.metadata, finalizers: ['test/slow'] } }, { trusted: true });
    one.api.delete('configmaps', 'default/father', { propagationPolicy: 'Foreground' });
    one.run(5000);
    const father = one.api.get('configmaps', 'default/father')!;
    expect(father.metadata.finalizers).toEqual(['foregroundDeletion']);
    expect(father.metadata.deletionTimestamp).toBeDefined();
    const now = one.api.get('configmaps', 'default/child')!;
    expect(now.metadata.deletionTimestamp).toBeDefined();
    one.api.update('configmaps', { ...now, metadata: { ...now.metadata, finalizers: [] } }, { trusted: true });
    one.run(1000);
    expect([exists(one, 'father'), exists(one, 'child')]).toEqual([false, false]);
  });

  it('G2: does not wait for what does not block', () => {
    const one = family((world) => [owner(world, 'father')]);
    const child = one.api.get('configmaps', 'default/child')!;
    one.api.update('configmaps', { ...child, metadata: { ...child.metadata, finalizers: ['test/slow'] } }, { trusted: true });
    one.api.delete('configmaps', 'default/father', { propagationPolicy: 'Foreground' });
    one.run(1000);
    expect(exists(one, 'father')).toBe(false);
  });

  it('G3: leaves orphans, without the owner’s name (Orphan)', () => {
    const one = family((world) => [owner(world, 'father')]);
    one.api.delete('configmaps', 'default/father', { propagationPolicy: 'Orphan' });
    one.run(1000);
    expect([exists(one, 'father'), exists(one, 'child')]).toEqual([false, true]);
    expect(one.api.get('configmaps', 'default/child')!.metadata.ownerReferences).toBeUndefined();
  });

  it('G4: knows owners by uid: another of that name is a stranger', () => {
    const one = family((world) => [{ ...owner(world, 'father'), uid: '00000000-0000-4000-8000-000000000000' }]);
    one.run(1000);
    expect(exists(one, 'child')).toBe(false);
    expect(exists(one, 'father')).toBe(true);
  });

  it('G4: of several owners, the last to go takes it along', () => {
    const one = family((world) => [owner(world, 'father'), owner(world, 'mother')]);
    one.api.delete('configmaps', 'default/father', { propagationPolicy: 'Background' });
    one.run(1000);
    expect(one.api.get('configmaps', 'default/child')!.metadata.ownerReferences).toHaveLength(1);
    one.api.delete('configmaps', 'default/mother', { propagationPolicy: 'Background' });
    one.run(1000);
    expect(exists(one, 'child')).toBe(false);
  });

  it('G5: an owner in another namespace counts as absent', () => {
    const one = world();
    one.api.create('namespaces', { metadata: { name: 'other' } });
    one.run(1000);
    one.create('configmaps', map('father'));
    const father = owner(one, 'father');
    one.api.create('configmaps', map('child', [father]), { namespace: 'other' });
    one.run(1000);
    expect(one.api.get('configmaps', 'other/child')).toBeUndefined();
    expect(one.events()).toContain(
      `OwnerRefInvalidNamespace: ownerRef [v1/ConfigMap, namespace: other, name: father, uid: ${(father as { uid: string }).uid}] does not exist in namespace "other"`,
    );
  });

  it('G6: an object has one controller (validation)', () => {
    const one = world();
    for (const name of ['father', 'mother']) one.create('configmaps', map(name));
    const both = ['father', 'mother'].map((name) => owner(one, name, { controller: true }));
    expect(() => one.create('configmaps', map('child', both))).toThrow(/Only one reference can have Controller set to true/);
  });

  it('G7: what has finalizers stays until the last one is taken off', () => {
    const one = world();
    one.create('configmaps', map('held', [], { finalizers: ['test/one', 'test/two'] }));
    one.api.delete('configmaps', 'default/held');
    one.run(5000);
    const held = one.api.get('configmaps', 'default/held')!;
    expect(held.metadata.deletionTimestamp).toBeDefined();
    one.api.update('configmaps', { ...held, metadata: { ...held.metadata, finalizers: ['test/two'] } });
    expect(exists(one, 'held')).toBe(true);
    const last = one.api.get('configmaps', 'default/held')!;
    expect(() => one.api.update('configmaps', { ...last, metadata: { ...last.metadata, finalizers: ['test/two', 'test/new'] } })).toThrow(
      /no new finalizers can be added if the object is being deleted/,
    );
    one.api.update('configmaps', { ...last, metadata: { ...last.metadata, finalizers: [] } });
    expect(exists(one, 'held')).toBe(false);
  });

  it('G17, G19: refuses what is not there, and what is another (404, 409)', () => {
    const one = world();
    one.create('configmaps', map('father'));
    expect(() => one.api.delete('configmaps', 'default/none')).toThrow('configmaps "none" not found');
    expect(() => one.api.delete('configmaps', 'default/father', { preconditions: { uid: 'another' } })).toThrow(
      'the UID in the precondition (another) does not match',
    );
    expect(() => one.api.delete('configmaps', 'default/father', { preconditions: { resourceVersion: '1' } })).toThrow(
      'the ResourceVersion in the precondition (1) does not match',
    );
  });

  it.each(['Background', 'Foreground'] as const)('takes three generations: Deployment, ReplicaSet, pods (%s)', (propagationPolicy) => {
    const one = world();
    one.create('deployments', web());
    one.run(10_000);
    one.api.delete('deployments', 'default/web', { propagationPolicy });
    one.run(10_000);
    expect([...one.api.list('deployments'), ...one.api.list('replicasets'), ...one.pods()]).toEqual([]);
  });
});

describe('a namespace', () => {
  const demo = (fill: (one: TestWorld) => void): TestWorld => {
    const one = world();
    one.api.create('namespaces', { metadata: { name: 'demo' } });
    one.run(1000);
    fill(one);
    one.run(15_000);
    return one;
  };
  const phase = ({ api }: TestWorld) => api.get<Namespace>('namespaces', 'demo')?.status.phase;

  it('G16: comes with a service account, the root certificate and its name as a label', () => {
    const one = demo(() => {});
    expect(one.api.get('serviceaccounts', 'demo/default')).toBeDefined();
    expect(one.api.get('configmaps', 'demo/kube-root-ca.crt')).toBeDefined();
    expect(one.api.get('namespaces', 'demo')!.metadata.labels).toEqual({ 'kubernetes.io/metadata.name': 'demo' });
  });

  it('G13: goes when all its content is gone', () => {
    const one = demo(({ api }) => {
      api.create('deployments', web(), { namespace: 'demo' });
      api.create('jobs', job({ parallelism: 2, completions: 2 }, 'nginx'), { namespace: 'demo' });
    });
    expect(one.pods()).toHaveLength(5);
    one.api.delete('namespaces', 'demo');
    one.run(300);
    expect(phase(one)).toBe('Terminating');
    one.run(20_000);
    expect(one.api.get('namespaces', 'demo')).toBeUndefined();
    for (const { resource } of ['pods', 'deployments', 'replicasets', 'jobs', 'events', 'configmaps'].map((name) => one.api.kind(name)))
      expect(one.api.list(resource, 'demo')).toEqual([]);
  });

  it('G13: takes nothing new meanwhile', () => {
    const one = demo(({ api }) => api.create('configmaps', map('held', [], { finalizers: ['test/slow'] }), { namespace: 'demo' }));
    one.api.delete('namespaces', 'demo');
    one.run(5000);
    expect(phase(one)).toBe('Terminating');
    expect(() => one.api.create('configmaps', map('late'), { namespace: 'demo' })).toThrow(
      'configmaps "late" is forbidden: unable to create new content in namespace demo because it is being terminated',
    );
  });

  it('G14: says what is left, and what holds it, until that is gone', () => {
    const one = demo(({ api }) => {
      api.create('configmaps', map('held', [], { finalizers: ['example.com/slow'] }), { namespace: 'demo' });
      api.create('deployments', web(), { namespace: 'demo' });
    });
    const said = () =>
      (one.api.get<Namespace>('namespaces', 'demo')!.status.conditions ?? []).map(({ type, status, reason, message }) => [
        `${type}=${status}`,
        `${reason}: ${message}`,
      ]);
    expect(said()).toEqual([]);
    one.api.delete('namespaces', 'demo');
    one.run(300);
    expect(Object.fromEntries(said())).toMatchObject({
      'NamespaceContentRemaining=True':
        'SomeResourcesRemain: Some resources are remaining: configmaps. has 1 resource instances, pods. has 3 resource instances',
    });
    one.run(20_000);
    expect(said()).toEqual([
      ['NamespaceDeletionDiscoveryFailure=False', 'ResourcesDiscovered: All resources successfully discovered'],
      ['NamespaceDeletionGroupVersionParsingFailure=False', 'ParsedGroupVersions: All legacy kube types successfully parsed'],
      ['NamespaceDeletionContentFailure=False', 'ContentDeleted: All content successfully deleted, may be waiting on finalization'],
      ['NamespaceContentRemaining=True', 'SomeResourcesRemain: Some resources are remaining: configmaps. has 1 resource instances'],
      [
        'NamespaceFinalizersRemaining=True',
        'SomeFinalizersRemain: Some content in the namespace has finalizers remaining: example.com/slow in 1 resource instances',
      ],
    ]);
    const held = one.api.get('configmaps', 'demo/held')!;
    one.api.update('configmaps', { ...held, metadata: { ...held.metadata, finalizers: [] } });
    one.run(1000);
    expect(one.api.get('namespaces', 'demo')).toBeUndefined();
  });

  it('G15: is not to be deleted when every cluster needs it', () => {
    expect(() => world().api.delete('namespaces', 'default')).toThrow(
      'namespaces "default" is forbidden: this namespace may not be deleted',
    );
  });
});
