import { describe, expect, it } from 'vitest';
import type { ControllerRevision } from '../../../src/kube/kinds/controller-revision';
import type { StatefulSet } from '../../../src/kube/kinds/stateful-set';
import { statefulSet, world, type TestWorld } from './world';

const REVISION = 'controller-revision-hash';
const settled = (spec: Record<string, unknown> = {}, ms = 30_000, image = 'nginx:1'): TestWorld => {
  const one = world();
  one.create('statefulsets', statefulSet(spec, image));
  one.run(ms);
  return one;
};
const set = ({ get }: TestWorld) => get<StatefulSet>('statefulsets', 'web');
const setImage = (one: TestWorld, image: string) => one.setImage(image, 'statefulsets');
const scale = (one: TestWorld, replicas: number) => one.scale('statefulsets', 'web', replicas);
const imagesOf = (one: TestWorld) =>
  Object.fromEntries(one.active().map(({ metadata, spec }) => [metadata.name, spec.containers[0]!.image!.replace('nginx:', '')]));
const revisions = ({ api }: TestWorld) =>
  (api.list<never>('controllerrevisions') as unknown as ControllerRevision[]).map(
    ({ metadata, revision }) => [metadata.name, revision] as const,
  );
const PARALLEL = { podManagementPolicy: 'Parallel' };
const ON_DELETE = { updateStrategy: { type: 'OnDelete' } };
const partition = (partition: number) => ({ updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition } } });

describe('the pods of a StatefulSet have a name of their own', () => {
  it('S1: name, host, subdomain and labels (updateIdentity, setPodRevision)', () => {
    const one = settled();
    const { metadata, spec } = one.pod('web-1');
    expect(spec).toMatchObject({ hostname: 'web-1', subdomain: 'web' });
    expect(metadata.labels).toEqual({
      app: 'web',
      'statefulset.kubernetes.io/pod-name': 'web-1',
      'apps.kubernetes.io/pod-index': '1',
      [REVISION]: set(one).status.currentRevision,
    });
    expect(set(one).status.currentRevision).toMatch(/^web-/);
  });

  it('S3: ordinals may start elsewhere (getStartOrdinal)', () => {
    expect(settled({ ordinals: { start: 5 } }).names()).toEqual(['web-5', 'web-6', 'web-7']);
  });

  it('S3: and may be moved: what is out of range goes, what is missing comes', () => {
    const one = settled();
    one.patch('statefulsets', 'web', { spec: { ordinals: { start: 2 } } });
    one.run(60_000);
    expect([...one.names()].sort()).toEqual(['web-2', 'web-3', 'web-4']);
  });
});

