import { subdomain } from '../names';
import type { ApiObject, Condition } from '../object';
import type { StatusCause } from '../status';
import { ageColumn, nameColumn, text } from './cells';
import { defineKind } from './kind';
import { fill } from './pod-defaults';
import { forbiddenField, invalidValue, notSupported, oneOf, required } from './validation/field-errors';

/** Which requests wait for which, as stored objects: no request waits here.
 *  OMITS the objects that every API server makes for itself, and the rules' own fields. Source: pkg/apis/flowcontrol */

const kind = { group: 'flowcontrol.apiserver.k8s.io', version: 'v1', namespaced: false, subresources: ['status'] } as const;
const IDLE = 'no request waits for another here: priority and fairness are not part of this cluster';

interface Rule {
  readonly subjects?: readonly { readonly kind?: string }[];
  readonly resourceRules?: readonly unknown[];
  readonly nonResourceRules?: readonly unknown[];
}

interface SchemaSpec {
  readonly matchingPrecedence?: number;
  readonly priorityLevelConfiguration?: { readonly name?: string };
  readonly distinguisherMethod?: { readonly type?: string };
  readonly rules?: readonly Rule[];
}

type FlowSchema = ApiObject<SchemaSpec, { readonly conditions?: readonly Condition[] } | undefined>;

export const flowSchema = defineKind<FlowSchema>({
  ...kind,
  kind: 'FlowSchema',
  resource: 'flowschemas',
  singular: 'flowschema',
  schema: 'io.k8s.api.flowcontrol.v1.FlowSchema',
  defaults({ spec }) {
    if (!spec.matchingPrecedence) Object.assign(spec, { matchingPrecedence: 1000 });
  },
  validate: validateSchema,
  warnings: () => [IDLE],
  columns: [
    nameColumn,
    text('PriorityLevel', ({ spec }) => spec.priorityLevelConfiguration?.name ?? ''),
    text('MatchingPrecedence', ({ spec }) => spec.matchingPrecedence ?? 0),
    text('DistinguisherMethod', ({ spec }) => spec.distinguisherMethod?.type ?? '<none>'),
    ageColumn,
    text('MissingPL', ({ status }) => status?.conditions?.find(({ type }) => type === 'Dangling')?.status ?? '?'),
  ],
});

/** Source: ValidateFlowSchemaSpec */
function validateSchema({ metadata: { name }, spec }: FlowSchema): StatusCause[] {
  const { matchingPrecedence: precedence = 0, priorityLevelConfiguration: level, distinguisherMethod, rules = [] } = spec;
  const field = 'spec.matchingPrecedence';
  const causes: StatusCause[] = [];
  if (precedence <= 0) causes.push(invalidValue(field, precedence, 'must be a positive value'));
  if (precedence > 10_000) causes.push(invalidValue(field, precedence, 'must not be greater than 10000'));
  if (precedence === 1 && name !== 'exempt')
    causes.push(invalidValue(field, precedence, "only the schema named 'exempt' may have matchingPrecedence 1"));
  if (distinguisherMethod) causes.push(...oneOf('spec.distinguisherMethod.type', distinguisherMethod.type, ['ByNamespace', 'ByUser']));
  const levelField = 'spec.priorityLevelConfiguration.name';
  if (!level?.name) causes.push(required(levelField, 'must reference a priority level'));
  else causes.push(...subdomain(level.name).map((fault) => invalidValue(levelField, level.name, fault)));
  return [...causes, ...rules.flatMap((rule, i) => ruleCauses(`spec.rules[${i}]`, rule))];
}

const SUBJECTS = ['Group', 'ServiceAccount', 'User'];

const ruleCauses = (path: string, { subjects = [], resourceRules = [], nonResourceRules = [] }: Rule): StatusCause[] => [
  ...(subjects.length ? [] : [required(`${path}.subjects`, 'subjects must contain at least one value')]),
  ...subjects.flatMap(({ kind: of = '' }, i) => (SUBJECTS.includes(of) ? [] : [notSupported(`${path}.subjects[${i}].kind`, of, SUBJECTS)])),
  ...(resourceRules.length || nonResourceRules.length
    ? []
    : [required(path, 'at least one of resourceRules and nonResourceRules has to be non-empty')]),
];

