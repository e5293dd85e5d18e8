import type { LogEntry, LogObject } from '../../kube/log';
import { actorText } from '../../stage/beats/names';

/** "Why?": the chain of causes that leads from something that happened back to the command that began it. */

/** One link, as a sentence; the actor first. */
export interface Cause {
  readonly id: number;
  readonly at: number;
  readonly sentence: string;
}

/** The last thing that was written, or that happened, to an object; or that a controller wrote.
 *  @param key a uid, or the name of an actor */
export function lastEntryOf(log: readonly LogEntry[], key: string): LogEntry | undefined {
  const isAbout = ({ object, actor }: LogEntry) => object?.uid === key || actor === key;
  return log.findLast(
    (entry) => isAbout(entry) && entry.type !== 'reconcile' && entry.type !== 'request' && entry.object?.kind !== 'Event',
  );
}

/** From an entry back to what came from outside; newest first. Each entry's cause is older than itself. */
export function causesOf(log: readonly LogEntry[], entry: LogEntry): Cause[] {
  const causes: Cause[] = [];
  for (let link: LogEntry | undefined = entry; link; link = link.cause === undefined ? undefined : find(log, link.cause))
    causes.push({ id: link.id, at: link.at, sentence: sentenceOf(link) + seenBefore(log, link) });
  return causes;
}

/** What a controller saw in the turn in which it wrote: ` It saw 0 of 3 Pods.` */
function seenBefore(log: readonly LogEntry[], link: LogEntry): string {
  if (link.type !== 'write') return '';
  const seen = log.findLast(
    ({ id, type, actor, at, cause }) =>
      type === 'reconcile' && id < link.id && at === link.at && actor === link.actor && cause === link.cause,
  );
  return seen?.note ? ` It saw ${seen.note}.` : '';
}

/** The log is in order of ids, though it need not begin at 0. */
function find(log: readonly LogEntry[], id: number): LogEntry | undefined {
  const near = log[id - (log[0]?.id ?? 0)];
  return near?.id === id ? near : log.find((entry) => entry.id === id);
}

const DONE: Readonly<Record<string, string>> = { create: 'created', update: 'updated', patch: 'changed', delete: 'deleted' };

export function sentenceOf(entry: LogEntry): string {
  const { type, verb, object, from, to, note } = entry;
  const actor = actorText(entry.actor);
  const what = object ? nameOf(object) : '';
  if (type === 'write') return sentence(actor, DONE[verb ?? ''] ?? verb ?? 'wrote', what, note && `(${note})`);
  if (type === 'reconcile') return sentence(actor, 'looked at', what, note && `: ${note}`);
  if (type === 'machine') return `${what || actor} went ${from ? `from ${from} ` : ''}to ${to ?? '?'}${note ? `: ${note}` : ''}.`;
  if (type === 'input') return sentence(actor, 'asked', verb ? `to ${verb} ${what}` : (note ?? ''));
  if (type === 'request') return sentence(actor, entry.ok ? 'got an answer from' : 'got no answer from', what);
  return note ? `${note[0]!.toUpperCase()}${note.slice(1)}.` : sentence('A fault', 'struck', what);
}

export const nameOf = (object: LogObject): string => `${object.kind} ${object.name}`;

/** As the stage's captions call them. */
export { actorText as actorName } from '../../stage/beats/names';

function sentence(...parts: readonly (string | undefined)[]): string {
  return `${parts.filter(Boolean).join(' ').replace(/ :/g, ':')}.`;
}
