import type { KubeObject } from '../../kube/object';

/** What a write changed in an object, as lines of a path and its values: `spec.nodeName: node-1`. Bookkeeping that every
 *  write does (versions, times, what was observed) is left out. */

/** As many as can be read at a glance; the rest is counted. */
const MOST = 3;

/** @param before  the object as the write found it
 *  @returns the most telling first; empty where nothing but bookkeeping changed */
export function changesOf(before: KubeObject, after: KubeObject): string[] {
  const lines = [...differences('', before, after)].sort((one, other) => rank(one.path) - rank(other.path)).map(lineOf);
  const shown = lines.length > MOST + 1 ? lines.slice(0, MOST) : lines;
  return shown.length < lines.length ? [...shown, `and ${lines.length - shown.length} more`] : shown;
}

interface Difference {
  readonly path: string;
  readonly from: unknown;
  readonly to: unknown;
}

/** What was asked comes before what was reported, and a word before the parts it is made of. */
const RANKS = [
  /^metadata\.deletionTimestamp/,
  /^spec\./,
  /^metadata\./,
  /phase$/,
  /conditions\[Ready\]/,
  /\.state$/,
  /[rR]eplicas$/,
  /conditions/,
];
const rank = (path: string) => {
  const at = RANKS.findIndex((pattern) => pattern.test(path));
  return at < 0 ? RANKS.length : at;
};

const BOOKKEEPING =
  /^metadata\.(resourceVersion|managedFields|generation|uid|creationTimestamp)|observedGeneration$|last\w*Time$|\.renewTime$|startTime$|[iI]mageID$|containerID$|\.message$|last-applied-configuration/;

function* differences(path: string, from: unknown, to: unknown): Generator<Difference> {
  if (from === to || BOOKKEEPING.test(path)) return;
  const [old, now] = [fieldsOf(path, from), fieldsOf(path, to)];
  if (!old && !now) {
    if (textOf(from) !== textOf(to)) yield { path, from, to };
    return;
  }
  // What appears or goes whole is told by its fields.
  for (const key of new Set([...Object.keys(old ?? {}), ...Object.keys(now ?? {})]))
    yield* differences(key.startsWith('[') || !path ? path + key : `${path}.${key}`, old?.[key], now?.[key]);
}

/** The fields of an object, and the items of a list by what they are called; undefined for what is shown as one value. */
function fieldsOf(path: string, value: unknown): Record<string, unknown> | undefined {
  if (typeof value !== 'object' || value === null || /[sS]tate$|conditions\[\w+\]$/.test(path)) return undefined;
  if (!Array.isArray(value)) return value as Record<string, unknown>;
  const names = value.map((item: unknown) => nameOf(item));
  if (names.some((name) => name === undefined)) return undefined;
  return Object.fromEntries(value.map((item: unknown, i) => [`[${names[i]}]`, item]));
}

function nameOf(item: unknown): string | undefined {
  if (typeof item !== 'object' || item === null) return undefined;
  const { type, name } = item as { type?: unknown; name?: unknown };
  const called = type ?? name;
  return typeof called === 'string' ? called : undefined;
}

const lineOf = ({ path, from, to }: Difference): string => {
  if (to === undefined) return `${path}: ${textOf(from)} → gone`;
  return from === undefined ? `${path}: ${textOf(to)}` : `${path}: ${textOf(from)} → ${textOf(to)}`;
};

/** One line; a container's state by its word, `waiting (ContainerCreating)`, a condition by its status. */
function textOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) return `[${value.map(textOf).join(', ')}]`;
  const condition = value as { type?: unknown; status?: unknown; reason?: string };
  if (condition.type && typeof condition.status === 'string')
    return condition.reason && condition.status !== 'True' ? `${condition.status} (${condition.reason})` : condition.status;
  const [word = 'none', more] = Object.entries(value)[0] ?? [];
  const { reason, exitCode } = (more ?? {}) as { reason?: string; exitCode?: number };
  const exit = exitCode === undefined ? '' : `, exit code ${exitCode}`;
  return reason ? `${word} (${reason}${exit})` : typeof more === 'object' ? word : JSON.stringify(value);
}
