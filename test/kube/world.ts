import type { ApiWriteOptions, Change } from '../../src/kube/api';
import { ApiServer } from '../../src/kube/api-server';
import type { ObjectRef } from '../../src/kube/cluster';
import { kinds } from '../../src/kube/kinds';
import { nameColumn } from '../../src/kube/kinds/cells';
import { defineKind } from '../../src/kube/kinds/kind';
import type { KubeObject, Manifest } from '../../src/kube/object';
import { StatusError } from '../../src/kube/status';
import { Random } from '../../src/sim/random';

export const START = Date.UTC(2025, 2, 31, 9, 0, 0);

/** A kind of the tests' own: plain, with spec, status and scale, and a rule of its own. */
export const widget = defineKind({
  group: 'test.dev',
  version: 'v1',
  kind: 'Widget',
  resource: 'widgets',
  singular: 'widget',
  namespaced: true,
  subresources: ['status', 'scale'],
  schema: '',
  defaults: (object) => void (object['spec'].size ??= 1),
  prepareForCreate: (object, around) => void (object['spec'].port ??= 30_000 + around.random.int(1000)),
  validate: ({ spec }, old) =>
    old && old['spec'].color !== spec.color
      ? [{ reason: 'FieldValueInvalid', field: 'spec.color', message: `Invalid value: ${JSON.stringify(spec.color)}: field is immutable` }]
      : [],
  warnings: ({ spec }) => (spec.old ? ['spec.old: deprecated'] : []),
  scale: { specReplicas: 'spec.replicas', statusReplicas: 'status.replicas', selector: 'spec.selector' },
  selectableFields: { 'spec.color': ({ spec }) => spec.color ?? '' },
  columns: [nameColumn],
});

/** A kind without a namespace, spec or status. */
export const gauge = defineKind({
  group: 'test.dev',
  version: 'v1',
  kind: 'Gauge',
  resource: 'gauges',
  singular: 'gauge',
  namespaced: false,
  schema: '',
  generation: false,
  columns: [nameColumn],
});

/** A PodDisruptionBudget as far as eviction knows it, where the registry has none yet. */
const budget = defineKind({
  group: 'policy',
  version: 'v1',
  kind: 'PodDisruptionBudget',
  resource: 'poddisruptionbudgets',
  singular: 'poddisruptionbudget',
  namespaced: true,
  subresources: ['status'],
  schema: '',
  columns: [nameColumn],
});

const served = [...kinds, widget, gauge, ...(kinds.some(({ resource }) => resource === budget.resource) ? [] : [budget])];

/** An API server with the namespace `default`, a clock to turn and a record of what changed. */
export function world(seed = 7) {
  const clock = { now: START };
  const random = new Random(seed);
  const api = new ApiServer({ now: () => clock.now, random, kinds: served });
  api.create('namespaces', { metadata: { name: 'default' } });
  const changes: Change[] = [];
  api.onChange((change) => changes.push(change));
  return { api, clock, random, changes };
}

export type World = ReturnType<typeof world>;

export const ref = (name: string, resource = 'widgets'): ObjectRef => {
  const { group, version, namespaced } = served.find((kind) => kind.resource === resource)!;
  return { group, version, resource, name, ...(namespaced && { namespace: 'default' }) };
};

export const makeWidget = (api: ApiServer, name: string, more: Manifest = {}, options: ApiWriteOptions = {}): KubeObject => {
  const { metadata, ...rest } = more;
  return api.create('widgets', { metadata: { name, ...metadata }, spec: {}, ...rest }, { namespace: 'default', ...options });
};

export const podManifest = (name: string, more: object = {}, labels: Record<string, string> = {}): Manifest => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'default', labels },
  spec: { containers: [{ name: 'c', image: 'nginx:1' }], ...more },
});

export const deploymentManifest = (name: string, spec: object = {}): Manifest => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, namespace: 'default' },
  spec: {
    selector: { matchLabels: { app: name } },
    template: { metadata: { labels: { app: name } }, spec: { containers: [{ name: 'c', image: 'nginx:1' }] } },
    ...spec,
  },
});

/** The refusal of an act, as `code reason: message`. */
export function refusal(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof StatusError) return `${error.code} ${error.reason}: ${error.message}`;
    throw error;
  }
  return 'not refused';
}
