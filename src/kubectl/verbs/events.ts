import type { Arguments } from '../arguments';
import { eventAge, type EventFields } from '../describe/event-age';
import type { KubectlEnv } from '../env';
import { KubectlError } from '../errors';
import { goSort } from '../go-sort';
import { listing } from '../listing';
import { objectPrinter, OUTPUT, outputOf } from '../printers/objects';
import { Tabs } from '../printers/tabs';
import { findResource, groupVersion, printedName } from '../resources';
import { namespaceOf } from '../selection';
import type { Verb } from '../verb';

/** Source: kubectl/pkg/cmd/events/{events,event_printer}.go */

type Event = EventFields & { readonly involvedObject: { readonly kind: string; readonly name: string } };

const when = ({ series, lastTimestamp, eventTime }: Event) =>
  Date.parse(series?.lastObservedTime || lastTimestamp || eventTime || '1970-01-01T00:00:00Z');

export const events: Verb = {
  name: 'events',
  summary: 'List events',
  usage: '[(-o|--output=)json|yaml|name|...] [--for TYPE/NAME] [--types=Normal,Warning] [--watch]',
  flags: { ...OUTPUT, for: 'string', types: 'strings', 'all-namespaces': 'bool', 'no-headers': 'bool', watch: 'bool', 'chunk-size': 'int' },
  examples: ['kubectl events', 'kubectl events --for deployment/nginx', 'kubectl events --types=Warning'],
  async run(args, env) {
    if (args.all('types').some((type) => !/^(normal|warning)$/i.test(type))) throw new KubectlError('valid --types are Normal or Warning');
    const resource = await findResource(env.cluster, 'events');
    const print = await objectPrinter(args, env);
    const scope = await scopeOf(args, env);
    const list = await listing(resource, scope, () => env.cluster.list(resource, scope));
    const shown = goSort((list.items as unknown as readonly Event[]).filter(typed(args)), (a, b) => when(a) < when(b));
    if (!shown.length && !args.on('watch')) return env.err(none(args, env));
    const tabs = new Tabs();
    if (print) env.out(print({ apiVersion: 'v1', items: shown, kind: 'List', metadata: { resourceVersion: '' } }));
    else if (outputOf(args) === 'name') env.out(shown.map(({ metadata }) => `${printedName(resource, metadata.name)}\n`).join(''));
    else env.out(tabs.print([...heads(args), ...shown.map((event) => row(args, env, event))]));
    if (!args.on('watch')) return;
    const changes = env.cluster.watch(resource, { ...scope, resourceVersion: list.metadata.resourceVersion, signal: env.signal });
    for await (const { type, object } of changes) {
      const event = object as unknown as Event;
      if ((type === 'ADDED' || type === 'MODIFIED') && typed(args)(event)) env.out(tabs.print([row(args, env, event)]));
    }
  },
};

const typed = (args: Arguments) => (event: Event) =>
  !args.has('types') || args.all('types').some((type) => type.toLowerCase() === event.type.toLowerCase());

async function scopeOf(args: Arguments, env: KubectlEnv) {
  const where = args.on('all-namespaces') ? {} : { namespace: namespaceOf(args, env) };
  const asked = args.get('for');
  if (asked === undefined) return where;
  const [word = '', name = '', ...more] = asked.split('/');
  if (!name || more.length) throw new KubectlError('--for must be in resource/name form');
  const about = await findResource(env.cluster, word);
  const fieldSelector = `involvedObject.kind=${about.kind},involvedObject.apiVersion=${groupVersion(about)},involvedObject.name=${name}`;
  return { ...where, fieldSelector };
}

const none = (args: Arguments, env: KubectlEnv) =>
  args.on('all-namespaces') ? 'No events found.\n' : `No events found in ${namespaceOf(args, env)} namespace.\n`;

function heads(args: Arguments): string[][] {
  if (args.on('no-headers')) return [];
  return [[...(args.on('all-namespaces') ? ['NAMESPACE'] : []), 'LAST SEEN', 'TYPE', 'REASON', 'OBJECT', 'MESSAGE']];
}

function row(args: Arguments, env: KubectlEnv, event: Event): string[] {
  const { metadata, type, reason, involvedObject, message } = event;
  return [
    ...(args.on('all-namespaces') ? [metadata.namespace ?? ''] : []),
    eventAge(event, env.cluster.clock.now()),
    type,
    reason,
    `${involvedObject.kind}/${involvedObject.name}`,
    message.trim(),
  ];
}
