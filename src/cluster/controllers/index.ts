import type { Component, Reconciler } from '../component';
import { daemonSetController } from './daemon-set';
import { deploymentController } from './deployment';
import { endpointSliceController } from './endpoint-slice';
import { garbageCollector } from './garbage-collector';
import { namespaceController } from './namespace';
import { orphans } from './orphans';
import { replicaSetController } from './replica-set';
import { serviceAccountController } from './service-account';
import { statefulSetController } from './stateful-set';

/** The controllers that run in the control plane. A new one is one file and one line here. */
export const controllers: readonly (Reconciler | Component)[] = [
  orphans,
  deploymentController,
  replicaSetController,
  statefulSetController,
  daemonSetController,
  namespaceController,
  garbageCollector,
  endpointSliceController,
  serviceAccountController,
];
