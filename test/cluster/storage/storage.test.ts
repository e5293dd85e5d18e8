import { describe, expect, it } from 'vitest';
import type { Manifest } from '../../../src/kube/object';
import { claim, user, volume, Whole } from '../whole';

const web = (replicas = 2): Manifest => ({
  apiVersion: 'apps/v1',
  kind: 'StatefulSet',
  metadata: { name: 'web' },
  spec: {
    replicas,
    serviceName: 'web',
    selector: { matchLabels: { app: 'web' } },
    template: {
      metadata: { labels: { app: 'web' } },
      spec: {
        terminationGracePeriodSeconds: 1,
        containers: [{ name: 'c', image: 'nginx', volumeMounts: [{ name: 'data', mountPath: '/data' }] }],
      },
    },
    volumeClaimTemplates: [claim('data')],
  },
});

describe('a claim of the default class', () => {
  it('G10 G11 waits for its first consumer, and is bound to a disk in the zone of that pod', () => {
    const it = new Whole();
    it.apply(claim('data'));
    it.run(5);
    expect(it.claim('data').status.phase).toBe('Pending');
    expect(it.events('data')).toEqual(['WaitForFirstConsumer: waiting for first consumer to be created before binding']);
    it.apply(user('reader', 'data'));
    it.run(10);
    const bound = it.claim('data');
    const name = `pvc-${bound.metadata.uid}`;
    expect(bound).toMatchObject({
      metadata: {
        annotations: { 'pv.kubernetes.io/bind-completed': 'yes', 'volume.kubernetes.io/selected-node': it.pod('reader').spec.nodeName },
      },
      spec: { storageClassName: 'standard', volumeName: name },
      status: { phase: 'Bound', capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'] },
    });
    const zone = it.node(it.pod('reader').spec.nodeName!).metadata.labels!['topology.kubernetes.io/zone'];
    expect(it.volume(name)).toMatchObject({
      spec: {
        persistentVolumeReclaimPolicy: 'Delete',
        nodeAffinity: { required: { nodeSelectorTerms: [{ matchExpressions: [{ values: [zone] }] }] } },
      },
      status: { phase: 'Bound' },
    });
    const reasons = it.events('data').map((event) => event.split(':')[0]);
    expect(reasons).toEqual(expect.arrayContaining(['ExternalProvisioning', 'Provisioning']));
    expect(it.events('data').at(-1)).toBe(`ProvisioningSucceeded: Successfully provisioned volume ${name}`);
    expect(it.events('reader')).toContain(`SuccessfulAttachVolume: AttachVolume.Attach succeeded for volume "${name}"`);
    expect(it.pod('reader').status.phase).toBe('Running');
  });

  it('keeps its data when the pod goes, and gives it to the next one', () => {
    const it = new Whole();
    it.apply(claim('data'), user('writer', 'data'));
    it.run(10);
    it.exec('writer', 'sh', '-c', 'echo hello > /data/greeting');
    it.delete('pods', 'writer');
    it.run(5);
    it.apply(user('reader', 'data'));
    it.run(10);
    expect(it.exec('reader', 'cat', '/data/greeting')).toBe('hello\n');
  });

  it('G8 G9 takes its disk and data with it when it is deleted, as soon as no pod uses it', () => {
    const it = new Whole();
    it.apply(claim('data'), user('writer', 'data'));
    it.run(10);
    const name = it.claim('data').spec.volumeName!;
    it.delete('persistentvolumeclaims', 'data');
    it.run(5);
    expect(it.claim('data').metadata.deletionTimestamp).toBeDefined();
    expect(it.pod('writer').status.phase).toBe('Running');
    it.delete('pods', 'writer');
    it.run(10);
    expect(it.find('persistentvolumeclaims', 'data')).toBeUndefined();
    expect(it.find('persistentvolumes', name)).toBeUndefined();
    expect([...it.cluster.engine.cell('kubelet/volumes').keys()].filter((key) => key.startsWith('disk/'))).toEqual([]);
  });
});

describe('a StatefulSet with claim templates', () => {
  it('ends with every claim bound, and a killed pod finds its claim and data again', () => {
    const it = new Whole();
    it.apply(web());
    it.run(30);
    expect(it.ready('web')).toHaveLength(2);
    expect(['data-web-0', 'data-web-1'].map((name) => it.claim(name).status.phase)).toEqual(['Bound', 'Bound']);
    it.exec('web-1', 'sh', '-c', 'echo mine > /data/who');
    const { uid } = it.pod('web-1').metadata;
    const disk = it.claim('data-web-1').spec.volumeName;
    it.delete('pods', 'web-1');
    it.run(20);
    expect(it.pod('web-1').metadata.uid).not.toBe(uid);
    expect(it.claim('data-web-1').spec.volumeName).toBe(disk);
    expect(it.exec('web-1', 'cat', '/data/who')).toBe('mine\n');
  });

  it('leaves its claims behind when it is deleted', () => {
    const it = new Whole();
    it.apply(web());
    it.run(30);
    it.delete('statefulsets', 'web', { propagationPolicy: 'Background' });
    it.run(30);
    expect(it.pods('web')).toEqual([]);
    expect(it.claim('data-web-0').status.phase).toBe('Bound');
  });
});

describe('volumes that people make', () => {
  it('G11 are bound by size: the smallest that suffices', () => {
    const it = new Whole();
    const sized = (name: string, storage: string) => volume(name, { capacity: { storage }, storageClassName: 'manual' });
    it.apply(sized('large', '10Gi'), sized('middle', '5Gi'), sized('small', '1Gi'));
    it.run(1);
    expect(it.volume('small').status.phase).toBe('Available');
    it.apply(claim('data', { storageClassName: 'manual', resources: { requests: { storage: '3Gi' } } }));
    it.run(2);
    expect(it.claim('data')).toMatchObject({ spec: { volumeName: 'middle' }, status: { phase: 'Bound', capacity: { storage: '5Gi' } } });
    expect(it.volume('middle')).toMatchObject({ spec: { claimRef: { name: 'data', namespace: 'default' } }, status: { phase: 'Bound' } });
    expect(it.volume('large').status.phase).toBe('Available');
  });

  it.each([
    ['another class', { storageClassName: 'other' }],
    ['too few access modes', { storageClassName: 'manual', accessModes: ['ReadOnlyMany'] }],
    ['another mode', { storageClassName: 'manual', volumeMode: 'Block' }],
    ['too little room', { storageClassName: 'manual', capacity: { storage: '500Mi' } }],
    ['another claim’s name', { storageClassName: 'manual', claimRef: { name: 'other', namespace: 'default' } }],
  ])('are not bound to a claim: %s', (_, spec) => {
    const it = new Whole();
    it.apply(volume('v', spec), claim('data', { storageClassName: 'manual' }));
    it.run(5);
    expect(it.claim('data').status.phase).toBe('Pending');
    expect(it.events('data')[0]).toBe('ProvisioningFailed: storageclass.storage.k8s.io "manual" not found');
  });

  it('G10 G11 are kept for the claim that they name, even when another came first', () => {
    const it = new Whole();
    it.apply(volume('v', { storageClassName: '', claimRef: { name: 'mine', namespace: 'default' } }));
    it.apply(claim('first', { storageClassName: '' }), claim('mine', { storageClassName: '' }));
    it.run(20);
    expect(it.claim('first').status.phase).toBe('Pending');
    expect(it.events('first')).toEqual(['FailedBinding: no persistent volumes available for this claim and no storage class is set']);
    expect(it.claim('mine').spec.volumeName).toBe('v');
  });

  it('G9 of the policy Retain are Released when their claim goes, and nobody else gets them', () => {
    const it = new Whole();
    it.apply(volume('v', { storageClassName: 'manual' }), claim('data', { storageClassName: 'manual' }));
    it.run(3);
    it.delete('persistentvolumeclaims', 'data');
    it.run(3);
    expect(it.volume('v').status.phase).toBe('Released');
    it.apply(claim('data', { storageClassName: 'manual' }));
    it.run(20);
    expect(it.claim('data').status.phase).toBe('Pending');
  });

  it('of the policy Delete fail, because no plugin can delete them', () => {
    const it = new Whole();
    it.apply(
      volume('v', { storageClassName: 'manual', persistentVolumeReclaimPolicy: 'Delete' }),
      claim('data', { storageClassName: 'manual' }),
    );
    it.run(3);
    it.delete('persistentvolumeclaims', 'data');
    it.run(3);
    expect(it.volume('v').status.phase).toBe('Failed');
    expect(it.events('v')[0]).toContain('VolumeFailedDelete: error getting deleter volume plugin');
  });

  it('G8 are not removed while a claim has them; afterwards the claim is Lost', () => {
    const it = new Whole();
    it.apply(volume('v', { storageClassName: 'manual' }), claim('data', { storageClassName: 'manual' }));
    it.run(3);
    it.delete('persistentvolumes', 'v');
    it.run(3);
    expect(it.volume('v').metadata.deletionTimestamp).toBeDefined();
    it.patch('persistentvolumes', 'v', { metadata: { finalizers: null } });
    it.run(3);
    expect(it.claim('data').status.phase).toBe('Lost');
    expect(it.events('data')).toContain('ClaimLost: Bound claim has lost its PersistentVolume. Data on the volume is lost!');
  });
});

describe('a pod whose claim is not ready', () => {
  it.each([
    ['names no claim there is', [], '0/3 nodes are available: persistentvolumeclaim "data" not found.'],
    [
      'waits for a volume that nobody makes',
      [claim('data', { storageClassName: '' })],
      'pod has unbound immediate PersistentVolumeClaims.',
    ],
  ])('is not scheduled when it %s', (_, objects, message) => {
    const it = new Whole();
    it.apply(...objects, user('reader', 'data'));
    it.run(3);
    expect(it.pod('reader').spec.nodeName).toBeUndefined();
    expect(it.events('reader')[0]).toContain(message);
    expect(it.events('reader')[0]).toContain('preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.');
  });

  it('is scheduled as soon as the claim is there', () => {
    const it = new Whole();
    it.apply(user('reader', 'data'));
    it.run(3);
    it.apply(claim('data'));
    it.run(15);
    expect(it.pod('reader').status.phase).toBe('Running');
  });

  it('cannot leave the zone of its disk', () => {
    const it = new Whole();
    it.apply(claim('data'), user('first', 'data'));
    it.run(10);
    const node = it.pod('first').spec.nodeName!;
    it.delete('pods', 'first');
    it.run(5);
    it.patch('nodes', node, { spec: { unschedulable: true } });
    it.apply(user('second', 'data'));
    it.run(5);
    expect(it.events('second')[0]).toContain(
      '0/3 nodes are available: 1 node(s) were unschedulable, 2 node(s) had volume node affinity conflict.',
    );
  });

  it('waits while a ReadWriteOnce disk is at another node', () => {
    const it = new Whole([{ name: 'node-1' }, { name: 'node-2' }]);
    it.apply(claim('data'), user('first', 'data', { nodeSelector: { 'kubernetes.io/hostname': 'node-1' } }));
    it.run(10);
    it.apply(user('second', 'data', { nodeSelector: { 'kubernetes.io/hostname': 'node-2' } }));
    it.run(10);
    const name = it.claim('data').spec.volumeName;
    expect(it.events('second')).toContain(
      `FailedAttachVolume: Multi-Attach error for volume "${name}" Volume is already used by pod(s) first`,
    );
    expect(it.pod('second').status.phase).toBe('Pending');
    it.delete('pods', 'first');
    it.run(130);
    expect(it.pod('second').status.phase).toBe('Running');
  });

  it('gets a ReadWriteOncePod claim when the other pod has gone', () => {
    const it = new Whole();
    it.apply(claim('data', { accessModes: ['ReadWriteOncePod'] }), user('first', 'data'));
    it.run(10);
    it.apply(user('second', 'data'));
    it.run(3);
    expect(it.events('second')[0]).toContain(
      '3 node has pod using PersistentVolumeClaim with the same name and ReadWriteOncePod access mode',
    );
    it.delete('pods', 'first');
    it.run(20);
    expect(it.pod('second').status.phase).toBe('Running');
  });
});

describe('a claim that grows', () => {
  const grow = { spec: { resources: { requests: { storage: '5Gi' } } } };

  it('gets a larger disk and a larger file system', () => {
    const it = new Whole();
    it.apply(claim('data'), user('writer', 'data'));
    it.run(10);
    it.patch('persistentvolumeclaims', 'data', grow);
    it.run(1);
    expect(it.claim('data').status.conditions).toMatchObject([{ type: 'Resizing', status: 'True' }]);
    it.run(5);
    expect(it.claim('data').status).toMatchObject({ capacity: { storage: '5Gi' } });
    expect(it.claim('data').status.conditions).toBeUndefined();
    expect(it.volume(it.claim('data').spec.volumeName!).spec.capacity).toEqual({ storage: '5Gi' });
    const reasons = it.events('data').map((event) => event.split(':')[0]);
    expect(reasons).toEqual(
      expect.arrayContaining(['ExternalExpanding', 'Resizing', 'FileSystemResizeRequired', 'FileSystemResizeSuccessful']),
    );
  });

  it('G12 is refused when its class does not allow it, and never shrinks', () => {
    const it = new Whole();
    it.apply(
      volume('v', { storageClassName: 'manual' }),
      claim('fixed', { storageClassName: 'manual' }),
      claim('data'),
      user('writer', 'data'),
    );
    it.run(10);
    expect(it.refusal(() => it.patch('persistentvolumeclaims', 'fixed', grow))).toBe(
      '403: persistentvolumeclaims "fixed" is forbidden: only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize',
    );
    expect(
      it.refusal(() => it.patch('persistentvolumeclaims', 'data', { spec: { resources: { requests: { storage: '500Mi' } } } })),
    ).toContain('field can not be less than');
  });
});
