import type * as admission from 'kubernetes-types/admissionregistration/v1';
import { expressionsOf, reviewExpression } from '../admission/expressions';
import { label1035, subdomain } from '../names';
import type { ApiObject, KubeObject } from '../object';
import type { StatusCause } from '../status';
import { ageColumn, integer, nameColumn, text } from './cells';
import { defineKind } from './kind';
import { fill } from './pod-defaults';
import { duplicate, forbiddenField, invalidValue, notSupported, oneOf, required } from './validation/field-errors';
import { GoText } from './validation/go-values';
import { validateLabelSelector } from './validation/selector';

/** Webhooks and policies of admission, as stored objects: nothing here calls a webhook, and whoever creates one is
 *  told so; policies are evaluated by `admission/policies`.
 *  OMITS the types of a policy's expressions.
 *  Source: pkg/apis/admissionregistration/v1/defaults.go, validation/validation.go; printers.go */

const GROUP = { group: 'admissionregistration.k8s.io', version: 'v1', namespaced: false } as const;
const SCHEMA = 'io.k8s.api.admissionregistration.v1';

/** Those types leave out two of its fields. */
type Scoped = { resources?: string[]; scope?: string };
type Webhook = Omit<Partial<admission.MutatingWebhook & admission.ValidatingWebhook>, 'rules'> & {
  readonly rules?: (admission.RuleWithOperations & Scoped)[];
};

interface WebhookConfiguration extends KubeObject {
  readonly webhooks?: readonly Webhook[];
}

const webhooks = (kind: 'MutatingWebhookConfiguration' | 'ValidatingWebhookConfiguration') =>
  defineKind<WebhookConfiguration>({
    ...GROUP,
    kind,
    resource: `${kind.toLowerCase()}s`,
    singular: kind.toLowerCase(),
    schema: `${SCHEMA}.${kind}`,
    generation: ({ webhooks: now }, { webhooks: before }) => now !== before,
    defaults({ webhooks: hooks = [] }) {
      for (const hook of hooks) {
        fill(hook, { failurePolicy: 'Fail', matchPolicy: 'Equivalent', timeoutSeconds: 10 });
        hook.namespaceSelector ??= {};
        hook.objectSelector ??= {};
        if (kind === 'MutatingWebhookConfiguration') fill(hook, { reinvocationPolicy: 'Never' });
        for (const rule of hook.rules ?? []) fill(rule, { scope: '*' });
        if (hook.clientConfig?.service) fill(hook.clientConfig.service, { port: 443 });
      }
    },
    validate: ({ webhooks: hooks = [] }) => validateWebhooks(hooks),
    warnings: ({ webhooks: hooks = [] }) =>
      hooks.length ? ['no webhook is called here: the cluster is simulated, so what these would refuse or change is taken as it is'] : [],
    columns: [nameColumn, integer('Webhooks', ({ webhooks: hooks = [] }) => hooks.length), ageColumn],
  });

export const mutatingWebhookConfiguration = webhooks('MutatingWebhookConfiguration');
export const validatingWebhookConfiguration = webhooks('ValidatingWebhookConfiguration');

function validateWebhooks(hooks: readonly Webhook[]): StatusCause[] {
  const names = new Set<string>();
  return hooks.flatMap((hook, i) => {
    const twice = hook.name && names.has(hook.name) ? [duplicate(`webhooks[${i}].name`, hook.name)] : [];
    names.add(hook.name ?? '');
    return [...validateWebhook(`webhooks[${i}]`, hook), ...twice];
  });
}

const SIDE_EFFECTS = ['None', 'NoneOnDryRun'];
const REVIEWS = ['v1', 'v1beta1'];

function validateWebhook(path: string, hook: Webhook): StatusCause[] {
  const { rules = [], sideEffects, timeoutSeconds: seconds, admissionReviewVersions: versions = [], clientConfig } = hook;
  return [
    ...qualified(`${path}.name`, hook.name),
    ...rules.flatMap((rule, i) => validateRule(`${path}.rules[${i}]`, rule)),
    ...oneOf(`${path}.failurePolicy`, hook.failurePolicy, ['Fail', 'Ignore']),
    ...oneOf(`${path}.matchPolicy`, hook.matchPolicy, ['Equivalent', 'Exact']),
    ...(sideEffects === undefined
      ? [required(`${path}.sideEffects`, `must specify one of ${SIDE_EFFECTS.join(', ')}`)]
      : oneOf(`${path}.sideEffects`, sideEffects, SIDE_EFFECTS)),
    ...(seconds !== undefined && (seconds > 30 || seconds < 1)
      ? [invalidValue(`${path}.timeoutSeconds`, seconds, 'the timeout value must be between 1 and 30 seconds')]
      : []),
    ...(hook.namespaceSelector ? validateLabelSelector(`${path}.namespaceSelector`, hook.namespaceSelector) : []),
    ...(hook.objectSelector ? validateLabelSelector(`${path}.objectSelector`, hook.objectSelector) : []),
    ...oneOf(`${path}.reinvocationPolicy`, hook.reinvocationPolicy, ['IfNeeded', 'Never']),
    ...validateClient(`${path}.clientConfig`, clientConfig ?? {}),
    ...validateVersions(`${path}.admissionReviewVersions`, versions),
  ];
}

