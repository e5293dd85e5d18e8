import type { Verb } from '../verb';
import { apiResources, clusterInfo, config, version } from './about';
import { apply } from './apply';
import { annotate, cordon, events, label, patch, setImage, uncordon } from './change';
import { create, createConfigMap, createDeployment, createNamespace, expose, run } from './create';
import { remove } from './delete';
import { describe } from './describe';
import { exec } from './exec';
import { explain } from './explain';
import { get } from './get';
import { logs } from './logs';
import { rolloutHistory, rolloutPause, rolloutRestart, rolloutResume, rolloutStatus, rolloutUndo } from './rollout';
import { scale } from './scale';

/** Every verb. A new one is one file and one line here. */
export const verbs: readonly Verb[] = [
  create,
  createNamespace,
  createDeployment,
  createConfigMap,
  expose,
  run,
  setImage,
  explain,
  get,
  remove,
  rolloutStatus,
  rolloutHistory,
  rolloutUndo,
  rolloutRestart,
  rolloutPause,
  rolloutResume,
  scale,
  cordon,
  uncordon,
  describe,
  logs,
  exec,
  events,
  apply,
  patch,
  label,
  annotate,
  apiResources,
  clusterInfo,
  config,
  version,
];

/** Verbs of the real kubectl that Podplay does not have, each with the nearest that it has. */
export const unsupported: Readonly<Record<string, string>> = {
  attach: 'kubectl logs -f POD shows what a container prints',
  'port-forward': 'kubectl exec POD -- curl -sI http://SERVICE asks a Service from inside the cluster',
  proxy: 'kubectl get --help: this cluster lives in the page and has no address of its own',
  cp: 'kubectl exec POD -- cat FILE shows a file of a container',
  edit: 'kubectl get TYPE NAME -o yaml > FILE, then open FILE in the editor, then kubectl apply -f FILE',
  debug: 'kubectl exec POD -- COMMAND runs a command in a container',
  top: 'kubectl describe node shows what Pods ask for; there is no metrics server',
  autoscale: 'kubectl scale sets the number of replicas by hand',
  drain: 'kubectl cordon NODE, then kubectl delete pod',
  taint: 'kubectl cordon NODE keeps new Pods away',
  wait: 'kubectl rollout status TYPE/NAME waits for a rollout',
  replace: 'kubectl apply -f FILE',
  diff: 'kubectl apply --dry-run=server -f FILE says what would change',
  auth: 'nothing is forbidden in this cluster: everybody is its administrator',
  certificate: 'kubectl get secrets',
  plugin: 'kubectl --help lists what there is',
  completion: 'press Tab: completion is switched on',
  kustomize: 'kubectl apply -f FILE',
};
