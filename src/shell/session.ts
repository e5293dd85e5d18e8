import type { Bash, BashExecResult } from 'just-bash/browser';
import type { CommandNode, ScriptNode, SimpleCommandNode } from 'just-bash';
import { HOME } from './file-system';
import { literal, statement, type FunctionDef } from './syntax';

/** Options of `set -o` that outlive a line. errexit does not: it would end a terminal at the first mistake. */
const KEPT_OPTIONS = new Set(['allexport', 'noclobber', 'noglob', 'nounset', 'pipefail', 'verbose', 'xtrace']);

/** What a line leaves behind for the next one. Each run of just-bash starts afresh, so variables, directory,
 *  aliases, options, functions and `$?` are carried over: variables as the environment, the rest as a prelude.
 *  OMITS arrays, and functions that were defined in a branch or a loop. */
export class Session {
  env: Record<string, string>;
  readonly #functions = new Map<string, FunctionDef>();
  #sourced: string[] = [];
  #code = 0;

  constructor(env: Record<string, string>) {
    this.env = env;
  }

  /** What a shell that is started from this one begins with. @param variables  as they are at that moment */
  copy(variables: Readonly<Record<string, string>>): Session {
    const copy = new Session({ ...variables });
    for (const [name, definition] of this.#functions) copy.#functions.set(name, definition);
    return copy;
  }

  get functions(): ReadonlyMap<string, FunctionDef> {
    return this.#functions;
  }

  get cwd(): string {
    return this.env.PWD ?? HOME;
  }

  /** The script with everything it stands on in front of it. */
  after(script: ScriptNode, parse: (text: string) => ScriptNode): ScriptNode {
    const options = (this.env.SHELLOPTS ?? '').split(':').filter((option) => KEPT_OPTIONS.has(option));
    const lines = [
      'shopt -s expand_aliases',
      ...options.map((option) => `set -o ${option}`),
      ...(this.#code ? [`(exit ${this.#code})`] : []),
    ];
    const functions = [...this.#functions.values()].map(statement);
    return { ...script, statements: [...functions, ...parse(lines.join('\n')).statements, ...script.statements] };
  }

  /** The command that an alias stands for, when it is one plain command. */
  alias(name: string, parse: (text: string) => ScriptNode): SimpleCommandNode | undefined {
    const text = this.env[`BASH_ALIAS_${name}`];
    const commands = text === undefined ? [] : [...commandsOf(parse(text))];
    const [command] = commands;
    return commands.length === 1 && command?.type === 'SimpleCommand' && literal(command.name) !== name ? command : undefined;
  }

  /** Note what the script will define when it runs. */
  reads(script: ScriptNode): void {
    for (const command of commandsOf(script)) {
      if (command.type === 'FunctionDef') this.#functions.set(command.name, command);
      if (command.type === 'SimpleCommand') this.#readsSimple(command);
    }
  }

  #readsSimple(command: SimpleCommandNode): void {
    const name = literal(command.name);
    const words = command.args.map(literal);
    if ((name === '.' || name === 'source') && words[0]) this.#sourced.push(words[0]);
    if (name === 'unset') for (const word of words) if (word) this.#functions.delete(word);
  }

  /** Ctrl-C: what the line had changed is lost. @returns the exit code */
  interrupted(): number {
    this.#sourced = [];
    return (this.#code = 130);
  }

  /** Keep what the run left behind. */
  async keep(result: BashExecResult, bash: Bash, parse: (text: string) => ScriptNode): Promise<void> {
    this.#code = result.exitCode;
    const sourced = this.#sourced;
    this.#sourced = [];
    for (const path of sourced) {
      const file = bash.fs.resolvePath(this.cwd, path);
      if (await bash.fs.exists(file)) this.reads(parse(await bash.fs.readFile(file)));
    }
    this.env = { ...result.env };
  }
}

/** The commands that a script runs whatever happens: those at its top. */
function* commandsOf(script: ScriptNode): Generator<CommandNode> {
  for (const statement of script.statements) for (const pipeline of statement.pipelines) yield* pipeline.commands;
}
