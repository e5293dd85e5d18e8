import { describe, expect, it, test } from 'vitest';
import type { ApiServer } from '../../src/kube/api-server';
import { isTrue, withCondition, type CustomResourceDefinition } from '../../src/kube/kinds/custom-resource-definition';
import type { Manifest } from '../../src/kube/object';
import { CRON_TABS, cronTab, definition, SCHEMA, TABLE, VERSION } from './cron-tab';
import { refusal, START, world } from './world';

/** What the API server does with a definition, and with the objects that it declares. Sources are those of src/kube/custom. */

const CRDS = 'customresourcedefinitions';

/** As its controllers establish it. */
function established(api: ApiServer, manifest = definition()): CustomResourceDefinition {
  const made = api.create<CustomResourceDefinition>(CRDS, manifest);
  const named = { ...made, status: { ...made.status, acceptedNames: made.spec.names } };
  const condition = { type: 'Established', status: 'True', reason: 'InitialNamesAccepted', message: '' } as const;
  return api.updateStatus<CustomResourceDefinition>(CRDS, withCondition(named, condition, '2025-03-31T09:00:00Z'));
}

function cronTabs(manifest?: Manifest) {
  const { api } = world();
  established(api, manifest);
  const ref = (name: string, version = 'v1') => ({ ...CRON_TABS, version, namespace: 'default', name });
  const make = (spec: object = {}, name = 'a', options = {}) =>
    api.create(CRON_TABS, cronTab(name, spec), { namespace: 'default', fieldValidation: 'Strict', ...options });
  return { api, make, ref, stored: (name = 'a') => api.get(TABLE, `default/${name}`)! };
}

const INVALID = '422 Invalid: CronTab.stable.example.com "a" is invalid: ';

