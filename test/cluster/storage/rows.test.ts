import { describe, expect, it } from 'vitest';
import type { Manifest } from '../../../src/kube/object';
import { Whole, claim } from '../whole';

/** Rows G10, G12 and G20 of the behaviour tables, as far as storage.test.ts and delete.test.ts do not have them; each names
 *  its source. */

const user = (name: string, of: string): Manifest => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name },
  spec: {
    terminationGracePeriodSeconds: 1,
    containers: [{ name: 'c', image: 'nginx', volumeMounts: [{ name: 'v', mountPath: '/data' }] }],
    volumes: [{ name: 'v', persistentVolumeClaim: { claimName: of } }],
  },
});
const storageClass = (name: string, more: object): Manifest => ({
  apiVersion: 'storage.k8s.io/v1',
  kind: 'StorageClass',
  metadata: { name },
  provisioner: 'podplay.dev/simulated-disk',
  ...more,
});

function running(...objects: Manifest[]): Whole {
  const it = new Whole();
  it.apply(...objects);
  it.run(20);
  return it;
}

describe('claims', () => {
  it.each([
    ['WaitForFirstConsumer', [claim('data')], ['WaitForFirstConsumer: waiting for first consumer to be created before binding']],
    [
      'no class and no volume',
      [claim('data', { storageClassName: '' })],
      ['FailedBinding: no persistent volumes available for this claim and no storage class is set'],
    ],
  ])('G10 what a claim that waits is told: %s (pv_controller.go)', (_, objects, told) => {
    const it = running(...objects);
    expect([...new Set(it.events('data'))]).toEqual(told);
    expect(it.claim('data').status.phase).toBe('Pending');
  });

  it('G10 Immediate: a disk is made at once, and its name is that of the claim’s uid (pv_controller.go)', () => {
    const it = running(storageClass('now', { volumeBindingMode: 'Immediate' }), claim('data', { storageClassName: 'now' }));
    const { metadata, spec, status } = it.claim('data');
    expect([spec.volumeName, status.phase]).toEqual([`pvc-${metadata.uid}`, 'Bound']);
    expect(it.events('data').at(-1)).toBe(`ProvisioningSucceeded: Successfully provisioned volume pvc-${metadata.uid}`);
  });

  it('G12 a claim changes nothing but its size (ValidatePersistentVolumeClaimUpdate)', () => {
    const it = running(claim('data'), user('p', 'data'));
    expect(it.refusal(() => it.patch('persistentvolumeclaims', 'data', { spec: { accessModes: ['ReadWriteMany'] } }))).toContain(
      'spec: Forbidden: spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims',
    );
  });
});

describe('a disruption budget', () => {
  const web: Manifest = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web' },
    spec: {
      replicas: 2,
      selector: { matchLabels: { app: 'web' } },
      template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'c', image: 'nginx' }] } },
    },
  };
  const budget = (spec: object): Manifest => ({
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name: 'web' },
    spec: { selector: { matchLabels: { app: 'web' } }, ...spec },
  });
  it('G20 says nothing of a plain deletion (docs pod-disruption-budget)', () => {
    const it = running(web, budget({ minAvailable: 2 }));
    const { name } = it.pods('web')[0]!.metadata;
    it.delete('pods', name);
    expect(it.pod(name).metadata.deletionTimestamp).toBeDefined();
  });
});
