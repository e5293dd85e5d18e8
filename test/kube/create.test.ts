import { describe, expect, it } from 'vitest';
import { deploymentManifest, gauge, makeWidget, podManifest, ref, refusal, START, widget, world } from './world';

describe('a new object', () => {
  it('gets its identity, its defaults and what its strategy allots', () => {
    const { api } = world();
    const made = makeWidget(api, 'a', { spec: { color: 'red' }, status: { replicas: 9 } });
    expect(made).toMatchObject({
      apiVersion: 'test.dev/v1',
      kind: 'Widget',
      metadata: { name: 'a', namespace: 'default', generation: 1, creationTimestamp: '2025-03-31T09:00:00Z' },
      spec: { color: 'red', size: 1 },
      status: {},
    });
    expect(made.metadata.uid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(made['spec'].port).toBeGreaterThanOrEqual(30_000);
    expect(made['status']).toEqual({});
    expect(Object.isFrozen(made['spec'])).toBe(true);
  });

  it('leaves the manifest it came from alone', () => {
    const { api } = world();
    const manifest = { metadata: { name: 'a' }, spec: { color: 'red' } };
    api.create('widgets', manifest);
    expect(manifest).toEqual({ metadata: { name: 'a' }, spec: { color: 'red' } });
    expect(Object.isFrozen(manifest.spec)).toBe(false);
  });

  it('takes a higher version than all before it', () => {
    const { api } = world();
    const versions = ['a', 'b', 'c'].map((name) => Number(makeWidget(api, name).metadata.resourceVersion));
    expect(versions).toEqual([versions[0], versions[0]! + 1, versions[0]! + 2]);
  });

  it('is named by its generateName, cut to leave room for the suffix', () => {
    const { api } = world();
    const short = api.create('widgets', { metadata: { generateName: 'web-' } });
    const long = api.create('widgets', { metadata: { generateName: 'x'.repeat(70) } });
    expect(short.metadata.name).toMatch(/^web-[bcdfghjklmnpqrstvwxz2456789]{5}$/);
    expect(long.metadata.name).toMatch(/^x{58}[bcdfghjklmnpqrstvwxz2456789]{5}$/);
  });

  it('tries another name when the generated one is taken', () => {
    const first = world().api.create('widgets', { metadata: { generateName: 'web-' } }).metadata.name;
    const { api, random } = world();
    const before = random.save();
    makeWidget(api, first);
    random.load(before);
    const second = api.create('widgets', { metadata: { generateName: 'web-' } }).metadata.name;
    expect(second).not.toBe(first);
  });

  it('has no generation where its kind counts none', () => {
    const { api } = world();
    expect(api.create('gauges', { metadata: { name: 'g' } }).metadata).not.toHaveProperty('generation');
  });
});

describe('the API server refuses', () => {
  const subdomain =
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

  it.each([
    [{ name: 'Web' }, `metadata.name: Invalid value: "Web": ${subdomain}`],
    [{ name: 'x'.repeat(254) }, `metadata.name: Invalid value: "${'x'.repeat(254)}": must be no more than 253 characters`],
    [{}, 'metadata.name: Required value: name or generateName is required'],
    [
      { name: 'a', labels: { app: 'a b' } },
      `metadata.labels: Invalid value: "a b": a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')`,
    ],
    [
      { name: 'a', labels: { app: 'x'.repeat(64) } },
      `metadata.labels: Invalid value: "${'x'.repeat(64)}": must be no more than 63 characters`,
    ],
    [
      { name: 'a', labels: { '-app': 'x' } },
      `metadata.labels: Invalid value: "-app": name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')`,
    ],
    [{ name: 'a', annotations: { big: 'x'.repeat(262_144) } }, 'metadata.annotations: Too long: may not be more than 262144 bytes'],
    [
      { name: 'a', finalizers: ['mine'] },
      'metadata.finalizers: Invalid value: "mine": name is neither a standard finalizer name nor is it fully qualified',
    ],
  ])('the metadata %#', (metadata, cause) => {
    const { api } = world();
    const name = 'name' in metadata ? metadata.name : '';
    expect(refusal(() => api.create('widgets', { metadata, spec: {} }))).toBe(
      `422 Invalid: Widget.test.dev "${name}" is invalid: ${cause}`,
    );
    expect(api.list('widgets')).toEqual([]);
  });

  it('a Service whose name is no DNS-1035 label', () => {
    const { api } = world();
    const service = { metadata: { name: '1web' }, spec: { ports: [{ port: 80 }] } };
    expect(refusal(() => api.create('services', service))).toMatch(
      /^422 Invalid: Service "1web" is invalid: metadata.name: Invalid value: "1web": a DNS-1035 label must/,
    );
  });

  it('a name that is taken', () => {
    const { api } = world();
    makeWidget(api, 'a');
    expect(refusal(() => makeWidget(api, 'a'))).toBe('409 AlreadyExists: widgets.test.dev "a" already exists');
  });

  it('a namespace that is not there, going, or another than the request names', () => {
    const { api } = world();
    expect(refusal(() => makeWidget(api, 'a', {}, { namespace: 'nope' }))).toBe('404 NotFound: namespaces "nope" not found');
    expect(refusal(() => makeWidget(api, 'a', { metadata: { namespace: 'other' } }))).toBe(
      '400 BadRequest: the namespace of the provided object does not match the namespace sent on the request',
    );
    api.create('namespaces', { metadata: { name: 'going' } });
    api.delete('namespaces', 'going');
    expect(refusal(() => makeWidget(api, 'a', {}, { namespace: 'going' }))).toBe(
      '403 Forbidden: widgets.test.dev "a" is forbidden: unable to create new content in namespace going because it is being terminated',
    );
  });

  it('a resourceVersion, another version and another kind', () => {
    const { api } = world();
    expect(refusal(() => makeWidget(api, 'a', { metadata: { resourceVersion: '1' } }))).toBe(
      '500 : resourceVersion should not be set on objects to be created',
    );
    expect(refusal(() => api.create('deployments', { ...deploymentManifest('a'), apiVersion: 'apps/v1beta1' }))).toBe(
      '400 BadRequest: the API version in the data (apps/v1beta1) does not match the expected API version (apps/v1)',
    );
    expect(refusal(() => api.create('deployments', { ...deploymentManifest('a'), kind: 'Pod' }))).toMatch(
      /^400 BadRequest: Pod in version "v1" cannot be handled as a Deployment/,
    );
  });

  it('a resource and a kind that it does not serve', () => {
    const { api } = world();
    expect(refusal(() => api.create('things', {}))).toBe('404 NotFound: the server could not find the requested resource');
    expect(refusal(() => api.resourceOf('extensions/v1beta1', 'Deployment'))).toBe(
      '404 NotFound: no matches for kind "Deployment" in version "extensions/v1beta1"',
    );
    expect(api.resourceOf('test.dev/v1', 'Widget')).toMatchObject({ resource: 'widgets', namespaced: true });
  });

  it('nothing of what bad input would do: a pod without containers is an error, not a crash', () => {
    const { api } = world();
    expect(refusal(() => api.create('pods', { metadata: { name: 'a' } }))).toBe(
      '422 Invalid: Pod "a" is invalid: spec.containers: Required value',
    );
    expect(refusal(() => api.create('deployments', { metadata: { name: 'a' } }))).toMatch(/^422 Invalid: Deployment.apps "a" is invalid: /);
    expect(refusal(() => api.create('services', { metadata: { name: 'a' } }))).toMatch(/^422 Invalid: Service "a" is invalid: /);
  });
});

describe('field validation', () => {
  const odd = () =>
    deploymentManifest('a', { replica: 3, template: { metadata: {}, spec: { containers: [{ name: 'c', image: 'i', imagee: 'x' }] } } });
  const both = 'unknown field "spec.replica", unknown field "spec.template.spec.containers[0].imagee"';

  it('refuses unknown fields when it is strict', () => {
    const { api } = world();
    expect(refusal(() => api.create('deployments', odd(), { fieldValidation: 'Strict' }))).toBe(
      `400 BadRequest: Deployment in version "v1" cannot be handled as a Deployment: strict decoding error: ${both}`,
    );
  });

  it.each([
    ['Warn', ['unknown field "spec.shape"']],
    [undefined, ['unknown field "spec.shape"']],
    ['Ignore', []],
  ] as const)('drops them, and under %s says %j', (fieldValidation, expected) => {
    const { api } = world();
    const heard: string[] = [];
    const options = { warn: (text: string) => void heard.push(text), ...(fieldValidation && { fieldValidation }) };
    const made = api.create('pods', podManifest('a', { shape: 'round' }), options);
    expect(heard).toEqual(expected);
    expect(made['spec']).not.toHaveProperty('shape');
  });

  it.each([
    [{ replicas: 'three' }, 'json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32'],
    [{ replicas: 1.5 }, 'json: cannot unmarshal number 1.5 into Go struct field DeploymentSpec.spec.replicas of type int32'],
    [{ paused: 'yes' }, 'json: cannot unmarshal string into Go struct field DeploymentSpec.spec.paused of type bool'],
    [{ selector: [] }, 'json: cannot unmarshal array into Go struct field DeploymentSpec.spec.selector of type v1.LabelSelector'],
    [
      { template: { spec: { containers: { name: 'c' } } } },
      'json: cannot unmarshal object into Go struct field PodSpec.spec.template.spec.containers of type []v1.Container',
    ],
    [
      { template: { spec: { containers: [{ name: 'c', env: [{ name: 'A', value: 1 }] }] } } },
      'json: cannot unmarshal number into Go struct field EnvVar.spec.template.spec.containers.env.value of type string',
    ],
    [
      { template: { metadata: { labels: { app: 1 } } } },
      'json: cannot unmarshal number into Go struct field ObjectMeta.spec.template.metadata.labels of type string',
    ],
    [
      { template: { spec: { containers: [{ name: 'c', resources: { limits: { cpu: 'much' } } }] } } },
      "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
    ],
  ])('refuses a wrong type whatever it is told: %j', (spec, why) => {
    const { api } = world();
    expect(refusal(() => api.create('deployments', deploymentManifest('a', spec), { fieldValidation: 'Ignore' }))).toBe(
      `400 BadRequest: Deployment in version "v1" cannot be handled as a Deployment: ${why}`,
    );
  });

  it('takes null for absent, and writes quantities in their canonical form', () => {
    const { api } = world();
    const containers = [{ name: 'c', image: 'i', command: null, resources: { requests: { cpu: 0.5, memory: '1024Mi' } } }];
    const made = api.create('pods', podManifest('a', { containers, nodeSelector: null }));
    expect(made['spec'].containers[0].resources.requests).toEqual({ cpu: '500m', memory: '1Gi' });
    expect(made['spec']).not.toHaveProperty('nodeSelector');
  });

  it('passes on the warnings of a kind', () => {
    const { api } = world();
    const heard: string[] = [];
    makeWidget(api, 'a', { spec: { old: true } }, { warn: (text) => void heard.push(text) });
    expect(heard).toEqual(['spec.old: deprecated']);
  });
});

describe('a dry run', () => {
  it('leaves no trace: not in the store, the version, or the sequence of chance', () => {
    const { api, random, changes } = world();
    makeWidget(api, 'b', { spec: { replicas: 1 } });
    const before = JSON.stringify([api.listObjects(widget), api.listObjects(gauge), random.save(), changes.length]);
    const options = { dryRun: true, namespace: 'default' };
    expect(api.create('widgets', { metadata: { generateName: 'a-' } }, options).metadata.name).toMatch(/^a-.{5}$/);
    expect(api.patch(ref('b'), 'application/merge-patch+json', { spec: { size: 2 } }, options)['spec'].size).toBe(2);
    expect(
      api.patch(ref('b'), 'application/merge-patch+json', { spec: { replicas: 2 } }, { ...options, subresource: 'scale' })['spec'].replicas,
    ).toBe(2);
    expect(api.replace(ref('b'), { status: { replicas: 3 } }, { ...options, subresource: 'status' })['status'].replicas).toBe(3);
    api.delete('widgets', 'default/b', { dryRun: true });
    expect(JSON.stringify([api.listObjects(widget), api.listObjects(gauge), random.save(), changes.length])).toBe(before);
  });

  it('is refused as the real thing would be', () => {
    const { api } = world();
    makeWidget(api, 'a');
    expect(refusal(() => makeWidget(api, 'a', {}, { dryRun: true }))).toMatch(/^409 AlreadyExists/);
  });
});

describe('the same seed and the same requests', () => {
  it('make the same bytes', () => {
    const run = () => {
      const { api, clock } = world(11);
      for (let i = 0; i < 20; i++) {
        clock.now = START + i * 1500;
        api.create('pods', { ...podManifest(''), metadata: { generateName: 'p-' } }, { namespace: 'default' });
      }
      return JSON.stringify(api.save().tables.get('pods'));
    };
    expect(run()).toBe(run());
  });
});
