import { describe, expect, it } from 'vitest';
import type { KubeObject, Manifest } from '../../src/kube/object';
import { deploymentManifest, podManifest, ref, refusal, world } from './world';

/** Rows A of the behaviour tables: the API server's machinery. */

const MERGE = 'application/merge-patch+json';
const invalid = (spec: object, manifest: Manifest = deploymentManifest('x', spec)) => {
  const { api } = world();
  return refusal(() => api.create('deployments', manifest));
};
const template = (spec: object, labels = { app: 'x' }) => ({
  template: { metadata: { labels }, spec: { containers: [{ name: 'c', image: 'nginx:1' }], ...spec } },
});

describe('versions and generations', () => {
  it('A1 the generation follows the spec and the deletion, not the status or the metadata (registry strategies)', () => {
    const { api } = world();
    const made = api.create('deployments', deploymentManifest('x'));
    const generations = [
      made,
      api.patch(ref('x', 'deployments'), MERGE, { metadata: { labels: { a: 'b' } } }),
      api.patch(ref('x', 'deployments'), MERGE, { status: { replicas: 1 } }, { subresource: 'status' }),
      api.patch(ref('x', 'deployments'), MERGE, { spec: { replicas: 2 } }),
      api.patch(ref('x', 'deployments'), MERGE, { spec: { replicas: 2 } }),
      api.delete('deployments', 'default/x', { propagationPolicy: 'Foreground' }),
    ].map(({ metadata }) => metadata.generation);
    expect(generations).toEqual([1, 1, 1, 2, 2, 3]);
  });

  it('A1 a Pod has none until 1.33', () => {
    const { api } = world();
    expect(api.create('pods', podManifest('x')).metadata).not.toHaveProperty('generation');
  });

  it('A2 every write takes a higher resourceVersion; one that changes nothing takes none and is not watched (etcd3 store)', () => {
    const { api, changes } = world();
    const versions = [
      api.create('deployments', deploymentManifest('x')),
      api.patch(ref('x', 'deployments'), MERGE, { spec: { replicas: 2 } }),
      api.create('pods', podManifest('y')),
    ].map(({ metadata }) => Number(metadata.resourceVersion));
    expect(versions).toEqual([...versions].sort((a, b) => a - b));
    expect(new Set(versions).size).toBe(3);
    const before = changes.length;
    const again = api.patch(ref('x', 'deployments'), MERGE, { spec: { replicas: 2 } });
    expect(Number(again.metadata.resourceVersion)).toBe(versions[1]);
    expect(changes.length).toBe(before);
  });

  it('A3 a PUT of a stale version is a conflict, a PATCH that names none is not (guaranteedUpdate)', () => {
    const { api } = world();
    const stale = api.create<KubeObject>('deployments', deploymentManifest('x'));
    api.patch(ref('x', 'deployments'), MERGE, { spec: { replicas: 2 } });
    expect(refusal(() => api.update('deployments', { ...stale, spec: { ...stale['spec'], replicas: 3 } }))).toBe(
      '409 Conflict: Operation cannot be fulfilled on deployments.apps "x": the object has been modified; please apply your changes to the latest version and try again',
    );
    expect(api.patch(ref('x', 'deployments'), MERGE, { spec: { replicas: 4 } })['spec'].replicas).toBe(4);
    const { resourceVersion } = stale.metadata;
    expect(refusal(() => api.patch(ref('x', 'deployments'), MERGE, { metadata: { resourceVersion }, spec: { replicas: 5 } }))).toMatch(
      /^409 Conflict/,
    );
  });

  it('A4 the object’s door leaves the status alone, the status’ door the spec and the labels (strategies)', () => {
    const { api } = world();
    api.create('deployments', deploymentManifest('x'));
    const both = { metadata: { labels: { a: 'b' } }, spec: { replicas: 7 }, status: { replicas: 7 } };
    const before = api.read(ref('x', 'deployments')).metadata.labels;
    const told = api.patch(ref('x', 'deployments'), MERGE, both, { subresource: 'status' });
    expect(told).toMatchObject({ spec: { replicas: 1 }, status: { replicas: 7 } });
    expect(told.metadata.labels).toEqual(before);
    const object = api.patch(ref('x', 'deployments'), MERGE, { ...both, status: { replicas: 9 } });
    expect(object).toMatchObject({ metadata: { labels: { a: 'b' } }, spec: { replicas: 7 }, status: { replicas: 7 } });
  });

  it('A4 most strategies let the status’ door bring labels and annotations; that of a Pod no owners (PrepareForUpdate)', () => {
    const { api } = world();
    api.create('pods', podManifest('p'));
    const ownerReferences = [{ apiVersion: 'v1', kind: 'Node', name: 'n', uid: 'u' }];
    const told = api.patch(
      ref('p', 'pods'),
      MERGE,
      { metadata: { labels: { a: 'b' }, annotations: { c: 'd' }, ownerReferences }, status: { message: 'm' } },
      { subresource: 'status' },
    );
    expect(told.metadata).toMatchObject({ labels: { a: 'b' }, annotations: { c: 'd' } });
    expect(told.metadata.ownerReferences).toBeUndefined();
    const wrong = { metadata: { labels: { 'not a label': 'b' } } };
    expect(refusal(() => api.patch(ref('p', 'pods'), MERGE, wrong, { subresource: 'status' }))).toMatch(/^422 Invalid: .*metadata\.labels/);
  });
});

