import type { Component, Reconciler } from '../component';
import { autoscalerController } from './autoscaler';
import { clusterRoleAggregation } from './cluster-role-aggregation';
import { cronJobController } from './cron-job';
import { customResources } from './custom-resources';
import { nodeControllers } from '../nodes';
import { storage } from '../storage';
import { daemonSetController } from './daemon-set';
import { deploymentController } from './deployment';
import { endpointSliceController } from './endpoint-slice';
import { endpointsController } from './endpoints';
import { garbageCollector } from './garbage-collector';
import { jobController } from './job';
import { jobOrphanPods } from './job-orphan-pods';
import { kubernetesService } from './kubernetes-service';
import { loadBalancerController } from './load-balancer';
import { namespaceController } from './namespace';
import { orphans } from './orphans';
import { replicaSetController, replicationController } from './replica-set';
import { replicaSetTally } from './replica-set-tally';
import { resourceQuotaController } from './resource-quota';
import { serviceAccountController } from './service-account';
import { statefulSetController } from './stateful-set';
import { ttlAfterFinishedController } from './ttl-after-finished';

/** The controllers that run in the control plane. A new one is one file and one line here. */
export const controllers: readonly (Reconciler | Component)[] = [
  orphans,
  deploymentController,
  replicaSetTally,
  replicaSetController,
  replicationController,
  statefulSetController,
  daemonSetController,
  cronJobController,
  jobController,
  jobOrphanPods,
  autoscalerController,
  ttlAfterFinishedController,
  namespaceController,
  garbageCollector,
  endpointSliceController,
  endpointsController,
  resourceQuotaController,
  loadBalancerController,
  serviceAccountController,
  kubernetesService,
  clusterRoleAggregation,
  ...customResources,
  ...nodeControllers,
  ...storage,
];
