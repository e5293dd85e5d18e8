import type { PipelineNode, ScriptNode, StatementNode, WordNode } from 'just-bash';

/** The interpreter takes `$RANDOM`, `$SECONDS` and `time` from the machine it runs on, and a script would then end
 *  differently each time. Here they are handed to commands that ask the cluster's clock and a seeded generator.
 *  OMITS these names inside `${…}` operations, awk's rand() and jq's now. */

export const RANDOM = 'podplay-random';
export const SECONDS = 'podplay-seconds';
export const STOPWATCH = 'podplay-stopwatch';

const ASKED: Readonly<Record<string, string>> = { RANDOM, SRANDOM: RANDOM, SECONDS };

/** @returns the script with its questions for time and chance put to the cluster */
export function askCluster(script: ScriptNode): ScriptNode {
  return mapped(script) as ScriptNode;
}

type Node = { readonly type?: string } & Readonly<Record<string, unknown>>;

function mapped(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(mapped);
  if (typeof value !== 'object' || value === null) return value;
  const node = Object.fromEntries(Object.entries(value).map(([key, field]) => [key, mapped(field)])) as Node;
  if (node.type === 'ParameterExpansion' && !node.operation) return expansion(node);
  if (node.type === 'ArithVariable') return arithmetic(node);
  if (node.type === 'Pipeline' && node.timed) return timed(node as unknown as PipelineNode);
  return node;
}

const commandFor = (name: unknown) => (typeof name === 'string' && Object.hasOwn(ASKED, name) ? ASKED[name] : undefined);

function expansion(node: Node): Node {
  const command = commandFor(node.parameter);
  if (!command) return node;
  return { type: 'CommandSubstitution', legacy: false, body: { type: 'Script', statements: [statement(simple(command))] } };
}

function arithmetic(node: Node): Node {
  const command = commandFor(node.name);
  return command ? { type: 'ArithCommandSubst', command } : node;
}

/** `time COMMAND` as `{ stopwatch; COMMAND; stopwatch $?; }`. */
function timed(pipeline: PipelineNode): PipelineNode {
  const { negated, timePosix } = pipeline;
  const inner: PipelineNode = { ...pipeline, timed: false, negated: false };
  const code: WordNode = { type: 'Word', parts: [{ type: 'ParameterExpansion', parameter: '?', operation: null }] };
  const stop = simple(STOPWATCH, [code, ...(timePosix ? [word('-p')] : [])]);
  const body: StatementNode[] = [statement(simple(STOPWATCH)), { type: 'Statement', pipelines: [inner], operators: [], background: false }];
  return { type: 'Pipeline', negated, commands: [{ type: 'Group', body: [...body, statement(stop)], redirections: [] }] };
}

type Simple = Extract<PipelineNode['commands'][number], { type: 'SimpleCommand' }>;

function simple(name: string, args: WordNode[] = []): Simple {
  return { type: 'SimpleCommand', assignments: [], name: word(name), args, redirections: [] };
}

function word(value: string): WordNode {
  return { type: 'Word', parts: [{ type: 'Literal', value }] };
}

function statement(command: Simple): StatementNode {
  return { type: 'Statement', pipelines: [{ type: 'Pipeline', commands: [command], negated: false }], operators: [], background: false };
}
