import { Bash } from 'just-bash/browser';
import type { CommandNode, PipelineNode, ScriptNode, SimpleCommandNode } from 'just-bash';
import { WAIT } from './background';
import { FILTER, TAKE } from './stage-input';
import { literal, mapTree, simple, statement, verbatim, word, type FunctionDef, type SyntaxNode } from './syntax';

/** The interpreter runs the commands of a pipe one after another. Where one before the last goes on for a while, all of
 *  them are handed, as text, to a command that runs each in a shell of its own, at the same time.
 *  A kubectl that only watches ends when nobody reads any more, where a real one lives on until there is something new.
 *  OMITS arrays in such a command, and `< <(COMMAND)`, which still waits for the end. */

export const PIPE = 'podplay-pipe';

/** Exit code of what a SIGPIPE has ended. */
export const PIPED = 141;

/** @param functions  those that earlier lines have defined
 *  @returns the script with its pipes flowing where something flows */
export function flow(script: ScriptNode, functions: ReadonlyMap<string, FunctionDef>): ScriptNode {
  const known = new Map(functions);
  return mapTree(script, (node) => {
    if (node.type === 'FunctionDef') known.set(node.name as string, node as unknown as FunctionDef);
    return node.type === 'Pipeline' ? flowing(node as unknown as PipelineNode, known) : node;
  }) as ScriptNode;
}

function flowing(pipeline: PipelineNode, known: ReadonlyMap<string, FunctionDef>): PipelineNode {
  const { commands, pipeStderr } = pipeline;
  if (!commands.slice(0, -1).some((command) => lasts(command, known, new Set()))) return pipeline;
  const stages = commands.flatMap((command, i) => {
    const text = verbatim(textOf(command, known));
    return i ? [word(pipeStderr?.[i - 1] ? '|&' : '|'), text] : [text];
  });
  return { type: 'Pipeline', negated: pipeline.negated, commands: [simple(PIPE, stages)] };
}

/** May it print something, and later more? Who guesses yes for too many is right all the same, and slower. */
function lasts(command: unknown, known: ReadonlyMap<string, FunctionDef>, seen: Set<string>): boolean {
  return [...callsOf(command)].some((call) => {
    const name = literal(call.name);
    if (name === undefined) return call.name !== null;
    if (name === 'kubectl' || name === 'k') return kubectlLasts(call.args.map(literal));
    if (known.has(name) && !seen.has(name)) return lasts(known.get(name)!.body, known, seen.add(name));
    return LASTING.has(name) || name.includes('/');
  });
}

const LASTING = new Set(['sleep', 'timeout', 'watch', 'bash', 'sh', 'source', '.', 'eval', WAIT, PIPE, FILTER, TAKE]);

/** @param args  undefined for what is known only when it runs */
function kubectlLasts(args: readonly (string | undefined)[]): boolean {
  const [verb] = args.filter((arg) => !arg?.startsWith('-'));
  if (verb === undefined || WAITING.has(verb)) return true;
  return args.some((arg) => arg === undefined || /^(--(watch|watch-only|follow|output-watch-events)\b|-[A-Za-z]*[wf]$)/.test(arg));
}

/** Verbs that wait for the cluster, and tell of it meanwhile. */
const WAITING = new Set(['attach', 'debug', 'delete', 'drain', 'exec', 'port-forward', 'rollout', 'run', 'wait']);

/** Everything that is called in a tree, substitutions included. */
function* callsOf(value: unknown): Generator<SimpleCommandNode> {
  if (typeof value !== 'object' || value === null) return;
  if ((value as SyntaxNode).type === 'SimpleCommand') yield value as SimpleCommandNode;
  for (const field of Object.values(value)) yield* callsOf(field);
}

/** A command as a script, with the functions that it calls in front. */
function textOf(command: CommandNode, known: ReadonlyMap<string, FunctionDef>): string {
  const needed = new Map<string, FunctionDef>();
  const need = (part: unknown) => {
    for (const call of callsOf(part)) {
      const name = literal(call.name);
      if (name === undefined || needed.has(name) || !known.has(name)) continue;
      needed.set(name, known.get(name)!);
      need(known.get(name)!.body);
    }
  };
  need(command);
  return serialize({ type: 'Script', statements: [...needed.values(), command].map(statement) });
}

let writing: Bash | undefined;
let written: ScriptNode;

/** The interpreter's writer of scripts is to be had only as the end of a transformation. */
function serialize(script: ScriptNode): string {
  if (!writing) {
    writing = new Bash({ commands: [] });
    writing.registerTransformPlugin({ name: 'podplay', transform: () => ({ ast: written }) });
  }
  written = script;
  return writing.transform('').script;
}
