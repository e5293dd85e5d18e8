import { age } from '../../kube/duration';
import { controllerOf, type KubeObject } from '../../kube/object';

/** Pieces that most descriptions share. Source: kubectl/pkg/describe/describe.go */

export interface Description {
  /** Add a line: cells are separated by tabs, `level` indents by two spaces each. */
  line(level: number, text: string): void;
  toString(): string;
}

export function description(): Description {
  const lines: string[] = [];
  return { line: (level, text) => void lines.push('  '.repeat(level) + text), toString: () => escaped(lines.join('\n')) };
}

/** What would command a terminal is shown instead. Source: cli-runtime printers/terminal.go WriteEscaped */
const escaped = (text: string): string => text.replaceAll('\u001b', '^[').replaceAll('\r', '\\r');

/** `Mon, 01 Jan 2024 00:00:00 +0000` */
export const rfc1123 = (timestamp: string): string => new Date(timestamp).toUTCString().replace('GMT', '+0000');

export const NONE = '<none>';
export const UNSET = '<unset>';

/** `Running`, or how long ago its deletion was asked for. */
export const statusOr = (object: KubeObject, phase: string | undefined, now: number): string =>
  object.metadata.deletionTimestamp ? `Terminating (lasts ${age(object.metadata.deletionTimestamp, now)})` : (phase ?? '');

export const trueOrFalse = (value: boolean | undefined): string => (value ? 'True' : 'False');

/** A title, and its lines in one column beside it; `<none>`. */
export function column(out: Description, level: number, title: string, lines: readonly string[]): void {
  if (!lines.length) return out.line(level, `${title}:\t${NONE}`);
  lines.forEach((line, i) => out.line(i ? 0 : level, i ? `\t${line}` : `${title}:\t${line}`));
}

/** A table within a description: its title, its heads with a rule under each, its rows. */
export function table(out: Description, level: number, heads: readonly string[], rows: readonly (readonly string[])[]): void {
  out.line(level, heads.join('\t'));
  out.line(level, heads.map((head) => '-'.repeat(head.length)).join('\t'));
  for (const row of rows) out.line(level, row.join('\t'));
}

type Pairs = Readonly<Record<string, string>> | undefined;

export function labelLines(out: Description, level: number, title: string, labels: Pairs): void {
  column(out, level, title, pairsOf(labels));
}

/** `a=b,c=d`, sorted; `<none>`. Source: labels.FormatLabels */
export const formatLabels = (labels: Pairs): string => pairsOf(labels).join(',') || NONE;

const pairsOf = (labels: Pairs): string[] =>
  Object.keys(labels ?? {})
    .sort()
    .map((key) => `${key}=${labels![key]}`);

const SKIPPED = 'kubectl.kubernetes.io/last-applied-configuration';
/** Longer ones stand on lines of their own, and end there. */
const LONGEST = 140;

/** Source: printAnnotationsMultiline */
export function annotationLines(out: Description, level: number, title: string, annotations: Pairs): void {
  const keys = Object.keys(annotations ?? {}).filter((key) => key !== SKIPPED);
  column(
    out,
    level,
    title,
    keys.sort().flatMap((key) => annotationText(key, annotations![key]!.replace(/\n$/, ''))),
  );
}

function annotationText(key: string, value: string): string[] {
  if (value.length + key.length + 2 <= LONGEST && !value.includes('\n')) return [`${key}: ${value}`];
  const short = (line: string) => (line.length > LONGEST - 2 ? `${line.slice(0, LONGEST - 2)}...` : line);
  return [`${key}:`, ...value.split('\n').map((line) => `  ${short(line)}`)];
}

/** Name, namespace, labels and annotations: how most descriptions begin. */
export function identity(out: Description, { metadata }: KubeObject): void {
  out.line(0, `Name:\t${metadata.name}`);
  if (metadata.namespace) out.line(0, `Namespace:\t${metadata.namespace}`);
  marks(out, metadata);
}

export function marks(out: Description, { labels, annotations }: KubeObject['metadata']): void {
  labelLines(out, 0, 'Labels', labels);
  annotationLines(out, 0, 'Annotations', annotations);
}

export function controlledBy(out: Description, object: KubeObject): void {
  const owner = controllerOf(object);
  if (owner) out.line(0, `Controlled By:\t${owner.kind}/${owner.name}`);
}

/** A Go slice: `[a b]`. */
export const goList = (items: readonly string[] | undefined): string => `[${(items ?? []).join(' ')}]`;

const MODES: Readonly<Record<string, string>> = {
  ReadWriteOnce: 'RWO',
  ReadOnlyMany: 'ROX',
  ReadWriteMany: 'RWX',
  ReadWriteOncePod: 'RWOP',
};

/** `RWO,ROX`, each once, in this order. Source: storageutil.GetAccessModesAsString */
export const accessModes = (modes: readonly string[] | undefined): string =>
  Object.keys(MODES)
    .filter((mode) => modes?.includes(mode))
    .map((mode) => MODES[mode])
    .join(',');