interface Queuing {
  queues?: number;
  handSize?: number;
  queueLengthLimit?: number;
}

interface LevelSpec {
  readonly type?: string;
  readonly limited?: {
    readonly nominalConcurrencyShares?: number;
    readonly lendablePercent?: number;
    readonly limitResponse?: { readonly type?: string; readonly queuing?: Queuing };
  };
  readonly exempt?: { readonly nominalConcurrencyShares?: number; readonly lendablePercent?: number };
}

type PriorityLevel = ApiObject<LevelSpec, undefined>;

export const priorityLevelConfiguration = defineKind<PriorityLevel>({
  ...kind,
  kind: 'PriorityLevelConfiguration',
  resource: 'prioritylevelconfigurations',
  singular: 'prioritylevelconfiguration',
  schema: 'io.k8s.api.flowcontrol.v1.PriorityLevelConfiguration',
  defaults({ spec: { limited, exempt } }) {
    if (exempt) fill(exempt, { nominalConcurrencyShares: 0, lendablePercent: 0 });
    if (limited) fill(limited, { nominalConcurrencyShares: 30, lendablePercent: 0 });
    const queuing = limited?.limitResponse?.queuing;
    if (!queuing) return;
    queuing.handSize ||= 8;
    queuing.queues ||= 64;
    queuing.queueLengthLimit ||= 50;
  },
  validate: validateLevel,
  warnings: () => [IDLE],
  columns: [
    nameColumn,
    text('Type', ({ spec }) => spec.type ?? ''),
    text('NominalConcurrencyShares', ({ spec }) => spec.limited?.nominalConcurrencyShares ?? '<none>'),
    ...(['queues', 'handSize', 'queueLengthLimit'] as const).map((field) =>
      text<PriorityLevel>(
        field[0]!.toUpperCase() + field.slice(1),
        ({ spec }) => spec.limited?.limitResponse?.queuing?.[field] ?? '<none>',
      ),
    ),
    ageColumn,
  ],
});

/** Source: ValidatePriorityLevelConfigurationSpec */
function validateLevel({ metadata: { name }, spec: { type = '', limited } }: PriorityLevel): StatusCause[] {
  const causes: StatusCause[] = [];
  if ((name === 'exempt') !== (type === 'Exempt'))
    causes.push(invalidValue('spec.type', type, "type must be 'Exempt' if and only if name is 'exempt'"));
  causes.push(...oneOf('spec.type', type, ['Exempt', 'Limited']));
  if (type === 'Exempt' && limited) causes.push(forbiddenField('spec.limited', 'must be nil if the type is not Limited'));
  if (type === 'Limited') causes.push(...limitedCauses('spec.limited', limited));
  return causes;
}

function limitedCauses(path: string, limited: LevelSpec['limited']): StatusCause[] {
  if (!limited) return [required(path, 'must not be empty when type is Limited')];
  const { nominalConcurrencyShares: shares = 0, limitResponse: { type = '', queuing } = {} } = limited;
  const field = `${path}.limitResponse`;
  const causes = shares < 0 ? [invalidValue(`${path}.nominalConcurrencyShares`, shares, 'must be a non-negative integer')] : [];
  causes.push(...oneOf(`${field}.type`, type, ['Queue', 'Reject']));
  if (type === 'Reject' && queuing)
    causes.push(forbiddenField(`${field}.queuing`, 'must be nil if limited.limitResponse.type is not Limited'));
  if (type === 'Queue' && !queuing) causes.push(required(`${field}.queuing`, 'must not be empty if limited.limitResponse.type is Limited'));
  if (type === 'Queue' && queuing) causes.push(...queuingCauses(`${field}.queuing`, queuing));
  return causes;
}

function queuingCauses(path: string, queuing: Queuing): StatusCause[] {
  const { queues = 0, handSize = 0 } = queuing;
  const causes = (['queueLengthLimit', 'queues', 'handSize'] as const)
    .filter((field) => (queuing[field] ?? 0) <= 0)
    .map((field) => invalidValue(`${path}.${field}`, queuing[field], 'must be positive'));
  if (handSize > queues) causes.push(invalidValue(`${path}.handSize`, handSize, `should not be greater than queues (${queues})`));
  return causes;
}
