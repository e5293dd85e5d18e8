import type { KubeObject } from '../../kube/object';
import { goSort } from '../go-sort';
import { NONE, type Description } from './common';
import { eventAge, type EventFields } from './event-age';

/** What happened to an object. Source: describe.go DescribeEvents */

const lastSeen = ({ lastTimestamp }: EventFields) => (lastTimestamp ? Date.parse(lastTimestamp) : 0);

/** Source: util/event/sorted_event_list.go */
const inOrder = (events: readonly KubeObject[]) => goSort(events as readonly EventFields[], (a, b) => lastSeen(a) < lastSeen(b));

export function eventLines(out: Description, events: readonly KubeObject[], now: number): void {
  if (!events.length) return out.line(0, `Events:\t${NONE}`);
  out.line(0, 'Events:');
  out.line(1, 'Type\tReason\tAge\tFrom\tMessage');
  out.line(1, '----\t------\t----\t----\t-------');
  for (const event of inOrder(events)) {
    out.line(1, [event.type, event.reason, eventAge(event, now), sourceOf(event), event.message.trim()].join('\t'));
  }
}

const sourceOf = ({ source, reportingComponent }: EventFields): string => source?.component || reportingComponent || '';
