import { COMMON, type Flags, type FlagType } from './arguments';
import type { Verb } from './verb';
import { verbs } from './verbs';
import { absent } from './verbs/absent';

/** What `kubectl --help` and `kubectl VERB --help` print. */

interface Group {
  readonly title: string;
  readonly commands: readonly string[];
}

/** Every command of kubectl, in its own order; those that Podplay lacks are in `absent`. */
export const groups: readonly Group[] = [
  { title: 'To begin with', commands: ['create', 'expose', 'run', 'set'] },
  { title: 'Every day', commands: ['explain', 'get', 'edit', 'delete'] },
  { title: 'Rolling out', commands: ['rollout', 'scale', 'autoscale'] },
  { title: 'The cluster and its nodes', commands: ['certificate', 'cluster-info', 'top', 'cordon', 'uncordon', 'drain', 'taint'] },
  {
    title: 'Looking for what is wrong',
    commands: ['describe', 'logs', 'attach', 'exec', 'port-forward', 'proxy', 'cp', 'auth', 'debug', 'events'],
  },
  { title: 'Manifests', commands: ['diff', 'apply', 'patch', 'replace', 'wait', 'kustomize'] },
  { title: 'Labels', commands: ['label', 'annotate', 'completion'] },
  { title: 'About kubectl itself', commands: ['api-resources', 'api-versions', 'config', 'plugin', 'version'] },
];

export function overview(): string {
  const parts = groups.map(({ title, commands }) => {
    const known = commands.filter((command) => !Object.hasOwn(absent, command));
    return [`${title}:`, ...listed(known.map((command) => [command, summaryOf(command)])), ''].join('\n');
  });
  return [
    'kubectl speaks to the cluster. This one is Podplay’s own: it prints what kubectl 1.32 prints.',
    '',
    ...parts,
    `Not in Podplay: ${Object.keys(absent).sort().join(', ')}. Each says what comes nearest.`,
    '',
    'Usage:',
    '  kubectl [flags] [options]',
    '',
    'Use "kubectl <command> --help" for more information about a given command.',
    '',
  ].join('\n');
}

const GROUP_SUMMARIES: Readonly<Record<string, string>> = {
  set: 'Change one thing of a resource: its image, variables, resources',
  rollout: 'Watch and steer the rollout of a resource',
  config: 'Look at the context, and change its namespace',
  auth: 'Ask what is allowed',
  top: 'Show what nodes and pods use',
  'create secret': 'Create a secret from files or values',
  'create service': 'Create a service of one of the four types',
};

function summaryOf(command: string): string {
  return verbs.find(({ name }) => name === command)?.summary ?? GROUP_SUMMARIES[command] ?? '';
}

function listed(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(0, ...rows.map(([name]) => name.length)) + 3;
  return rows.map(([name, text]) => `  ${name.padEnd(width)}${text}`.trimEnd());
}

/** The verbs one word below a name. */
function below(name: string): (readonly [string, string])[] {
  const depth = name.split(' ').length;
  const inner = verbs
    .filter((verb) => verb.name.startsWith(`${name} `))
    .map((verb) =>
      verb.name
        .split(' ')
        .slice(0, depth + 1)
        .join(' '),
    );
  return [...new Set(inner)].map((one) => [one.split(' ').at(-1)!, summaryOf(one)]);
}

export function groupHelp(name: string): string {
  return [
    `${summaryOf(name)}.`,
    '',
    'Available Commands:',
    ...listed(below(name)),
    '',
    'Usage:',
    `  kubectl ${name} SUBCOMMAND [options]`,
    '',
    `Use "kubectl ${name} <command> --help" for more information about a given command.`,
    '',
  ].join('\n');
}

export function help(verb: Verb): string {
  const { name, aliases = [], summary, usage, examples } = verb;
  const commands = below(name);
  return [
    `${summary}.`,
    '',
    ...(aliases.length ? ['Aliases:', [name.split(' ').at(-1), ...aliases].join(', '), ''] : []),
    'Examples:',
    ...examples.map((one) => `  ${one}`),
    '',
    ...(commands.length ? ['Available Commands:', ...listed(commands), ''] : []),
    ...options(verb),
    'Usage:',
    `  kubectl ${name} ${usage}`.trimEnd(),
    '',
  ].join('\n');
}

const LETTERS: Readonly<Record<string, string>> = {
  'all-namespaces': 'A',
  container: 'c',
  filename: 'f',
  'label-columns': 'L',
  namespace: 'n',
  output: 'o',
  previous: 'p',
  recursive: 'R',
  selector: 'l',
  stdin: 'i',
  tty: 't',
  watch: 'w',
};

const TAKES: Readonly<Record<FlagType, string>> = {
  string: '=TEXT',
  int: '=NUMBER',
  duration: '=DURATION',
  strings: '=LIST',
  array: '=TEXT',
  bool: '',
  optional: '[=TEXT]',
};

/** `kubectl options`. */
export const commonOptions = (): string =>
  ['The following options can be passed to any command:', '', ...flagLines(COMMON, {}), ''].join('\n');

function options({ flags, shorts = {} }: Verb): string[] {
  return ['Options:', ...flagLines(flags, shorts), ...flagLines({ namespace: 'string' }, {}), ''];
}

function flagLines(flags: Flags, shorts: Readonly<Record<string, string>>): string[] {
  const own = Object.fromEntries(Object.entries(shorts).map(([letter, flag]) => [flag, letter]));
  const line = (flag: string, type: FlagType) => {
    const letter = own[flag] ?? (shorts[LETTERS[flag] ?? ''] ? undefined : LETTERS[flag]);
    return `    ${letter ? `-${letter}, ` : ''}--${flag}${TAKES[type]}`;
  };
  return Object.keys(flags)
    .sort()
    .map((flag) => line(flag, flags[flag]!));
}