describe('a definition', () => {
  const made = (change: object, name?: string) => refusal(() => world().api.create(CRDS, definition(change, name)));
  const schema = (properties: object) => ({
    versions: [{ ...VERSION, schema: { openAPIV3Schema: { type: 'object', properties: { spec: { type: 'object', properties } } } } }],
  });
  const refused = '422 Invalid: CustomResourceDefinition.apiextensions.k8s.io "crontabs.stable.example.com" is invalid: ';
  const at = 'spec.validation.openAPIV3Schema.properties[spec].properties';

  it('gets its singular, its list kind and its conversion by default, and remembers the storage version', () => {
    const { api } = world();
    const { spec, status } = api.create<CustomResourceDefinition>(CRDS, definition({ names: { plural: 'crontabs', kind: 'CronTab' } }));
    expect(spec.names).toEqual({ plural: 'crontabs', kind: 'CronTab', singular: 'crontab', listKind: 'CronTabList' });
    expect(spec.conversion).toEqual({ strategy: 'None' });
    expect(status.storedVersions).toEqual(['v1']);
  });

  it.each([
    ['spec.group: Invalid value: "stable": should be a domain with at least one dot', { group: 'stable' }, 'crontabs.stable'],
    ['spec.scope: Unsupported value: "Galaxy": supported values: "Cluster", "Namespaced"', { scope: 'Galaxy' }],
    ['spec.versions[0].schema.openAPIV3Schema: Required value', { versions: [{ name: 'v1', served: true, storage: true }] }],
    [`${at}[a].type: Required value: must not be empty for specified object fields`, schema({ a: {} })],
    [`${at}[a].items: Required value: must be specified`, schema({ a: { type: 'array' } })],
    [`${at}[a].items.type: Required value: must not be empty for specified array items`, schema({ a: { type: 'array', items: {} } })],
    [
      `${at}[a].type: Unsupported value: "text": supported values: "array", "boolean", "integer", "number", "object", "string"`,
      schema({ a: { type: 'text' } }),
    ],
    [
      `${at}[a].additionalProperties: Forbidden: additionalProperties and properties are mutual exclusive`,
      schema({ a: { type: 'object', properties: { b: { type: 'string' } }, additionalProperties: { type: 'string' } } }),
    ],
    [
      `${at}[a].uniqueItems: Forbidden: uniqueItems cannot be set to true since the runtime complexity becomes quadratic`,
      schema({ a: { type: 'array', uniqueItems: true, items: { type: 'string' } } }),
    ],
    [`${at}[a].$ref: Forbidden: $ref is not supported`, schema({ a: { type: 'object', $ref: '#/b' } })],
    [`${at}[a].anyOf[0].type: Forbidden: must be empty to be structural`, schema({ a: { type: 'string', anyOf: [{ type: 'string' }] } })],
    [
      `${at}[a].properties[b]: Required value: because it is defined in ${at}[a].allOf[0].properties[b]`,
      schema({ a: { type: 'object', allOf: [{ properties: { b: { minimum: 1 } } }] } }),
    ],
    [
      `${at}[a].default: Invalid value: "string":  in body must be of type integer: "string"`,
      schema({ a: { type: 'integer', default: 'x' } }),
    ],
    [
      `${at}[a].default: Invalid value: "{\"c\":1}": must not have unknown fields`.replaceAll('"{"c":1}"', '"{\\"c\\":1}"'),
      schema({ a: { type: 'object', default: { c: 1 }, properties: { b: { type: 'string' } } } }),
    ],
    [
      `${at}[a].x-kubernetes-list-map-keys: Required value: must not be empty if x-kubernetes-list-type is map`,
      schema({ a: { type: 'array', 'x-kubernetes-list-type': 'map', items: { type: 'object', properties: {} } } }),
    ],
    [
      'spec.additionalPrinterColumns[0].type: Invalid value: "text": must be one of boolean,date,integer,number,string',
      { versions: [{ ...VERSION, additionalPrinterColumns: [{ name: 'A', type: 'text', jsonPath: '.a' }] }] },
    ],
    [
      'spec.subresources.scale.specReplicasPath: Invalid value: ".replicas": should be a json path under .spec',
      { versions: [{ ...VERSION, subresources: { scale: { specReplicasPath: '.replicas', statusReplicasPath: '.status.replicas' } } }] },
    ],
    [
      'spec.preserveUnknownFields: Invalid value: true: cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead',
      { preserveUnknownFields: true },
    ],
  ])('is refused: %s', (why, change, name?: string) => {
    expect(made(change, name)).toBe((name ? refused.replace('crontabs.stable.example.com', name) : refused) + why);
  });

  it('must be called as its plural and its group', () => {
    expect(made({}, 'tabs.stable.example.com')).toContain(
      'metadata.name: Invalid value: "tabs.stable.example.com": must be spec.names.plural+"."+spec.group',
    );
  });

  it('stores in exactly one version', () => {
    const none = made({ versions: [{ ...VERSION, storage: false }] });
    expect(none).toContain('spec.versions: Invalid value: []apiextensions.CustomResourceDefinitionVersion{');
    expect(none).toContain(': must have exactly one version marked as storage version');
    expect(made({ versions: [VERSION, { ...VERSION, name: 'v2' }] })).toContain('must have exactly one version marked as storage version');
  });

  it('of a group of Kubernetes needs to be approved', () => {
    expect(made({ group: 'x.k8s.io' }, 'crontabs.x.k8s.io')).toContain(
      'metadata.annotations[api-approved.kubernetes.io]: Required value: protected groups must have approval annotation "api-approved.kubernetes.io", see https://github.com/kubernetes/enhancements/pull/1111',
    );
  });

  it('names a rule that is no CEL, and says which it cannot evaluate', () => {
    const rule = (text: string) => schema({ a: { type: 'string', 'x-kubernetes-validations': [{ rule: text }] } });
    expect(made(rule('self.'))).toContain(`${at}[a].x-kubernetes-validations[0].rule: Invalid value: "self.": compilation failed: `);
    const said: string[] = [];
    world().api.create(CRDS, definition(rule('[self].transformList(i, v, v) == []')), { warn: (text) => said.push(text) });
    expect(said[0]).toContain('Podplay cannot evaluate "[self].transformList(i, v, v) == []", so it does not hold here');
  });

  it('keeps what objects are stored by', () => {
    const { api } = world();
    const old = established(api);
    const changed = (change: object) => refusal(() => api.update(CRDS, { ...old, spec: { ...old.spec, ...change } }));
    expect(changed({ scope: 'Cluster' })).toContain('spec.scope: Invalid value: "Cluster": field is immutable');
    expect(changed({ names: { ...old.spec.names, kind: 'Other' } })).toContain(
      'spec.names.kind: Invalid value: "Other": field is immutable',
    );
    expect(changed({ versions: [{ ...VERSION, name: 'v2' }] })).toContain(
      'status.storedVersions[0]: Invalid value: "v1": missing from spec.versions; v1 was previously a storage version',
    );
  });
});

