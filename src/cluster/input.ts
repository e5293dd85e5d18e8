import type { DeleteOptions, ObjectRef, PatchType, ProxyRequest, ResourceRef, WriteOptions } from '../kube/cluster';
import type { Manifest } from '../kube/object';
import type { Fault } from './faults';

/** All that can come into a simulated world from outside. Plain data: the inputs log is made of these,
 *  and a world is a function of (scenario, seed, log). Reads are not inputs. */
export type Input =
  | {
      readonly type: 'create';
      readonly resource: ResourceRef;
      readonly object: Manifest;
      readonly options?: WriteOptions & { readonly namespace?: string };
    }
  | { readonly type: 'update'; readonly ref: ObjectRef; readonly object: Manifest; readonly options?: WriteOptions }
  | {
      readonly type: 'patch';
      readonly ref: ObjectRef;
      readonly patchType: PatchType;
      readonly patch: unknown;
      readonly options?: WriteOptions;
    }
  | { readonly type: 'delete'; readonly ref: ObjectRef; readonly options?: DeleteOptions }
  | {
      readonly type: 'exec';
      readonly ref: ObjectRef;
      readonly command: readonly string[];
      readonly container?: string;
      readonly stdin?: string;
      /** A shell to type into: it is opened, and waits. */
      readonly opens?: true;
      /** The shell is the container's own process. */
      readonly attaches?: true;
    }
  | { readonly type: 'line'; readonly ref: ObjectRef; /** The shell's. */ readonly id: string; readonly line: string }
  /** Text for the standard input of a container's own process. `end`: the last. */
  | { readonly type: 'feed'; readonly ref: ObjectRef; readonly container?: string; readonly text: string; readonly end: boolean }
  | { readonly type: 'proxy'; readonly ref: ObjectRef; readonly request: ProxyRequest }
  | { readonly type: 'fault'; readonly fault: Fault };
