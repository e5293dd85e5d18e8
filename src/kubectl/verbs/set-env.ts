import type { Arguments } from '../arguments';
import type { KubectlEnv } from '../env';
import { KubectlError } from '../errors';
import { findResource, objectRef } from '../resources';
import { eachObject, namedTargets, namespaceOf, type Found } from '../selection';
import type { Verb } from '../verb';
import { pair } from './create-from-flags';
import { divided } from './label';
import { type Container, picked, placed, podSpecOf, setEach, SETTING, type Variable, wanted } from './set-template';

/** `set env`. Source: kubectl/pkg/cmd/set/set_env.go, env/env_resolve.go
 *  OMITS `--resolve`, and variables from standard input. */

export const setEnv: Verb = {
  name: 'set env',
  summary: 'Update environment variables on a pod template',
  usage: 'RESOURCE/NAME KEY_1=VAL_1 ... KEY_N=VAL_N [KEY-] [--list]',
  flags: {
    ...SETTING,
    env: 'array',
    from: 'string',
    prefix: 'string',
    keys: 'strings',
    containers: 'string',
    list: 'bool',
    overwrite: 'bool',
  },
  shorts: { c: 'containers', e: 'env' },
  examples: [
    'kubectl set env deployment/web COLOUR=blue',
    'kubectl set env deployment/web --from=configmap/settings',
    'kubectl set env deployment/web COLOUR-',
  ],
  async run(args, env) {
    const { named: words, pairs } = divided(args.words);
    if (!words.length && !args.has('filename'))
      throw new KubectlError('one or more resources must be specified as <resource> <name> or <resource>/<name>');
    const given = [...pairs, ...args.all('env')];
    const set: Variable[] = given.filter((text) => text.includes('=')).map((text) => ({ name: pair(text)[0], value: pair(text)[1] }));
    const removed = given.filter((text) => !text.includes('=')).map((text) => text.replace(/-$/, ''));
    if (set.some(({ name }) => removed.includes(name)))
      throw new KubectlError('can not both modify and remove the same environment variable in the same command');
    if (args.on('list')) {
      const found = await namedTargets(env, args, words);
      return void (await eachObject(env, args, found, (one) => listEnv(args, env, one)));
    }
    if (args.get('from')) set.push(...(await variablesFrom(args, env)));
    const variables = [...set, ...removed.map((name) => ({ name, $patch: 'delete' }))];
    await setEach(args, env, words, {
      done: 'env updated',
      failed: 'failed to patch env update to pod template:',
      patch(one) {
        if (!chosen(args, env, one).length || !variables.length) return undefined;
        if (!args.on('overwrite', true)) refuse(one, chosen(args, env, one), set);
        const order = (env: readonly Variable[] = []) =>
          [...new Set([...env, ...set].map(({ name }) => name))].filter((name) => !removed.includes(name)).map((name) => ({ name }));
        return placed(
          one,
          picked(podSpecOf(one), pattern(args), ({ env: before }) => ({ env: variables, '$setElementOrder/env': order(before) })),
        );
      },
    });
  },
};

const pattern = (args: Arguments) => args.get('containers') ?? '*';

function chosen(args: Arguments, env: KubectlEnv, one: Found): readonly Container[] {
  const { containers, initContainers = [] } = podSpecOf(one);
  const found = [...containers, ...initContainers].filter(({ name }) => wanted(name, pattern(args)));
  if (!found.length)
    env.err(
      `Warning: ${one.resource.kind}/${one.object.metadata.name} does not have any containers matching ${JSON.stringify(pattern(args))}\n`,
    );
  return found;
}

function refuse({ resource, object }: Found, containers: readonly Container[], set: readonly Variable[]): void {
  for (const { env = [] } of containers)
    for (const { name, value = '' } of env)
      if (set.some((one) => one.name === name))
        throw new KubectlError(
          `error: ${resource.resource}/${object.metadata.name} '${name}' already has a value (${value}), and --overwrite is false`,
        );
}

/** A variable for each key of a config map or a secret. */
async function variablesFrom(args: Arguments, env: KubectlEnv): Promise<Variable[]> {
  const [kind = '', name = ''] = args.get('from')!.split('/');
  const resource = await findResource(env.cluster, kind);
  const object = await env.cluster.get(objectRef(resource, name, namespaceOf(args, env)));
  const reference = { configmaps: 'configMapKeyRef', secrets: 'secretKeyRef' }[resource.resource];
  if (!reference) throw new KubectlError(`unsupported resource specified in --from`);
  const keys = Object.keys((object['data'] ?? {}) as object).filter((key) => !args.has('keys') || args.all('keys').includes(key));
  return keys.sort().map((key) => {
    const upper = key.toUpperCase().replaceAll(/[-.]/g, '_');
    if (upper !== key) env.err(`Warning: key ${key} transferred to ${upper}\n`);
    return { name: `${args.get('prefix') ?? ''}${upper}`, valueFrom: { [reference]: { name, key } } };
  });
}

function listEnv(args: Arguments, env: KubectlEnv, one: Found): Promise<void> {
  for (const { name, env: variables = [] } of chosen(args, env, one)) {
    env.out(`# ${one.resource.kind} ${one.object.metadata.name}, container ${name}\n`);
    for (const variable of variables) env.out(`${shown(variable)}\n`);
  }
  return Promise.resolve();
}

/** Source: env_resolve.go GetEnvVarRefString */
function shown({ name, value = '', valueFrom }: Variable): string {
  const { fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef } = valueFrom ?? {};
  if (configMapKeyRef) return `# ${name} from configmap ${configMapKeyRef.name}, key ${configMapKeyRef.key}`;
  if (secretKeyRef) return `# ${name} from secret ${secretKeyRef.name}, key ${secretKeyRef.key}`;
  if (fieldRef) return `# ${name} from field path ${fieldRef.fieldPath}`;
  if (!resourceFieldRef) return `${name}=${value}`;
  const { containerName, resource } = resourceFieldRef;
  return `# ${name} from resource field ${containerName ? `${containerName}/` : ''}${resource}`;
}
