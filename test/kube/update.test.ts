import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../../src/kube/object';
import { deploymentManifest, makeWidget, podManifest, ref, refusal, world } from './world';

const STRATEGIC = 'application/strategic-merge-patch+json';
const MERGE = 'application/merge-patch+json';
const JSON_PATCH = 'application/json-patch+json';

describe('an update', () => {
  it('raises the generation when the spec changes, and only then', () => {
    const { api } = world();
    const made = makeWidget(api, 'a');
    const labelled = api.update('widgets', { ...made, metadata: { ...made.metadata, labels: { a: 'b' } } });
    const grown = api.update<KubeObject>('widgets', { ...labelled, spec: { ...made['spec'], size: 2 } });
    expect([made, labelled, grown].map(({ metadata }) => metadata.generation)).toEqual([1, 1, 2]);
  });

  it('that changes nothing makes no version and no event', () => {
    const { api, changes } = world();
    const made = makeWidget(api, 'a', { spec: { color: 'red' } });
    const before = changes.length;
    expect(api.update('widgets', JSON.parse(JSON.stringify(made)) as KubeObject)).toBe(made);
    expect(api.updateStatus('widgets', { ...made, status: {} })).toBe(made);
    expect(api.patch(ref('a'), MERGE, { spec: { color: 'red' }, metadata: { labels: null } })).toBe(made);
    expect(changes.length).toBe(before);
  });

  it('shares what it did not change with the version before', () => {
    const { api } = world();
    const made = makeWidget(api, 'a', { spec: { deep: { list: [{ a: 1 }, { a: 2 }] } } });
    const changed = api.patch(ref('a'), MERGE, { spec: { size: 2 } });
    expect(changed['spec'].deep).toBe(made['spec'].deep);
  });

  it('on an old version is a conflict; without a version it is not', () => {
    const { api } = world();
    const old = makeWidget(api, 'a');
    api.update('widgets', { ...old, spec: { size: 2 } });
    expect(refusal(() => api.update('widgets', { ...old, spec: { size: 3 } }))).toBe(
      '409 Conflict: Operation cannot be fulfilled on widgets.test.dev "a": the object has been modified; please apply your changes to the latest version and try again',
    );
    expect(api.replace(ref('a'), { spec: { size: 3 } })['spec'].size).toBe(3);
  });

  it('of an object that was made anew under the same name is a conflict', () => {
    const { api } = world();
    const first = makeWidget(api, 'a');
    api.delete('widgets', 'default/a');
    const second = makeWidget(api, 'a');
    const metadata = { ...first.metadata, resourceVersion: '' };
    expect(refusal(() => api.replace(ref('a'), { ...first, metadata }))).toBe(
      `409 Conflict: Operation cannot be fulfilled on widgets.test.dev "a": Precondition failed: UID in precondition: ${first.metadata.uid}, UID in object meta: ${second.metadata.uid}`,
    );
    expect(refusal(() => api.updateStatus('widgets', first))).toMatch(/^409 Conflict/);
  });

  it('cannot touch what the API server owns', () => {
    const { api } = world();
    const made = makeWidget(api, 'a');
    const metadata = { name: 'a', creationTimestamp: '1999-01-01T00:00:00Z', generation: 99, deletionTimestamp: '1999-01-01T00:00:00Z' };
    const changed = api.replace(ref('a'), { metadata, spec: { size: 7 } });
    expect(changed.metadata).toEqual({ ...made.metadata, resourceVersion: changed.metadata.resourceVersion, generation: 2 });
  });

  it.each([
    ['another name', { metadata: { name: 'b' } }, '400 BadRequest: the name of the object (b) does not match the name on the URL (a)'],
    [
      'a field that is immutable',
      { metadata: { name: 'a' }, spec: { color: 'blue' } },
      '422 Invalid: Widget.test.dev "a" is invalid: spec.color: Invalid value: "blue": field is immutable',
    ],
  ])('to %s is refused', (_, manifest, expected) => {
    const { api } = world();
    makeWidget(api, 'a', { spec: { color: 'red' } });
    expect(refusal(() => api.replace(ref('a'), manifest))).toBe(expected);
  });

  it('of what is not there is not found', () => {
    const { api } = world();
    expect(refusal(() => api.replace(ref('a'), { metadata: { name: 'a' } }))).toBe('404 NotFound: widgets.test.dev "a" not found');
    expect(refusal(() => api.read(ref('a', 'pods')))).toBe('404 NotFound: pods "a" not found');
  });
});

describe('status and spec', () => {
  it('are written through different doors', () => {
    const { api } = world();
    const made = makeWidget(api, 'a', { spec: { size: 1 } });
    const both = { ...made, spec: { ...made['spec'], size: 5 }, status: { replicas: 5 } };
    const status = api.updateStatus('widgets', both);
    expect([status['spec'].size, status['status'].replicas, status.metadata.generation]).toEqual([1, 5, 1]);
    const spec = api.replace(ref('a'), { ...both, metadata: { name: 'a' }, status: { replicas: 9 } });
    expect([spec['spec'].size, spec['status'].replicas]).toEqual([5, 5]);
  });

  it('a stale PUT of the status is a conflict', () => {
    const { api } = world();
    const old = makeWidget(api, 'a');
    api.updateStatus('widgets', { ...old, status: { replicas: 1 } });
    expect(refusal(() => api.replace(ref('a'), { ...old, status: { replicas: 2 } }, { subresource: 'status' }))).toMatch(/^409 Conflict/);
  });
});

