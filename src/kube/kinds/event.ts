import { age } from '../duration';
import type { KubeObject } from '../object';
import { nameColumn, text, wide } from './cells';
import { defineKind } from './kind';

export interface Event extends KubeObject {
  readonly involvedObject: {
    readonly apiVersion?: string;
    readonly kind: string;
    readonly name: string;
    readonly namespace?: string;
    readonly uid?: string;
    readonly resourceVersion?: string;
    readonly fieldPath?: string;
  };
  readonly reason: string;
  readonly message: string;
  readonly type: 'Normal' | 'Warning';
  readonly source: { readonly component?: string; readonly host?: string };
  readonly firstTimestamp: string | null;
  readonly lastTimestamp: string | null;
  readonly eventTime: string | null;
  readonly count?: number;
  readonly series?: { readonly count: number; readonly lastObservedTime: string };
  readonly reportingComponent: string;
}

const first = (event: Event, now: number) => age(event.firstTimestamp ?? event.eventTime, now);
const last = (event: Event, now: number) =>
  event.series ? age(event.series.lastObservedTime, now) : event.lastTimestamp ? age(event.lastTimestamp, now) : first(event, now);

export const event = defineKind<Event>({
  group: '',
  version: 'v1',
  kind: 'Event',
  resource: 'events',
  singular: 'event',
  shortNames: ['ev'],
  namespaced: true,
  schema: 'io.k8s.api.core.v1.Event',
  generation: false,
  selectableFields: {
    'involvedObject.apiVersion': (one) => one.involvedObject.apiVersion ?? '',
    'involvedObject.kind': (one) => one.involvedObject.kind,
    'involvedObject.name': (one) => one.involvedObject.name,
    'involvedObject.namespace': (one) => one.involvedObject.namespace ?? '',
    'involvedObject.uid': (one) => one.involvedObject.uid ?? '',
    'involvedObject.resourceVersion': (one) => one.involvedObject.resourceVersion ?? '',
    'involvedObject.fieldPath': (one) => one.involvedObject.fieldPath ?? '',
    reason: (one) => one.reason,
    reportingComponent: (one) => one.reportingComponent ?? '',
    source: (one) => one.source?.component || one.reportingComponent || '',
    type: (one) => one.type,
  },
  columns: [
    text('Last Seen', last),
    text('Type', (one) => one.type),
    text('Reason', (one) => one.reason),
    text('Object', (one) => `${one.involvedObject.kind.toLowerCase()}/${one.involvedObject.name}`),
    wide('Subobject', (one) => one.involvedObject.fieldPath ?? ''),
    wide('Source', (one) => [one.source.component || one.reportingComponent, one.source.host].filter(Boolean).join(', ')),
    text('Message', (one) => one.message.trim()),
    wide('First Seen', first),
    wide('Count', (one) => one.series?.count ?? (one.count || 1)),
    { ...nameColumn, priority: 1 },
  ],
});
