import { eventAge } from '../describe/common';
import { KubectlError } from '../errors';
import { Tabs } from '../printers/tabs';
import { findResource } from '../resources';
import { namespaceOf } from '../selection';
import type { Verb } from '../verb';

/** Source: kubectl/pkg/cmd/events/{events,event_printer}.go */

type Event = Parameters<typeof eventAge>[0] & {
  readonly involvedObject: { readonly kind: string; readonly name: string };
  readonly metadata: { readonly namespace?: string };
};

const when = (event: Event) =>
  Date.parse(event.series?.lastObservedTime ?? event.lastTimestamp ?? event.eventTime ?? event.metadata.creationTimestamp);

export const events: Verb = {
  name: 'events',
  summary: 'List events',
  usage: '[(-o|--output=)json|yaml|name|...] [--for TYPE/NAME] [--types=Normal,Warning] [--watch]',
  flags: { for: 'string', types: 'strings', 'all-namespaces': 'bool', 'no-headers': 'bool', watch: 'bool' },
  examples: ['kubectl events', 'kubectl events --for deployment/nginx', 'kubectl events --types=Warning'],
  async run(args, env) {
    const resource = await findResource(env.cluster, 'events');
    const everywhere = args.on('all-namespaces');
    const namespace = namespaceOf(args, env);
    const scope = everywhere ? {} : { namespace };
    const wrong = args.all('types').find((type) => !/^(normal|warning)$/i.test(type));
    if (wrong !== undefined) throw new KubectlError(`valid --types are Normal or Warning`);
    const [word, name] = args.get('for')?.split('/') ?? [];
    const kind = word === undefined ? undefined : (await findResource(env.cluster, word)).kind;
    const wanted = (event: Event) =>
      (kind === undefined || (event.involvedObject.kind === kind && event.involvedObject.name === name)) &&
      (!args.has('types') || args.all('types').some((type) => type.toLowerCase() === event.type.toLowerCase()));
    const list = await env.cluster.list(resource, scope);
    const shown = (list.items as unknown as readonly Event[]).filter(wanted).sort((a, b) => when(a) - when(b));
    if (!shown.length && !args.on('watch'))
      return void (everywhere ? env.err('No events found.\n') : env.err(`No events found in ${namespace} namespace.\n`));
    const tabs = new Tabs();
    const row = (event: Event) => [
      ...(everywhere ? [event.metadata.namespace ?? ''] : []),
      eventAge(event, env.cluster.clock.now()),
      event.type,
      event.reason,
      `${event.involvedObject.kind}/${event.involvedObject.name}`,
      event.message.trim(),
    ];
    const head = [[...(everywhere ? ['NAMESPACE'] : []), 'LAST SEEN', 'TYPE', 'REASON', 'OBJECT', 'MESSAGE']];
    env.out(tabs.print([...(args.on('no-headers') ? [] : head), ...shown.map(row)]));
    if (!args.on('watch')) return;
    const changes = env.cluster.watch(resource, { ...scope, resourceVersion: list.metadata.resourceVersion, signal: env.signal });
    for await (const { type, object } of changes)
      if ((type === 'ADDED' || type === 'MODIFIED') && wanted(object as unknown as Event))
        env.out(tabs.print([row(object as unknown as Event)]));
  },
};
