import type { Reconciler } from '../component';

/** Gives every namespace its `default` service account and the cluster's root certificate.
 *  Source: pkg/controller/serviceaccount/serviceaccounts_controller.go, pkg/controller/certificates/rootcacertpublisher */
export const serviceAccountController: Reconciler = {
  name: 'serviceaccount-controller',
  resource: 'namespaces',
  reconcile(name, { api }) {
    const namespace = api.get('namespaces', name);
    if (!namespace || namespace.metadata.deletionTimestamp) return;
    if (!api.get('serviceaccounts', `${name}/default`))
      api.create('serviceaccounts', { metadata: { name: 'default' } }, { trusted: true, namespace: name });
    if (api.get('configmaps', `${name}/kube-root-ca.crt`)) return;
    const annotations = {
      'kubernetes.io/description':
        'Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.',
    };
    const data = { 'ca.crt': '-----BEGIN CERTIFICATE-----\n(a simulated cluster needs none)\n-----END CERTIFICATE-----\n' };
    api.create('configmaps', { metadata: { name: 'kube-root-ca.crt', annotations }, data }, { trusted: true, namespace: name });
  },
};
