import type { CommandNode, ScriptNode, SimpleCommandNode, StatementNode } from 'just-bash';
import { filters } from './filters';
import { literal, mapBodies, simple, statement, verbatim, word, type FunctionDef, type SyntaxNode } from './syntax';

/** The interpreter gives a command its input whole. A command of a pipe that flows takes it piece by piece instead:
 *  filters through one that feeds them, `read` and all others from a file that is filled when their turn comes.
 *  OMITS scripts that are called by their path. */

/** `FILTER NAME …`: a filter, fed as its input comes. */
export const FILTER = 'podplay-filter';
/** `TAKE line FILE`, `TAKE rest FILE`: put the next line of the input, or the rest, into a file. Fails at its end. */
export const TAKE = 'podplay-take';

/** @param path  of the file to be filled
 *  @returns the script with what reads its input reading it from the pipe */
export function takeInput(script: ScriptNode, path: string): ScriptNode {
  const functions = new Map<string, FunctionDef>();
  return { ...script, statements: statementsTaking(script.statements, path, functions) };
}

type Functions = Map<string, FunctionDef>;

function statementsTaking(statements: readonly StatementNode[], path: string, functions: Functions): StatementNode[] {
  return statements.map((one) => ({
    ...one,
    pipelines: one.pipelines.map((pipeline) => {
      const [first, ...others] = pipeline.commands;
      return { ...pipeline, commands: [taking(first!, path, functions), ...others] };
    }),
  }));
}

function taking(command: CommandNode, path: string, functions: Functions): CommandNode {
  if (command.type === 'FunctionDef') functions.set(command.name, command);
  if ('redirections' in command && command.redirections.some(({ operator, fd }) => operator.startsWith('<') && !fd)) return command;
  if (command.type !== 'SimpleCommand') return mapBodies(command, (body) => statementsTaking(body, path, functions));
  const name = literal(command.name);
  if (name === undefined) return command;
  if (filters.has(name)) return { ...command, name: word(FILTER), args: [verbatim(name), ...command.args] };
  if (name === 'read') return fromFile(command, 'line', path);
  return readsAll(name, command.args.map(literal), functions) ? fromFile(command, 'rest', path) : command;
}

function fromFile(command: SimpleCommandNode, what: 'line' | 'rest', path: string): CommandNode {
  const redirection = { type: 'Redirection', fd: null, operator: '<', target: word(path) } as const;
  const reading = { ...command, redirections: [...command.redirections, redirection] };
  return {
    type: 'Group',
    body: [statement(simple(TAKE, [word(what), word(path)])), statement(reading)],
    redirections: [],
  };
}

const WRAPPERS = new Set(['command', 'env', 'timeout']);

function readsAll(name: string, args: readonly (string | undefined)[], functions: Functions): boolean {
  if (name === 'mapfile' || name === 'readarray') return true;
  if (name === 'bash' || name === 'sh') return args.length === 0 || args[0] === '-s' || args[0] === '-c';
  if (name === 'kubectl' || name === 'k') return args.some((arg) => arg === '-' || arg === '--stdin' || /^-t?i/.test(arg ?? ''));
  if (WRAPPERS.has(name)) return args.some((arg) => arg !== undefined && filters.has(arg));
  return functions.has(name) && reads(functions.get(name)!.body);
}

/** Does something in it read its input? */
function reads(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const node = value as SyntaxNode;
  const name = node.type === 'SimpleCommand' ? literal((value as SimpleCommandNode).name) : undefined;
  return (name !== undefined && (name === 'read' || filters.has(name))) || Object.values(value).some(reads);
}
