import type * as rbac from 'kubernetes-types/rbac/v1';
import type { KubeObject } from '../object';
import { same } from '../plain-data';
import type { StatusCause } from '../status';
import { ageColumn, joined, nameColumn, text, wide } from './cells';
import { defineKind, type KindDefinition } from './kind';
import { fill } from './pod-defaults';
import { invalidValue, notSupported, required } from './validation/field-errors';
import { GoText } from './validation/go-values';

/** Roles and their bindings, as stored objects: everybody is admin here, so nobody asks them.
 *  Source: pkg/apis/rbac/validation/validation.go, printers.go printRole … printClusterRoleBinding */

export type Subject = rbac.Subject;

export interface Rule {
  readonly verbs: readonly string[];
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly nonResourceURLs?: readonly string[];
}

export interface Role extends KubeObject {
  readonly rules?: readonly Rule[];
  readonly aggregationRule?: rbac.AggregationRule;
}

export interface RoleBinding extends KubeObject {
  readonly roleRef: rbac.RoleRef;
  readonly subjects?: readonly Subject[];
}

const GROUP = 'rbac.authorization.k8s.io';

const base = (kind: string, resource: string, namespaced: boolean): Omit<KindDefinition, 'columns'> => ({
  group: GROUP,
  version: 'v1',
  kind,
  resource,
  singular: kind.toLowerCase(),
  namespaced,
  schema: `io.k8s.api.rbac.v1.${kind}`,
  generation: false,
});

const roleKind = (kind: string, resource: string, namespaced: boolean) =>
  defineKind<Role>({
    ...(base(kind, resource, namespaced) as Omit<KindDefinition<Role>, 'columns'>),
    // Go writes a list of rules where there is none: it is the one thing a role must have.
    defaults: (role) => void ((role as { rules: unknown }).rules ??= null),
    validate: ({ rules }) => (rules ?? []).flatMap((rule, i) => validateRule(`rules[${i}]`, rule, namespaced)),
    columns: [nameColumn, text('Created At', ({ metadata }) => metadata.creationTimestamp)],
  });

const bindingKind = (kind: string, resource: string, namespaced: boolean) =>
  defineKind<RoleBinding>({
    ...(base(kind, resource, namespaced) as Omit<KindDefinition<RoleBinding>, 'columns'>),
    defaults(binding) {
      const { roleRef, subjects = [] } = binding as unknown as { roleRef?: rbac.RoleRef; subjects?: Subject[] };
      if (roleRef) fill(roleRef, { apiGroup: GROUP });
      for (const subject of subjects) if (subject.kind === 'User' || subject.kind === 'Group') fill(subject, { apiGroup: GROUP });
    },
    validate: (binding, old) => validateBinding(binding, old, namespaced),
    columns: [
      nameColumn,
      text('Role', ({ roleRef }) => `${roleRef.kind}/${roleRef.name}`),
      ageColumn,
      wide('Users', (binding) => subjectsOf(binding, 'User')),
      wide('Groups', (binding) => subjectsOf(binding, 'Group')),
      wide('ServiceAccounts', (binding) => subjectsOf(binding, 'ServiceAccount')),
    ],
  });

export const role = roleKind('Role', 'roles', true);
export const clusterRole = roleKind('ClusterRole', 'clusterroles', false);
export const roleBinding = bindingKind('RoleBinding', 'rolebindings', true);
export const clusterRoleBinding = bindingKind('ClusterRoleBinding', 'clusterrolebindings', false);

const subjectsOf = ({ subjects = [] }: RoleBinding, kind: string): string =>
  subjects
    .filter((one) => one.kind === kind)
    .map(({ name, namespace }) => (kind === 'ServiceAccount' ? `${namespace}/${name}` : name))
    .join(', ');

function validateRule(path: string, rule: Rule, namespaced: boolean): StatusCause[] {
  const { verbs = [], nonResourceURLs: urls = [], apiGroups = [], resources = [], resourceNames = [] } = rule;
  if (!verbs.length) return [required(`${path}.verbs`, 'verbs must contain at least one value')];
  if (urls.length) {
    if (namespaced) return [invalidValue(`${path}.nonResourceURLs`, strings(urls), 'namespaced rules cannot apply to non-resource URLs')];
    const mixed = apiGroups.length || resources.length || resourceNames.length;
    return mixed
      ? [invalidValue(`${path}.nonResourceURLs`, strings(urls), 'rules cannot apply to both regular resources and non-resource URLs')]
      : [];
  }
  return [
    ...(apiGroups.length ? [] : [required(`${path}.apiGroups`, 'resource rules must supply at least one api group')]),
    ...(resources.length ? [] : [required(`${path}.resources`, 'resource rules must supply at least one resource')]),
  ];
}

const strings = (items: readonly string[]) =>
  new GoText(`[]string{${joined(items.map((one) => JSON.stringify(one))).replaceAll('","', '", "')}}`);

function validateBinding({ roleRef, subjects = [] }: RoleBinding, old: RoleBinding | undefined, namespaced: boolean): StatusCause[] {
  const kinds = namespaced ? ['Role', 'ClusterRole'] : ['ClusterRole'];
  const causes: StatusCause[] = [];
  if (roleRef?.apiGroup !== GROUP) causes.push(notSupported('roleRef.apiGroup', roleRef?.apiGroup ?? '', [GROUP]));
  if (!kinds.includes(roleRef?.kind ?? '')) causes.push(notSupported('roleRef.kind', roleRef?.kind ?? '', [...kinds].sort()));
  if (!roleRef?.name) causes.push(required('roleRef.name'));
  causes.push(...subjects.flatMap((subject, i) => validateSubject(`subjects[${i}]`, subject)));
  if (old && !same(old.roleRef, roleRef)) {
    const shown = new GoText(
      `rbac.RoleRef{APIGroup:${JSON.stringify(roleRef.apiGroup)}, Kind:${JSON.stringify(roleRef.kind)}, Name:${JSON.stringify(roleRef.name)}}`,
    );
    causes.push(invalidValue('roleRef', shown, 'cannot change roleRef'));
  }
  return causes;
}

function validateSubject(path: string, { kind, name, apiGroup = '', namespace }: Subject): StatusCause[] {
  const causes = name ? [] : [required(`${path}.name`)];
  if (kind === 'ServiceAccount') {
    if (apiGroup) causes.push(notSupported(`${path}.apiGroup`, apiGroup, ['']));
    if (!namespace) causes.push(required(`${path}.namespace`));
  } else if (kind === 'User' || kind === 'Group') {
    if (apiGroup !== GROUP) causes.push(notSupported(`${path}.apiGroup`, apiGroup, [GROUP]));
  } else causes.push(notSupported(`${path}.kind`, kind ?? '', ['Group', 'ServiceAccount', 'User']));
  return causes;
}