describe('in order (OrderedReady)', () => {
  it('S4, S41: the next one comes when all before it are ready (processReplica, assertMonotonicInvariants)', () => {
    const one = world();
    one.create('statefulsets', statefulSet({ replicas: 4 }));
    one.run(30_000, () => {
      const ready = new Set(one.ready().map(({ metadata }) => metadata.name));
      for (const name of one.names()) {
        const ordinal = Number(name.slice('web-'.length));
        for (let lower = 0; lower < ordinal; lower++) expect(ready).toContain(`web-${lower}`);
      }
    });
    expect(one.steps).toEqual(['create web-0', 'create web-1', 'create web-2', 'create web-3']);
  });

  it('S4: or available, where minReadySeconds is given', () => {
    const one = settled({ replicas: 2, minReadySeconds: 10 }, 8000);
    expect(one.names()).toEqual(['web-0']);
    one.run(10_000);
    expect(one.names()).toEqual(['web-0', 'web-1']);
  });

  it('S4: one that never becomes ready stops the rest', () => {
    const one = settled({}, 60_000, 'nginx:broken');
    expect(one.names()).toEqual(['web-0']);
  });

  it('S5: one that is lost in the middle comes back (processReplica)', () => {
    const one = settled();
    one.deletePod('web-1');
    one.run(10_000);
    expect(one.steps).toEqual(['create web-0', 'create web-1', 'create web-2', 'delete web-1', 'create web-1']);
    expect(one.ready()).toHaveLength(3);
  });

  it('S6: they go from the last to the first, each when the one before is fully gone (processCondemned)', () => {
    const one = settled({ replicas: 5 });
    scale(one, 2);
    one.run(30_000, () => expect(one.pods().filter(({ metadata }) => metadata.deletionTimestamp).length).toBeLessThanOrEqual(1));
    expect(one.steps.slice(5)).toEqual(['delete web-4', 'delete web-3', 'delete web-2']);
    expect(one.names()).toEqual(['web-0', 'web-1']);
  });

  it('S7: nothing goes while one that stays is not ready (updateStatefulSet)', () => {
    const one = settled();
    one.setReady('web-0', false);
    scale(one, 1);
    one.run(20_000);
    expect(one.names()).toHaveLength(3);
    one.setReady('web-0', true);
    one.run(20_000);
    expect(one.names()).toEqual(['web-0']);
  });

  it('S8: of those that must go, one that is not ready goes only if it is the first such (processCondemned)', () => {
    const one = settled({ replicas: 4 });
    one.setReady('web-3', false);
    scale(one, 2);
    one.run(20_000);
    expect(one.names()).toEqual(['web-0', 'web-1']);
    const other = settled({ replicas: 4 });
    other.setReady('web-2', false);
    other.setReady('web-3', false);
    scale(other, 2);
    other.run(20_000);
    // web-3 waits for web-2, which is the first that is not ready, and comes after it.
    expect(other.names()).toHaveLength(4);
  });

  it('S13: one that has failed is deleted and made again (processReplica)', () => {
    const one = settled();
    one.end('web-1', 1);
    one.run(10_000);
    expect(one.ready()).toHaveLength(3);
    expect(one.steps).toEqual(['create web-0', 'create web-1', 'create web-2', 'delete web-1', 'create web-1']);
  });

  it('S13: one that has succeeded as well', () => {
    const one = settled();
    one.end('web-2', 0);
    one.run(10_000);
    expect(one.ready()).toHaveLength(3);
  });
});

describe('all at once (Parallel)', () => {
  it('S10: all come in one pass (runForAll)', () => {
    const one = world();
    one.create('statefulsets', statefulSet(PARALLEL, 'nginx:broken'));
    one.run(300);
    expect(one.names()).toEqual(['web-0', 'web-1', 'web-2']);
  });

  it('S11: all go without waiting (runForAll)', () => {
    const one = settled({ ...PARALLEL, replicas: 5 });
    scale(one, 1);
    one.run(250);
    expect(one.pods().filter(({ metadata }) => metadata.deletionTimestamp)).toHaveLength(4);
  });

  it('S12: an update still goes one by one, from the last (updateStatefulSet)', () => {
    const one = settled(PARALLEL);
    setImage(one, 'nginx:2');
    one.run(30_000, () => expect(one.ready().length).toBeGreaterThanOrEqual(2));
    expect(one.steps.filter((step) => step.startsWith('delete'))).toEqual(['delete web-2', 'delete web-1', 'delete web-0']);
    expect(imagesOf(one)).toEqual({ 'web-0': '2', 'web-1': '2', 'web-2': '2' });
  });
});

