import type { PipelineNode, ScriptNode, StatementNode, WordNode } from 'just-bash';
import { mapTree, parameter, simple, statement, substitution, word, type SyntaxNode } from './syntax';

/** The interpreter takes `$RANDOM`, `$SECONDS` and `time` from the machine it runs on, and a script would then end
 *  differently each time. Here they are handed to commands that ask the cluster's clock and a seeded generator.
 *  OMITS these names inside `${…}` operations, awk's rand() and jq's now. */

export const RANDOM = 'podplay-random';
export const SECONDS = 'podplay-seconds';
export const STOPWATCH = 'podplay-stopwatch';

const ASKED: Readonly<Record<string, string>> = { RANDOM, SRANDOM: RANDOM, SECONDS };

/** @returns the script with its questions for time and chance put to the cluster */
export function askCluster(script: ScriptNode): ScriptNode {
  return mapTree(script, asked) as ScriptNode;
}

function asked(node: SyntaxNode): unknown {
  if (node.type === 'ParameterExpansion' && !node.operation) return expansion(node);
  if (node.type === 'ArithVariable') return arithmetic(node);
  if (node.type === 'Pipeline' && node.timed) return timed(node as unknown as PipelineNode);
  return node;
}

const commandFor = (name: unknown) => (typeof name === 'string' && Object.hasOwn(ASKED, name) ? ASKED[name] : undefined);

function expansion(node: SyntaxNode): SyntaxNode {
  const command = commandFor(node.parameter);
  return command ? substitution(command) : node;
}

function arithmetic(node: SyntaxNode): SyntaxNode {
  const command = commandFor(node.name);
  return command ? { type: 'ArithCommandSubst', command } : node;
}

/** `time COMMAND` as `{ stopwatch; COMMAND; stopwatch $?; }`. */
function timed(pipeline: PipelineNode): PipelineNode {
  const { negated, timePosix } = pipeline;
  const inner: PipelineNode = { ...pipeline, timed: false, negated: false };
  const code: WordNode = { type: 'Word', parts: [parameter('?')] };
  const stop = simple(STOPWATCH, [code, ...(timePosix ? [word('-p')] : [])]);
  const body: StatementNode[] = [statement(simple(STOPWATCH)), { type: 'Statement', pipelines: [inner], operators: [], background: false }];
  return { type: 'Pipeline', negated, commands: [{ type: 'Group', body: [...body, statement(stop)], redirections: [] }] };
}
