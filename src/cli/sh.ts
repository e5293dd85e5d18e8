import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import type { LogEntry } from '../kube/log';
import { neighbours } from './neighbours';
import { scenarioOf } from './scenario';
import { parsed, UsageError, wholeNumber, type Output } from './usage';
import type { PlaygroundScenario } from '../playground';

interface Request {
  readonly file: string;
  readonly scenario: PlaygroundScenario;
  readonly trace: string | undefined;
}

/** `podplay sh FILE`: what the terminal would show, and the script's exit code. */
export async function sh(args: readonly string[], { out }: Output): Promise<number> {
  const { file, scenario, trace } = await requestOf(args);
  const script = readFileSync(file === '-' ? 0 : file, 'utf8');
  // Opened first: a script that runs for a minute is not lost to a mistyped folder.
  const descriptor = trace === undefined ? undefined : openSync(trace, 'w');
  // The cluster is loaded when the command line is known to be right.
  const { simulate } = await import('./simulation');
  const { playground, run } = simulate(scenario, out, descriptor !== undefined);
  try {
    return await run(script);
  } finally {
    if (descriptor !== undefined) writeTrace(descriptor, playground.log);
  }
}

async function requestOf(args: readonly string[]): Promise<Request> {
  const text = { type: 'string' } as const;
  const { values, positionals } = parsed(args, { nodes: text, seed: text, trace: text, lesson: text });
  const [file, ...more] = positionals;
  if (file === undefined) throw new UsageError('name the script: podplay sh FILE, or - for standard input');
  if (more.length) throw new UsageError(`one script at a time; "${more[0]}" is a second`);
  if (values.lesson !== undefined && values.nodes !== undefined) throw new UsageError('--lesson brings its own nodes: leave --nodes out');
  const nodes = wholeNumber('nodes', values.nodes, 1, 1000) ?? 3;
  const seed = wholeNumber('seed', values.seed, 0, 2 ** 32 - 1);
  const files = neighbours(file === '-' ? '.' : dirname(file));
  return { file, trace: values.trace, scenario: await scenarioFor(values.lesson, nodes, seed, files) };
}

async function scenarioFor(
  slug: string | undefined,
  nodes: number,
  seed: number | undefined,
  files: Record<string, string>,
): Promise<PlaygroundScenario> {
  if (slug === undefined) return scenarioOf(nodes, seed ?? 1, files);
  const { lessonNamed } = await import('./lesson-files');
  const lesson = lessonNamed(slug);
  return { ...lesson, seed: seed ?? lesson.seed, files: { ...files, ...lesson.files } };
}

function writeTrace(descriptor: number, log: readonly LogEntry[]): void {
  for (const entry of log) writeSync(descriptor, `${JSON.stringify(entry)}\n`);
  closeSync(descriptor);
}