describe('names', () => {
  it('A5 generateName: five letters of 27, another try when the name is taken (names/generate.go, RetryGenerateName)', () => {
    const made = (seed: number, taken: readonly string[]) => {
      const { api, random } = world(seed);
      const before = random.save();
      for (const name of taken) api.create('configmaps', { metadata: { name } });
      random.load(before);
      return api.create('configmaps', { metadata: { generateName: 'web-' } }).metadata.name;
    };
    const first = made(3, []);
    expect(first).toMatch(/^web-[bcdfghjklmnpqrstvwxz2456789]{5}$/);
    const second = made(3, [first]);
    expect(second).toMatch(/^web-[bcdfghjklmnpqrstvwxz2456789]{5}$/);
    expect(second).not.toBe(first);
    expect([first, second]).not.toContain(made(3, [first, second]));
  });

  const FINE = 'not refused';
  it.each([
    ['configmaps', 'a.b-c', FINE],
    ['configmaps', 'x'.repeat(253), FINE],
    ['configmaps', 'x'.repeat(254), 'must be no more than 253 characters'],
    ['configmaps', 'a_b', 'a lowercase RFC 1123 subdomain must consist of'],
    ['services', 'web', FINE],
    ['services', '1web', 'a DNS-1035 label must consist of'],
    ['services', 'a.b', 'a DNS-1035 label must consist of'],
    ['services', 'x'.repeat(64), 'must be no more than 63 characters'],
    ['namespaces', 'a.b', 'a lowercase RFC 1123 label must consist of'],
    ['cronjobs', 'x'.repeat(52), FINE],
    ['cronjobs', 'x'.repeat(53), 'must be no more than 52 characters'],
    ['statefulsets', 'a.b', 'a lowercase RFC 1123 label must consist of'],
  ])('A6 %s may be called %s: %s (docs names.md, validation)', (resource, name, expected) => {
    const { api } = world();
    const work = { restartPolicy: 'Never', containers: [{ name: 'c', image: 'i' }] };
    const specs: Readonly<Record<string, object>> = {
      services: { ports: [{ port: 80 }] },
      cronjobs: { schedule: '* * * * *', jobTemplate: { spec: { template: { spec: work } } } },
      statefulsets: { serviceName: 's', selector: { matchLabels: { app: 'x' } }, ...template({}) },
    };
    const answer = refusal(() => api.create(resource, { metadata: { name }, ...(specs[resource] && { spec: specs[resource] }) }));
    expect(answer).toContain(expected);
  });

  it('A6 a label’s value has 63 characters at the most', () => {
    const { api } = world();
    const label = (length: number) => () =>
      api.create('configmaps', { metadata: { name: `n${length}`, labels: { a: 'x'.repeat(length) } } });
    expect(refusal(label(63))).toBe('not refused');
    expect(refusal(label(64))).toContain('must be no more than 63 characters');
  });
});

