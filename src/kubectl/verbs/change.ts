import type { ApiResource } from '../../kube/cluster';
import type { KubeObject } from '../../kube/object';
import type { Arguments } from '../arguments';
import type { KubectlEnv } from '../env';
import { KubectlError } from '../errors';
import { findResource, namespaceOf, objectRef, objectsOf, printedName, targets } from '../resources';
import type { Verb } from '../verb';

/** Small changes to what is there: labels, annotations, images, patches, nodes. */

/** `pods web-0 a=b c-` → what is named, and the pairs. */
function divided(words: readonly string[]): { named: string[]; pairs: string[] } {
  const first = words.findIndex((word, i) => i > 0 && (/^[^/]*=/.test(word) || /[^/]-$/.test(word)) && (word.includes('=') || i > 0));
  return first < 0 ? { named: [...words], pairs: [] } : { named: words.slice(0, first), pairs: words.slice(first) };
}

const marking = (name: 'label' | 'annotate', field: 'labels' | 'annotations', done: string, undone: string): Verb => ({
  name,
  summary: `Update the ${field} on a resource`,
  usage: '[--overwrite] (TYPE NAME) KEY_1=VAL_1 ... KEY_N=VAL_N',
  flags: { overwrite: 'bool', all: 'bool', selector: 'string' },
  examples:
    name === 'label'
      ? ['kubectl label node node-1 color=red', 'kubectl label node node-1 color-']
      : ['kubectl annotate deployment nginx kubernetes.io/change-cause="nginx 1.9.1"'],
  async run(args, env) {
    const { named, pairs } = divided(args.words);
    if (!pairs.length) throw new KubectlError(`at least one ${name === 'label' ? 'label' : 'annotation'} update is required`);
    const found = await targets(env, named);
    if (found.some(({ names }) => !names.length) && !args.on('all') && !args.has('selector'))
      throw new KubectlError('one or more resources must be specified as <resource> <name> or <resource>/<name>');
    for (const { resource, object } of await objectsOf(env, args, found)) {
      const before = object.metadata[field] ?? {};
      const changes: Record<string, string | null> = {};
      for (const pair of pairs) {
        const at = pair.indexOf('=');
        const key = at < 0 ? pair.slice(0, -1) : pair.slice(0, at);
        changes[key] = at < 0 ? null : pair.slice(at + 1);
        const old = before[key];
        if (at >= 0 && old !== undefined && old !== changes[key] && !args.on('overwrite')) {
          throw new KubectlError(
            name === 'label'
              ? `'${key}' already has a value (${old}), and --overwrite is false`
              : `--overwrite is false but found the following declared annotation(s): '${key}' already has a value (${old})`,
          );
        }
        if (at < 0 && old === undefined) env.out(`${name} "${key}" not found.\n`);
      }
      const same = Object.entries(changes).every(([key, value]) => (value === null ? before[key] === undefined : before[key] === value));
      await env.cluster.patch(objectRef(resource, object.metadata.name, object.metadata.namespace ?? ''), 'application/merge-patch+json', {
        metadata: { [field]: changes },
      });
      const onlyRemoved = Object.values(changes).every((value) => value === null);
      env.out(`${printedName(resource, object.metadata.name)} ${name === 'label' && same ? `not ${done}` : onlyRemoved ? undone : done}\n`);
    }
  },
});

export const label = marking('label', 'labels', 'labeled', 'unlabeled');
export const annotate = marking('annotate', 'annotations', 'annotated', 'annotated');

interface Templated {
  readonly template?: {
    readonly spec: {
      readonly containers: readonly { readonly name: string }[];
      readonly initContainers?: readonly { readonly name: string }[];
    };
  };
}

export const setImage: Verb = {
  name: 'set image',
  summary: 'Update the image of a pod template',
  usage: '(-f FILENAME | TYPE NAME) CONTAINER_NAME_1=CONTAINER_IMAGE_1 ...',
  flags: { 'dry-run': 'optional', record: 'bool' },
  examples: ['kubectl set image deployment/nginx nginx=nginx:1.9.1'],
  async run(args, env) {
    const { named, pairs } = divided(args.words);
    if (!pairs.length) throw new KubectlError('at least one image update is required');
    for (const { resource, object } of await objectsOf(env, args, await targets(env, named))) await update(env, resource, object, pairs);
  },
};

async function update(env: KubectlEnv, resource: ApiResource, object: KubeObject, pairs: readonly string[]): Promise<void> {
  const spec =
    resource.resource === 'pods'
      ? (object['spec'] as NonNullable<Templated['template']>['spec'])
      : (object['spec'] as Templated).template?.spec;
  if (!spec) throw new KubectlError(`${resource.resource} "${object.metadata.name}" has no pod template`);
  const lists: Record<string, { name: string; image: string }[]> = {};
  for (const pair of pairs) {
    const [name, image] = pair.split('=') as [string, string];
    const of = (list: 'containers' | 'initContainers') =>
      (spec[list] ?? []).filter((one) => name === '*' || one.name === name).map((one) => ({ name: one.name, image }));
    const found = { containers: of('containers'), initContainers: of('initContainers') };
    if (!found.containers.length && !found.initContainers.length) throw new KubectlError(`unable to find container named "${name}"`);
    for (const [list, items] of Object.entries(found)) if (items.length) lists[list] = [...(lists[list] ?? []), ...items];
  }
  const patch = resource.resource === 'pods' ? { spec: lists } : { spec: { template: { spec: lists } } };
  const { object: after } = await env.cluster.patch(
    objectRef(resource, object.metadata.name, object.metadata.namespace ?? ''),
    'application/strategic-merge-patch+json',
    patch,
  );
  if (after.metadata.resourceVersion !== object.metadata.resourceVersion)
    env.out(`${printedName(resource, object.metadata.name)} image updated\n`);
}

