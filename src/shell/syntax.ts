import type { CommandNode, PipelineNode, ScriptNode, SimpleCommandNode, StatementNode, WordNode } from 'just-bash';

/** Pieces of the interpreter's syntax tree. */

export type SyntaxNode = { readonly type?: string } & Readonly<Record<string, unknown>>;

export type FunctionDef = Extract<CommandNode, { type: 'FunctionDef' }>;

/** A copy of a tree with every node replaced, the innermost first. */
export function mapTree(value: unknown, replace: (node: SyntaxNode) => unknown): unknown {
  if (Array.isArray(value)) return value.map((one) => mapTree(one, replace));
  if (typeof value !== 'object' || value === null) return value;
  return replace(Object.fromEntries(Object.entries(value).map(([key, field]) => [key, mapTree(field, replace)])));
}

/** A copy of words with the statements of each `$(…)` replaced. What is substituted inside of those is left alone. */
export function mapSubstitutions<T>(words: T, replace: (statements: readonly StatementNode[]) => StatementNode[]): T {
  if (Array.isArray(words)) return words.map((one: unknown) => mapSubstitutions(one, replace)) as T;
  if (typeof words !== 'object' || words === null) return words;
  const node = words as unknown as SyntaxNode & { readonly body?: ScriptNode };
  if (node.type === 'CommandSubstitution') return { ...node, body: { ...node.body, statements: replace(node.body!.statements) } } as T;
  return Object.fromEntries(Object.entries(words).map(([key, field]) => [key, mapSubstitutions(field, replace)])) as T;
}

/** A copy of a loop, a branch or a group with its lists of statements replaced. Other commands, and what functions are
 *  made of, come back as they are. */
export function mapBodies(command: CommandNode, replace: (statements: readonly StatementNode[]) => StatementNode[]): CommandNode {
  switch (command.type) {
    case 'If':
      return {
        ...command,
        clauses: command.clauses.map(({ condition, body }) => ({ condition: replace(condition), body: replace(body) })),
        elseBody: command.elseBody && replace(command.elseBody),
      };
    case 'While':
    case 'Until':
      return { ...command, condition: replace(command.condition), body: replace(command.body) };
    case 'Case':
      return { ...command, items: command.items.map((item) => ({ ...item, body: replace(item.body) })) };
    case 'For':
    case 'CStyleFor':
    case 'Subshell':
    case 'Group':
      return { ...command, body: replace(command.body) };
    default:
      return command;
  }
}

/** The text of a word without quotes or expansions. */
export function literal(node: WordNode | null): string | undefined {
  const part = node?.parts.length === 1 ? node.parts[0] : undefined;
  return part?.type === 'Literal' ? part.value : undefined;
}

export function word(value: string): WordNode {
  return { type: 'Word', parts: [{ type: 'Literal', value }] };
}

/** A word that stands for itself, whatever is in it; also when it is written out again. */
export function verbatim(value: string): WordNode {
  const parts = value.split("'").flatMap((text, i) => [...(i ? [APOSTROPHE] : []), { type: 'SingleQuoted' as const, value: text }]);
  return { type: 'Word', parts };
}

const APOSTROPHE = { type: 'DoubleQuoted' as const, parts: [{ type: 'Literal' as const, value: "'" }] };

export function simple(name: string, args: WordNode[] = []): SimpleCommandNode {
  return { type: 'SimpleCommand', assignments: [], name: word(name), args, redirections: [] };
}

export function statement(command: PipelineNode['commands'][number]): StatementNode {
  const pipeline: PipelineNode = { type: 'Pipeline', commands: [command], negated: false };
  return { type: 'Statement', pipelines: [pipeline], operators: [], background: false };
}

/** `$(command)` as a part of a word. */
export function substitution(command: string): SyntaxNode {
  return { type: 'CommandSubstitution', legacy: false, body: { type: 'Script', statements: [statement(simple(command))] } };
}

/** `$name`, as a part of a word. */
export function parameter(name: string): WordNode['parts'][number] {
  return { type: 'ParameterExpansion', parameter: name, operation: null };
}
