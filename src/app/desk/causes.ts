import type { LogEntry, LogObject, Stored } from '../../kube/log';
import type { JournalEntry } from '../../lessons/journal';
import { actorText } from '../../stage/beats/names';
import { changesOf } from './changes';

/** "Why?": the chain of causes that leads from something that happened back to the command that began it. */

/** One link, as a sentence; the actor first. */
export interface Cause {
  readonly id: number;
  readonly at: number;
  readonly sentence: string;
  /** What a write changed: `spec.nodeName: node-1`. */
  readonly changes: readonly string[];
  /** The line that was entered: what began it. */
  readonly command?: string;
}

/** Where causes are looked up: a world and what its page has shown. */
export interface Witness {
  readonly log: readonly LogEntry[];
  /** By position in the log: the object as that entry stored it. */
  readonly stored: Stored;
  /** Up to this instant. */
  readonly journal: readonly JournalEntry[];
}

/** The last thing that was written, or that happened, to an object; or that a controller wrote.
 *  @param key a uid, or the name of an actor */
export function lastEntryOf(log: readonly LogEntry[], key: string): LogEntry | undefined {
  const isAbout = ({ object, actor }: LogEntry) => object?.uid === key || actor === key;
  return log.findLast(
    (entry) => isAbout(entry) && entry.type !== 'reconcile' && entry.type !== 'request' && entry.object?.kind !== 'Event',
  );
}

/** When an Event was told, for the last time. */
export const entryOfEvent = (log: readonly LogEntry[], uid: string): LogEntry | undefined =>
  log.findLast(({ type, object }) => type === 'write' && object?.uid === uid);

/** From an entry back to what came from outside; newest first. Each entry's cause is older than itself. */
export function causesOf(witness: Witness, entry: LogEntry): Cause[] {
  const { log } = witness;
  const causes: Cause[] = [];
  for (
    let link: LogEntry | undefined = entry;
    link && !wasThere(link);
    link = link.cause === undefined ? undefined : find(log, link.cause)
  ) {
    const command = commandOf(witness, link);
    const sentence = (toldBy(witness, link) ?? sentenceOf(link)) + seenBefore(log, link);
    causes.push({ id: link.id, at: link.at, sentence, changes: changesBy(witness, link), ...(command && { command }) });
  }
  return causes;
}

/** It was there when a real cluster began to be recorded: nobody saw why. */
const wasThere = ({ type, actor, cause }: LogEntry) => type === 'write' && actor === 'cluster' && cause === undefined;

/** An Event speaks for itself. */
function toldBy({ log, stored }: Witness, { id, type, actor, object }: LogEntry): string | undefined {
  const event = type === 'write' && object?.kind === 'Event' ? stored.at(positionOf(log, id)) : undefined;
  return event && `${actorText(actor)} told: ${String(event.reason)}. ${String(event.message)}`;
}

function changesBy({ log, stored }: Witness, { id, type, verb, object }: LogEntry): string[] {
  if (type !== 'write' || verb === 'create' || verb === 'delete' || object?.kind === 'Event') return [];
  const at = positionOf(log, id);
  if (at < 0) return [];
  const after = stored.at(at);
  const found = log.findLastIndex(
    (one, i) => i < at && one.type === 'write' && one.object?.uid === object?.uid && stored.at(i) !== undefined,
  );
  return after && found >= 0 ? changesOf(stored.at(found)!, after) : [];
}

/** The line of the terminal by which kubectl asked. */
function commandOf({ journal }: Witness, { type, actor, at }: LogEntry): string | undefined {
  if (type !== 'input' || actor !== 'kubectl') return undefined;
  const found = journal.findLastIndex((one) => one.at <= at && one.type === 'command');
  const [command, exit] = [journal[found], journal.slice(found + 1).find((one) => one.type === 'exit')];
  return command?.type === 'command' && (exit?.at ?? at) >= at ? command.line : undefined;
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
const find = (log: readonly LogEntry[], id: number): LogEntry | undefined => log[positionOf(log, id)];

function positionOf(log: readonly LogEntry[], id: number): number {
  const near = id - (log[0]?.id ?? 0);
  return log[near]?.id === id ? near : log.findIndex((entry) => entry.id === id);
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

/** A request names a resource, not a kind: `deployments/web`. */
export const nameOf = ({ kind, resource, name }: LogObject): string => (kind ? `${kind} ${name}` : `${resource}/${name}`);

/** As the stage's captions call them. */
export { actorText as actorName } from '../../stage/beats/names';

function sentence(...parts: readonly (string | undefined)[]): string {
  return `${parts.filter(Boolean).join(' ').replace(/ :/g, ':')}.`;
}
