/** What is on the stage, as plain data: what to draw, not where. Every actor has a key that no other has; objects of
 *  the API are keyed by their uid. */

export interface Scene {
  readonly namespace: NamespacePlate;
  readonly controllers: readonly Controller[];
  readonly workloads: readonly Workload[];
  readonly services: readonly Doorway[];
  readonly nodes: readonly Tray[];
  readonly pods: readonly PodActor[];
  readonly claims: readonly Drum[];
  readonly configs: readonly Card[];
}

export interface NamespacePlate {
  readonly name: string;
  readonly state: 'absent' | 'active' | 'terminating';
}

/** A controller and what it has in hand: the object with a gap, or the newest. */
export interface Controller {
  /** As the log calls it: `replicaset-controller`. */
  readonly name: string;
  readonly title: string;
  readonly object: string;
  readonly current: number;
  /** Absent where there is no wish, only a count. */
  readonly desired?: number;
}

/** A workload and its generations, oldest first. */
export interface Workload {
  readonly uid: string;
  readonly kind: string;
  readonly name: string;
  readonly desired: number;
  readonly ready: number;
  /** What `ready` counts: `ready` Pods, or work items `done`. */
  readonly unit: 'ready' | 'done';
  /** More that matters: a schedule, `paused`, failures. */
  readonly note?: string;
  /** How many Pods are of its newest version, while others are not. */
  readonly updated?: number;
  /** Why nobody works any more for what it asked: the reason of a Job that has failed. */
  readonly givenUp?: string;
  readonly generations: readonly Generation[];
}

/** One version of a workload: a ReplicaSet, a Job of a CronJob, or the workload itself. */
export interface Generation {
  readonly uid: string;
  readonly name: string;
  readonly kind: string;
  /** 1 … 5: which hue. */
  readonly hue: number;
  readonly desired: number;
  readonly current: number;
  /** What tells it from its elders: `nginx:1.9.1`. */
  readonly title: string;
  /** Its seats have an order of their own; otherwise who comes takes the first that is free. */
  readonly numbered: boolean;
  /** As of a workload. */
  readonly givenUp?: string;
  readonly seats: readonly Seat[];
}

/** A place for one Pod (or one item of work) that is wanted, with who sits there. */
export interface Seat {
  readonly key: string;
  readonly pod?: string;
  readonly hue: number;
  readonly state: 'missing' | 'present' | 'ready' | 'leaving' | 'done' | 'failed';
  /** An ordinal or index. */
  readonly label?: string;
  /** Pods that failed at this item and are still there. */
  readonly failures?: number;
  /** Lines of a picture that its Pod handed over when it was done. */
  readonly piece?: readonly string[];
}

/** Letters that make a picture, from light to dark. */
export const SHADES = ' .:-=+*#%@';

/** A Service. */
export interface Doorway {
  readonly uid: string;
  readonly name: string;
  /** UIDs of the pods that get its traffic. */
  readonly ready: readonly string[];
  /** Pods that it selects and that get none. */
  readonly waiting: readonly string[];
  readonly headless: boolean;
  /** Requests of the last seconds, oldest first; empty when nobody asks. */
  readonly seconds: readonly Second[];
}

export interface Second {
  readonly ok: number;
  readonly failed: number;
}

/** A node. */
export interface Tray {
  readonly uid: string;
  readonly name: string;
  readonly zone: string;
  readonly status: string;
  readonly ready: boolean;
  readonly cordoned: boolean;
  /** Of the machine beneath; the API may not know yet. */
  readonly power: 'on' | 'off' | 'starting' | 'cut';
  /** Labels that a person gave it: `color=red`. */
  readonly labels: readonly string[];
  /** Taints that a person gave it: `gpu:NoSchedule`. */
  readonly taints: readonly string[];
  /** Share of the allocatable CPU that is requested; undefined when nobody requests any. */
  readonly fullness: number | undefined;
  readonly daemons: readonly DaemonSeat[];
  /** How many of the namespace's pods are on it; given when there are too many to be counted by eye. */
  readonly count?: number;
}

/** More pods than an eye counts. */
export const COUNTED = 600;

/** The slot in a node that belongs to one DaemonSet. */
export interface DaemonSeat {
  readonly key: string;
  readonly set: string;
  readonly pod: string | undefined;
  readonly hue: number;
}

/** How a pod's tile looks; the word beside it is kubectl's own. */
export const LOOKS = [
  'pending',
  'creating',
  'unready',
  'ready',
  'crashing',
  'unpullable',
  'terminating',
  'completed',
  'failed',
  'lost',
] as const;
export type PodLook = (typeof LOOKS)[number];

export interface PodActor {
  readonly uid: string;
  readonly name: string;
  /** The short name: the last part of a name that a controller made. */
  readonly label: string;
  /** What stands over the label: the workload's name. */
  readonly family: string;
  readonly node: string | undefined;
  /** UID of the generation it belongs to. */
  readonly owner: string | undefined;
  readonly hue: number;
  readonly look: PodLook;
  /** The column STATUS of kubectl. */
  readonly status: string;
  readonly restarts: number;
  readonly containers: readonly ContainerDot[];
  /** Large on the tile: of a StatefulSet's pod, or an Indexed Job's. */
  readonly ordinal?: number;
  /** Key of the DaemonSet's seat on its node. */
  readonly seat?: string;
  /** Not so yet: it would come, or go. See `Future`. */
  readonly foreseen?: 'comes' | 'goes';
  /** UIDs of the claims it mounts. */
  readonly claims: readonly string[];
}

export interface ContainerDot {
  readonly name: string;
  readonly part: 'app' | 'init' | 'sidecar';
  readonly state: 'waiting' | 'running' | 'ready' | 'done' | 'failed';
}

/** A claim with its volume. */
export interface Drum {
  readonly uid: string;
  readonly name: string;
  readonly status: string;
  readonly size: string;
}

/** A ConfigMap or Secret. */
export interface Card {
  readonly uid: string;
  readonly kind: string;
  readonly name: string;
}

const HUES = 5;
/** The hue of the nth generation, from 0. */
export const hueOf = (index: number): number => (index % HUES) + 1;
