import type { Role } from '../../kube/kinds/rbac';
import { same } from '../../kube/plain-data';
import type { Reconciler } from '../component';

/** Gathers the rules of a ClusterRole that is made of others.
 *  Source: pkg/controller/clusterroleaggregation/clusterroleaggregation_controller.go */
export const clusterRoleAggregation: Reconciler = {
  name: 'clusterrole-aggregation-controller',
  resource: 'clusterroles',
  hears: ({ object }) => (object as Role).aggregationRule !== undefined,
  watches: {
    clusterroles: (_, { api }) =>
      api
        .list<Role>('clusterroles')
        .filter(({ aggregationRule }) => aggregationRule)
        .map(({ metadata }) => metadata.name),
  },
  reconcile(name, { api }) {
    const role = api.get<Role>('clusterroles', name);
    if (!role?.aggregationRule) return;
    const roles = api.list<Role>('clusterroles').toSorted((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
    const rules: NonNullable<Role['rules']>[number][] = [];
    for (const selector of role.aggregationRule.clusterRoleSelectors ?? [])
      for (const one of roles) {
        if (one.metadata.name === name || !api.matches(selector, one.metadata.labels)) continue;
        for (const rule of one.rules ?? []) if (!rules.some((known) => same(known, rule))) rules.push(rule);
      }
    if (!same(rules, role.rules ?? [])) api.update('clusterroles', { ...role, rules }, { trusted: true });
  },
};