const TYPES = {
  strategic: 'application/strategic-merge-patch+json',
  merge: 'application/merge-patch+json',
  json: 'application/json-patch+json',
} as const;

export const patch: Verb = {
  name: 'patch',
  summary: 'Update fields of a resource',
  usage: '(-f FILENAME | TYPE NAME) [-p PATCH|--patch-file FILE]',
  flags: { patch: 'string', 'patch-file': 'string', type: 'string', subresource: 'string' },
  shorts: { p: 'patch' },
  examples: [`kubectl patch statefulset zk -p '{"spec":{"replicas":5}}'`],
  async run(args, env) {
    const text = args.get('patch') ?? (args.has('patch-file') ? await env.readFile(args.get('patch-file')!) : undefined);
    if (text === undefined) throw new KubectlError('must specify --patch or --patch-file containing the contents of the patch');
    const type = args.get('type') ?? 'strategic';
    if (!Object.hasOwn(TYPES, type)) throw new KubectlError(`--type must be one of [json merge strategic], not "${type}"`);
    const { parse } = await import('yaml');
    let body: unknown;
    try {
      body = parse(text);
    } catch (error) {
      throw new KubectlError(`unable to parse "${text}": ${(error as Error).message.split('\n')[0]}`);
    }
    for (const { resource, object } of await objectsOf(env, args, await targets(env, args.words))) {
      const ref = objectRef(resource, object.metadata.name, object.metadata.namespace ?? '');
      const { object: after } = await env.cluster.patch(ref, TYPES[type as keyof typeof TYPES], body);
      env.out(
        `${printedName(resource, object.metadata.name)} patched${after.metadata.resourceVersion === object.metadata.resourceVersion ? ' (no change)' : ''}\n`,
      );
    }
  },
};

const cordoning = (name: 'cordon' | 'uncordon', unschedulable: boolean): Verb => ({
  name,
  summary: unschedulable ? 'Mark node as unschedulable' : 'Mark node as schedulable',
  usage: 'NODE',
  flags: { selector: 'string' },
  examples: [`kubectl ${name} node-1`],
  async run(args, env) {
    const nodes = await findResource(env.cluster, 'nodes');
    for (const { object } of await objectsOf(env, args, [
      { resource: nodes, names: args.words.map((word) => word.replace(/^nodes?\//, '')) },
    ])) {
      const already = ((object['spec'] as { unschedulable?: boolean }).unschedulable ?? false) === unschedulable;
      if (!already)
        await env.cluster.patch(objectRef(nodes, object.metadata.name, ''), 'application/merge-patch+json', {
          spec: { unschedulable: unschedulable || null },
        });
      env.out(`node/${object.metadata.name} ${already ? 'already ' : ''}${name}ed\n`);
    }
  },
});

export const cordon = cordoning('cordon', true);
export const uncordon = cordoning('uncordon', false);

export const events: Verb = {
  name: 'events',
  summary: 'List events',
  usage: '[--for TYPE/NAME] [--types=Normal,Warning]',
  flags: { for: 'string', types: 'strings', 'all-namespaces': 'bool', 'no-headers': 'bool' },
  examples: ['kubectl events', 'kubectl events --for deployment/nginx'],
  async run(args: Arguments, env) {
    const resource = await findResource(env.cluster, 'events');
    const namespace = namespaceOf(args, env);
    const list = await env.cluster.list(resource, args.on('all-namespaces') ? {} : { namespace });
    const wanted = args.get('for')?.split('/');
    const kind = wanted ? (await findResource(env.cluster, wanted[0]!)).kind : undefined;
    const { eventAge } = await import('../describe/common');
    const { Tabs } = await import('../printers/tabs');
    const now = env.cluster.clock.now();
    type Event = Parameters<typeof eventAge>[0] & { readonly involvedObject: { readonly kind: string; readonly name: string } };
    const when = (event: Event) =>
      Date.parse(event.series?.lastObservedTime ?? event.lastTimestamp ?? event.eventTime ?? event.metadata.creationTimestamp);
    const shown = (list.items as readonly Event[])
      .filter(
        (event) =>
          (!wanted || (event.involvedObject.kind === kind && event.involvedObject.name === wanted[1])) &&
          (!args.has('types') || args.all('types').includes(event.type)),
      )
      .sort((a, b) => when(a) - when(b));
    if (!shown.length)
      return void env.err(args.on('all-namespaces') ? 'No events found.\n' : `No events found in ${namespace} namespace.\n`);
    const rows = shown.map((event) => [
      eventAge(event, now),
      event.type,
      event.reason,
      `${event.involvedObject.kind}/${event.involvedObject.name}`,
      event.message.trim(),
    ]);
    env.out(new Tabs().print(args.on('no-headers') ? rows : [['LAST SEEN', 'TYPE', 'REASON', 'OBJECT', 'MESSAGE'], ...rows]));
  },
};
