import type { Manifest } from '../../kube/object';
import type { Reconciler } from '../component';

/** Where the API server of the simulated cluster answers. */
export const API_SERVER = '192.168.1.2';
const PORT = { name: 'https', port: 6443, protocol: 'TCP' } as const;

const metadata = { name: 'kubernetes', namespace: 'default' };

/** The Service by which Pods find the API server, and its endpoints. */
export const KUBERNETES_SERVICE: readonly (readonly [resource: string, manifest: Manifest])[] = [
  [
    'services',
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { ...metadata, labels: { component: 'apiserver', provider: 'kubernetes' } },
      spec: { clusterIP: '10.96.0.1', ports: [{ name: 'https', port: 443, protocol: 'TCP', targetPort: 6443 }] },
    },
  ],
  [
    'endpoints',
    {
      apiVersion: 'v1',
      kind: 'Endpoints',
      metadata: { ...metadata, labels: { 'endpointslice.kubernetes.io/skip-mirror': 'true' } },
      subsets: [{ addresses: [{ ip: API_SERVER }], ports: [PORT] }],
    },
  ],
  [
    'endpointslices',
    {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: { ...metadata, labels: { 'kubernetes.io/service-name': 'kubernetes' } },
      addressType: 'IPv4',
      endpoints: [{ addresses: [API_SERVER], conditions: { ready: true } }],
      ports: [PORT],
    },
  ],
];

/** The API server makes its own Service again when somebody deletes it.
 *  Source: pkg/controlplane/controller/kubernetesservice/controller.go */
export const kubernetesService: Reconciler = {
  name: 'kubernetes-service-controller',
  resource: 'services',
  hears: ({ type, key }) => type === 'DELETED' && key === 'default/kubernetes',
  // It looks every ten seconds.
  latency: () => 10_000,
  reconcile(_key, { api }) {
    for (const [resource, manifest] of KUBERNETES_SERVICE)
      if (!api.get(resource, 'default/kubernetes')) api.create(resource, manifest, { trusted: true, namespace: 'default' });
  },
};
