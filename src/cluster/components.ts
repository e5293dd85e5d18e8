import type { Component } from './component';
import { controller } from './controller';
import { controllers } from './controllers';
import { kubelets } from './kubelet';
import { scheduler } from './scheduler';

/** Everything that acts in a simulated cluster: the controllers, the scheduler, the kubelets and their network. */
export function components(): Component[] {
  return [...controllers.map((one) => ('reconcile' in one ? controller(one) : one)), scheduler, ...kubelets];
}