/** Source: apimachinery util/validation IsFullyQualifiedName */
function qualified(field: string, name: string | undefined): StatusCause[] {
  if (!name) return [required(field)];
  const faults = subdomain(name);
  if (faults.length) return [invalidValue(field, name, faults.join(','))];
  return name.split('.').length < 3 ? [invalidValue(field, name, 'should be a domain with at least three segments separated by dots')] : [];
}

/** Source: apiserver/pkg/util/webhook/validation.go */
function validateClient(field: string, { url, service }: Partial<admission.WebhookClientConfig>): StatusCause[] {
  if ((url === undefined) === (service === undefined)) return [required(field, 'exactly one of url or service is required')];
  if (service)
    return [
      ...(service.name ? [] : [required(`${field}.service.name`, 'service name is required')]),
      ...(service.namespace ? [] : [required(`${field}.service.namespace`, 'service namespace is required')]),
    ];
  const form = '; desired format: https://host[/path]';
  return url!.startsWith('https://')
    ? []
    : [invalidValue(`${field}.url`, url!.split(':')[0], `'https' is the only allowed URL scheme${form}`)];
}

function validateVersions(field: string, versions: readonly string[]): StatusCause[] {
  if (!versions.length) return [required(field, `must specify one of ${REVIEWS.join(', ')}`)];
  const names = versions.flatMap((one, i) => label1035(one).map((fault) => invalidValue(`${field}[${i}]`, one, fault)));
  if (versions.some((one) => REVIEWS.includes(one))) return names;
  return [...names, invalidValue(field, goStrings(versions), `must include at least one of ${REVIEWS.join(', ')}`)];
}

const goStrings = (items: readonly string[]) => new GoText(`[]string{${items.map((one) => JSON.stringify(one)).join(', ')}}`);

const OPERATIONS = ['*', 'CONNECT', 'CREATE', 'DELETE', 'UPDATE'];

function validateRule(path: string, rule: admission.RuleWithOperations & Scoped): StatusCause[] {
  const { operations = [], apiGroups = [], apiVersions = [], resources = [], scope } = rule;
  const mixed = (field: string, list: readonly string[], what: string) =>
    list.length > 1 && list.includes('*')
      ? [invalidValue(`${path}.${field}`, goStrings(list), `if '*' is present, must not specify other ${what}`)]
      : [];
  return [
    ...(operations.length ? [] : [required(`${path}.operations`)]),
    ...mixed('operations', operations, 'operations'),
    ...operations.flatMap((one, i) => (OPERATIONS.includes(one) ? [] : [notSupported(`${path}.operations[${i}]`, one, OPERATIONS)])),
    ...(apiGroups.length ? [] : [required(`${path}.apiGroups`)]),
    ...mixed('apiGroups', apiGroups, 'API groups'),
    ...(apiVersions.length ? [] : [required(`${path}.apiVersions`)]),
    ...mixed('apiVersions', apiVersions, 'API versions'),
    ...(resources.length ? [] : [required(`${path}.resources`)]),
    ...oneOf(`${path}.scope`, scope, ['*', 'Cluster', 'Namespaced']),
  ];
}

export type Policy = ApiObject<admission.ValidatingAdmissionPolicySpec, admission.ValidatingAdmissionPolicyStatus>;
export type PolicyBinding = KubeObject & { readonly spec: admission.ValidatingAdmissionPolicyBindingSpec };

/** What both kinds fill in where it says which objects are meant. */
function defaultMatch(match: admission.MatchResources | undefined): void {
  if (!match) return;
  fill(match, { matchPolicy: 'Equivalent' });
  match.namespaceSelector ??= {};
  match.objectSelector ??= {};
  for (const rule of [...(match.resourceRules ?? []), ...(match.excludeResourceRules ?? [])] as Scoped[]) fill(rule, { scope: '*' });
}