describe('the scale of an object', () => {
  it('is read, replaced and patched', () => {
    const { api } = world();
    makeWidget(api, 'a', { spec: { replicas: 2, selector: { matchLabels: { app: 'a' } } } });
    api.updateStatus('widgets', { ...api.read(ref('a')), status: { replicas: 1 } });
    const scale = api.read(ref('a'), 'scale');
    expect(scale).toMatchObject({
      kind: 'Scale',
      apiVersion: 'autoscaling/v1',
      spec: { replicas: 2 },
      status: { replicas: 1, selector: 'app=a' },
    });
    expect(api.replace(ref('a'), { ...scale, spec: { replicas: 4 } }, { subresource: 'scale' })['spec']).toEqual({ replicas: 4 });
    expect(api.patch(ref('a'), MERGE, { spec: { replicas: 6 } }, { subresource: 'scale' })['spec']).toEqual({ replicas: 6 });
    expect(api.read(ref('a'))).toMatchObject({ spec: { replicas: 6, size: 1 }, metadata: { generation: 3 } });
    expect(refusal(() => api.replace(ref('a'), scale, { subresource: 'scale' }))).toMatch(/^409 Conflict/);
  });

  it('is never negative, and not had by everything', () => {
    const { api } = world();
    makeWidget(api, 'a');
    expect(refusal(() => api.patch(ref('a'), MERGE, { spec: { replicas: -1 } }, { subresource: 'scale' }))).toBe(
      '422 Invalid: Scale.autoscaling "a" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0',
    );
    api.create('pods', podManifest('p'));
    expect(refusal(() => api.read(ref('p', 'pods'), 'scale'))).toMatch(/^404 NotFound/);
  });
});

describe('a patch', () => {
  it('changes the image of one container, as kubectl set image sends it', () => {
    const { api } = world();
    api.create('deployments', deploymentManifest('web'));
    const patch = {
      spec: { template: { spec: { '$setElementOrder/containers': [{ name: 'c' }], containers: [{ name: 'c', image: 'nginx:2' }] } } },
    };
    const patched = api.patch(ref('web', 'deployments'), STRATEGIC, patch);
    expect(patched['spec'].template.spec.containers).toMatchObject([{ name: 'c', image: 'nginx:2', terminationMessagePolicy: 'File' }]);
  });

  it('replaces a whole template by JSON patch, as kubectl rollout undo sends it', () => {
    const { api } = world();
    const made = api.create('deployments', deploymentManifest('web'));
    const template = { ...made['spec'].template, spec: { containers: [{ name: 'd', image: 'x:1' }] } };
    const patched = api.patch(ref('web', 'deployments'), JSON_PATCH, [{ op: 'replace', path: '/spec/template', value: template }]);
    expect(patched['spec'].template.spec.containers).toHaveLength(1);
    expect(patched['spec'].template.spec.containers[0]).toMatchObject({ name: 'd', imagePullPolicy: 'IfNotPresent' });
  });

  it('may ask for a version', () => {
    const { api } = world();
    const old = makeWidget(api, 'a');
    const patch = { metadata: { resourceVersion: old.metadata.resourceVersion }, spec: { size: 2 } };
    api.patch(ref('a'), MERGE, patch);
    expect(refusal(() => api.patch(ref('a'), MERGE, { ...patch, spec: { size: 3 } }))).toMatch(/^409 Conflict/);
  });

  it.each([
    [STRATEGIC, { spec: { replicas: 'a' } }, '"map[spec:map[replicas:a]]": unrecognized type: int32'],
    [STRATEGIC, { spec: { replica: 1 } }, '"map[spec:map[replica:1]]": strict decoding error: unknown field "spec.replica"'],
  ] as const)('that makes no sense is refused in the words of the API server: %s %j', (type, patch, why) => {
    const { api } = world();
    api.create('deployments', deploymentManifest('web'));
    expect(refusal(() => api.patch(ref('web', 'deployments'), type, patch, { fieldValidation: 'Strict' }))).toBe(
      `422 Invalid:  "" is invalid: patch: Invalid value: ${why}`,
    );
  });

  it('of a type that is not supported says which are', () => {
    const { api } = world();
    makeWidget(api, 'a');
    expect(refusal(() => api.patch(ref('a'), 'application/apply-patch+yaml', {}, { subresource: 'scale' }))).toBe(
      '415 UnsupportedMediaType: the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json, application/strategic-merge-patch+json',
    );
  });

  it('that fails leaves the object as it was', () => {
    const { api, changes } = world();
    const made = makeWidget(api, 'a', { spec: { color: 'red' } });
    const before = changes.length;
    refusal(() => api.patch(ref('a'), MERGE, { spec: { color: 'blue', size: 9 } }));
    expect(api.read(ref('a'))).toBe(made);
    expect(changes.length).toBe(before);
  });
});

describe('binding a pod', () => {
  const binding = (node: string) => ({ metadata: { name: 'p' }, target: { kind: 'Node', name: node } });
  const options = { subresource: 'binding', namespace: 'default' } as const;

  it('puts it on a node, once', () => {
    const { api } = world();
    api.create('pods', podManifest('p'));
    expect(api.create('pods', binding('node-1'), options)).toMatchObject({ kind: 'Status', status: 'Success' });
    expect(api.podsOn('node-1').map(({ metadata }) => metadata.name)).toEqual(['p']);
    expect(api.read(ref('p', 'pods'))['status'].conditions).toMatchObject([{ type: 'PodScheduled', status: 'True' }]);
    expect(refusal(() => api.create('pods', binding('node-2'), options))).toBe(
      '409 Conflict: Operation cannot be fulfilled on pods/binding "p": pod p is already assigned to node "node-1"',
    );
  });
});
