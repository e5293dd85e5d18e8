import { age } from '../../kube/duration';
import type { KubeObject } from '../../kube/object';

export interface EventFields extends KubeObject {
  readonly type: string;
  readonly reason: string;
  readonly message: string;
  readonly count?: number;
  readonly series?: { readonly count: number; readonly lastObservedTime: string };
  readonly firstTimestamp?: string | null;
  readonly lastTimestamp?: string | null;
  readonly eventTime?: string | null;
  readonly source?: { readonly component?: string };
  readonly reportingComponent?: string;
}

/** `6s (x9 over 101s)` */
export function eventAge(event: EventFields, now: number): string {
  const first = age(event.eventTime || event.firstTimestamp, now);
  const { series, count = 0 } = event;
  if (series) return `${age(series.lastObservedTime, now)} (x${series.count} over ${first})`;
  return count > 1 ? `${age(event.lastTimestamp, now)} (x${count} over ${first})` : first;
}
