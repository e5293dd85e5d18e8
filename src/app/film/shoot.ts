import type { LogEntry, Stored } from '../../kube/log';
import type { KubeObject } from '../../kube/object';
import type { View } from '../../kube/view';
import { keyOf, type Film } from './film';

/** A cluster with its story, at the end of what is to be filmed. */
export interface Filmed {
  readonly namespace: string;
  readonly view: View;
  readonly at: number;
  readonly log: readonly LogEntry[];
  readonly stored: Stored;
}

/** What the stage never shows. */
const UNSEEN = new Set(['events', 'leases', 'serviceaccounts', 'priorityclasses', 'controllerrevisions']);
/** Entries before the start that are kept. */
const BEFORE = 40;

/** @param start  instant at which the film begins */
export function shoot({ namespace, view, at, log, stored }: Filmed, start: number): Film {
  const cast = new Map<string, readonly [string, KubeObject]>();
  const first = log.findIndex((entry) => entry.at > start);
  const from = first < 0 ? log.length : first;
  for (let i = 0; i < from; i++) write(cast, log[i]!, stored.at(i));
  const opening = [...cast.values()];
  const skip = Math.max(0, from - BEFORE);
  const changes: Record<number, unknown> = {};
  for (let i = from; i < log.length; i++) {
    const before = log[i]!.object && cast.get(idOf(log[i]!.object!))?.[1];
    if (!write(cast, log[i]!, stored.at(i))) continue;
    changes[i - skip] = stored.at(i) === undefined ? null : difference(before, stored.at(i));
  }
  return { namespace, epoch: view.now - at, start, end: at, cast: opening, log: log.slice(skip), changes };
}

const idOf = (object: NonNullable<LogEntry['object']>) => `${object.resource} ${keyOf(object)}`;

/** @returns whether the entry changed something that is seen */
function write(cast: Map<string, readonly [string, KubeObject]>, { type, object }: LogEntry, stored: KubeObject | undefined): boolean {
  if (type !== 'write' || !object || UNSEEN.has(object.resource)) return false;
  if (stored) cast.set(idOf(object), [object.resource, stored]);
  else cast.delete(idOf(object));
  return true;
}

const isFields = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The JSON merge patch that makes `before` into `after`: objects are compared by field, all else is replaced. */
export function difference(before: unknown, after: unknown): unknown {
  if (!isFields(before) || !isFields(after)) return after;
  const patch: Record<string, unknown> = {};
  for (const key of Object.keys(before)) if (after[key] === undefined) patch[key] = null;
  for (const [key, value] of Object.entries(after)) {
    if (value !== undefined && JSON.stringify(value) !== JSON.stringify(before[key])) patch[key] = difference(before[key], value);
  }
  return patch;
}
