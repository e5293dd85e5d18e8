import type { KubeObject } from './object';

/** The cluster's own story: one entry for each thing that happened, in order, each naming its cause.
 *  The stage moves by it, "Why?" walks it back, `--trace` prints it as JSON lines. */
export interface LogEntry {
  /** Position in the log; `cause` refers to it. */
  readonly id: number;
  /** Virtual ms since the start of the world. */
  readonly at: number;
  /** The entry that led to this one; absent for what came from outside. */
  readonly cause?: number;
  /** Who acted: `kubectl`, `deployment-controller`, `default-scheduler`, `kubelet/node-1`, `traffic` … */
  readonly actor: string;
  readonly type:
    /** Somebody outside asked for something. */
    | 'input'
    /** The API server stored a change: `verb` create, update, patch or delete. */
    | 'write'
    /** A controller looked at `object` and compared. */
    | 'reconcile'
    /** A statechart stepped: `from` → `to` on `event`. */
    | 'machine'
    /** A request travelled from a client through a Service to a Pod; `ok` tells how it ended. */
    | 'request'
    /** A fault began or ended. */
    | 'fault';
  readonly verb?: string;
  readonly object?: LogObject;
  readonly from?: string;
  readonly to?: string;
  readonly event?: string;
  readonly ok?: boolean;
  /** One plain sentence or phrase, when the entry needs it. */
  readonly note?: string;
}

export interface LogObject {
  readonly resource: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
  readonly uid?: string;
}

/** Names that were used last. No part of any world: who finds none makes it again. */
const names = new Map<string, LogObject>();
const MOST_NAMES = 1_000;

/** One name for all entries that tell of the same object: they are most of what a long story takes.
 *  @param key  tells objects apart; worlds that live otherwise may use it for another one */
export function sharedName(key: string, name: LogObject): LogObject {
  const held = names.get(key);
  if (held && isSameName(held, name)) return held;
  if (names.size >= MOST_NAMES) names.clear();
  names.set(key, name);
  return name;
}

const isSameName = (a: LogObject, b: LogObject) =>
  a.name === b.name && a.namespace === b.namespace && a.resource === b.resource && a.kind === b.kind && a.uid === b.uid;

/** What the entries of a story stored. */
export interface Stored {
  /** @param position  in the log @returns undefined when that entry stored nothing, or removed something */
  at(position: number): KubeObject | undefined;
}
