import type { KubeObject } from '../../kube/object';
import type { Arguments } from '../arguments';
import type { KubectlEnv } from '../env';
import { KubectlError, misuse } from '../errors';
import { dryRunOf, suffix, patchOptions } from '../outcome';
import { printedName } from '../resources';
import { eachObject, refOf, SELECTION, targets, type Found } from '../selection';
import type { Verb } from '../verb';
import { labelsIn, pair } from './create-from-flags';
import { divided } from './label';

/** `set image`, `set env`, `set resources`, `set serviceaccount`. Source: kubectl/pkg/cmd/set */

const FLAGS = {
  ...SELECTION,
  all: 'bool',
  'dry-run': 'optional',
  output: 'string',
  local: 'bool',
  'field-manager': 'string',
  record: 'bool',
} as const;

interface Container {
  readonly name: string;
  readonly env?: readonly { readonly name: string; readonly value?: string }[];
}

interface PodSpec {
  readonly containers: readonly Container[];
  readonly initContainers?: readonly Container[];
}

/** A pod's own spec, or that of the template. */
function podSpecOf({ resource, object }: Found): PodSpec {
  const spec = object['spec'] as KubeObject & { template?: { spec: PodSpec }; jobTemplate?: { spec: { template: { spec: PodSpec } } } };
  const found = resource.resource === 'pods' ? (spec as unknown as PodSpec) : (spec.template?.spec ?? spec.jobTemplate?.spec.template.spec);
  if (!found) throw new KubectlError(`the object is not a pod or does not have a pod template: ${resource.kind}`);
  return found;
}

/** A patch of the pod spec, put where the object has it. */
function placed({ resource }: Found, spec: object): object {
  if (resource.resource === 'pods') return { spec };
  const template = { template: { spec } };
  return { spec: resource.resource === 'cronjobs' ? { jobTemplate: { spec: template } } : template };
}

async function named(env: KubectlEnv, args: Arguments, words: readonly string[]) {
  const found = await targets(env, args, words);
  if (!found.length || (found.some(({ names }) => !names.length) && !args.on('all') && !args.has('selector')))
    throw new KubectlError('one or more resources must be specified as <resource> <name> or <resource>/<name>');
  return found;
}

async function write(args: Arguments, env: KubectlEnv, one: Found, spec: object, done: string, quiet = false): Promise<void> {
  const dry = dryRunOf(args, env);
  const { metadata } = one.object;
  const { object } =
    dry === 'client'
      ? { object: one.object }
      : await env.cluster.patch(
          refOf(one),
          'application/strategic-merge-patch+json',
          placed(one, spec),
          patchOptions(args, env, 'kubectl-set'),
        );
  if (quiet && !dry && object.metadata.resourceVersion === metadata.resourceVersion) return;
  env.out(`${printedName(one.resource, metadata.name)} ${done}${suffix(dry)}\n`);
}

const wanted = (name: string, pattern: string) =>
  pattern === '*' || new RegExp(`^${pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`).test(name);

export const setImage: Verb = {
  name: 'set image',
  summary: 'Update the image of a pod template',
  usage: '(-f FILENAME | TYPE NAME) CONTAINER_NAME_1=CONTAINER_IMAGE_1 ...',
  flags: FLAGS,
  examples: ['kubectl set image deployment/nginx nginx=nginx:1.9.1'],
  async run(args, env) {
    const { named: words, pairs } = divided(args.words);
    if (!pairs.length) throw new KubectlError('at least one image update is required');
    await eachObject(env, args, await named(env, args, words), (one) => write(args, env, one, images(one, pairs), 'image updated', true));
  },
};

function images(one: Found, pairs: readonly string[]): object {
  const spec = podSpecOf(one);
  const lists: Record<string, { name: string; image: string }[]> = {};
  for (const [pattern, image] of pairs.map(pair)) {
    const matching = (['containers', 'initContainers'] as const).flatMap((list) =>
      (spec[list] ?? []).filter(({ name }) => wanted(name, pattern)).map(({ name }) => ({ list, name, image })),
    );
    if (!matching.length) throw new KubectlError(`unable to find container named "${pattern}"`);
    for (const { list, ...item } of matching) (lists[list] ??= []).push(item);
  }
  return lists;
}

export const setEnv: Verb = {
  name: 'set env',
  summary: 'Update environment variables on a pod template',
  usage: 'RESOURCE/NAME KEY_1=VAL_1 ... KEY_N=VAL_N [KEY-] [--list]',
  flags: { ...FLAGS, env: 'array', containers: 'string', list: 'bool', overwrite: 'bool' },
  shorts: { c: 'containers', e: 'env' },
  examples: [
    'kubectl set env deployment/web COLOUR=blue',
    'kubectl set env deployment/web --list',
    'kubectl set env deployment/web COLOUR-',
  ],
  async run(args, env) {
    const { named: words, pairs: given } = divided(args.words);
    const pairs = [...given, ...args.all('env')];
    const found = await named(env, args, words);
    if (args.on('list')) return void (await eachObject(env, args, found, (one) => listEnv(args, env, one)));
    if (!pairs.length) throw misuse('set env', 'at least one environment variable must be provided');
    const variables = pairs.map((text) =>
      text.includes('=') ? { name: pair(text)[0], value: pair(text)[1] } : { name: text.slice(0, -1), $patch: 'delete' },
    );
    await eachObject(env, args, found, (one) =>
      write(args, env, one, { containers: chosen(args, one).map(({ name }) => ({ name, env: variables })) }, 'env updated', true),
    );
  },
};

function chosen(args: Arguments, one: Found): readonly Container[] {
  const pattern = args.get('containers') ?? '*';
  const found = podSpecOf(one).containers.filter(({ name }) => wanted(name, pattern));
  if (!found.length)
    throw new KubectlError(`${one.resource.kind} ${one.object.metadata.name} does not have any containers matching "${pattern}"`);
  return found;
}

async function listEnv(args: Arguments, env: KubectlEnv, one: Found): Promise<void> {
  for (const { name, env: variables = [] } of chosen(args, one)) {
    env.out(`# ${one.resource.kind} ${one.object.metadata.name}, container ${name}\n`);
    for (const { name: key, value } of variables) env.out(value === undefined ? `# ${key} from another object\n` : `${key}=${value}\n`);
  }
  return Promise.resolve();
}

export const setResources: Verb = {
  name: 'set resources',
  summary: 'Update resource requests/limits on objects with pod templates',
  usage: '(-f FILENAME | TYPE NAME) ([--limits=LIMITS & --requests=REQUESTS]',
  flags: { ...FLAGS, containers: 'string', limits: 'string', requests: 'string' },
  shorts: { c: 'containers' },
  examples: ['kubectl set resources deployment nginx --requests=cpu=200m,memory=128Mi'],
  async run(args, env) {
    const [limits, requests] = [args.get('limits'), args.get('requests')];
    if (limits === undefined && requests === undefined)
      throw misuse('set resources', 'you must specify an update to requests or limits (in the form of --requests/--limits)');
    const resources = {
      ...(limits !== undefined && { limits: labelsIn(limits) }),
      ...(requests !== undefined && { requests: labelsIn(requests) }),
    };
    await eachObject(env, args, await named(env, args, args.words), (one) =>
      write(
        args,
        env,
        one,
        { containers: chosen(args, one).map(({ name }) => ({ name, resources })) },
        'resource requirements updated',
        true,
      ),
    );
  },
};
