import type { IFileSystem } from 'just-bash/browser';
import type { Cluster } from '../kube/cluster';
import { quoted } from './command';
import { kinds } from './commands/fault-kinds';
import { ours } from './commands/kubectl';
import { HOME } from './file-system';
import type { Kubectl } from './options';
import { cursorWords } from './words';

export interface Completion {
  /** Where in the line the word begins that a candidate replaces. */
  readonly from: number;
  /** As they are to be typed, quoting included; in order. One that ends in `/` or `=` wants more. */
  readonly candidates: readonly string[];
}

export interface CompletionContext {
  readonly commands: readonly string[];
  readonly fs: IFileSystem;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly cluster: Cluster;
  readonly namespace: string;
  readonly kubectl?: Kubectl;
}

export async function complete(line: string, cursor: number, context: CompletionContext): Promise<Completion> {
  const { words, from, redirect } = cursorWords(line.slice(0, cursor));
  const word = words.at(-1)!;
  const found = redirect ? await paths(word, context) : await candidates(words, context);
  return {
    from,
    candidates: [...new Set(found)]
      .filter((one) => one.startsWith(word))
      .sort()
      .map(typed),
  };
}

async function candidates(words: readonly string[], context: CompletionContext): Promise<readonly string[]> {
  const [name, ...rest] = words;
  const word = words.at(-1)!;
  if (words.length === 1 && !word.includes('/')) return word.startsWith('$') ? variables(context) : context.commands;
  if (word.startsWith('$')) return variables(context);
  if (name === 'kubectl' || name === 'k') return kubectlWords(rest, context);
  if (name === 'fault' && rest.length === 1) return ['list', ...kinds.map((kind) => kind.name)];
  if (name === 'fault' && rest.length === 2) return faultTargets(rest[0]!, context);
  return paths(word, context);
}

const variables = (context: CompletionContext) => Object.keys(context.env).map((name) => `$${name}`);

/** kubectl knows its own words; after -f, and where it knows none, files are offered. */
async function kubectlWords(words: readonly string[], context: CompletionContext): Promise<readonly string[]> {
  const word = words.at(-1)!;
  const file = /^(-f|--filename=)(.+)$/.exec(word) ?? (/^(-f|--filename)$/.test(words.at(-2) ?? '') ? ['', '', word] : undefined);
  if (file) return (await paths(file[2], context)).map((path) => file[1] + path);
  const known = await (context.kubectl ?? (await ours())).complete(words, context);
  return known;
}

async function faultTargets(kind: string, { cluster, namespace }: CompletionContext): Promise<readonly string[]> {
  const operand = kinds.find((one) => one.name === kind)?.operands[0];
  if (operand === 'NODE' || operand === 'ZONE') {
    const { items } = await cluster.list({ group: '', version: 'v1', resource: 'nodes' });
    return items.map((node) => (operand === 'NODE' ? node.metadata.name : (node.metadata.labels?.['topology.kubernetes.io/zone'] ?? '')));
  }
  const resource = operand === 'POD' ? 'pods' : operand === 'SERVICE' ? 'services' : undefined;
  if (!resource) return [];
  const { items } = await cluster.list({ group: '', version: 'v1', resource }, { namespace });
  return items.map((object) => object.metadata.name);
}

/** Files and directories that the word could be the beginning of. */
async function paths(word: string, { fs, cwd }: CompletionContext): Promise<readonly string[]> {
  const slash = word.lastIndexOf('/') + 1;
  const folder = word.slice(0, slash);
  const at = fs.resolvePath(cwd, folder.replace(/^~\//, `${HOME}/`) || '.');
  if (!(await fs.exists(at)) || !(await fs.stat(at)).isDirectory) return [];
  const names = (await fs.readdir(at)).filter((name) => !name.startsWith('.') || word.slice(slash).startsWith('.'));
  return Promise.all(
    names.map(async (name) => ((await fs.stat(fs.resolvePath(at, name))).isDirectory ? `${folder}${name}/` : folder + name)),
  );
}

/** `~` and `$` at the beginning keep their meaning. */
function typed(word: string): string {
  const lead = /^(?:~\/|\$\w*$)/.exec(word)?.[0] ?? '';
  return lead + (word.length > lead.length ? quoted(word.slice(lead.length)) : '');
}
