import type * as rbac from 'kubernetes-types/rbac/v1';
import type { Role, RoleBinding } from '../../kube/kinds/rbac';
import { goList, marks, table, type Description } from './common';
import type { Describer } from './describer';

/** Source: describe.go RoleDescriber, ClusterRoleDescriber, RoleBindingDescriber, ClusterRoleBindingDescriber */

const roleDescriber = (resource: string): Describer => ({
  resource,
  eventless: true,
  lines(out, { metadata, rules }: Role) {
    out.line(0, `Name:\t${metadata.name}`);
    marks(out, metadata);
    out.line(0, 'PolicyRule:');
    table(out, 1, ['Resources', 'Non-Resource URLs', 'Resource Names', 'Verbs'], ruleRows(rules ?? []));
  },
});

const bindingDescriber = (resource: string): Describer => ({
  resource,
  eventless: true,
  lines(out, { metadata, roleRef, subjects = [] }: RoleBinding) {
    out.line(0, `Name:\t${metadata.name}`);
    marks(out, metadata);
    out.line(0, 'Role:');
    out.line(1, `Kind:\t${roleRef.kind}`);
    out.line(1, `Name:\t${roleRef.name}`);
    out.line(0, 'Subjects:');
    subjectTable(out, subjects);
  },
});

export const role = roleDescriber('roles');
export const clusterRole = roleDescriber('clusterroles');
export const roleBinding = bindingDescriber('rolebindings');
export const clusterRoleBinding = bindingDescriber('clusterrolebindings');

const subjectTable = (out: Description, subjects: readonly rbac.Subject[]) =>
  table(
    out,
    1,
    ['Kind', 'Name', 'Namespace'],
    subjects.map(({ kind, name, namespace = '' }) => [kind, name, namespace]),
  );

/** One row a resource of a rule, sorted; rules that speak of the same are told together. */
function ruleRows(rules: readonly rbac.PolicyRule[]): string[][] {
  const verbs = new Map<string, { readonly row: readonly string[]; verbs: string[] }>();
  for (const row of rules.flatMap(cellsOf)) {
    const key = row.cells.join('\0');
    const held = verbs.get(key);
    if (held) held.verbs = [...new Set([...held.verbs, ...row.verbs])];
    else verbs.set(key, { row: row.cells, verbs: [...row.verbs] });
  }
  // In the order of the rules' own text, as Go writes it: verbs first.
  const told = ({ row, verbs: all }: { readonly row: readonly string[]; readonly verbs: readonly string[] }) =>
    `${goList(all)},[${row[0]}],${row[2]},${row[1]}`;
  const sorted = [...verbs.values()].sort((a, b) => (told(a) < told(b) ? -1 : 1));
  return sorted.map(({ row, verbs: all }) => [...row, goList(all)]);
}

function cellsOf({ apiGroups = [], resources = [], nonResourceURLs = [], resourceNames = [], verbs }: rbac.PolicyRule) {
  if (!resources.length) return nonResourceURLs.map((url) => ({ cells: ['', `[${url}]`, '[]'], verbs }));
  const names = resourceNames.length ? resourceNames.map((one) => `[${one}]`) : ['[]'];
  return apiGroups.flatMap((group) =>
    resources.flatMap((resource) => names.map((name) => ({ cells: [group ? dotted(resource, group) : resource, '[]', name], verbs }))),
  );
}

/** `deployments.apps`, `deployments.apps/scale`. Source: CombineResourceGroup */
function dotted(resource: string, group: string): string {
  const [plain, subresource] = resource.split('/') as [string, string?];
  return `${plain}.${group}${subresource ? `/${subresource}` : ''}`;
}
