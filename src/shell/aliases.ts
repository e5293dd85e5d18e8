import type { ScriptNode, SimpleCommandNode } from 'just-bash';
import { literal, mapTree } from './syntax';

/** The command that an alias stands for. */
export type Alias = (name: string) => SimpleCommandNode | undefined;

/** The interpreter expands aliases as well, but too late for what is decided by a command's name here. */
export function expandAliases(script: ScriptNode, alias: Alias): ScriptNode {
  return mapTree(script, (node) =>
    node.type === 'SimpleCommand' ? expanded(node as unknown as SimpleCommandNode, alias) : node,
  ) as ScriptNode;
}

function expanded(command: SimpleCommandNode, alias: Alias): SimpleCommandNode {
  const name = literal(command.name);
  const meant = name === undefined ? undefined : alias(name);
  if (!meant) return command;
  return {
    ...command,
    name: meant.name,
    assignments: [...command.assignments, ...meant.assignments],
    args: [...meant.args, ...command.args],
    redirections: [...meant.redirections, ...command.redirections],
  };
}
