import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonPatch } from '../../src/kube/patch/json-patch';
import { mergePatch } from '../../src/kube/patch/merge-patch';
import { strategicMerge } from '../../src/kube/patch/strategic';
import { threeWayMerge, twoWayMerge } from '../../src/kube/patch/three-way';
import { freeze } from '../../src/kube/plain-data';
import { shapeOf } from '../../src/kube/schema/shape';

const POD = shapeOf('Pod');
const DEPLOYMENT = shapeOf('Deployment');

describe('a JSON merge patch', () => {
  // Source: RFC 7386, appendix A
  it.each([
    [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
    [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
    [{ a: 'b' }, { a: null }, {}],
    [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
    [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
    [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
    [{ e: null }, { a: 1 }, { e: null, a: 1 }],
    [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
  ])('%j with %j is %j', (target, patch, expected) => {
    expect(mergePatch(freeze(target), patch)).toEqual(expected);
  });
});

describe('a JSON patch', () => {
  it.each([
    [[{ op: 'add', path: '/b', value: 1 }], { a: [1, 2], b: 1 }],
    [[{ op: 'add', path: '/a/1', value: 9 }], { a: [1, 9, 2] }],
    [[{ op: 'add', path: '/a/-', value: 9 }], { a: [1, 2, 9] }],
    [[{ op: 'remove', path: '/a/0' }], { a: [2] }],
    [[{ op: 'replace', path: '/a', value: {} }], { a: {} }],
    [[{ op: 'move', from: '/a', path: '/c' }], { c: [1, 2] }],
    [[{ op: 'copy', from: '/a/0', path: '/c' }], { a: [1, 2], c: 1 }],
    [[{ op: 'add', path: '/x~1y', value: 1 }], { a: [1, 2], 'x/y': 1 }],
    [[{ op: 'test', path: '/a', value: [1, 2] }], { a: [1, 2] }],
  ])('%j', (patch, expected) => {
    expect(jsonPatch(freeze({ a: [1, 2] }), patch)).toEqual(expected);
  });

  it.each([
    [[{ op: 'test', path: '/a', value: 1 }], 422],
    [[{ op: 'remove', path: '/nope' }], 422],
    [[{ op: 'replace', path: '/nope', value: 1 }], 422],
    [[{ op: 'add', path: '/nope/deep', value: 1 }], 422],
    [[{ op: 'add', path: '/a/7', value: 1 }], 422],
    [[{ op: 'explode', path: '/a' }], 400],
    [{ op: 'add' }, 400],
  ])('%j is refused with %d', (patch, code) => {
    expect(() => jsonPatch({ a: [1, 2] }, patch)).toThrow(expect.objectContaining({ code }));
  });
});

const container = (name: string, more: object = {}) => ({ name, image: `${name}:1`, ...more });
const pod = (spec: object) => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' }, spec });

describe('a strategic merge patch', () => {
  const patched = (spec: object, patch: object) => strategicMerge(freeze(pod(spec)), { spec: patch }, POD)['spec'] ?? {};

  it('merges containers by name', () => {
    const result = patched(
      { containers: [container('a', { stdin: true }), container('b')] },
      { containers: [{ name: 'a', image: 'a:2' }] },
    );
    expect(result).toEqual({ containers: [{ name: 'a', image: 'a:2', stdin: true }, container('b')] });
  });

  it('adds a container that was not there, before those of the server', () => {
    const { containers } = patched({ containers: [container('a')] }, { containers: [container('z')] }) as { containers: object[] };
    expect(containers).toEqual([container('z'), container('a')]);
  });

  it.each([
    ['ports', [{ containerPort: 80 }], [{ containerPort: 80, name: 'http' }], [{ containerPort: 80, name: 'http' }]],
    ['env', [{ name: 'A', value: '1' }], [{ name: 'A', value: '2' }], [{ name: 'A', value: '2' }]],
    ['volumeMounts', [{ mountPath: '/a', name: 'x' }], [{ mountPath: '/a', name: 'y' }], [{ mountPath: '/a', name: 'y' }]],
    ['command', ['a', 'b'], ['c'], ['c']],
    ['envFrom', [{ prefix: 'a' }], [{ prefix: 'b' }], [{ prefix: 'b' }]],
  ])('treats %s of a container as upstream tags it', (field, before, patch, after) => {
    const result = patched({ containers: [{ name: 'a', [field]: before }] }, { containers: [{ name: 'a', [field]: patch }] });
    expect(result).toEqual({ containers: [{ name: 'a', [field]: after }] });
  });

  it.each([
    ['tolerations', [{ key: 'a' }], [{ key: 'b' }], [{ key: 'b' }]],
    ['hostAliases', [{ ip: '1.1.1.1', hostnames: ['a'] }], [{ ip: '1.1.1.1', hostnames: ['b'] }], [{ ip: '1.1.1.1', hostnames: ['b'] }]],
    ['imagePullSecrets', [{ name: 'a' }], [{ name: 'b' }], [{ name: 'b' }, { name: 'a' }]],
    ['nodeSelector', { a: '1', b: '1' }, { a: '2', b: null }, { a: '2' }],
  ])('treats %s of a pod as upstream tags it', (field, before, patch, after) => {
    expect(patched({ [field]: before }, { [field]: patch })).toEqual({ [field]: after });
  });

  it('deletes an item with $patch: delete', () => {
    const result = patched({ containers: [container('a'), container('b')] }, { containers: [{ $patch: 'delete', name: 'a' }] });
    expect(result).toEqual({ containers: [container('b')] });
  });

  it('replaces a list with $patch: replace', () => {
    const result = patched({ containers: [container('a'), container('b')] }, { containers: [{ $patch: 'replace' }, container('c')] });
    expect(result).toEqual({ containers: [container('c')] });
  });

  it('replaces an object with $patch: replace', () => {
    const result = patched({ securityContext: { runAsUser: 1, fsGroup: 2 } }, { securityContext: { $patch: 'replace', runAsUser: 3 } });
    expect(result).toEqual({ securityContext: { runAsUser: 3 } });
  });

  it('keeps only the named members of a union with $retainKeys', () => {
    const before = { volumes: [{ name: 'v', emptyDir: {} }] };
    const patch = { volumes: [{ name: 'v', $retainKeys: ['name', 'configMap'], configMap: { name: 'c' } }] };
    expect(patched(before, patch)).toEqual({ volumes: [{ name: 'v', configMap: { name: 'c' } }] });
  });

  it('refuses a $retainKeys that does not name what the patch sets', () => {
    const patch = { volumes: [{ name: 'v', $retainKeys: ['name'], configMap: { name: 'c' } }] };
    expect(() => patched({ volumes: [{ name: 'v', emptyDir: {} }] }, patch)).toThrow('invalid patch format of retainKeys');
  });

  it('orders a list with $setElementOrder', () => {
    const patch = { '$setElementOrder/containers': [{ name: 'b' }, { name: 'a' }] };
    expect(patched({ containers: [container('a'), container('b')] }, patch)).toEqual({ containers: [container('b'), container('a')] });
  });

  it('leaves what only the server has in its place', () => {
    const before = { containers: [container('sidecar'), container('a'), container('b')] };
    const patch = { '$setElementOrder/containers': [{ name: 'a' }, { name: 'b' }], containers: [{ name: 'b', image: 'b:2' }] };
    const { containers } = patched(before, patch) as { containers: { name: string }[] };
    expect(containers.map(({ name }) => name)).toEqual(['sidecar', 'a', 'b']);
  });

  it('deletes from lists of text with $deleteFromPrimitiveList', () => {
    const object = { metadata: { finalizers: ['a/x', 'b/y'] } };
    const patch = { metadata: { '$deleteFromPrimitiveList/finalizers': ['a/x'] } };
    expect(strategicMerge(object, patch, POD)).toEqual({ metadata: { finalizers: ['b/y'] } });
    expect(strategicMerge(object, { metadata: { finalizers: ['c/z'] } }, POD)).toEqual({ metadata: { finalizers: ['c/z', 'a/x', 'b/y'] } });
  });

  it('refuses an item without its merge key', () => {
    expect(() => patched({ containers: [container('a')] }, { containers: [{ image: 'x' }] })).toThrow(
      'map: {"image":"x"} does not contain declared merge key: name',
    );
  });
});

const deployment = (strategy: object, spec: object, replicas?: number) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'd' },
  spec: { ...(replicas !== undefined && { replicas }), strategy, template: { spec } },
});

describe('a three-way merge', () => {
  it('sends what changed, with the order of the list it changed', () => {
    const file = (image: string) => deployment({}, { containers: [{ name: 'web', image }] });
    const live = deployment({}, { containers: [{ name: 'web', image: 'nginx:1', imagePullPolicy: 'Always' }] }, 1);
    expect(threeWayMerge(file('nginx:1'), file('nginx:2'), live, DEPLOYMENT)).toEqual({
      spec: { template: { spec: { '$setElementOrder/containers': [{ name: 'web' }], containers: [{ image: 'nginx:2', name: 'web' }] } } },
    });
  });

  it('sends nothing when the file says what is there', () => {
    const file = deployment({}, { containers: [container('web')] });
    const live = deployment({ type: 'RollingUpdate' }, { containers: [container('web', { imagePullPolicy: 'Always' })] }, 3);
    expect(threeWayMerge(file, file, live, DEPLOYMENT)).toEqual({});
  });

  it('takes away what the file said before and says no more, and leaves what others set', () => {
    const before = deployment({}, { nodeSelector: { a: '1' }, containers: [container('web'), container('log')] }, 3);
    const after = deployment({}, { containers: [container('web')] });
    const live = deployment({}, { nodeSelector: { a: '1' }, containers: [container('web'), container('log'), container('injected')] }, 5);
    const patch = threeWayMerge(before, after, live, DEPLOYMENT);
    const result = strategicMerge(live, patch, DEPLOYMENT) as typeof live;
    expect(result.spec).toEqual({ strategy: {}, template: { spec: { containers: [container('web'), container('injected')] } } });
  });

  it('names what stays of a union', () => {
    const rolling = { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1 } };
    const patch = threeWayMerge(deployment(rolling, {}), deployment({ type: 'Recreate' }, {}), deployment(rolling, {}), DEPLOYMENT);
    expect(patch).toEqual({ spec: { strategy: { $retainKeys: ['type'], type: 'Recreate', rollingUpdate: null } } });
  });

  const name = fc.constantFrom('a', 'b', 'c', 'd');
  const text = fc.constantFrom('x', 'y', 'z');
  const env = fc.uniqueArray(fc.record({ name, value: text }), { selector: (one) => one.name, maxLength: 3 });
  const ports = fc.uniqueArray(fc.record({ containerPort: fc.integer({ min: 80, max: 83 }), protocol: text }), {
    selector: (one) => one.containerPort,
    maxLength: 3,
  });
  const containers = fc.uniqueArray(
    fc.record({ name, image: text, env, ports, args: fc.array(text, { maxLength: 2 }) }, { requiredKeys: ['name'] }),
    { selector: (one) => one.name, minLength: 1, maxLength: 3 },
  );
  const volume = fc.oneof(
    fc.record({ name, emptyDir: fc.constant({}) }),
    fc.record({ name, configMap: fc.record({ name: text }) }),
    fc.record({ name, secret: fc.record({ secretName: text }) }),
  );
  const spec = fc.record(
    {
      containers,
      volumes: fc.uniqueArray(volume, { selector: (one) => one.name, maxLength: 3 }),
      nodeSelector: fc.dictionary(name, text, { maxKeys: 3 }),
      tolerations: fc.array(fc.record({ key: name }), { maxLength: 2 }),
    },
    { requiredKeys: ['containers'] },
  );
  const strategy = fc.oneof(
    fc.constant({ type: 'Recreate' }),
    fc.record({ type: fc.constant('RollingUpdate'), rollingUpdate: fc.record({ maxSurge: fc.integer({ min: 0, max: 3 }) }) }),
  );
  const anything = fc
    .tuple(strategy, spec, fc.option(fc.integer({ min: 0, max: 3 }), { nil: undefined }), fc.subarray(['f/a', 'f/b', 'f/c']))
    .map(([how, of, replicas, finalizers]) => ({ ...deployment(how, of, replicas), metadata: { name: 'd', finalizers } }));

  it('brings the object from any file to any other', () => {
    fc.assert(
      fc.property(anything, anything, (before, after) => {
        const patch = threeWayMerge(before, after, before, DEPLOYMENT);
        expect(strategicMerge(before, patch, DEPLOYMENT)).toEqual(after);
        expect(strategicMerge(before, twoWayMerge(before, after, DEPLOYMENT), DEPLOYMENT)).toEqual(after);
      }),
      { numRuns: 500 },
    );
  });

  it('does nothing the second time', () => {
    fc.assert(
      fc.property(anything, anything, (before, after) => {
        const live = strategicMerge(before, threeWayMerge(before, after, before, DEPLOYMENT), DEPLOYMENT);
        expect(threeWayMerge(after, after, live, DEPLOYMENT)).toEqual({});
      }),
    );
  });
});
