import type { ApiResource } from '../../kube/cluster';
import type { Condition, KubeObject } from '../../kube/object';
import type { Arguments } from '../arguments';
import { waitUntilGone, withDeadline } from '../deletion';
import type { KubectlEnv } from '../env';
import { KubectlError, throwAll } from '../errors';
import { milliseconds } from '../go-duration';
import { jsonPathValues } from '../printers/json-path';
import { isNotFound, printedName } from '../resources';
import { namedTargets, namespaceOf, objectsOf, SELECTION, type Found } from '../selection';
import type { Verb } from '../verb';

/** Source: kubectl/pkg/cmd/wait/{wait,condition,delete,json,create}.go */

export const wait: Verb = {
  name: 'wait',
  summary: 'Wait for a specific condition on one or many resources',
  usage:
    "([-f FILENAME] | resource.group/resource.name | resource.group [(-l label | --all)]) [--for=create|--for=delete|--for condition=available|--for=jsonpath='{}'[=value]]",
  flags: { ...SELECTION, for: 'string', timeout: 'duration', all: 'bool', output: 'string' },
  examples: [
    'kubectl wait --for=condition=Ready pod/web-0',
    'kubectl wait --for=delete pod/web-0 --timeout=60s',
    "kubectl wait --for=jsonpath='{.status.phase}'=Running pod/web-0",
  ],
  async run(args, env) {
    const goal = args.get('for') ?? '';
    if (!goal) throw new KubectlError('unrecognized condition: ""');
    const until = env.cluster.clock.now() + patience(args);
    const errors: unknown[] = [];
    const found = await chosen(args, env, goal);
    for (const one of found) {
      try {
        await met(env, one, goal, Math.max(0, until - env.cluster.clock.now()));
        env.out(`${printedName(one.resource, one.object.metadata.name)} condition met\n`);
      } catch (error) {
        errors.push(error);
      }
    }
    throwAll(errors);
  },
};

/** 30 s unless said; less than nothing is a week. */
function patience(args: Arguments): number {
  const limit = milliseconds(args.get('timeout') ?? '30s');
  return limit < 0 ? 7 * 24 * 3_600_000 : limit;
}

async function chosen(args: Arguments, env: KubectlEnv, goal: string): Promise<readonly Found[]> {
  const named = await namedTargets(env, args);
  try {
    const found = await objectsOf(env, args, named);
    if (!found.length && goal !== 'delete') throw new KubectlError('no matching resources found');
    return found;
  } catch (error) {
    // What is gone already need not be waited for.
    if (goal === 'delete' && isNotFound(error)) return [];
    if (goal !== 'create' || !isNotFound(error)) throw error;
    return named.flatMap(({ resource, names, namespace = namespaceOf(args, env) }) =>
      names.map((name) => ({ resource, object: { apiVersion: '', kind: resource.kind, metadata: { name, namespace } } as never })),
    );
  }
}

async function met(env: KubectlEnv, { resource, object }: Found, goal: string, limit: number): Promise<void> {
  const { name, namespace = '', uid } = object.metadata;
  if (goal === 'delete') return waitUntilGone(env, { resource, name, namespace, uid }, limit);
  await watchUntil(env, resource, name, namespace, testOf(goal), limit);
}

type Test = (object: KubeObject) => boolean;

function testOf(goal: string): Test {
  if (goal === 'create') return () => true;
  if (goal.startsWith('condition=')) return conditionTest(goal.slice('condition='.length));
  if (goal.startsWith('jsonpath=')) return jsonTest(goal.slice('jsonpath='.length));
  throw new KubectlError(`unrecognized condition: ${JSON.stringify(goal)}`);
}

/** `Ready`, `ready=false`. */
function conditionTest(text: string): Test {
  const [type = '', value = 'true'] = text.split('=');
  return ({ status, metadata }) => {
    const { conditions = [], observedGeneration } = (status ?? {}) as { conditions?: readonly Condition[]; observedGeneration?: number };
    if (observedGeneration !== undefined && metadata.generation !== undefined && observedGeneration < metadata.generation) return false;
    return conditions.some((one) => one.type.toLowerCase() === type.toLowerCase() && one.status.toLowerCase() === value.toLowerCase());
  };
}

/** `{.status.phase}=Running`; without a value: the field is there. */
function jsonTest(text: string): Test {
  if (!text) throw new KubectlError('jsonpath expression cannot be empty');
  const [, given = '', value] = /^('?\{.*?\}'?|[^{}=]+)(?:=(.*))?$/s.exec(text) ?? [];
  if (value === '')
    throw new KubectlError(`jsonpath wait has to have a value after equal sign, like --for=jsonpath='{.status.readyReplicas}'=3`);
  const path = given.startsWith('{') || given.startsWith("'") || !given ? given : `{.${given.replace(/^\./, '')}}`;
  if (!path)
    throw new KubectlError(
      "jsonpath wait format must be --for=jsonpath='{.status.readyReplicas}'=3 or --for=jsonpath='{.status.readyReplicas}'",
    );
  const values = jsonPathValues(path.replace(/^'|'$/g, ''));
  return (object) => {
    const found = values(object);
    if (found.length > 1) throw new KubectlError('given jsonpath expression matches more than one value');
    if (typeof found[0] === 'object' && found[0] !== null && value !== undefined)
      throw new KubectlError('jsonpath leads to a nested object or list which is not supported');
    return found.length === 1 && (value === undefined || String(found[0]) === value);
  };
}

async function watchUntil(
  env: KubectlEnv,
  resource: ApiResource,
  name: string,
  namespace: string,
  test: Test,
  limit: number,
): Promise<void> {
  const options = { ...(resource.namespaced && { namespace }), fieldSelector: `metadata.name=${name}` };
  const done = await withDeadline(env, limit, async (signal) => {
    for await (const { type, object } of env.cluster.watch(resource, { ...options, signal }))
      if (type !== 'DELETED' && type !== 'BOOKMARK' && test(object)) return true;
    return false;
  });
  if (!done && !env.signal.aborted)
    throw new KubectlError(
      `${limit > 0 ? 'timed out waiting for the condition on' : 'condition not met for'} ${resource.resource}/${name}`,
    );
}