describe('a kind', () => {
  it('is unknown before its definition is established, and after a rewind to before', () => {
    const { api } = world();
    const before = api.save();
    const list = () => refusal(() => api.listObjects(CRON_TABS));
    const unknown = '404 NotFound: the server could not find the requested resource';
    api.create(CRDS, definition());
    expect(list()).toBe(unknown);
    api.load(before);
    established(api);
    expect(list()).toBe('not refused');
    const after = api.save();
    api.load(before);
    expect(list()).toBe(unknown);
    expect(refusal(() => api.resourceOf('stable.example.com/v1', 'CronTab'))).toBe(
      '404 NotFound: no matches for kind "CronTab" in version "stable.example.com/v1"',
    );
    api.load(after);
    expect(api.resourceOf('stable.example.com/v1', 'CronTab')).toMatchObject({
      resource: 'crontabs',
      shortNames: ['ct'],
      categories: ['all'],
    });
  });

  it('may be called as one of the cluster’s own', () => {
    const names = { plural: 'services', singular: 'service', kind: 'Service', listKind: 'ServiceList' };
    const { api } = cronTabs(definition({ names }, 'services.stable.example.com'));
    const made = api.create(
      { ...CRON_TABS, resource: 'services' },
      { apiVersion: 'stable.example.com/v1', kind: 'Service', metadata: { name: '9' }, spec: { cronSpec: 'abc' } },
      { namespace: 'default' },
    );
    expect(api.list('services.stable.example.com')).toEqual([made]);
    expect(api.list('services')).toEqual([]);
  });

  it('takes nothing new while its definition is on its way out', () => {
    const { api, make } = cronTabs();
    make();
    api.delete(CRDS, TABLE);
    expect(isTrue(api.get<CustomResourceDefinition>(CRDS, TABLE)!, 'Terminating')).toBe(true);
    expect(refusal(() => make({}, 'b'))).toBe('405 MethodNotAllowed: create not allowed while custom resource definition is terminating');
    expect(api.listObjects(CRON_TABS).items).toHaveLength(1);
  });
});

