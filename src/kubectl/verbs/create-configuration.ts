import type { Arguments } from '../arguments';
import type { KubectlEnv } from '../env';
import { KubectlError } from '../errors';
import type { Verb } from '../verb';
import { CREATING, make, nameIn, pair } from './create-from-flags';

/** `create namespace`, `serviceaccount`, `configmap`, `secret generic`.
 *  Source: kubectl/pkg/cmd/create/create_{namespace,configmap,secret}.go */

const named = (kind: string, name: string, aliases: readonly string[]): Verb => ({
  name: `create ${name}`,
  aliases,
  summary: `Create a ${name === 'serviceaccount' ? 'service account' : name} with the specified name`,
  usage: 'NAME [flags]',
  flags: CREATING,
  examples: [`kubectl create ${name} demo`],
  run: (args, env) =>
    make(
      env,
      args,
      { apiVersion: 'v1', kind, metadata: { name: nameIn(args, `create ${name}`) } },
      kind === 'Namespace' ? {} : { failed: `failed to create ${name}:` },
    ),
});

export const createNamespace = named('Namespace', 'namespace', ['ns']);
export const createServiceAccount = named('ServiceAccount', 'serviceaccount', ['sa']);

const SOURCES = { 'from-literal': 'array', 'from-file': 'strings', 'from-env-file': 'strings' } as const;

export const createConfigMap: Verb = {
  name: 'create configmap',
  aliases: ['cm'],
  summary: 'Create a config map from files or literal values',
  usage: 'NAME [--from-file=[key=]source] [--from-literal=key1=value1] [--from-env-file=source]',
  flags: { ...CREATING, ...SOURCES },
  examples: ['kubectl create configmap settings --from-literal=colour=blue', 'kubectl create configmap page --from-file=index.html'],
  async run(args, env) {
    const name = nameIn(args, 'create configmap');
    const data = await dataOf(args, env);
    return make(
      env,
      args,
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, ...(Object.keys(data).length && { data }) },
      { failed: 'failed to create configmap:' },
    );
  },
};

export const createSecret: Verb = {
  name: 'create secret generic',
  summary: 'Create a secret from files or literal values',
  usage: 'NAME [--type=string] [--from-file=[key=]source] [--from-literal=key1=value1]',
  flags: { ...CREATING, ...SOURCES, type: 'string' },
  examples: ['kubectl create secret generic login --from-literal=password=open-sesame'],
  async run(args, env) {
    const name = nameIn(args, 'create secret generic');
    const texts = Object.entries(await dataOf(args, env));
    const data = Object.fromEntries(texts.map(([key, text]) => [key, base64(text)]));
    return make(
      env,
      args,
      {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name },
        ...(args.has('type') && { type: args.get('type') }),
        ...(texts.length && { data }),
      },
      { failed: 'failed to create secret' },
    );
  },
};

function base64(text: string): string {
  let binary = '';
  for (const byte of new TextEncoder().encode(text)) binary += String.fromCharCode(byte);
  return btoa(binary);
}

async function dataOf(args: Arguments, env: KubectlEnv): Promise<Record<string, string>> {
  const data: Record<string, string> = {};
  const add = (key: string, text: string) => {
    if (Object.hasOwn(data, key))
      throw new KubectlError(`cannot add key "${key}", another key by that name already exists in Data for ConfigMap "${args.words[0]}"`);
    data[key] = text;
  };
  for (const source of args.all('from-file')) {
    const [key, path] = source.includes('=') ? pair(source) : [source.replace(/^.*\//, ''), source];
    add(key, await file(env, path));
  }
  for (const literal of args.all('from-literal')) {
    if (!literal.includes('=')) throw new KubectlError(`invalid literal source ${literal}, expected key=value`);
    add(...pair(literal));
  }
  for (const path of args.all('from-env-file'))
    for (const line of (await file(env, path)).split('\n')) if (line.trim() && !line.trimStart().startsWith('#')) add(...pair(line.trim()));
  return data;
}

async function file(env: KubectlEnv, path: string): Promise<string> {
  try {
    return await env.readFile(path);
  } catch {
    throw new KubectlError(`error reading ${path}: no such file or directory`);
  }
}
