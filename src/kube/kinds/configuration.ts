/** ConfigMaps and Secrets: named values for containers. Source: pkg/apis/core/validation ValidateConfigMap, ValidateSecret */
import { configKey } from '../names';
import type { KubeObject } from '../object';
import { same } from '../plain-data';
import type { StatusCause } from '../status';
import { ageColumn, integer, nameColumn, text } from './cells';
import { defineKind } from './kind';
import { forbiddenField, immutable, invalidValue, required, tooLong } from './validation/field-errors';

type Values = Readonly<Record<string, string>>;

export interface ConfigMap extends KubeObject {
  readonly data?: Values;
  /** base64 */
  readonly binaryData?: Values;
  readonly immutable?: boolean;
}

export interface Secret extends KubeObject {
  readonly type: string;
  /** base64 */
  readonly data?: Values;
  readonly immutable?: boolean;
}

const count = (...maps: readonly (Values | undefined)[]) => maps.reduce((sum, map) => sum + Object.keys(map ?? {}).length, 0);

const LARGEST = 1024 * 1024;

const keys = (path: string, map: Values = {}): StatusCause[] =>
  Object.keys(map).flatMap((key) => configKey(key).map((why) => invalidValue(`${path}[${key}]`, key, why)));

/** @param data  as plain text @param encoded  as base64 */
function size(data: Values = {}, encoded: Values = {}): StatusCause[] {
  const bytes = (map: Values, weight: number) => Object.values(map).reduce((sum, value) => sum + Math.floor(value.length * weight), 0);
  return bytes(data, 1) + bytes(encoded, 3 / 4) > LARGEST ? [tooLong('[]', LARGEST)] : [];
}

/** Once `immutable` is set, it and the values stay. */
function frozen(object: ConfigMap | Secret, old: ConfigMap | Secret | undefined, ...fields: readonly string[]): StatusCause[] {
  if (!old?.immutable) return [];
  const changed = fields.filter((field) => !same(object[field], old[field]));
  const causes = changed.map((field) => forbiddenField(field, 'field is immutable when `immutable` is set'));
  return object.immutable ? causes : [forbiddenField('immutable', 'field is immutable when `immutable` is set'), ...causes];
}

export const configMap = defineKind<ConfigMap>({
  group: '',
  version: 'v1',
  kind: 'ConfigMap',
  resource: 'configmaps',
  singular: 'configmap',
  shortNames: ['cm'],
  namespaced: true,
  schema: 'io.k8s.api.core.v1.ConfigMap',
  generation: false,
  validate: (object, old) => [
    ...frozen(object, old, 'data', 'binaryData'),
    ...keys('data', object.data),
    ...Object.keys(object.binaryData ?? {}).flatMap((key) =>
      object.data?.[key] === undefined ? [] : [invalidValue(`data[${key}]`, key, 'duplicate of key present in binaryData')],
    ),
    ...keys('binaryData', object.binaryData),
    ...size(object.data, object.binaryData),
  ],
  columns: [nameColumn, integer('Data', ({ data, binaryData }) => count(data, binaryData)), ageColumn],
});

/** Keys that a Secret of a type cannot be without. */
const TYPE_KEYS: Readonly<Record<string, readonly string[]>> = {
  'kubernetes.io/dockercfg': ['.dockercfg'],
  'kubernetes.io/dockerconfigjson': ['.dockerconfigjson'],
  'kubernetes.io/ssh-auth': ['ssh-privatekey'],
  'kubernetes.io/tls': ['tls.crt', 'tls.key'],
};

const base64 = (value: string) => btoa(String.fromCharCode(...new TextEncoder().encode(value)));

export const secret = defineKind<Secret>({
  group: '',
  version: 'v1',
  kind: 'Secret',
  resource: 'secrets',
  singular: 'secret',
  namespaced: true,
  schema: 'io.k8s.api.core.v1.Secret',
  generation: false,
  selectableFields: { type: ({ type }) => type },
  defaults(object) {
    object.type ||= 'Opaque';
    const plain = object['stringData'] as Values | undefined;
    if (!plain) return;
    object.data = { ...object.data, ...Object.fromEntries(Object.entries(plain).map(([key, value]) => [key, base64(value)])) };
    delete object['stringData'];
  },
  validate: (object, old) => [
    ...(old ? immutable('type', object.type, old.type) : []),
    ...frozen(object, old, 'data'),
    ...keys('data', object.data),
    ...size({}, object.data),
    ...(TYPE_KEYS[object.type] ?? []).flatMap((key) => (object.data?.[key] === undefined ? [required(`data[${key}]`)] : [])),
  ],
  columns: [nameColumn, text('Type', ({ type }) => type), integer('Data', ({ data }) => count(data)), ageColumn],
});
