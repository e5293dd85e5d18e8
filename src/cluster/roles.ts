import type { Rule } from '../kube/kinds/rbac';
import type { Manifest } from '../kube/object';

/** The ClusterRoles that a cluster begins with, and who has them.
 *  MODELS cluster-admin, admin, edit and view with what is aggregated into them, and what everybody may do.
 *  OMITS the roles of Kubernetes' own components: nothing here asks them.
 *  Source: plugin/pkg/auth/authorizer/rbac/bootstrappolicy/policy.go and its testdata */

const GROUP = 'rbac.authorization.k8s.io';
const READ = ['get', 'list', 'watch'];
const WRITE = ['create', 'delete', 'deletecollection', 'patch', 'update'];
const READ_WRITE = [...READ, ...WRITE].sort();

/** @param resources  names, with a blank between them */
const may = (verbs: readonly string[], group: string, resources: string): Rule => ({
  verbs: [...verbs],
  apiGroups: [group],
  resources: resources.split(' '),
});

const paths = (...nonResourceURLs: string[]): Rule => ({ verbs: ['get'], nonResourceURLs });

const VIEW: readonly Rule[] = [
  may(
    READ,
    '',
    'configmaps endpoints persistentvolumeclaims persistentvolumeclaims/status pods replicationcontrollers replicationcontrollers/scale serviceaccounts services services/status',
  ),
  may(
    READ,
    '',
    'bindings events limitranges namespaces/status pods/log pods/status replicationcontrollers/status resourcequotas resourcequotas/status',
  ),
  may(READ, '', 'namespaces'),
  may(READ, 'discovery.k8s.io', 'endpointslices'),
  may(
    READ,
    'apps',
    'controllerrevisions daemonsets daemonsets/status deployments deployments/scale deployments/status replicasets replicasets/scale replicasets/status statefulsets statefulsets/scale statefulsets/status',
  ),
  may(READ, 'autoscaling', 'horizontalpodautoscalers horizontalpodautoscalers/status'),
  may(READ, 'batch', 'cronjobs cronjobs/status jobs jobs/status'),
  may(
    READ,
    'extensions',
    'daemonsets daemonsets/status deployments deployments/scale deployments/status ingresses ingresses/status networkpolicies replicasets replicasets/scale replicasets/status replicationcontrollers/scale',
  ),
  may(READ, 'policy', 'poddisruptionbudgets poddisruptionbudgets/status'),
  may(READ, 'networking.k8s.io', 'ingresses ingresses/status networkpolicies'),
];

const EDIT: readonly Rule[] = [
  may(READ, '', 'pods/attach pods/exec pods/portforward pods/proxy secrets services/proxy'),
  may(['impersonate'], '', 'serviceaccounts'),
  may(WRITE, '', 'pods pods/attach pods/exec pods/portforward pods/proxy'),
  may(['create'], '', 'pods/eviction'),
  may(
    WRITE,
    '',
    'configmaps events persistentvolumeclaims replicationcontrollers replicationcontrollers/scale secrets serviceaccounts services services/proxy',
  ),
  may(['create'], '', 'serviceaccounts/token'),
  may(
    WRITE,
    'apps',
    'daemonsets deployments deployments/rollback deployments/scale replicasets replicasets/scale statefulsets statefulsets/scale',
  ),
  may(WRITE, 'autoscaling', 'horizontalpodautoscalers'),
  may(WRITE, 'batch', 'cronjobs jobs'),
  may(
    WRITE,
    'extensions',
    'daemonsets deployments deployments/rollback deployments/scale ingresses networkpolicies replicasets replicasets/scale replicationcontrollers/scale',
  ),
  may(WRITE, 'policy', 'poddisruptionbudgets'),
  may(WRITE, 'networking.k8s.io', 'ingresses networkpolicies'),
  may(READ_WRITE, 'coordination.k8s.io', 'leases'),
];

const ADMIN: readonly Rule[] = [
  may(['create'], 'authorization.k8s.io', 'localsubjectaccessreviews'),
  may(READ_WRITE, GROUP, 'rolebindings roles'),
];

const annotations = { 'rbac.authorization.kubernetes.io/autoupdate': 'true' };

/** @param into  the role that it is aggregated into */
function metadata(name: string, into?: string): NonNullable<Manifest['metadata']> {
  const aggregated = into === undefined ? {} : { [`${GROUP}/aggregate-to-${into}`]: 'true' };
  return { name, annotations, labels: { 'kubernetes.io/bootstrapping': 'rbac-defaults', ...aggregated } };
}

const role = (name: string, rules: readonly Rule[], into?: string): readonly [string, Manifest] => [
  'clusterroles',
  { apiVersion: `${GROUP}/v1`, kind: 'ClusterRole', metadata: metadata(name, into), rules },
];

/** With the rules that its controller would gather. */
const aggregate = (name: string, rules: readonly Rule[], into?: string): readonly [string, Manifest] => [
  'clusterroles',
  {
    apiVersion: `${GROUP}/v1`,
    kind: 'ClusterRole',
    metadata: metadata(name, into),
    aggregationRule: { clusterRoleSelectors: [{ matchLabels: { [`${GROUP}/aggregate-to-${name}`]: 'true' } }] },
    rules,
  },
];

const binding = (name: string, roleName: string, ...groups: readonly string[]): readonly [string, Manifest] => [
  'clusterrolebindings',
  {
    apiVersion: `${GROUP}/v1`,
    kind: 'ClusterRoleBinding',
    metadata: metadata(name),
    roleRef: { apiGroup: GROUP, kind: 'ClusterRole', name: roleName },
    subjects: groups.map((group) => ({ apiGroup: GROUP, kind: 'Group', name: group })),
  },
];

const ALL: readonly Rule[] = [may(['*'], '*', '*'), { verbs: ['*'], nonResourceURLs: ['*'] }];

export const DEFAULT_ROLES: readonly (readonly [string, Manifest])[] = [
  role('cluster-admin', ALL),
  role('system:aggregate-to-admin', ADMIN, 'admin'),
  role('system:aggregate-to-edit', EDIT, 'edit'),
  role('system:aggregate-to-view', VIEW, 'view'),
  // What is aggregated comes in the order of the roles' names.
  aggregate('admin', [...EDIT, ...VIEW, ...ADMIN]),
  aggregate('edit', [...EDIT, ...VIEW], 'admin'),
  aggregate('view', VIEW, 'edit'),
  role('system:basic-user', [
    may(['create'], 'authorization.k8s.io', 'selfsubjectaccessreviews selfsubjectrulesreviews'),
    may(['create'], 'authentication.k8s.io', 'selfsubjectreviews'),
  ]),
  role('system:discovery', [
    paths(
      ...['/api', '/api/*', '/apis', '/apis/*', '/healthz', '/livez'],
      ...['/openapi', '/openapi/*', '/readyz', '/version', '/version/'],
    ),
  ]),
  role('system:public-info-viewer', [paths('/healthz', '/livez', '/readyz', '/version', '/version/')]),
  binding('cluster-admin', 'cluster-admin', 'system:masters'),
  binding('kubeadm:cluster-admins', 'cluster-admin', 'kubeadm:cluster-admins'),
  binding('system:basic-user', 'system:basic-user', 'system:authenticated'),
  binding('system:discovery', 'system:discovery', 'system:authenticated'),
  binding('system:public-info-viewer', 'system:public-info-viewer', 'system:authenticated', 'system:unauthenticated'),
];