describe('an update', () => {
  it('S14: goes from the last to the first, each ready before the next (updateStatefulSet)', () => {
    const one = settled();
    setImage(one, 'nginx:2');
    one.run(30_000, () => expect(one.ready().length).toBeGreaterThanOrEqual(2));
    expect(one.steps.slice(3)).toEqual(['delete web-2', 'create web-2', 'delete web-1', 'create web-1', 'delete web-0', 'create web-0']);
    expect(imagesOf(one)).toEqual({ 'web-0': '2', 'web-1': '2', 'web-2': '2' });
  });

  it.each([
    ['S15', {}, 3, { 'web-0': '1', 'web-1': '1', 'web-2': '2' }],
    ['S16', {}, 5, { 'web-0': '1', 'web-1': '1', 'web-2': '2', 'web-3': '2', 'web-4': '2' }],
    ['S17', PARALLEL, 3, { 'web-0': '1', 'web-1': '1', 'web-2': '2' }],
    ['S17', PARALLEL, 5, { 'web-0': '1', 'web-1': '1', 'web-2': '2', 'web-3': '2', 'web-4': '2' }],
  ])('%s: stops at the partition (TestStatefulSetControlRollingUpdateWithPartition) %j %i', (_, spec, replicas, images) => {
    const one = settled({ ...spec, ...partition(2) });
    setImage(one, 'nginx:2');
    scale(one, replicas);
    one.run(40_000);
    expect(imagesOf(one)).toEqual(images);
  });

  it('S18: a partition beyond the last pod holds all back (docs)', () => {
    const one = settled(partition(7));
    setImage(one, 'nginx:2');
    one.run(30_000);
    expect(imagesOf(one)).toEqual({ 'web-0': '1', 'web-1': '1', 'web-2': '1' });
  });

  it('of the CPU request alone touches only pods at or above the partition', () => {
    const one = settled(partition(2));
    const before = new Map(one.pods().map(({ metadata }) => [metadata.name, metadata.uid]));
    const containers = [{ name: 'web', image: 'nginx:1', resources: { requests: { cpu: '300m' } } }];
    one.patch('statefulsets', 'web', { spec: { template: { spec: { containers } } } });
    one.run(30_000);
    const changed = one.pods().filter(({ metadata }) => before.get(metadata.name) !== metadata.uid);
    expect(changed.map(({ metadata }) => metadata.name)).toEqual(['web-2']);
    expect(changed[0]!.spec.containers[0]!.resources).toEqual({ requests: { cpu: '300m' } });
  });

  it('goes on when the partition is lowered (docs, Staging an Update)', () => {
    const one = settled(partition(2));
    setImage(one, 'nginx:2');
    one.run(20_000);
    one.patch('statefulsets', 'web', { spec: partition(0) });
    one.run(30_000);
    expect(imagesOf(one)).toEqual({ 'web-0': '2', 'web-1': '2', 'web-2': '2' });
  });

  it('S19: a pod below the partition comes back as it was (newVersionedStatefulSetPod)', () => {
    const one = settled(partition(2));
    setImage(one, 'nginx:2');
    one.run(20_000);
    one.deletePod('web-0');
    one.run(20_000);
    expect(imagesOf(one)).toEqual({ 'web-0': '1', 'web-1': '1', 'web-2': '2' });
  });

  it('S20: with the strategy left out, a pod that is lost in the middle comes back new (apps/v1 defaults)', () => {
    const one = settled();
    setImage(one, 'nginx:broken');
    one.run(10_000);
    one.deletePod('web-0');
    one.run(10_000);
    expect(imagesOf(one)['web-0']).toBe('broken');
  });

  it('S20b: with the type alone it comes back old (newVersionedStatefulSetPod)', () => {
    const one = settled({ updateStrategy: { type: 'RollingUpdate' } });
    expect(set(one).spec.updateStrategy).toEqual({ type: 'RollingUpdate' });
    setImage(one, 'nginx:broken');
    one.run(10_000);
    one.deletePod('web-0');
    one.run(10_000);
    expect(imagesOf(one)['web-0']).toBe('1');
  });

  it('S21: with OnDelete only what is deleted changes (updateStatefulSet)', () => {
    const one = settled(ON_DELETE);
    setImage(one, 'nginx:2');
    one.run(20_000);
    expect(imagesOf(one)).toEqual({ 'web-0': '1', 'web-1': '1', 'web-2': '1' });
    one.deletePod('web-1');
    one.run(20_000);
    expect(imagesOf(one)).toEqual({ 'web-0': '1', 'web-1': '2', 'web-2': '1' });
  });

  it('S22: one that is broken stays stuck though the template is mended, until the pod is deleted (docs, Forced rollback)', () => {
    const one = settled();
    setImage(one, 'nginx:broken');
    one.run(20_000);
    setImage(one, 'nginx:1');
    one.run(120_000);
    expect(imagesOf(one)).toEqual({ 'web-0': '1', 'web-1': '1', 'web-2': 'broken' });
    one.deletePod('web-2');
    one.run(20_000);
    expect(imagesOf(one)).toEqual({ 'web-0': '1', 'web-1': '1', 'web-2': '1' });
  });

  it('S23: heals by itself when all come at once (updateStatefulSet, not monotonic)', () => {
    const one = settled(PARALLEL);
    setImage(one, 'nginx:broken');
    one.run(20_000);
    setImage(one, 'nginx:1');
    one.run(20_000);
    expect(imagesOf(one)).toEqual({ 'web-0': '1', 'web-1': '1', 'web-2': '1' });
  });

  it('S24: knows no maxUnavailable in 1.32: its gate is off', () => {
    const one = settled({ replicas: 4, updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 3 } } });
    expect(set(one).spec.updateStrategy.rollingUpdate).toEqual({ partition: 0 });
    setImage(one, 'nginx:2');
    one.run(30_000, () => expect(one.ready().length).toBeGreaterThanOrEqual(3));
  });

  it('S43: waits for a pod of the new version that is not healthy (updateStatefulSet)', () => {
    const one = settled();
    setImage(one, 'nginx:broken');
    one.run(60_000);
    expect(imagesOf(one)).toEqual({ 'web-0': '1', 'web-1': '1', 'web-2': 'broken' });
  });

  it('S9: scaling comes before updating (updateStatefulSet)', () => {
    const one = settled({ replicas: 2 });
    setImage(one, 'nginx:2');
    scale(one, 3);
    one.run(30_000);
    expect(one.steps.slice(2)).toEqual(['create web-2', 'delete web-1', 'create web-1', 'delete web-0', 'create web-0']);
  });
});

