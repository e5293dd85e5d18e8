import type { Api, Change } from '../kube/api';
import type { LogObject } from '../kube/log';
import type { KubeObject } from '../kube/object';
import type { Random } from '../sim/random';

/** An appointment on the cluster's heap: which component wakes, for which key, and why. Plain data. */
export interface ClusterEvent {
  readonly to: string;
  readonly key: string;
  /** `RECONCILE`, or the component's own event: a statechart's `xstate.after…`, `PROBE`, `HEARTBEAT` … */
  readonly type: string;
  /** Log entry that led here. */
  readonly cause?: number | undefined;
  readonly data?: unknown;
}

/** An entry of the story, as who acts tells it. */
export interface Told {
  readonly type: 'machine' | 'request' | 'fault' | 'reconcile';
  readonly actor?: string;
  readonly object?: LogObject;
  readonly verb?: string;
  readonly from?: string;
  readonly to?: string;
  readonly event?: string;
  readonly ok?: boolean;
  readonly note?: string;
}

/** What a component may use. Handed in at each call; it keeps nothing of its own but `cells`. */
export interface World {
  readonly api: Api;
  /** ms since the Unix epoch. */
  readonly now: number;
  /** RFC 3339 of now, whole seconds: what goes into objects. */
  readonly timestamp: string;
  readonly random: Random;
  /** Wake this component at `now + delay` with an event. The same (component, key, type) replaces. */
  schedule(to: string, key: string, type: string, delay: number, data?: unknown): void;
  cancel(to: string, key: string, type: string): void;
  /** Is an appointment held for (component, key, type)? When (ms since epoch)? */
  dueAt(to: string, key: string, type: string): number | undefined;
  /** A component's plain-data memory, saved with every checkpoint. Values are replaced, never mutated.
   *  Same name, same map. */
  cell<V>(name: string): Map<string, V>;
  /** Write a Kubernetes Event about `object` (deduplicated and counted as client-go does).
   *  @param source component name: `kubelet`, `deployment-controller` … */
  record(
    object: KubeObject,
    type: 'Normal' | 'Warning',
    reason: string,
    message: string,
    source?: { readonly component?: string; readonly host?: string; readonly fieldPath?: string },
  ): void;
  /** Add to the cluster's story. @param entry  or how to tell it, where a story is kept
   *  @returns the entry's id, for use as a cause. */
  log(entry: Told | (() => Told)): number;
}

/** Stands among the resources that a component watches for every custom one: their names are known only while it runs. */
export const EVERY_CUSTOM = '*.*';

/** Does a change of this resource concern a custom object? Its name tells its group: `crontabs.stable.example.com`. */
export const isCustom = (resource: string): boolean => resource.includes('.');

/** A part of the cluster that reacts: a controller, the scheduler, the kubelets, DNS, traffic.
 *  Registered in `cluster/components.ts`: one file, one line. */
export interface Component {
  /** Also the `actor` of what it writes, unless it says otherwise: `deployment-controller`. */
  readonly name: string;
  /** Resources whose changes it hears. */
  readonly watches: readonly string[];
  /** Who acts on this event, where one component plays several actors: `kubelet/node-1`. Default: `name`. */
  actor?(event: ClusterEvent, world: World): string;
  /** Hears a change at once; for controllers this means: put keys into the work queue. No writes here. */
  changed(change: Change, world: World): void;
  /** An appointment has come. Writes happen here. A thrown StatusError requeues with back-off. */
  handle(event: ClusterEvent, world: World): void;
}

/** A reconciler: level-triggered, keyed, deduplicated, as in sample-controller. */
export interface Reconciler {
  readonly name: string;
  /** Resource of its keys. */
  readonly resource: string;
  /** Which changes of its own resource it must see. Default: all. */
  hears?(change: Change): boolean;
  /** Other resources it watches, each with how a change maps to keys. */
  readonly watches?: Readonly<Record<string, (change: Change, world: World) => readonly string[]>>;
  /** ms between a change and the reconcile that sees it, or how to tell. Default: see `controller.ts`. */
  readonly latency?: (change: Change) => number | undefined;
  /** Close the gap for one key. The object may be gone: that is no error.
   *  @returns ms after which to look again, when time alone can change the answer */
  reconcile(key: string, world: World): number | void;
}
