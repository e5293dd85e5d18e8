import type { Role, RoleBinding, Rule, Subject } from '../../kube/kinds/rbac';
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
    table(out, 1, RULE_COLUMNS, ruleRows(rules ?? []));
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

export const RULE_COLUMNS = ['Resources', 'Non-Resource URLs', 'Resource Names', 'Verbs'];

const subjectTable = (out: Description, subjects: readonly Subject[]) =>
  table(
    out,
    1,
    ['Kind', 'Name', 'Namespace'],
    subjects.map(({ kind, name, namespace = '' }) => [kind, name, namespace]),
  );

interface Row {
  readonly group: string;
  readonly resource: string;
  readonly name: string;
  readonly url: string;
  readonly verbs: readonly string[];
}

/** One row a resource of a rule, sorted; rules that speak of the same resource are told together, paths are not.
 *  Source: util/rbac/rbac.go BreakdownRule, CompactRules */
export function ruleRows(rules: readonly Rule[]): string[][] {
  const rows = new Map<string, Row>();
  for (const row of rules.flatMap(rowsOf)) {
    const key = row.url ? String(rows.size) : [row.group, row.resource, row.name].join('\0');
    const held = rows.get(key);
    rows.set(key, held ? { ...held, verbs: [...new Set([...held.verbs, ...row.verbs])] } : row);
  }
  const list = (text: string) => (text ? `[${text}]` : '[]');
  // In the order of the rules' own text, as Go writes it.
  const told = ({ group, resource, name, url, verbs }: Row) =>
    `${goList(verbs)},${resource ? `[${group}]` : '[]'},${list(resource)},${list(name)},${list(url)}`;
  const sorted = [...rows.values()].sort((a, b) => (told(a) === told(b) ? 0 : told(a) < told(b) ? -1 : 1));
  return sorted.map(({ group, resource, name, url, verbs }) => [
    group ? dotted(resource, group) : resource,
    list(url),
    list(name),
    goList(verbs),
  ]);
}

function rowsOf({ apiGroups = [], resources = [], nonResourceURLs = [], resourceNames = [], verbs }: Rule): Row[] {
  if (!resources.length) return nonResourceURLs.map((url) => ({ group: '', resource: '', name: '', url, verbs }));
  const names = resourceNames.length ? resourceNames : [''];
  return apiGroups.flatMap((group) => resources.flatMap((resource) => names.map((name) => ({ group, resource, name, url: '', verbs }))));
}

/** `deployments.apps`, `deployments.apps/scale`. Source: CombineResourceGroup */
function dotted(resource: string, group: string): string {
  const [plain, subresource] = resource.split('/') as [string, string?];
  return `${plain}.${group}${subresource ? `/${subresource}` : ''}`;
}