describe('an object', () => {
  it.each([
    ['spec.replicas: Invalid value: "string": spec.replicas in body must be of type integer: "string"', { replicas: 'two' }],
    ['spec.replicas: Invalid value: "number": spec.replicas in body must be of type integer: "number"', { replicas: 1.5 }],
    ['spec.labels.a: Invalid value: "integer": spec.labels.a in body must be of type string: "integer"', { labels: { a: 1 } }],
    ['spec.ports[0].port: Required value', { ports: [{}] }],
    ['spec.mode: Unsupported value: "x": supported values: "Fast", "Slow"', { mode: 'x' }],
    ['spec.ports: Too many: 3: must have at most 2 items', { ports: [{ port: 1 }, { port: 2 }, { port: 3 }] }],
    ['spec.cronSpec: Too long: may not be more than 20 bytes', { cronSpec: 'x'.repeat(21) }],
    ['spec.size: Invalid value: "boolean": spec.size in body must be of type integer,string: "boolean"', { size: true }],
  ])('whose form is wrong is refused, and its rules are not looked at: %s', (why, spec) => {
    const { make } = cronTabs();
    const unchecked =
      '<nil>: Invalid value: "null": some validation rules were not checked because the object was invalid; correct the existing errors to complete validation';
    expect(refusal(() => make(spec))).toBe(`${INVALID}[${why}, ${unchecked}]`);
  });

  it.each([
    ['spec.replicas: Invalid value: 0: spec.replicas in body should be greater than or equal to 1', { replicas: 0 }],
    ['spec.cronSpec: Invalid value: "x": spec.cronSpec in body should be at least 3 chars long', { cronSpec: 'x' }],
    ['spec.image: Invalid value: "A": spec.image in body should match \'^[a-z]+$\'', { image: 'A' }],
    ['spec.ports: Invalid value: 0: spec.ports in body should have at least 1 items', { ports: [] }],
    ['spec.ratio: Invalid value: 0.7: spec.ratio in body should be a multiple of 0.5', { ratio: 0.7 }],
    ['spec.ratio: Invalid value: 0: spec.ratio in body should be greater than 0', { ratio: 0 }],
    ['spec.tags[1]: Duplicate value: "a"', { tags: ['a', 'a'] }],
    ['spec: Invalid value: "object": replicas must not exceed limit', { replicas: 6 }],
  ])('whose values are wrong is refused: %s', (why, spec) => {
    expect(refusal(() => cronTabs().make(spec))).toBe(INVALID + why);
  });

  it('of a format that its text does not have is refused', () => {
    const why = 'spec.since in body must be of type date-time: "yesterday"';
    expect(refusal(() => cronTabs().make({ since: 'yesterday' }))).toContain(`spec.since: Invalid value: "yesterday": ${why}`);
    expect(refusal(() => cronTabs().make({ since: '2025-03-31T09:00:00Z' }))).toBe('not refused');
  });

  it('has defaults where it says nothing, or a null that its schema does not allow', () => {
    const { make, stored } = cronTabs();
    make({ replicas: null, note: null, image: null, size: '5%' });
    expect(stored()['spec']).toEqual({ cronSpec: '* * *', limit: 5, note: null, replicas: 1, size: '5%' });
  });

  it('loses what its schema does not name, but where that is to be kept', () => {
    const { make, stored } = cronTabs();
    const embedded = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'x' }, spec: { a: '1', b: '2' } };
    const said: string[] = [];
    make({ strange: 1, anything: { at: { all: 1 } }, embedded }, 'a', { fieldValidation: 'Warn', warn: (text: string) => said.push(text) });
    expect(said).toEqual(['unknown field "spec.embedded.spec.b"', 'unknown field "spec.strange"']);
    expect(stored()['spec']).toEqual({
      anything: { at: { all: 1 } },
      cronSpec: '* * *',
      embedded: { ...embedded, spec: { a: '1' } },
      limit: 5,
      replicas: 1,
    });
    expect(refusal(() => make({ strange: 1 }, 'b'))).toBe(
      '400 BadRequest: CronTab in version "v1" cannot be handled as a CronTab: strict decoding error: unknown field "spec.strange"',
    );
  });

  it('is checked against what it was, by rules that speak of that', () => {
    const { api, make, ref } = cronTabs();
    make({ owner: 'ann' });
    const patched = (owner: string) => refusal(() => api.patch(ref('a'), 'application/merge-patch+json', { spec: { owner } }));
    expect(patched('bob')).toBe(`${INVALID}spec.owner: Invalid value: "object": owner was ann`);
    expect(patched('ann')).toBe('not refused');
  });

  it('counts its generations by its spec, where the status is written by itself', () => {
    const { api, make, ref, stored } = cronTabs();
    make();
    api.patch(ref('a'), 'application/merge-patch+json', { metadata: { labels: { a: 'b' } }, status: { replicas: 9 } });
    expect([stored().metadata.generation, stored()['status']]).toEqual([1, undefined]);
    api.patch(ref('a'), 'application/merge-patch+json', { spec: { image: 'x' }, status: { replicas: 2 } }, { subresource: 'status' });
    expect([stored().metadata.generation, stored()['status'], stored()['spec'].image]).toEqual([1, { replicas: 2 }, undefined]);
    api.patch(ref('a'), 'application/merge-patch+json', { spec: { image: 'x' } });
    expect(stored().metadata.generation).toBe(2);
  });

  it('keeps its labels when its status is written (status_strategy.go)', () => {
    const { api, make, ref, stored } = cronTabs();
    make();
    const both = { metadata: { labels: { a: 'b' }, finalizers: ['x/y'] }, status: { replicas: 2 } };
    api.patch(ref('a'), 'application/merge-patch+json', both, { subresource: 'status' });
    expect([stored()['status'], stored().metadata.labels, stored().metadata.finalizers]).toEqual([{ replicas: 2 }, undefined, undefined]);
  });

  it('counts every change, where the status is a field like any other', () => {
    const { api, make, ref, stored } = cronTabs(definition({ versions: [{ ...VERSION, subresources: {} }] }));
    make();
    api.patch(ref('a'), 'application/merge-patch+json', { status: { replicas: 9 } });
    expect([stored().metadata.generation, stored()['status']]).toEqual([2, { replicas: 9 }]);
  });

  it('is not patched strategically', () => {
    const { api, make, ref } = cronTabs();
    make();
    expect(refusal(() => api.patch(ref('a'), 'application/strategic-merge-patch+json', {}))).toBe(
      '415 UnsupportedMediaType: the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml',
    );
  });

  it('is scaled through its subresource, within its schema', () => {
    const { api, make, ref, stored } = cronTabs();
    make();
    const scale = (replicas: number) =>
      refusal(() => api.patch(ref('a'), 'application/merge-patch+json', { spec: { replicas } }, { subresource: 'scale' }));
    expect(scale(3)).toBe('not refused');
    expect(stored()['spec'].replicas).toBe(3);
    expect(scale(11)).toContain('spec.replicas in body should be less than or equal to 10');
    api.patch(ref('a'), 'application/merge-patch+json', { status: { replicas: 3, labelSelector: 'app=a' } }, { subresource: 'status' });
    expect(api.read(ref('a'), 'scale')).toMatchObject({ spec: { replicas: 3 }, status: { replicas: 3, selector: 'app=a' } });
  });

  it('without a size has no scale', () => {
    const versions = [
      {
        ...VERSION,
        schema: { openAPIV3Schema: { ...SCHEMA, properties: { spec: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } } } },
      },
    ];
    const { api, make, ref } = cronTabs(definition({ versions }));
    make();
    expect(refusal(() => api.read(ref('a'), 'scale'))).toBe(
      '500 InternalError: Internal error occurred: the spec replicas field ".spec.replicas" does not exist',
    );
  });

  it('is applied by several managers, list by list as its schema says', () => {
    const { api, ref, stored } = cronTabs();
    const apply = (fieldManager: string, spec: object) =>
      api.patch(ref('a'), 'application/apply-patch+yaml', cronTab('a', spec), { fieldManager });
    apply('ann', { tags: ['x'] });
    apply('bob', { tags: ['y'] });
    expect(stored()['spec'].tags).toEqual(['x', 'y']);
    expect(refusal(() => apply('bob', { cronSpec: '9 9 9' }))).toBe(
      '409 Conflict: Apply failed with 1 conflict: conflict with "ann": .spec.cronSpec',
    );
  });

  it('is printed by the columns of its definition, or by its age', () => {
    const { api, make } = cronTabs();
    make({ image: 'abc' });
    const table = api.table(CRON_TABS, api.list(TABLE));
    expect(table.columns.map(({ name, priority }) => `${name} ${priority}`)).toEqual(['Name 0', 'Spec 0', 'Replicas 0', 'Image 1']);
    expect(table.rows[0]!.cells).toEqual(['a', '* * *', 1, 'abc']);
    const plain = cronTabs(definition({ versions: [{ ...VERSION, additionalPrinterColumns: [] }] }));
    plain.make();
    expect(plain.api.table(CRON_TABS, plain.api.list(TABLE))).toMatchObject({
      columns: [{ name: 'Name' }, { name: 'Age', type: 'date' }],
      rows: [{ cells: ['a', '0s'] }],
    });
  });

  it('is warned of a finalizer without a domain, and of a version that is deprecated', () => {
    const { api } = cronTabs(definition({ versions: [{ ...VERSION, deprecated: true }] }));
    const said: string[] = [];
    const manifest = { ...cronTab('a'), metadata: { name: 'a', finalizers: ['mine'] } };
    api.create(CRON_TABS, manifest, { namespace: 'default', warn: (text) => said.push(text) });
    expect(said).toEqual([
      'stable.example.com/v1 CronTab is deprecated',
      'metadata.finalizers: "mine": prefer a domain-qualified finalizer name including a path (/) to avoid accidental conflicts with other finalizer writers',
    ]);
  });
});

