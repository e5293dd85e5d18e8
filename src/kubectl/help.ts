import type { Verb } from './verb';
import { unsupported, verbs } from './verbs';

/** What `kubectl --help` and `kubectl VERB --help` print. */

export function overview(): string {
  const width = Math.max(...verbs.map(({ name }) => name.length)) + 2;
  const lines = [...verbs].sort((a, b) => (a.name < b.name ? -1 : 1)).map(({ name, summary }) => `  ${name.padEnd(width)}${summary}`);
  return [
    'kubectl controls the Kubernetes cluster manager. This one is Podplay’s: it speaks to the cluster in this page.',
    '',
    'Commands:',
    ...lines,
    '',
    `Not in Podplay: ${Object.keys(unsupported).sort().join(', ')}.`,
    '',
    'Use "kubectl <command> --help" for more information about a given command.',
    '',
  ].join('\n');
}

export function helpOf({ name, summary, usage, flags, examples }: Verb): string {
  const options = Object.keys(flags)
    .sort()
    .map((flag) => `    --${flag}${flags[flag] === 'bool' ? '' : '=…'}`);
  return [
    `${summary}.`,
    '',
    'Examples:',
    ...examples.map((one) => `  ${one}`),
    '',
    ...(options.length ? ['Options:', ...options, '    -n, --namespace=…', ''] : []),
    'Usage:',
    `  kubectl ${name} ${usage}`.trimEnd(),
    '',
  ].join('\n');
}
