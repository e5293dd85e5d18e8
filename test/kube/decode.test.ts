import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../../src/kube/object';
import type { PodSpec } from '../../src/kube/kinds/pod';
import { base64Fault } from '../../src/kube/base64';
import { podManifest, refusal, world } from './world';

const spec = (pod: KubeObject) => pod['spec'] as PodSpec & Record<string, unknown>;
const made = (fields: object) => spec(world().api.create('pods', { ...podManifest('p'), spec: fields }, { fieldValidation: 'Strict' }));

describe('fields of 1.32 behind a closed gate are known, and not kept', () => {
  const container = { name: 'c', image: 'nginx' };

  it('an image volume goes with its mounts', () => {
    const mounts = [
      { name: 'oci', mountPath: '/oci' },
      { name: 'dir', mountPath: '/dir' },
    ];
    const volumes = [
      { name: 'oci', image: { reference: 'quay.io/a/b:v2', pullPolicy: 'IfNotPresent' } },
      { name: 'dir', emptyDir: {} },
    ];
    const pod = made({ automountServiceAccountToken: false, containers: [{ ...container, volumeMounts: mounts }], volumes });
    expect(pod.volumes).toEqual([{ name: 'dir', emptyDir: {} }]);
    expect(pod.containers[0]!.volumeMounts).toEqual([mounts[1]]);
  });

  it('resources of a whole pod, claims, user namespaces, policies and resizing', () => {
    const limits = { cpu: '1' };
    const pod = made({
      resources: { limits },
      resourceClaims: [{ name: 'gpu', resourceClaimTemplateName: 't' }],
      hostUsers: false,
      securityContext: { fsGroup: 1, supplementalGroupsPolicy: 'Strict', seLinuxChangePolicy: 'Recursive' },
      containers: [
        {
          ...container,
          resources: { limits, claims: [{ name: 'gpu', request: 'r' }] },
          resizePolicy: [{ resourceName: 'cpu', restartPolicy: 'NotRequired' }],
          securityContext: { procMount: 'Unmasked' },
        },
      ],
    });
    expect(pod).not.toHaveProperty('resources');
    expect(pod).not.toHaveProperty('resourceClaims');
    expect(pod).not.toHaveProperty('hostUsers');
    expect(pod.securityContext).toEqual({ fsGroup: 1 });
    expect(pod.containers[0]).not.toHaveProperty('resizePolicy');
    expect(pod.containers[0]).toMatchObject({ resources: { limits, requests: limits }, securityContext: { procMount: 'Default' } });
    expect(pod.containers[0]!.resources).not.toHaveProperty('claims');
  });

  it('a VolumeAttributesClass of a claim', () => {
    const claim = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, volumeAttributesClassName: 'gold' };
    const object = world().api.create('persistentvolumeclaims', { metadata: { name: 'c' }, spec: claim }, { fieldValidation: 'Strict' });
    expect(object['spec']).not.toHaveProperty('volumeAttributesClassName');
  });

  it('a field that came later is unknown', () => {
    const rules = [{ action: 'Restart' }];
    expect(refusal(() => made({ containers: [{ ...container, restartPolicyRules: rules }] }))).toContain(
      'strict decoding error: unknown field "spec.containers[0].restartPolicyRules"',
    );
  });
});

describe('what JSON holds as base64', () => {
  it('is refused where it is none, with the byte', () => {
    const { api } = world();
    expect(refusal(() => api.create('secrets', { metadata: { name: 's' }, data: { a: 'not base64!' } }))).toBe(
      '400 BadRequest: Secret in version "v1" cannot be handled as a Secret: illegal base64 data at input byte 3',
    );
    expect(refusal(() => api.create('configmaps', { metadata: { name: 'c' }, binaryData: { a: 'YQ=' } }))).toBe(
      '400 BadRequest: ConfigMap in version "v1" cannot be handled as a ConfigMap: illegal base64 data at input byte 3',
    );
    expect(api.create('secrets', { metadata: { name: 't' }, data: { a: 'YWI=\n' } })['data']).toEqual({ a: 'YWI=\n' });
  });

  // Source: encoding/base64 base64_test.go TestDecodeCorrupt
  it.each([
    ['', undefined],
    ['\n', undefined],
    ['AAA=\n', undefined],
    ['AAAA\n', undefined],
    ['!!!!', 0],
    ['====', 0],
    ['x===', 1],
    ['=AAA', 0],
    ['A=AA', 1],
    ['AA=A', 2],
    ['AA==A', 4],
    ['AAA=AAAA', 4],
    ['AAAAA', 4],
    ['AAAAAA', 4],
    ['A=', 1],
    ['A==', 1],
    ['AA=', 3],
    ['AA==', undefined],
    ['AAA=', undefined],
    ['AAAA', undefined],
    ['AAAAAA=', 7],
    ['YWJjZA=====', 8],
  ])('%j: byte %s', (text, at) => expect(base64Fault(text)).toBe(at));
});

it('a runtime class that the cluster does not have is refused', () => {
  expect(refusal(() => made({ runtimeClassName: 'gvisor', containers: [{ name: 'c', image: 'nginx' }] }))).toBe(
    '403 Forbidden: pods "p" is forbidden: pod rejected: RuntimeClass "gvisor" not found',
  );
});
