import type { CommandNode, PipelineNode, ScriptNode, SimpleCommandNode, StatementNode } from 'just-bash';
import type { Screen } from './file-system';
import { literal, mapBodies, mapSubstitutions, word } from './syntax';
import { twinOf, type Seen } from './twins';

/** just-bash hands over a script's output when the whole script has ended. A terminal shows it as it comes: so
 *  every command whose output the terminal would show is given a redirection to the screen, in front of its own
 *  redirections, which therefore still win. Commands of ours, which can write while they run, are called by a
 *  twin name that tells them that they are seen. */

type Redirection = SimpleCommandNode['redirections'][number];

/** They change the shell itself: a redirection would outlive them, or hide the jump they make. */
const UNTOUCHED = new Set(['exec', 'exit', 'return', 'break', 'continue']);

/** @param streaming  names of commands that have twins
 *  @returns the script with its visible output sent to the screen; bodies of functions are left alone, because
 *  who calls them decides where their output goes */
export function sendToScreen(script: ScriptNode, screen: Screen, streaming: ReadonlySet<string>): ScriptNode {
  const router = new Router(screen, streaming);
  return { ...script, statements: router.statements(script.statements, { out: true, err: true }) };
}

class Router {
  constructor(
    private readonly screen: Screen,
    private readonly streaming: ReadonlySet<string>,
  ) {}

  statements(statements: readonly StatementNode[], seen: Seen): StatementNode[] {
    return statements.map((statement) => ({ ...statement, pipelines: statement.pipelines.map((one) => this.#pipeline(one, seen)) }));
  }

  #pipeline(pipeline: PipelineNode, seen: Seen): PipelineNode {
    const last = pipeline.commands.length - 1;
    const commands = pipeline.commands.map((command, i) =>
      this.#command(command, i === last ? seen : { out: false, err: seen.err && !pipeline.pipeStderr?.[i] }),
    );
    return { ...pipeline, commands };
  }

  /** What is substituted into words is taken, but not what it says of its errors. */
  #words<T>(words: T, { err }: Seen): T {
    return mapSubstitutions(words, (statements) => this.statements(statements, { out: false, err }));
  }

  #command(command: CommandNode, outer: Seen): CommandNode {
    if (command.type === 'SimpleCommand') return this.#simple(command, outer);
    if (command.type === 'FunctionDef') return command;
    const seen = redirected(outer, command.redirections);
    const routed = mapBodies(command, (statements) => this.statements(statements, seen));
    if (routed.type === 'Case') return { ...routed, word: this.#words(routed.word, seen) };
    if (routed.type === 'For') return { ...routed, words: this.#words(routed.words, seen) };
    return routed === command ? this.#words(command, seen) : routed;
  }

  #simple(written: SimpleCommandNode, outer: Seen): SimpleCommandNode {
    const command = this.#words(written, outer);
    // Assignments alone say nothing, and a redirection would cost them the exit code of what is substituted.
    if (!command.name) return command;
    const name = literal(command.name);
    if (name !== undefined && UNTOUCHED.has(name)) return command;
    const redirections = [...toScreen(this.screen, outer), ...command.redirections];
    if (name === undefined || !this.streaming.has(name)) return { ...command, redirections };
    return { ...command, name: word(twinOf(name, redirected(outer, command.redirections))), redirections };
  }
}

function redirected(seen: Seen, redirections: readonly Redirection[]): Seen {
  return redirections.reduce((now, redirection) => {
    const goal = target(now, redirection);
    if (redirection.operator.startsWith('&>')) return { out: goal, err: goal };
    if (!redirection.operator.startsWith('>')) return now;
    return redirection.fd === 2 ? { ...now, err: goal } : (redirection.fd ?? 1) === 1 ? { ...now, out: goal } : now;
  }, seen);
}

/** Is the place that a redirection leads to the screen? */
function target(seen: Seen, { operator, target }: Redirection): boolean {
  if (operator !== '>&' || target.type !== 'Word') return false;
  const descriptor = literal(target);
  return descriptor === '1' ? seen.out : descriptor === '2' ? seen.err : false;
}

function toScreen(screen: Screen, seen: Seen): Redirection[] {
  const to = (fd: number, path: string): Redirection => ({ type: 'Redirection', fd, operator: '>>', target: word(path) });
  return [...(seen.out ? [to(1, screen.out)] : []), ...(seen.err ? [to(2, screen.err)] : [])];
}
