import type { Verb } from '../verb';
import { clusterInfo, version } from './about';
import { apiResources, apiVersions } from './api-resources';
import { apply } from './apply';
import { canI, whoAmI } from './auth';
import { reconcile } from './auth-reconcile';
import { attach } from './attach';
import { autoscale } from './autoscale';
import { currentContext, getClusters, getContexts, getUsers, setContext, useContext, view } from './config';
import { cp } from './cp';
import { portForward } from './port-forward';
import { create } from './create';
import { createRegistrySecret, createTlsSecret } from './create-secret';
import { createConfigMap, createNamespace, createSecret, createServiceAccount } from './create-configuration';
import { createIngress } from './create-ingress';
import { createBudget, createPriorityClass, createQuota } from './create-policy';
import { createClusterRole, createClusterRoleBinding, createRole, createRoleBinding } from './create-rbac';
import { createClusterIP, createExternalName, createLoadBalancer, createNodePort, expose } from './create-service';
import { createToken } from './create-token';
import { createCronJob, createDeployment, createJob } from './create-workloads';
import { debug } from './debug';
import { remove } from './delete';
import { describe } from './describe';
import { diff } from './diff';
import { drain } from './drain';
import { edit } from './edit';
import { events } from './events';
import { exec } from './exec';
import { explain } from './explain';
import { get } from './get';
import { annotate, label } from './label';
import { logs } from './logs';
import { cordon, taint, uncordon } from './node';
import { patch } from './patch';
import { replace } from './replace';
import { rolloutPause, rolloutRestart, rolloutResume, rolloutUndo } from './rollout';
import { rolloutHistory } from './rollout-history';
import { rolloutStatus } from './rollout-status';
import { run } from './run';
import { scale } from './scale';
import { setImage, setResources } from './set';
import { setEnv } from './set-env';
import { setSelector, setServiceAccount, setSubject } from './set-selector';
import { topNode, topPod } from './top';
import { wait } from './wait';

/** Every verb. A new one is one file and one line here. */
export const verbs: readonly Verb[] = [
  cp,
  portForward,
  create,
  createNamespace,
  createServiceAccount,
  createDeployment,
  createJob,
  createCronJob,
  createConfigMap,
  createSecret,
  createRegistrySecret,
  createTlsSecret,
  createClusterIP,
  createNodePort,
  createLoadBalancer,
  createExternalName,
  createIngress,
  createBudget,
  createQuota,
  createPriorityClass,
  createRole,
  createClusterRole,
  createRoleBinding,
  createClusterRoleBinding,
  createToken,
  expose,
  run,
  setImage,
  setEnv,
  setResources,
  setSelector,
  setServiceAccount,
  setSubject,
  explain,
  get,
  edit,
  remove,
  rolloutStatus,
  rolloutHistory,
  rolloutUndo,
  rolloutRestart,
  rolloutPause,
  rolloutResume,
  scale,
  attach,
  autoscale,
  topNode,
  topPod,
  cordon,
  uncordon,
  drain,
  taint,
  describe,
  logs,
  exec,
  debug,
  events,
  diff,
  apply,
  replace,
  patch,
  wait,
  label,
  annotate,
  canI,
  reconcile,
  whoAmI,
  apiResources,
  apiVersions,
  clusterInfo,
  currentContext,
  getClusters,
  getContexts,
  getUsers,
  setContext,
  useContext,
  view,
  version,
];