const unset = '<unset>';

const REASONS = ['Forbidden', 'Invalid', 'RequestEntityTooLarge', 'Unauthorized'];

/** Source: validation.go validateParamRef */
function validateParamRef(path: string, ref: NonNullable<PolicyBinding['spec']['paramRef']>): StatusCause[] {
  const both = ref.name && ref.selector ? ['name', 'selector'] : [];
  const action = ref.parameterNotFoundAction;
  return [
    ...both.map((field) => forbiddenField(`${path}.${field}`, 'name and selector are mutually exclusive')),
    ...(ref.selector ? validateLabelSelector(`${path}.selector`, ref.selector) : []),
    ...(ref.name || ref.selector ? [] : [required(path, 'one of name or selector must be specified')]),
    ...(action ? oneOf(`${path}.parameterNotFoundAction`, action, ['Allow', 'Deny']) : [required(`${path}.parameterNotFoundAction`)]),
  ];
}

export const validatingAdmissionPolicy = defineKind<Policy>({
  ...GROUP,
  kind: 'ValidatingAdmissionPolicy',
  resource: 'validatingadmissionpolicies',
  singular: 'validatingadmissionpolicy',
  subresources: ['status'],
  schema: `${SCHEMA}.ValidatingAdmissionPolicy`,
  defaults({ spec }) {
    fill(spec, { failurePolicy: 'Fail' });
    defaultMatch(spec.matchConstraints);
  },
  validate: ({ spec, spec: { matchConstraints, failurePolicy, validations = [], auditAnnotations = [] } }) => [
    ...(validations.length || auditAnnotations.length
      ? []
      : [required('spec.validations', 'validations or auditAnnotations must contain at least one item')]),
    ...(matchConstraints ? [] : [required('spec.matchConstraints')]),
    ...(matchConstraints && !matchConstraints.resourceRules?.length ? [required('spec.matchConstraints.resourceRules')] : []),
    ...validations.flatMap(({ expression }, i) =>
      expression?.trim() ? [] : [required(`spec.validations[${i}].expression`, 'expression is not specified')],
    ),
    ...validations.flatMap(({ reason }, i) => oneOf(`spec.validations[${i}].reason`, reason, REASONS)),
    ...oneOf('spec.failurePolicy', failurePolicy, ['Fail', 'Ignore']),
    ...expressionsOf(spec).flatMap(([field, text]) => {
      const { wrong } = reviewExpression(text);
      return wrong ? [invalidValue(field, text, `compilation failed: ${wrong}`)] : [];
    }),
  ],
  warnings: ({ spec }) =>
    expressionsOf(spec).flatMap(([field, text]) => {
      const { beyond } = reviewExpression(text);
      return beyond ? [`${field}: Podplay cannot evaluate ${JSON.stringify(text)}, so it refuses nothing here: ${beyond}`] : [];
    }),
  columns: [
    nameColumn,
    integer('Validations', ({ spec }) => spec.validations?.length ?? 0),
    text('ParamKind', ({ spec: { paramKind: kind } }) => (kind ? `${kind.apiVersion}/${kind.kind}` : unset)),
    ageColumn,
  ],
});

export const validatingAdmissionPolicyBinding = defineKind<PolicyBinding>({
  ...GROUP,
  kind: 'ValidatingAdmissionPolicyBinding',
  resource: 'validatingadmissionpolicybindings',
  singular: 'validatingadmissionpolicybinding',
  schema: `${SCHEMA}.ValidatingAdmissionPolicyBinding`,
  defaults: ({ spec }) => defaultMatch(spec.matchResources),
  validate: ({ spec: { policyName, paramRef, validationActions = [] } }) => [
    ...(policyName ? [] : [required('spec.policyName')]),
    ...(paramRef ? validateParamRef('spec.paramRef', paramRef) : []),
    ...(validationActions.length ? [] : [required('spec.validationActions')]),
    ...validationActions.flatMap((one, i) => oneOf(`spec.validationActions[${i}]`, one, ['Audit', 'Deny', 'Warn'])),
  ],
  columns: [
    nameColumn,
    text('PolicyName', ({ spec }) => spec.policyName ?? ''),
    text('ParamRef', ({ spec: { paramRef } }) =>
      paramRef ? (paramRef.namespace ? `${paramRef.namespace}/${paramRef.name ?? ''}` : `*/${paramRef.name ?? ''}`) : unset,
    ),
    ageColumn,
  ],
});
