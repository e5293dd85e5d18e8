import type { ScriptNode, SimpleCommandNode } from 'just-bash';
import { literal, mapTree, simple, statement, type SyntaxNode } from './syntax';

export const LEAVING = 'podplay-leaving';

/** The interpreter forgets the variables of a script that ends with `exit`, and a trap wants them: a command in front
 *  of it sees them a last time. */
export function noteLeaving(script: ScriptNode): ScriptNode {
  let traps = false;
  const noted = mapTree(script, (node) => {
    traps ||= isCalled(node, 'trap');
    if (!isCalled(node, 'exit')) return node;
    const body = [statement(simple(LEAVING)), statement(node as unknown as SimpleCommandNode)];
    return { type: 'Group', body, redirections: [] };
  }) as ScriptNode;
  return traps ? noted : script;
}

const isCalled = (node: SyntaxNode, name: string) =>
  node.type === 'SimpleCommand' && literal((node as unknown as SimpleCommandNode).name) === name;

/** What a shell does at its end and when it is interrupted.
 *  MODELS bash's trap for EXIT, INT and TERM. OMITS ERR, DEBUG, RETURN and the other signals. */
export class Traps {
  readonly #handlers = new Map<string, string>();

  /** @param action  '' ignores the signal */
  set(condition: TrapCondition, action: string): void {
    this.#handlers.set(condition, action);
  }

  reset(condition: TrapCondition): void {
    this.#handlers.delete(condition);
  }

  get(condition: TrapCondition): string | undefined {
    return this.#handlers.get(condition);
  }

  /** As `trap` prints them: it can read that back. */
  list(): string {
    const rows = CONDITIONS.filter((condition) => this.#handlers.has(condition));
    return rows.map((condition) => `trap -- '${this.#handlers.get(condition)!.replaceAll("'", `'\\''`)}' ${shown(condition)}\n`).join('');
  }

  /** What is to run now, and only once. */
  take(condition: TrapCondition): string | undefined {
    const action = this.#handlers.get(condition);
    if (condition === 'EXIT') this.#handlers.delete(condition);
    return action || undefined;
  }
}

const CONDITIONS = ['EXIT', 'INT', 'TERM'] as const;
export type TrapCondition = (typeof CONDITIONS)[number];

/** `0` and `EXIT`; `2`, `INT` and `SIGINT`; `15`, `TERM` and `SIGTERM`. */
export function trapCondition(name: string): TrapCondition | undefined {
  const numbers: Readonly<Record<string, TrapCondition>> = { 0: 'EXIT', 2: 'INT', 15: 'TERM' };
  return numbers[name] ?? CONDITIONS.find((condition) => condition === name.toUpperCase().replace(/^SIG/, ''));
}

const shown = (condition: TrapCondition) => (condition === 'EXIT' ? 'EXIT' : `SIG${condition}`);
