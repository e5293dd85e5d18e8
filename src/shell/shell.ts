import { Bash, type BashExecResult } from 'just-bash/browser';
import type { ScriptNode } from 'just-bash';
import type { ContainerShell } from '../kube/cluster';
import { StatusError } from '../kube/status';
import { putBehind } from './background';
import { expandAliases } from './aliases';
import { askCluster } from './cluster-time';
import { register, type Host } from './command';
import { commands } from './commands';
import type { Channel } from './channel';
import { complete, type Completion } from './completion';
import { HOME, SCREEN, SCREEN_BEHIND, ShellFileSystem, type Screen, type StageFiles } from './file-system';
import { Jobs } from './jobs';
import { LocalPorts } from './local-ports';
import type { ShellOptions } from './options';
import { flow } from './pipes';
import type { Script, Stage } from './script';
import { Session } from './session';
import { takeInput } from './stage-input';
import { LEAVING, noteLeaving, Traps, type TrapCondition } from './traps';
import { withoutTwins } from './twins';
import { sendToScreen } from './visible-output';
import { noted, Waits } from './waits';

export type { ShellOptions } from './options';

/** The bash of the terminal: pipes, loops, functions, redirections and files, with kubectl and friends.
 *  MODELS a login shell of one person at `/home/learner`; its clock is the cluster's.
 *  A pipe whose commands print over time flows. OMITS reading from the keyboard (`read`); a shell that `kubectl exec -it` opens takes the lines that are entered after its own. A script does not go on after its INT trap. What `set -x` traces comes when the line has
 *  ended, and a function's output when the function has. */

export interface Shell {
  /** Run a line or a whole script, and show what it prints as it comes.
   *  @returns its exit code; 130 when it was interrupted */
  run(script: string, signal?: AbortSignal): Promise<number>;
  /** What the word before the cursor could become. */
  complete(line: string, cursor: number): Promise<Completion>;
  /** What to print before a line is entered. */
  readonly prompt: string;
  /** Lines go into a shell in a container: `exit` and Ctrl-D end it. */
  readonly typing: boolean;
  readonly cwd: string;
  /** The namespace of the current context; `kubectl config set-context --current --namespace` changes it. */
  namespace: string;
  /** Is a script at work, in the background or not? False while each of them waits for the cluster. */
  readonly busy: boolean;
  /** Hear no more of the files, and end the jobs. */
  close(): void;
}

export function createShell(options: ShellOptions): Shell {
  return new BashShell(options);
}

const ENVIRONMENT = {
  HOME,
  PWD: HOME,
  OLDPWD: HOME,
  USER: 'learner',
  LOGNAME: 'learner',
  HOSTNAME: 'podplay',
  SHELL: '/bin/bash',
  TERM: 'xterm-256color',
  PATH: '/usr/bin:/bin',
  LANG: 'C.UTF-8',
};

/** One line after another: whoever runs a second line waits for the first. */
class BashShell implements Shell {
  namespace: string;
  readonly jobs = new Jobs();
  readonly traps = new Traps();
  readonly ports: LocalPorts;
  readonly #bash: Bash;
  readonly #session: Session;
  readonly #files: ShellFileSystem;
  readonly #streaming: ReadonlySet<string>;
  readonly #screen: Screen;
  readonly #stage: StageFiles | undefined;
  #abort = new AbortController();
  #turn: Promise<unknown> = Promise.resolve();
  /** How many scripts are parsed before one whose output is seen; -1: none is expected. */
  #seenAfter = -1;
  #first = false;
  /** The script was interrupted. */
  #cut = false;
  /** The command of ours that was called last. */
  #last: { readonly name: string; readonly variables: Readonly<Record<string, string>> } | undefined;
  readonly close: () => void;
  readonly typeInto?: (shell: ContainerShell) => void;
  /** What is typed goes there, as long as it lives. */
  #typed: ContainerShell | undefined;

  readonly #waits = new Waits();
  #running = 0;
  readonly #children = new Set<BashShell>();