describe('versions', () => {
  const older = {
    name: 'v1beta1',
    served: true,
    storage: false,
    schema: { openAPIV3Schema: { type: 'object', properties: { spec: { type: 'object', properties: { cronSpec: { type: 'string' } } } } } },
  };
  const hidden = { ...older, name: 'v1alpha1', served: false };
  const both = definition({ versions: [hidden, older, VERSION] });

  it('are served in the order in which clients prefer them, those that are not served not at all', () => {
    const { api } = cronTabs(both);
    const served = api.resources().filter(({ group }) => group === 'stable.example.com');
    expect(served.map(({ version }) => version)).toEqual(['v1', 'v1beta1']);
    expect(refusal(() => api.listObjects({ ...CRON_TABS, version: 'v1alpha1' }))).toContain('404 NotFound');
  });

  it('show one object, each by its own schema', () => {
    const { api, make, ref, stored } = cronTabs(both);
    make({ image: 'x' });
    expect(api.read(ref('a', 'v1beta1'))).toMatchObject({ apiVersion: 'stable.example.com/v1beta1', spec: { cronSpec: '* * *' } });
    expect(api.read(ref('a', 'v1beta1'))['spec']).toEqual({ cronSpec: '* * *' });
    expect(api.read(ref('a'))).toBe(stored());
  });

  it('are all stored in one', () => {
    const { api, stored } = cronTabs(both);
    const old = { ...cronTab('b'), apiVersion: 'stable.example.com/v1beta1' };
    api.create({ ...CRON_TABS, version: 'v1beta1' }, old, { namespace: 'default' });
    expect(stored('b').apiVersion).toBe('stable.example.com/v1');
    // Its defaults are those of the version that reads it.
    expect(api.listObjects(CRON_TABS).items[0]!['spec']).toEqual({ cronSpec: '* * *', limit: 5, replicas: 1 });
  });

  test('a watch hears of objects in the version that it asked for', () => {
    const { api, make } = cronTabs(both);
    const heard: string[] = [];
    api.watchFrom({ ...CRON_TABS, version: 'v1beta1' }, {}, ({ type, object }) => heard.push(`${type} ${object.apiVersion}`));
    make();
    expect(heard).toEqual(['ADDED stable.example.com/v1beta1']);
  });
});

test('selectable fields select', () => {
  const { api, make } = cronTabs(definition({ versions: [{ ...VERSION, selectableFields: [{ jsonPath: '.spec.image' }] }] }));
  make({ image: 'x' }, 'a');
  make({ image: 'y' }, 'b');
  const names = (fieldSelector: string) => api.listObjects(CRON_TABS, { fieldSelector }).items.map(({ metadata }) => metadata.name);
  expect(names('spec.image=y')).toEqual(['b']);
  expect(refusal(() => names('spec.mode=y'))).toBe('400 BadRequest: field label not supported: spec.mode');
  expect(api.view().now).toBe(START);
});
