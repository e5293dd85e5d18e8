import type { KubeObject } from './object';

/** A read-only picture of a cluster at one instant: what the stage and the goals of a lesson read.
 *  The simulated cluster is one; over HTTP an informer cache keeps one. */
export interface View {
  /** Milliseconds since the Unix epoch on the cluster's clock. */
  readonly now: number;
  /** Changes whenever any object changes: equal versions mean equal pictures. */
  readonly version: number;
  /** Every object of a resource (`pods`, `deployments` …) in creation order. */
  list(resource: string): readonly KubeObject[];
  get(resource: string, key: string): KubeObject | undefined;
}
