import type { KubectlEnv } from './env';
import { findResource, objectRef } from './resources';
import { verbs } from './verbs';

/** Candidates for the last of `words` (which come after `kubectl`): verbs, flags, kinds, names of live objects. */
export async function complete(words: readonly string[], env: Pick<KubectlEnv, 'cluster' | 'namespace'>): Promise<readonly string[]> {
  const last = words.at(-1) ?? '';
  const before = words.slice(0, -1);
  return (await candidates(before, last, env)).filter((one) => one.startsWith(last)).sort();
}

async function candidates(before: readonly string[], last: string, env: Pick<KubectlEnv, 'cluster' | 'namespace'>): Promise<string[]> {
  const bare = before.filter((word) => !word.startsWith('-'));
  const [first = '', second = ''] = bare;
  if (!bare.length) return [...new Set(verbs.map(({ name }) => name.split(' ')[0]!))];
  const group = verbs.filter(({ name }) => name.startsWith(`${first} `)).map(({ name }) => name.split(' ')[1]!);
  if (group.length && bare.length === 1) return [...group, ...(first === 'create' ? ['-f'] : [])];
  const verb = verbs.find(({ name }) => name === `${first} ${second}`) ?? verbs.find(({ name }) => name === first);
  if (!verb) return [];
  if (last.startsWith('-')) return ['--namespace', ...Object.keys(verb.flags).map((flag) => `--${flag}`)];
  if (/^(-n|--namespace)$/.test(before.at(-1) ?? '')) return names('namespaces', env, '');
  const words = bare.slice(verb.name.split(' ').length);
  if (verb.name === 'exec' || verb.name === 'logs') return words.length ? [] : names('pods', env, env.namespace);
  if (verb.name === 'cordon' || verb.name === 'uncordon') return names('nodes', env, '');
  return kindsAndNames(words, last, env);
}

async function kindsAndNames(words: readonly string[], last: string, env: Pick<KubectlEnv, 'cluster' | 'namespace'>): Promise<string[]> {
  if (last.includes('/')) {
    const kind = last.slice(0, last.indexOf('/'));
    return (await names(kind, env, env.namespace)).map((name) => `${kind}/${name}`);
  }
  if (words.length) return names(words[0]!, env, env.namespace);
  return (await env.cluster.resources()).map(({ resource }) => resource);
}

async function names(kind: string, { cluster }: Pick<KubectlEnv, 'cluster'>, namespace: string): Promise<string[]> {
  try {
    const resource = await findResource(cluster, kind);
    const { namespace: where } = objectRef(resource, '', namespace);
    return (await cluster.list(resource, where ? { namespace: where } : {})).items.map(({ metadata }) => metadata.name);
  } catch {
    // Nothing to offer: a kind that does not exist has no names.
    return [];
  }
}
