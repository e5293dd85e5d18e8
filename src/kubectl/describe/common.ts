import { age } from '../../kube/duration';
import type { KubeObject } from '../../kube/object';

/** Pieces that most descriptions share. Source: kubectl/pkg/describe/describe.go */

export interface Description {
  /** Add a line: cells are separated by tabs, `level` indents by two spaces each. */
  line(level: number, text: string): void;
  toString(): string;
}

export function description(): Description {
  const lines: string[] = [];
  return { line: (level, text) => void lines.push('  '.repeat(level) + text), toString: () => lines.join('\n') };
}

/** `Mon, 01 Jan 2024 00:00:00 +0000` */
export const rfc1123 = (timestamp: string): string => new Date(timestamp).toUTCString().replace('GMT', '+0000');

const SKIPPED = 'kubectl.kubernetes.io/last-applied-configuration';

/** One pair a line, sorted; `<none>`. */
export function mapLines(
  out: Description,
  title: string,
  map: Readonly<Record<string, string>> | undefined,
  separator: '=' | ': ',
  level = 0,
): void {
  const pairs = Object.entries(map ?? {})
    .filter(([key]) => key !== SKIPPED)
    .map(([key, value]) => `${key}${separator}${value}`)
    .sort();
  if (!pairs.length) return out.line(level, `${title}:\t<none>`);
  pairs.forEach((pair, i) => out.line(level, i ? `\t${pair}` : `${title}:\t${pair}`));
}

interface EventFields extends KubeObject {
  readonly type: string;
  readonly reason: string;
  readonly message: string;
  readonly count?: number;
  readonly series?: { readonly count: number; readonly lastObservedTime: string };
  readonly firstTimestamp: string | null;
  readonly lastTimestamp: string | null;
  readonly eventTime: string | null;
  readonly source: { readonly component?: string };
  readonly reportingComponent?: string;
}

/** When it began: what events are sorted by. */
const lastSeen = (event: EventFields) =>
  event.series?.lastObservedTime ?? event.lastTimestamp ?? event.eventTime ?? event.metadata.creationTimestamp;

/** `6s (x9 over 101s)`. Source: getEventAge */
export function eventAge(event: EventFields, now: number): string {
  const first = event.firstTimestamp ?? event.eventTime;
  const count = event.series?.count ?? event.count ?? 1;
  return count > 1 ? `${age(lastSeen(event), now)} (x${count} over ${age(first, now)})` : age(first, now);
}

export function eventLines(out: Description, events: readonly KubeObject[], now: number): void {
  if (!events.length) return out.line(0, 'Events:\t<none>');
  const sorted = [...(events as readonly EventFields[])].sort((a, b) => Date.parse(lastSeen(a)) - Date.parse(lastSeen(b)));
  out.line(0, 'Events:');
  out.line(1, 'Type\tReason\tAge\tFrom\tMessage');
  out.line(1, '----\t------\t----\t----\t-------');
  for (const event of sorted) {
    out.line(
      1,
      `${event.type}\t${event.reason}\t${eventAge(event, now)}\t${event.source.component || event.reportingComponent || ''}\t${event.message.trim()}`,
    );
  }
}
