import type { ApiObject, Condition } from '../object';
import type { StatusCause } from '../status';
import { ageColumn, nameColumn, text } from './cells';
import { defineKind, type Draft, type Surroundings } from './kind';
import { fill } from './pod-defaults';
import { invalidValue, required } from './validation/field-errors';

/** Groups of the API that another server would serve, as stored objects: no request is passed on.
 *  MODELS their validation and the condition Available. OMITS the objects that stand for the API server's own groups.
 *  Source: kube-aggregator/pkg/apis/apiregistration, controllers/status/remote/remote_available_controller.go */

interface Spec {
  readonly service?: { readonly namespace?: string; readonly name?: string; port?: number };
  readonly group?: string;
  readonly version?: string;
  readonly groupPriorityMinimum?: number;
  readonly versionPriority?: number;
}

export type ApiService = ApiObject<Spec, { readonly conditions?: readonly Condition[] }>;

export const apiService = defineKind<ApiService>({
  group: 'apiregistration.k8s.io',
  version: 'v1',
  kind: 'APIService',
  resource: 'apiservices',
  singular: 'apiservice',
  categories: ['api-extensions'],
  namespaced: false,
  subresources: ['status'],
  schema: 'io.k8s.kube-aggregator.pkg.apis.apiregistration.v1.APIService',
  generation: false,
  defaults: ({ spec }) => void (spec.service && fill(spec.service, { port: 443 })),
  prepareForCreate: (object, around) => void (object.status = { conditions: [available(object, around)] }),
  validate,
  warnings: ({ spec }) =>
    spec.service && !servedHere(spec)
      ? [`no request is passed on here: the group ${spec.group} is not served, whatever runs behind its Service`]
      : [],
  columns: [
    nameColumn,
    text('Service', ({ spec: { service } }) => (service ? `${service.namespace}/${service.name}` : 'Local')),
    text('Available', ({ status }) => shown(status.conditions?.find(({ type }) => type === 'Available'))),
    ageColumn,
  ],
});

/** The resource metrics API is this cluster's own, and needs no metrics-server. */
const servedHere = ({ group }: Spec) => group === 'metrics.k8s.io';

const shown = (condition: Condition | undefined) =>
  !condition ? 'Unknown' : condition.status === 'True' ? 'True' : `${condition.status} (${condition.reason})`;

function available({ spec }: Draft<ApiService>, { timestamp: lastTransitionTime, find }: Surroundings): Condition {
  const say = (status: 'True' | 'False', reason: string, message: string): Condition => ({
    type: 'Available',
    status,
    lastTransitionTime,
    reason,
    message,
  });
  const { service } = spec;
  if (!service) return say('True', 'Local', 'Local APIServices are always available');
  if (servedHere(spec)) return say('True', 'Passed', 'all checks passed');
  if (!find('services', `${service.namespace}/${service.name}`))
    return say('False', 'ServiceNotFound', `service/${service.name} in "${service.namespace}" is not present`);
  return say(
    'False',
    'FailedDiscoveryCheck',
    `failing or missing response from https://${service.name}.${service.namespace}.svc: this cluster passes no request on`,
  );
}

/** Source: kube-aggregator/pkg/apis/apiregistration/validation */
function validate({ metadata: { name }, spec }: ApiService): StatusCause[] {
  const { group = '', version, service, groupPriorityMinimum: minimum = 0, versionPriority: priority = 0 } = spec;
  const wanted = `${version}.${group}`;
  const range = (field: string, value: number, most: number) =>
    value <= 0 || value > most ? [invalidValue(`spec.${field}`, value, `must be positive and less than ${most}`)] : [];
  return [
    ...(name === wanted ? [] : [invalidValue('metadata.name', name, `must be \`spec.version+"."+spec.group\`: ${JSON.stringify(wanted)}`)]),
    ...(version ? [] : [required('spec.version')]),
    ...range('groupPriorityMinimum', minimum, 20_000),
    ...range('versionPriority', priority, 1_000),
    ...(service && !service.namespace ? [required('spec.service.namespace')] : []),
    ...(service && !service.name ? [required('spec.service.name')] : []),
  ];
}
