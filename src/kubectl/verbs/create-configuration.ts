import type { Arguments } from '../arguments';
import type { KubectlEnv } from '../env';
import { KubectlError } from '../errors';
import { hashOf } from '../object-hash';
import { configKey } from '../../kube/names';
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

const SOURCES = { 'from-literal': 'array', 'from-file': 'strings', 'from-env-file': 'strings', 'append-hash': 'bool' } as const;

export const createConfigMap: Verb = {
  name: 'create configmap',
  aliases: ['cm'],
  summary: 'Create a config map from files or literal values',
  usage: 'NAME [--from-file=[key=]source] [--from-literal=key1=value1] [--from-env-file=source]',
  flags: { ...CREATING, ...SOURCES },
  examples: ['kubectl create configmap settings --from-literal=colour=blue', 'kubectl create configmap page --from-file=index.html'],
  async run(args, env) {
    const name = nameIn(args, 'create configmap');
    const data = await dataOf(args, env, configMapWords(name));
    const hash = args.on('append-hash') ? `-${await hashOf({ data, kind: 'ConfigMap', name })}` : '';
    return make(
      env,
      args,
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: name + hash }, ...(Object.keys(data).length && { data }) },
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
    const texts = Object.entries(await dataOf(args, env, SECRET_WORDS));
    const data = Object.fromEntries(texts.map(([key, text]) => [key, base64(text)]));
    const type = args.get('type') ?? '';
    const hash = args.on('append-hash') ? `-${await hashOf({ data, kind: 'Secret', name, type })}` : '';
    return make(
      env,
      args,
      {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name: name + hash },
        ...(type && { type }),
        ...(texts.length && { data }),
      },
      { failed: 'failed to create secret' },
    );
  },
};

export function base64(text: string): string {
  let binary = '';
  for (const byte of new TextEncoder().encode(text)) binary += String.fromCharCode(byte);
  return btoa(binary);
}

/** How a key that cannot be is refused. */
interface Words {
  taken(key: string): string;
  bad(key: string, why: string): string;
}

const configMapWords = (name: string): Words => ({
  taken: (key) => `cannot add key "${key}", another key by that name already exists in Data for ConfigMap "${name}"`,
  bad: (key, why) => `${JSON.stringify(key)} is not a valid key name for a ConfigMap: ${why}`,
});

const SECRET_WORDS: Words = {
  taken: (key) => `cannot add key ${key}, another key by that name already exists`,
  bad: (key, why) => `${JSON.stringify(key)} is not valid key name for a Secret ${why}`,
};

/** Source: kubectl/pkg/cmd/create/create_configmap.go, kubectl/pkg/util/util.go */
async function dataOf(args: Arguments, env: KubectlEnv, words: Words): Promise<Record<string, string>> {
  if (args.has('from-env-file') && (args.has('from-file') || args.has('from-literal')))
    throw new KubectlError('from-env-file cannot be combined with from-file or from-literal');
  const data: Record<string, string> = {};
  const add = ([key, text]: readonly [string, string]) => {
    const [why] = configKey(key);
    if (why) throw new KubectlError(words.bad(key, why));
    if (Object.hasOwn(data, key)) throw new KubectlError(words.taken(key));
    data[key] = text;
  };
  for (const source of args.all('from-file')) {
    const [key, path] = fileSource(source);
    add([key, await readText(env, path)]);
  }
  for (const literal of args.all('from-literal')) {
    if (literal.indexOf('=') < 1) throw new KubectlError(`invalid literal source ${literal}, expected key=value`);
    add(pair(literal));
  }
  for (const path of args.all('from-env-file')) for (const variable of variablesIn(await readText(env, path))) add(variable);
  return data;
}

/** `path`, `key=path`. Source: ParseFileSource */
function fileSource(source: string): readonly [string, string] {
  const parts = source.split('=');
  if (parts.length > 2) throw new KubectlError("key names or file paths cannot contain '='");
  const [key = '', path] = parts;
  if (path === undefined) return [source.replace(/^.*\//, ''), source];
  if (!key) throw new KubectlError(`key name for file path ${path} missing`);
  if (!path) throw new KubectlError(`file path for key name ${key} missing`);
  return [key, path];
}

const VARIABLE = /^[-._a-zA-Z][-._a-zA-Z0-9]*$/;

/** Source: kubectl/pkg/cmd/util/env_file.go */
function variablesIn(text: string): (readonly [string, string])[] {
  const lines = text.split('\n').map((line) => line.trimStart());
  return lines
    .filter((line) => line && !line.startsWith('#'))
    .map((line) => {
      const [key, value] = pair(line);
      if (!VARIABLE.test(key))
        throw new KubectlError(
          `${JSON.stringify(key)} is not a valid key name: a valid environment variable name must consist of alphabetic characters, digits, '_', '-', or '.', and must not start with a digit (e.g. 'my.env-name',  or 'MY_ENV.NAME',  or 'MyEnvName1', regex used for validation is '[-._a-zA-Z][-._a-zA-Z0-9]*')`,
        );
      return [key, value] as const;
    });
}

export async function readText(env: KubectlEnv, path: string): Promise<string> {
  try {
    return await env.readFile(path);
  } catch {
    throw new KubectlError(`error reading ${path}: no such file or directory`);
  }
}
