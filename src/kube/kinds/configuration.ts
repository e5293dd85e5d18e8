import type { KubeObject } from '../object';
import { ageColumn, nameColumn } from './cells';
import { forbiddenField } from './field-errors';
import { defineKind, type Column } from './kind';

/** ConfigMaps and Secrets: named values for containers. */

export interface ConfigMap extends KubeObject {
  readonly data?: Readonly<Record<string, string>>;
  readonly binaryData?: Readonly<Record<string, string>>;
  readonly immutable?: boolean;
}

export interface Secret extends KubeObject {
  readonly type: string;
  /** base64 */
  readonly data?: Readonly<Record<string, string>>;
  readonly immutable?: boolean;
}

const count = (...maps: readonly (Readonly<Record<string, string>> | undefined)[]) =>
  maps.reduce((sum, map) => sum + Object.keys(map ?? {}).length, 0);

const frozen = (object: ConfigMap | Secret, old?: ConfigMap | Secret) =>
  old?.immutable && JSON.stringify(object.data) !== JSON.stringify(old.data)
    ? [forbiddenField('data', 'field is immutable when `immutable` is set')]
    : [];

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
  validate: frozen,
  columns: [
    nameColumn as unknown as Column<ConfigMap>,
    { name: 'Data', type: 'integer', cell: ({ data, binaryData }) => count(data, binaryData) },
    ageColumn as unknown as Column<ConfigMap>,
  ],
});

/** Base64 of a UTF-8 text. */
function base64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}

export const secret = defineKind<Secret>({
  group: '',
  version: 'v1',
  kind: 'Secret',
  resource: 'secrets',
  singular: 'secret',
  namespaced: true,
  schema: 'io.k8s.api.core.v1.Secret',
  generation: false,
  defaults(object) {
    const draft = object as { type?: string; data?: Record<string, string>; stringData?: Record<string, string> };
    draft.type ??= 'Opaque';
    if (!draft.stringData) return;
    draft.data = { ...draft.data, ...Object.fromEntries(Object.entries(draft.stringData).map(([key, text]) => [key, base64(text)])) };
    delete draft.stringData;
  },
  validate: frozen,
  columns: [
    nameColumn as unknown as Column<Secret>,
    { name: 'Type', type: 'string', cell: ({ type }) => type },
    { name: 'Data', type: 'integer', cell: ({ data }) => count(data) },
    ageColumn as unknown as Column<Secret>,
  ],
});