describe('a Deployment that is refused (pkg/apis/apps/validation)', () => {
  const refused = (cause: string) => `422 Invalid: Deployment.apps "x" is invalid: ${cause}`;

  it('A7 a selector that does not match the template', () => {
    expect(invalid(template({}, { app: 'y' }))).toBe(
      refused('spec.template.metadata.labels: Invalid value: map[string]string{"app":"y"}: `selector` does not match template `labels`'),
    );
  });

  it.each([
    ['no selector', undefined, 'spec.selector: Required value'],
    ['an empty one', {}, 'empty selector is invalid for deployment'],
  ])('A7 %s', (_, selector, words) => {
    expect(invalid({ selector })).toContain(words);
  });

  it('A7 another selector than before', () => {
    const { api } = world();
    api.create('deployments', deploymentManifest('x'));
    const change = { spec: { selector: { matchLabels: { app: 'y' } }, ...template({}, { app: 'y' }) } };
    expect(refusal(() => api.patch(ref('x', 'deployments'), MERGE, change))).toMatch(
      /^422 Invalid: Deployment.apps "x" is invalid: spec.selector: Invalid value: .*: field is immutable$/,
    );
  });

  it.each([
    [
      'A8 a pod that does not always restart',
      template({ restartPolicy: 'Never' }),
      'spec.template.spec.restartPolicy: Unsupported value: "Never": supported values: "Always"',
    ],
    ['A9 no containers', template({ containers: [] }), 'spec.template.spec.containers: Required value'],
    [
      'A10 neither more nor fewer pods during an update',
      { strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: 0 } } },
      'spec.strategy.rollingUpdate.maxUnavailable: Invalid value: intstr.IntOrString{Type:0, IntVal:0, StrVal:""}: may not be 0 when `maxSurge` is 0',
    ],
    [
      'A10 the same in per cent',
      { strategy: { rollingUpdate: { maxSurge: '0%', maxUnavailable: '0%' } } },
      'spec.strategy.rollingUpdate.maxUnavailable: Invalid value: intstr.IntOrString{Type:1, IntVal:0, StrVal:"0%"}: may not be 0 when `maxSurge` is 0',
    ],
    [
      'A11 Recreate with the numbers of a rolling update',
      { strategy: { type: 'Recreate', rollingUpdate: { maxSurge: 1 } } },
      "spec.strategy.rollingUpdate: Forbidden: may not be specified when strategy `type` is 'Recreate'",
    ],
  ])('%s', (_, spec, cause) => {
    expect(invalid(spec)).toBe(refused(cause));
  });
});

describe('lists', () => {
  it.each([
    ['app=web', ['a']],
    ['app==web', ['a']],
    ['app!=web', ['b', 'c']],
    ['app in (web,db)', ['a', 'b']],
    ['app notin (web)', ['b', 'c']],
    ['app', ['a', 'b']],
    ['!app', ['c']],
    ['app!=web,app', ['b']],
  ])('A15 the selector %s selects %j (apimachinery labels/selector.go)', (labelSelector, expected) => {
    const { api } = world();
    const labels = { a: { app: 'web' }, b: { app: 'db' }, c: {} };
    for (const [name, one] of Object.entries(labels))
      api.create('configmaps', { metadata: { name, labels: one } }, { namespace: 'default' });
    const { items } = api.listObjects(ref('', 'configmaps'), { namespace: 'default', labelSelector });
    expect(items.map(({ metadata }) => metadata.name)).toEqual(expected);
  });

  it('A17 a list is in the order of namespace and name, not of age (etcd)', () => {
    const { api } = world();
    api.create('namespaces', { metadata: { name: 'another' } });
    for (const key of ['default/c', 'another/z', 'default/a', 'default/b']) {
      const [namespace, name] = key.split('/') as [string, string];
      api.create('configmaps', { metadata: { name } }, { namespace });
    }
    const { items } = api.listObjects({ group: '', version: 'v1', resource: 'configmaps' });
    expect(items.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`)).toEqual([
      'another/z',
      'default/a',
      'default/b',
      'default/c',
    ]);
  });
});
