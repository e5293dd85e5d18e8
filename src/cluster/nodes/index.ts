import type { Reconciler } from '../component';
import { disruptionController } from './disruption';
import { nodeLifecycleController } from './lifecycle';
import { podGarbageCollector } from './pod-garbage-collector';
import { taintEvictionController } from './taint-eviction';

/** The controllers that care for nodes, and for the pods on them. A new one is one file and one line here. */
export const nodeControllers: readonly Reconciler[] = [
  nodeLifecycleController,
  taintEvictionController,
  podGarbageCollector,
  disruptionController,
];
