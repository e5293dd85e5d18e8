import type { LogEntry } from '../kube/log';

/** Two who never come to rest: each undoes what the other has written. */
export interface Fight {
  readonly actors: readonly [string, string];
  /** `resource namespace/name`. */
  readonly object: string;
  /** Writes to it within the window. */
  readonly writes: number;
}

/** Virtual ms within which so many writes in turn are no work any more. */
const WINDOW = 60_000;
const TURNS = 40;

interface Watched {
  actors: readonly string[];
  /** Instants of writes that changed hands. */
  turns: number[];
}

/** Find the first fight in a story: two actors who write the same object in turn, again and again.
 *  Counts only a change of hands: one who writes often is busy, two who alternate are at odds. */
export function findFight(log: readonly LogEntry[]): Fight | undefined {
  const watched = new Map<string, Watched>();
  for (const entry of log) {
    if (entry.type !== 'write' || entry.verb !== 'update' || !entry.object || !entry.actor) continue;
    const { resource, namespace, name } = entry.object;
    const object = `${resource} ${namespace ? `${namespace}/` : ''}${name}`;
    const fight = take(watched, object, entry.actor, entry.at);
    if (fight) return fight;
  }
  return undefined;
}

function take(watched: Map<string, Watched>, object: string, actor: string, at: number): Fight | undefined {
  const before = watched.get(object) ?? { actors: [], turns: [] };
  const last = before.actors.at(-1);
  if (last === actor) return undefined;
  // Only the same two in turn: a third is a new story.
  const same = before.actors.length < 2 || before.actors[0] === actor;
  const turns = same ? [...before.turns.filter((one) => one > at - WINDOW), at] : [at];
  watched.set(object, { actors: last === undefined ? [actor] : [last, actor], turns });
  if (turns.length < TURNS || last === undefined) return undefined;
  return { actors: [last, actor].sort() as unknown as [string, string], object, writes: turns.length };
}