const claims = {
  volumeClaimTemplates: [
    { metadata: { name: 'www' }, spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } } },
  ],
};
const kept = (whenDeleted: string, whenScaled: string) => ({
  ...claims,
  persistentVolumeClaimRetentionPolicy: { whenDeleted, whenScaled },
});
const claimOwners = ({ api }: TestWorld) =>
  Object.fromEntries(
    api.list('persistentvolumeclaims').map(({ metadata }) => [metadata.name, (metadata.ownerReferences ?? []).map(({ kind }) => kind)]),
  );

/** Claims of the tests are bound by hand: pods wait for them otherwise. */
const withClaims = (spec: Record<string, unknown>) => {
  const one = world();
  one.create('statefulsets', statefulSet({ replicas: 2, ...spec }));
  one.run(30_000);
  return one;
};

describe('the claims of a StatefulSet', () => {
  it('S2, S36: are named after template, set and ordinal, and told of (getPersistentVolumeClaimName)', () => {
    const one = withClaims(claims);
    const [claim] = one.api.list('persistentvolumeclaims');
    expect(claim!.metadata).toMatchObject({ name: 'www-web-0', labels: { app: 'web' } });
    expect(one.pod('web-0').spec.volumes).toContainEqual({ name: 'www', persistentVolumeClaim: { claimName: 'www-web-0' } });
    const told = one.events().filter((event) => event.startsWith('SuccessfulCreate'));
    expect(told.slice(0, 2)).toEqual([
      'SuccessfulCreate: create Claim www-web-0 Pod web-0 in StatefulSet web success',
      'SuccessfulCreate: create Pod web-0 in StatefulSet web successful',
    ]);
    expect(one.sources()).toContain('statefulset-controller');
  });

  it.each([
    ['S25', 'Retain', 'Retain', [], []],
    ['S26', 'Delete', 'Retain', ['StatefulSet'], ['StatefulSet']],
    ['S27', 'Retain', 'Delete', [], ['Pod']],
    ['S28', 'Delete', 'Delete', ['StatefulSet'], ['Pod']],
  ])(
    '%s: whenDeleted %s, whenScaled %s: owners in range and out of it (claimOwnerMatchesSetAndPod)',
    (_, deleted, scaled, inRange, condemned) => {
      const one = withClaims(kept(deleted, scaled));
      if (!one.ready().length) for (const name of one.names()) one.setReady(name, true);
      one.run(20_000);
      const owners = claimOwners(one);
      expect(owners['www-web-0']).toEqual(inRange);
      scale(one, 1);
      let last: readonly string[] | undefined = owners['www-web-1'];
      one.run(300, () => (last = claimOwners(one)['www-web-1'] ?? last));
      expect(last).toEqual(condemned);
    },
  );

  it('S29: the policy of retention is kept, and Retain when none is given (its gate is on: CHANGELOG-1.32)', () => {
    const policyOf = (spec: Record<string, unknown>) =>
      withClaims(spec).get('statefulsets', 'web').spec.persistentVolumeClaimRetentionPolicy as object;
    expect(policyOf(kept('Delete', 'Retain'))).toEqual({ whenDeleted: 'Delete', whenScaled: 'Retain' });
    expect(policyOf(claims)).toEqual({ whenDeleted: 'Retain', whenScaled: 'Retain' });
  });

  it('S30: wait for the next pod of that name (docs)', () => {
    const one = withClaims(claims);
    const { uid } = one.get('persistentvolumeclaims', 'www-web-0').metadata;
    scale(one, 0);
    one.run(20_000);
    scale(one, 1);
    one.run(20_000);
    expect(one.get('persistentvolumeclaims', 'www-web-0').metadata.uid).toBe(uid);
  });

  it('S31: stay when the set is deleted (docs)', () => {
    const one = withClaims(claims);
    one.api.delete('statefulsets', 'default/web', { propagationPolicy: 'Background' });
    one.run(20_000);
    expect(one.pods()).toHaveLength(0);
    expect(Object.keys(claimOwners(one)).length).toBeGreaterThan(0);
  });
});

