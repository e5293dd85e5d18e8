import type { KubeObject } from '../../kube/object';
import { NONE, type Description } from './common';
import { eventAge, type EventFields } from './event-age';

/** What happened to an object. Source: describe.go DescribeEvents */

export const inOrder = (events: readonly KubeObject[]): readonly EventFields[] =>
  [...(events as readonly EventFields[])].sort(
    (a, b) => Date.parse(a.lastTimestamp || BEGINNING) - Date.parse(b.lastTimestamp || BEGINNING),
  );

const BEGINNING = '1970-01-01T00:00:00Z';

export function eventLines(out: Description, events: readonly KubeObject[], now: number): void {
  if (!events.length) return out.line(0, `Events:\t${NONE}`);
  out.line(0, 'Events:');
  out.line(1, 'Type\tReason\tAge\tFrom\tMessage');
  out.line(1, '----\t------\t----\t----\t-------');
  for (const event of inOrder(events)) {
    out.line(1, [event.type, event.reason, eventAge(event, now), sourceOf(event), messageOf(event)].join('\t'));
  }
}

const sourceOf = ({ source, reportingComponent }: EventFields): string => source?.component || reportingComponent || '';

const messageOf = ({ involvedObject, message }: EventFields): string =>
  involvedObject?.fieldPath ? `${involvedObject.fieldPath}: ${message.trim()}` : message.trim();
