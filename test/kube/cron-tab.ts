import type { Manifest } from '../../src/kube/object';

/** A definition for the tests: the CronTab of the documentation, with everything that a schema can say. */

const columns = [
  { name: 'Spec', type: 'string', jsonPath: '.spec.cronSpec' },
  { name: 'Replicas', type: 'integer', jsonPath: '.spec.replicas' },
  { name: 'Image', type: 'string', jsonPath: '.spec.image', priority: 1 },
];

const PROPERTIES = {
  cronSpec: { type: 'string', minLength: 3, maxLength: 20 },
  image: { type: 'string', pattern: '^[a-z]+$' },
  replicas: { type: 'integer', minimum: 1, maximum: 10, default: 1 },
  limit: { type: 'integer', default: 5 },
  mode: { type: 'string', enum: ['Fast', 'Slow'] },
  ports: {
    type: 'array',
    minItems: 1,
    maxItems: 2,
    items: { type: 'object', required: ['port'], properties: { port: { type: 'integer' } } },
  },
  labels: { type: 'object', additionalProperties: { type: 'string' } },
  anything: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
  size: { 'x-kubernetes-int-or-string': true },
  note: { type: 'string', nullable: true },
  since: { type: 'string', format: 'date-time' },
  ratio: { type: 'number', multipleOf: 0.5, exclusiveMinimum: true, minimum: 0 },
  tags: { type: 'array', 'x-kubernetes-list-type': 'set', items: { type: 'string' } },
  owner: { type: 'string' },
  embedded: {
    type: 'object',
    'x-kubernetes-embedded-resource': true,
    properties: { spec: { type: 'object', properties: { a: { type: 'string' } } } },
  },
};

const RULES = [
  { rule: 'self.replicas <= self.limit', message: 'replicas must not exceed limit' },
  { rule: '!has(oldSelf.owner) || self.owner == oldSelf.owner', messageExpression: "'owner was ' + oldSelf.owner", fieldPath: '.owner' },
];

export const SCHEMA = {
  type: 'object',
  properties: {
    spec: { type: 'object', required: ['cronSpec'], properties: PROPERTIES, 'x-kubernetes-validations': RULES },
    status: { type: 'object', properties: { replicas: { type: 'integer' }, labelSelector: { type: 'string' } } },
  },
};

export const VERSION = {
  name: 'v1',
  served: true,
  storage: true,
  schema: { openAPIV3Schema: SCHEMA },
  subresources: {
    status: {},
    scale: { specReplicasPath: '.spec.replicas', statusReplicasPath: '.status.replicas', labelSelectorPath: '.status.labelSelector' },
  },
  additionalPrinterColumns: columns,
};

/** @param change what its spec is to say besides, or otherwise */
export const definition = (change: object = {}, name = 'crontabs.stable.example.com'): Manifest => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name },
  spec: {
    group: 'stable.example.com',
    scope: 'Namespaced',
    names: { plural: 'crontabs', singular: 'crontab', kind: 'CronTab', shortNames: ['ct'], categories: ['all'] },
    versions: [VERSION],
    ...change,
  },
});

export const cronTab = (name: string, spec: object = {}, more: object = {}): Manifest => ({
  apiVersion: 'stable.example.com/v1',
  kind: 'CronTab',
  metadata: { name },
  spec: { cronSpec: '* * *', ...spec },
  ...more,
});

export const TABLE = 'crontabs.stable.example.com';
export const CRON_TABS = { group: 'stable.example.com', version: 'v1', resource: 'crontabs' } as const;