describe('a StatefulSet remembers', () => {
  it('S34: its two revisions, which become one when all pods are new (completeRollingUpdate)', () => {
    const one = settled();
    const first = set(one).status.currentRevision;
    setImage(one, 'nginx:2');
    one.run(1500);
    expect(set(one).status).toMatchObject({ currentRevision: first, currentReplicas: 2 });
    one.run(30_000);
    const { currentRevision, updateRevision, currentReplicas, updatedReplicas } = set(one).status;
    expect(currentRevision).toBe(updateRevision);
    expect(currentRevision).not.toBe(first);
    expect([currentReplicas, updatedReplicas]).toEqual([3, 3]);
  });

  it.each([
    ['a partition', partition(1)],
    ['OnDelete', ON_DELETE],
  ])('S34: with %s they stay two', (_, spec) => {
    const one = settled(spec);
    setImage(one, 'nginx:2');
    for (const name of ['web-2', 'web-1', 'web-0']) {
      one.deletePod(name);
      one.run(10_000);
    }
    const { currentRevision, updateRevision } = set(one).status;
    expect(currentRevision).not.toBe(updateRevision);
  });

  it('S35: every template, and takes one that comes back with a new number (history)', () => {
    const one = settled();
    setImage(one, 'nginx:2');
    one.run(30_000);
    setImage(one, 'nginx:1');
    one.run(30_000);
    expect(revisions(one).map(([, revision]) => revision)).toEqual([3, 2]);
    expect(imagesOf(one)).toEqual({ 'web-0': '1', 'web-1': '1', 'web-2': '1' });
  });

  it('S35: as many old ones as revisionHistoryLimit says (truncateHistory)', () => {
    const one = settled({ replicas: 1, revisionHistoryLimit: 2 });
    for (const tag of ['2', '3', '4', '5']) {
      setImage(one, `nginx:${tag}`);
      one.run(20_000);
    }
    expect(revisions(one).map(([, revision]) => revision)).toEqual([3, 4, 5]);
  });

  it('S37: tells of what it deletes (stateful_pod_control.go)', () => {
    const one = settled();
    scale(one, 2);
    one.run(5000);
    expect(one.events()).toContain('SuccessfulDelete: delete Pod web-2 in StatefulSet web successful');
  });
});

describe('what a StatefulSet cannot do it tells (stateful_pod_control.go)', () => {
  const quota = (one: TestWorld, hard: Record<string, string>) => {
    one.create('resourcequotas', { metadata: { name: 'none' }, spec: { hard } });
    one.run(2000);
  };
  const bare = { metadata: { name: 'web-0', labels: { app: 'web' } }, spec: { containers: [{ name: 'web', image: 'nginx:1' }] } };
  const told = (one: TestWorld) => one.events().filter((event) => event.includes('StatefulSet'));

  it('S38: a pod that is refused', () => {
    const one = world();
    quota(one, { pods: '0' });
    one.create('statefulsets', statefulSet());
    one.run(3000);
    expect(told(one)[0]).toBe(
      'FailedCreate: create Pod web-0 in StatefulSet web failed error: pods "web-0" is forbidden: exceeded quota: none, requested: pods=1, used: pods=0, limited: pods=0',
    );
  });

  it('S38: a claim that is refused, and for that its pod', () => {
    const one = world();
    quota(one, { persistentvolumeclaims: '0' });
    one.create('statefulsets', statefulSet({ ...claims, replicas: 1 }));
    one.run(3000);
    const why =
      'persistentvolumeclaims "www-web-0" is forbidden: exceeded quota: none, requested: persistentvolumeclaims=1, used: persistentvolumeclaims=0, limited: persistentvolumeclaims=0';
    expect(told(one)).toEqual(
      expect.arrayContaining([
        `FailedCreate: create Claim www-web-0 for Pod web-0 in StatefulSet web failed error: ${why}`,
        `FailedCreate: create Pod web-0 in StatefulSet web failed error: failed to create PVC www-web-0: ${why}`,
      ]),
    );
    expect(one.pods()).toEqual([]);
  });

  it('S38: claims that a pod it took in cannot be given', () => {
    const one = world();
    one.create('pods', bare);
    one.run(3000);
    one.create('statefulsets', statefulSet({ ...claims, replicas: 1 }));
    one.run(3000);
    expect(told(one)).toContainEqual(
      expect.stringMatching(
        /^FailedUpdate: update Pod web-0 in StatefulSet web failed error: Pod "web-0" is invalid: spec: Forbidden: pod updates may not change fields other than/,
      ),
    );
  });

  it('nothing of a name that another pod has (IsAlreadyExists)', () => {
    const one = world();
    one.create('pods', { ...bare, metadata: { name: 'web-0' } });
    one.create('statefulsets', statefulSet());
    one.run(5000);
    expect(told(one)).toEqual([]);
    one.deletePod('web-0');
    one.run(120_000);
    expect(one.names()).toEqual(['web-0', 'web-1', 'web-2']);
  });
});

