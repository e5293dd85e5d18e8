import { controllerOf, type KubeObject } from '../object';
import type { StatusCause } from '../status';
import { ageColumn, integer, nameColumn, text } from './cells';
import { defineKind } from './kind';
import { immutable, nonNegative, required } from './validation/field-errors';

/** One version of a StatefulSet's or DaemonSet's template, kept for going back. */
export interface ControllerRevision extends KubeObject {
  readonly data: { readonly spec: { readonly template: unknown } };
  readonly revision: number;
}

/** `statefulset.apps/web` */
function controller(object: ControllerRevision): string {
  const owner = controllerOf(object);
  if (!owner) return '<none>';
  const [group, version] = owner.apiVersion.split('/') as [string, string?];
  return `${owner.kind.toLowerCase()}${version ? `.${group}` : ''}/${owner.name}`;
}

export const controllerRevision = defineKind<ControllerRevision>({
  group: 'apps',
  version: 'v1',
  kind: 'ControllerRevision',
  resource: 'controllerrevisions',
  singular: 'controllerrevision',
  namespaced: true,
  schema: 'io.k8s.api.apps.v1.ControllerRevision',
  generation: false,
  // Source: pkg/apis/apps/validation ValidateControllerRevision
  validate: ({ data, revision }, old): StatusCause[] => [
    ...(data ? [] : [required('data', 'data is mandatory')]),
    ...nonNegative('revision', revision),
    ...(old ? immutable('data', data, old.data) : []),
  ],
  columns: [nameColumn, text('Controller', controller), integer('Revision', ({ revision }) => revision), ageColumn],
});
