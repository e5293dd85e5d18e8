import type { KubeObject } from '../object';
import { ageColumn, integer, nameColumn } from './cells';
import { defineKind } from './kind';

export interface ServiceAccount extends KubeObject {
  readonly secrets?: readonly { readonly name: string }[];
  readonly imagePullSecrets?: readonly { readonly name: string }[];
  readonly automountServiceAccountToken?: boolean;
}

export const serviceAccount = defineKind<ServiceAccount>({
  group: '',
  version: 'v1',
  kind: 'ServiceAccount',
  resource: 'serviceaccounts',
  singular: 'serviceaccount',
  shortNames: ['sa'],
  namespaced: true,
  subresources: ['token'],
  schema: 'io.k8s.api.core.v1.ServiceAccount',
  generation: false,
  columns: [nameColumn, integer('Secrets', ({ secrets = [] }) => secrets.length), ageColumn],
});