  /** @param parent  the shell that starts this one: its files are shared */
  constructor(
    private readonly options: ShellOptions,
    private readonly parent?: {
      readonly files: ShellFileSystem;
      readonly ports: LocalPorts;
      readonly session: Session;
      readonly behind: boolean;
      readonly stage: Stage | undefined;
    },
  ) {
    this.namespace = options.namespace;
    this.ports = parent?.ports ?? new LocalPorts();
    this.#files = parent?.files ?? new ShellFileSystem(options.files, options.cluster.clock);
    const stage =
      parent?.stage &&
      this.#files.addStage(
        (text) => this.#write('out', text),
        (text) => this.#write('err', text),
      );
    this.#stage = stage;
    this.#screen = stage ?? (parent?.behind ? SCREEN_BEHIND : SCREEN);
    if (!parent) this.#files.addScreen(SCREEN, (text) => this.#show(text));
    if (!parent) this.#files.addScreen(SCREEN_BEHIND, (text) => this.#show(text, true));
    if (options.tty && !parent) this.typeInto = (shell) => void (this.#typed = shell);
    const unfollow = parent ? () => {} : this.#files.follow();
    this.close = () => {
      unfollow();
      stage?.remove();
      this.jobs.hangUp();
    };
    const list = commands(this, { ...options, cluster: noted(options.cluster, this.#waits) });
    this.#streaming = new Set(list.filter((command) => command.replaces !== 'always').map((command) => command.name));
    this.#session = parent?.session ?? new Session(ENVIRONMENT);
    this.#bash = this.#create(list, this.#session.env);
  }

  get cwd(): string {
    return this.#session.cwd;
  }

  get typing(): boolean {
    return this.#typed?.prompt !== undefined;
  }

  get prompt(): string {
    const typed = this.#typed?.prompt;
    if (typed !== undefined) return typed;
    const { cwd } = this;
    if (cwd === HOME) return '$ ';
    return `${cwd.startsWith(`${HOME}/`) ? `~${cwd.slice(HOME.length)}` : cwd} $ `;
  }

  get busy(): boolean {
    return (this.#running > 0 && !this.#waits.any) || [...this.#children].some((child) => child.busy);
  }

  run(script: string, signal?: AbortSignal): Promise<number> {
    this.#running++;
    const done = this.#turn.then(() => this.#run(script, signal)).finally(() => this.#running--);
    this.#turn = done.catch(() => {});
    return done;
  }

  during<T>(promise: Promise<T>): Promise<T> {
    return this.#waits.during(promise);
  }

  /** Run a script in a shell of its own. @returns its exit code */
  spawn({ text, variables, behind, stage }: Script, signal?: AbortSignal): Promise<number> {
    const session = behind ? this.#session.copy(variables) : new Session({ ...variables });
    const quiet = { tty: false, write: (shown: string) => this.options.write(shown, true) };
    const options = { ...this.options, ...(behind && quiet), ...(stage && { tty: stage.tty }), namespace: this.namespace };
    const shell = new BashShell(options, {
      files: this.#files,
      ports: this.ports,
      session,
      behind: (behind || this.parent?.behind) ?? false,
      stage,
    });
    this.#children.add(shell);
    return shell.run(text, signal).finally(() => {
      this.#children.delete(shell);
      if (stage) shell.close();
    });
  }

  complete(line: string, cursor: number): Promise<Completion> {
    if (this.typing) return Promise.resolve({ from: cursor, candidates: [] });
    const names = [...this.#bash.fs.getAllPaths()].filter((path) => path.startsWith('/bin/')).map((path) => path.slice('/bin/'.length));
    return complete(line, cursor, {
      commands: [...new Set(names.map(withoutTwins))].filter((name) => !name.startsWith('podplay-')),
      fs: this.#bash.fs,
      cwd: this.cwd,
      env: this.#session.env,
      cluster: this.options.cluster,
      namespace: this.namespace,
      ...(this.options.kubectl && { kubectl: this.options.kubectl }),
    });
  }

  #create(list: ReturnType<typeof commands>, env: Record<string, string>): Bash {
    const host = this.#host();
    const bash = new Bash({
      fs: this.#files,
      cwd: HOME,
      env,
      // The scripts are the learner's own, and patching the page's globals for a while would hurt the page.
      defenseInDepth: false,
      // A stage may stand in front of `kubectl get pods -w` for hours.
      executionLimits: { maxExecutionTimeMs: Infinity },
      sleep: (ms) => this.#waits.during(this.options.cluster.clock.sleep(ms, this.#abort.signal)),
      customCommands: list.flatMap((command) => register(command, host)),
    });
    bash.registerTransformPlugin({ name: 'podplay', transform: ({ ast }) => ({ ast: this.#transform(ast) }) });
    return bash;
  }

  #host(): Host {
    const current = () => this.#abort;
    return {
      tty: this.options.tty,
      get signal() {
        return current().signal;
      },
      limit: undefined,
      out: (text) => this.#write('out', text),
      err: (text) => this.#write('err', text),
      expectSeen: (skip) => void (this.#seenAfter = skip),
      stop: (reason) => this.#abort.abort(reason),
      called: (name, variables) => (this.#last = { name, variables }),
    };
  }

  get input(): Channel | undefined {
    return this.parent?.stage?.input;
  }

  get unread(): AbortSignal | undefined {
    return this.parent?.stage?.unread;
  }

  #write(stream: 'out' | 'err', text: string): void {
    const stage = this.parent?.stage;
    if (!stage) this.#show(text);
    else if (text && !this.#abort.signal.aborted) stage[stream](withoutTwins(text));
  }

  #show(text: string, behind?: boolean): void {
    if (text) this.options.write(withoutTwins(text), behind);
  }

  /** just-bash shows every script it parses, those of `bash FILE` included. */
  #transform(written: ScriptNode): ScriptNode {
    const asking = noteLeaving(putBehind(askCluster(written)));
    const isSeen = this.#seenAfter === 0;
    if (this.#seenAfter >= 0) this.#seenAfter--;
    const first = isSeen && this.#first;
    const plain = isSeen ? expandAliases(asking, (name) => this.#session.alias(name, this.#parse)) : asking;
    const taking = first && this.#stage ? takeInput(plain, this.#stage.input) : plain;
    const ast = flow(taking, this.#session.functions);
    if (!isSeen) return ast;
    const seen = sendToScreen(ast, this.#screen, this.#streaming);
    if (!first) return seen;
    this.#first = false;
    const whole = this.#session.after(seen, this.#parse);
    this.#session.reads(ast);
    return whole;
  }

  readonly #parse = (text: string): ScriptNode => {
    const expected = this.#seenAfter;
    this.#seenAfter = -1;
    try {
      return this.#bash.transform(text).ast;
    } finally {
      this.#seenAfter = expected;
    }
  };

  async #run(script: string, signal?: AbortSignal): Promise<number> {
    if (signal?.aborted) return 130;
    if (this.typing) return this.#type(this.#typed!, script, signal);
    const code = await this.#interruptible(script, signal);
    this.#cut = signal?.aborted ?? false;
    if (signal?.aborted) await this.#handle(nameOf(signal.reason) === 'TERM' ? 'TERM' : 'INT');
    // A terminal is never left; whoever else has a shell has it for one script.
    if (!this.options.tty || this.parent) await this.#handle('EXIT');
    else this.#show(this.jobs.news());
    return code;
  }

  /** A line for the shell in a container. */
  async #type(shell: ContainerShell, line: string, signal?: AbortSignal): Promise<number> {
    try {
      const { stdout, stderr, exitCode } = await this.#waits.during(shell.run(line, signal));
      this.#show(stdout);
      this.#show(stderr);
      if (shell.prompt === undefined && exitCode) this.#show(`command terminated with exit code ${exitCode}\n`);
      return exitCode;
    } catch (error) {
      if (signal?.aborted || (error instanceof Error && error.name === 'AbortError')) return 130;
      if (!(error instanceof StatusError)) throw error;
      this.#show(`error: ${error.message}\n`);
      return 1;
    }
  }

  async #handle(condition: TrapCondition): Promise<void> {
    const action = this.traps.take(condition);
    if (!action) return;
    // What the interpreter forgot when the script was cut short or left.
    if (this.#last && (this.#cut || this.#last.name === LEAVING)) this.#session.env = { ...this.#last.variables };
    this.#cut = false;
    await this.#interruptible(action);
  }

  async #interruptible(script: string, signal?: AbortSignal): Promise<number> {
    this.#abort = new AbortController();
    const interrupt = () => this.#abort.abort(signal?.reason);
    signal?.addEventListener('abort', interrupt);
    try {
      return await this.#exec(script);
    } finally {
      signal?.removeEventListener('abort', interrupt);
      this.#seenAfter = -1;
    }
  }

  async #exec(script: string): Promise<number> {
    const { signal } = this.#abort;
    this.#first = true;
    this.#seenAfter = 0;
    const { tty, columns, rows } = this.options;
    // As bash's checkwinsize has them.
    const size = tty && { COLUMNS: String(columns()), LINES: String(rows?.() ?? 24) };
    const env = { ...this.#session.env, ...size };
    const result = await this.#bash.exec(script, { rawScript: true, env, replaceEnv: true, cwd: this.cwd, signal });
    if (signal.aborted) return this.#session.interrupted();
    this.#showRest(result);
    await this.#session.keep(result, this.#bash, this.#parse);
    return result.exitCode;
  }

  /** What no command printed by itself: mistakes of the language. */
  #showRest({ stdout, stderr }: BashExecResult): void {
    this.#write('out', stdout);
    this.#write('err', stderr);
  }
}

const nameOf = (reason: unknown) => (reason instanceof Error ? reason.message : '');