describe('a StatefulSet and its pods', () => {
  it('a pod that it takes in gets the labels of its name (updateIdentity)', () => {
    const one = world();
    one.create('pods', { metadata: { name: 'web-0', labels: { app: 'web' } }, spec: { containers: [{ name: 'web', image: 'nginx:1' }] } });
    one.run(3000);
    one.create('statefulsets', statefulSet({ replicas: 1, updateStrategy: { type: 'OnDelete' } }, 'nginx:1'));
    one.run(3000);
    expect(one.pod('web-0').metadata.labels).toEqual({
      app: 'web',
      'statefulset.kubernetes.io/pod-name': 'web-0',
      'apps.kubernetes.io/pod-index': '0',
    });
    expect(one.events()).toContain('SuccessfulUpdate: update Pod web-0 in StatefulSet web successful');
  });

  it('S32: deleted as an orphan and made again, takes its pods back and restarts none (tutorial)', () => {
    const one = settled();
    const before = one.pods().map(({ metadata }) => metadata.uid);
    one.api.delete('statefulsets', 'default/web', { propagationPolicy: 'Orphan' });
    one.run(5000);
    expect(one.pod('web-0').metadata.ownerReferences).toBeUndefined();
    one.create('statefulsets', statefulSet({}, 'nginx:1'));
    one.run(20_000);
    expect(one.pods().map(({ metadata }) => metadata.uid)).toEqual(before);
    expect(one.pod('web-0').metadata.ownerReferences).toMatchObject([{ kind: 'StatefulSet' }]);
  });

  it('S39: refuses changes of what may not change (ValidateStatefulSetUpdate)', () => {
    const one = settled();
    expect(() => one.patch('statefulsets', 'web', { spec: { serviceName: 'other' } })).toThrow(
      `StatefulSet.apps "web" is invalid: spec: Forbidden: updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden`,
    );
  });

  it('S44: being deleted, makes nothing more (syncStatefulSet)', () => {
    const one = settled();
    one.api.delete('statefulsets', 'default/web', { propagationPolicy: 'Foreground' });
    one.run(200);
    one.run(20_000);
    expect(one.pods()).toHaveLength(0);
    expect(one.steps.filter((step) => step.startsWith('create'))).toHaveLength(3);
  });

  it('does not replace a pod that may still run on a node nobody hears from (force-delete docs)', () => {
    const one = settled();
    // What a lost node leaves: a pod that is being deleted, and no kubelet that could say that it is gone.
    const kept = one.pod('web-1');
    one.api.update('pods', { ...kept, metadata: { ...kept.metadata, finalizers: ['test/lost-node'] } }, { trusted: true });
    one.deletePod('web-1');
    one.run(120_000);
    expect(
      one
        .pods()
        .filter(({ metadata }) => metadata.name === 'web-1')
        .map(({ metadata }) => metadata.uid),
    ).toEqual([kept.metadata.uid]);
    const now = one.pod('web-1');
    one.api.update('pods', { ...now, metadata: { ...now.metadata, finalizers: [] } }, { trusted: true });
    one.run(20_000);
    expect(one.pod('web-1').metadata.uid).not.toBe(kept.metadata.uid);
  });
});
