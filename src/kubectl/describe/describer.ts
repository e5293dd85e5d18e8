import type { ListOptions, ObjectRef } from '../../kube/cluster';
import type { KubeObject } from '../../kube/object';
import type { Description } from './common';

/** What a description may ask of the cluster besides the object itself. */
export interface Around {
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
  /** @returns objects of a resource (`pods`); undefined when this cluster has no such resource */
  list(resource: string, options?: ListOptions): Promise<readonly KubeObject[] | undefined>;
  /** @returns undefined when there is none */
  get(resource: string, where: Pick<ObjectRef, 'name' | 'namespace'>): Promise<KubeObject | undefined>;
}

/** How objects of one kind are described. */
export interface Describer {
  readonly resource: string;
  lines(out: Description, object: any, around: Around): void | Promise<void>;
  /** Its events are not told. */
  readonly eventless?: true;
}
