import type { KindDefinition, Surroundings } from './kinds/kind';
import type { KubeObject, Manifest, ObjectMeta } from './object';
import { badRequest, type StatusCause } from './status';

/** What the API server does with metadata, for every kind alike. */

/** generateName is cut so that the suffix fits. Source: apiserver/pkg/storage/names/generate.go */
const LONGEST_BASE = 58;

/** Metadata of a new object. @throws StatusError 400 when the namespaces disagree */
export function admitMeta(kind: KindDefinition, manifest: Manifest, asked: string | undefined, around: Surroundings): ObjectMeta {
  const written = manifest.metadata ?? {};
  const { name = '', generateName, labels, annotations, ownerReferences, finalizers } = written;
  const namespace = kind.namespaced ? namespaceOf(written.namespace, asked) : undefined;
  return {
    name: name || (generateName ? generateName.slice(0, LONGEST_BASE) + around.random.suffix() : ''),
    ...(generateName && { generateName }),
    ...(namespace && { namespace }),
    uid: around.random.uuid(),
    resourceVersion: '',
    creationTimestamp: around.timestamp,
    ...(kind.generation !== false && { generation: 1 }),
    ...(labels && { labels }),
    ...(annotations && { annotations }),
    ...(ownerReferences?.length && { ownerReferences }),
    ...(finalizers?.length && { finalizers }),
  };
}

function namespaceOf(written: string | undefined, asked: string | undefined): string {
  if (written && asked && written !== asked)
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
  return written ?? asked ?? 'default';
}

/** An update with what nobody may change carried over. */
export function carryMeta(old: KubeObject, object: KubeObject): KubeObject {
  const { labels, annotations, ownerReferences, finalizers } = object.metadata;
  const { labels: _l, annotations: _a, ownerReferences: _o, finalizers: _f, ...fixed } = old.metadata;
  const metadata = {
    ...fixed,
    ...(labels && { labels }),
    ...(annotations && { annotations }),
    ...(ownerReferences?.length && { ownerReferences }),
    ...(finalizers?.length && { finalizers }),
  };
  return {
    ...object,
    apiVersion: old.apiVersion,
    kind: old.kind,
    metadata,
    ...(typeof object['spec'] === 'object' && { spec: { ...object['spec'] } }),
  };
}

const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const SERVICE = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;

interface Rule {
  readonly form: RegExp;
  readonly longest: number;
  readonly message: string;
}
const sentence = (what: string, example: string, form: string) => `${what} (e.g. ${example}, regex used for validation is '${form}')`;
const RULES = {
  label: {
    form: LABEL,
    longest: 63,
    message: sentence(
      "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character",
      "'my-name',  or '123-abc'",
      '[a-z0-9]([-a-z0-9]*[a-z0-9])?',
    ),
  },
  service: {
    form: SERVICE,
    longest: 63,
    message: sentence(
      "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character",
      "'my-name',  or 'abc-123'",
      '[a-z]([-a-z0-9]*[a-z0-9])?',
    ),
  },
  subdomain: {
    form: SUBDOMAIN,
    longest: 253,
    message: sentence(
      "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character",
      "'example.com'",
      '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*',
    ),
  },
} satisfies Record<string, Rule>;

const RULE_OF: Readonly<Record<string, Rule>> = { namespaces: RULES.label, services: RULES.service };

/** Names, labels and their upstream messages. Source: apimachinery api/validation, util/validation */
export function validateName(kind: KindDefinition, object: KubeObject): StatusCause[] {
  const { name, labels = {}, annotations = {} } = object.metadata;
  if (!name) return [{ reason: 'FieldValueRequired', field: 'metadata.name', message: 'Required value: name or generateName is required' }];
  const rule = RULE_OF[kind.resource] ?? RULES.subdomain;
  const causes: StatusCause[] = [];
  const wrong = (field: string, value: string, message: string) =>
    causes.push({ reason: 'FieldValueInvalid', field, message: `Invalid value: ${JSON.stringify(value)}: ${message}` });
  if (name.length > rule.longest) wrong('metadata.name', name, `must be no more than ${rule.longest} characters`);
  if (!rule.form.test(name)) wrong('metadata.name', name, rule.message);
  for (const key of [...Object.keys(labels), ...Object.keys(annotations)])
    if (!KEY.test(key)) wrong(key in labels ? 'metadata.labels' : 'metadata.annotations', key, KEY_MESSAGE);
  for (const value of Object.values(labels)) {
    if (value.length > 63) wrong('metadata.labels', value, 'must be no more than 63 bytes');
    if (!VALUE.test(value)) wrong('metadata.labels', value, VALUE_MESSAGE);
  }
  return causes;
}

const VALUE = /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/;
const KEY = /^([a-z0-9]([-a-z0-9.]*[a-z0-9])?\/)?([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;
const VALUE_MESSAGE = sentence(
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
  "'MyValue',  or 'my_value',  or '12345'",
  '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?',
);
const KEY_MESSAGE = sentence(
  "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
  "'MyName',  or 'my.name',  or '123-abc'",
  '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]',
);
