const ONE_CONTEXT = 'there is one cluster and one context here; kubectl config get-contexts shows it.';

/** Commands of the real kubectl that Podplay does not have, each with the nearest thing that it has. */
export const absent: Readonly<Record<string, string>> = {
  certificate: 'this cluster signs no certificates; kubectl get secrets shows the secrets there are.',
  completion: 'completion is switched on: press Tab.',
  kustomize: 'write the manifests out, then kubectl apply -f FILE.',
  plugin: 'there are no plugins; kubectl --help lists what there is.',
  proxy: 'this cluster lives in the page and has no address; kubectl get --help shows how to read it.',
  ...Object.fromEntries(
    ['delete-cluster', 'delete-context', 'delete-user', 'rename-context', 'set', 'set-cluster', 'set-credentials', 'unset'].map((word) => [
      `config ${word}`,
      ONE_CONTEXT,
    ]),
  ),
};
