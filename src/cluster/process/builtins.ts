import { evaluate } from './arithmetic';
import { resolvePath } from './expand';
import { parse, SyntaxProblem } from './parser';
import { environmentOf, type Task } from './process';
import { exit, keepLocal, restore, stdinOf, unwind, write, type Shell } from './control';
import { test } from './test-expression';

/** A command that the shell carries out itself. @returns its status; undefined when frames go on from here */
type Builtin = (shell: Shell, args: readonly string[]) => number | undefined;

const leaveLoop =
  (goOn: boolean): Builtin =>
  ({ task }, [count = '1']) => {
    for (let left = Number(count); left > 0; left--) {
      const loop = unwind(task, ({ f }) => f === 'while' || f === 'for');
      if (!loop) return 0;
      if (!goOn || left > 1) task.stack.pop();
    }
    task.status = 0;
    return undefined;
  };

const set: Builtin = ({ task }, args) => {
  const rest = [...args];
  for (let word = rest[0]; word && /^[-+][a-z]/.test(word); word = rest[0]) {
    rest.shift();
    if (word.slice(1).includes('o')) setNamed(task, word[0]!, rest.shift() ?? '');
    setOptions(task, word[0]!, word.slice(1).replace('o', ''));
  }
  if (rest[0] === '--') rest.shift();
  if (rest.length || args[0] === '--') task.args = [task.args[0] ?? 'sh', ...rest];
  return 0;
};

function setOptions(task: Task, sign: string, letters: string): void {
  for (const letter of letters) {
    task.options = task.options.replace(letter, '');
    if (sign === '-') task.options += letter;
  }
}

const NAMED: Readonly<Record<string, string>> = { errexit: 'e', nounset: 'u', xtrace: 'x', pipefail: 'P' };
const setNamed = (task: Task, sign: string, name: string) => setOptions(task, sign, NAMED[name] ?? '');

const assign =
  (exporting: boolean): Builtin =>
  ({ task }, args) => {
    for (const arg of args.filter((one) => !one.startsWith('-'))) {
      const at = arg.indexOf('=');
      const name = at < 0 ? arg : arg.slice(0, at);
      if (at >= 0) task.vars[name] = arg.slice(at + 1);
      if (exporting && !task.exported.includes(name)) task.exported = [...task.exported, name];
    }
    return 0;
  };

const trap: Builtin = ({ task }, args) => {
  const [script = '', ...signals] = args[0] === '--' ? args.slice(1) : args;
  const traps: Record<string, string> = { ...task.traps };
  for (const signal of signals) {
    const name = signal === '0' ? 'EXIT' : (NUMBERS[signal] ?? signal.replace(/^SIG/, ''));
    if (script === '-') delete traps[name];
    else traps[name] = script;
  }
  task.traps = traps;
  return 0;
};

const NUMBERS: Readonly<Record<string, string>> = { '1': 'HUP', '2': 'INT', '3': 'QUIT', '9': 'KILL', '15': 'TERM' };

/** Take a line of standard input into variables. */
const read: Builtin = ({ task }, args) => {
  const names = args.filter((one) => !one.startsWith('-'));
  const text = stdinOf(task, (there) => there.includes('\n'));
  const end = text.indexOf('\n');
  const line = end < 0 ? text : text.slice(0, end);
  if (task.stdin >= 0) task.buffers[task.stdin] = end < 0 ? '' : text.slice(end + 1);
  const fields = fieldsOf(line, task.vars['IFS'] ?? ' \t');
  (names.length ? names : ['REPLY']).forEach((name, i, all) => {
    task.vars[name] = i === all.length - 1 ? fields.slice(i).join(task.vars['IFS']?.[0] ?? ' ') : (fields[i] ?? '');
  });
  return text === '' ? 1 : 0;
};

/** A line split at the characters of IFS; none: it stays whole. */
function fieldsOf(line: string, separators: string): string[] {
  if (separators === '') return [line];
  const blank = /^\s+$/.test(separators);
  return blank ? line.trim().split(/[ \t]+/) : line.split(new RegExp(`[${separators.replace(/[\\\]^-]/g, '\\$&')}]`));
}

const change: Builtin = (shell, [to]) => {
  const { task, host } = shell;
  const path = resolvePath(to === '-' ? (task.vars['OLDPWD'] ?? '/') : (to ?? task.vars['HOME'] ?? '/'), task.cwd);
  if (!host.files.isDirectory(path)) return (write(shell, task.err, `sh: cd: can't cd to ${to}: No such file or directory\n`), 2);
  task.vars['OLDPWD'] = task.cwd;
  task.cwd = path;
  return 0;
};

/** Run a text in this shell. */
function source(shell: Shell, text: string): undefined {
  shell.task.status = 0;
  shell.task.stack.push({ f: 'node', node: parse(text) });
  return undefined;
}

const dot: Builtin = (shell, [path = '']) => {
  const text = shell.host.files.read(resolvePath(path, shell.task.cwd));
  if (text !== undefined) return source(shell, text);
  return (write(shell, shell.task.err, `sh: .: can't open '${path}': No such file or directory\n`), 2);
};

/** The shell itself, as a command: `sh -c text name args`, `sh file args`, or what comes in. */
const shellNamed =
  (name: 'sh' | 'bash'): Builtin =>
  (shell, args) => {
    const { task } = shell;
    const { options, text, rest } = shellArguments(shell, args);
    if (text === undefined) return (write(shell, task.err, `sh: can't open '${rest[0]}'\n`), 2);
    const { vars, exported, functions, cwd, out, err, stdin, traps } = task;
    const saved = { vars: { ...vars }, exported, functions, cwd, out, err, stdin, traps, args: task.args, options: task.options };
    // A shell that is the whole command takes the task itself: bash and ash become the last command, which then is
    // PID 1; Debian's dash waits for it, and as PID 1 hears no TERM.
    if (task.stack.length) task.stack.push({ f: 'restore', scope: 'subshell', saved });
    else if (name === 'sh' && shell.host.sh === 'dash') task.stack.push({ f: 'shell' });
    task.vars = environmentOf(task);
    task.functions = {};
    task.traps = {};
    task.args = rest;
    task.options = name === 'bash' ? `${options}B` : options;
    return source(shell, text);
  };

const sh = shellNamed('sh');
const bash = shellNamed('bash');

function shellArguments(shell: Shell, args: readonly string[]): { options: string; text: string | undefined; rest: readonly string[] } {
  let options = '';
  let command = false;
  let i = 0;
  for (; args[i]?.startsWith('-') && args[i] !== '-'; i++) {
    const word = args[i]!;
    if (word.startsWith('--')) continue;
    if (word.includes('c')) command = true;
    for (const letter of word.slice(1)) if ('eux'.includes(letter)) options += letter;
    if (word.endsWith('o')) i++;
  }
  if (command) return { options, text: args[i] ?? '', rest: [args[i + 1] ?? 'sh', ...args.slice(i + 2)] };
  const file = args[i];
  if (file === undefined) return { options, text: stdinOf(shell.task), rest: ['sh'] };
  return { options, text: shell.host.files.read(resolvePath(file, shell.task.cwd)), rest: args.slice(i) };
}

const exec: Builtin = (shell, [name, ...args]) => {
  if (name === undefined) return 0;
  const { task } = shell;
  const { out, err, stdin } = task;
  unwind(task, (frame) => frame.f === 'restore' && frame.scope === 'subshell');
  Object.assign(task, { out, err, stdin });
  task.stack.push({ f: 'invoke', name, args });
  return undefined;
};

const testing =
  (closing?: string): Builtin =>
  (shell, args) => {
    const words = closing ? args.slice(0, -1) : args;
    if (closing && args.at(-1) !== closing) return (write(shell, shell.task.err, `sh: [: missing ${closing}\n`), 2);
    try {
      return test(words, shell, closing === ']]') ? 0 : 1;
    } catch (error) {
      if (!(error instanceof SyntaxProblem)) throw error;
      return (write(shell, shell.task.err, `sh: ${error.message}\n`), 2);
    }
  };

/** `let`: also what `(( … ))` becomes, whose text is a number by now. */
const sum: Builtin = ({ task }, args) => {
  const variables = {
    get: (name: string) => Number(task.vars[name] ?? 0),
    set: (name: string, value: number) => void (task.vars[name] = String(value)),
  };
  const values = args.map((arg) => evaluate(arg, variables));
  return values.at(-1) === 0 ? 1 : 0;
};

const kill: Builtin = (shell, args) => {
  const { host, task, tasks } = shell;
  const signal = args.find((arg) => arg.startsWith('-'))?.slice(1) ?? 'TERM';
  const name = NUMBERS[signal] ?? signal.replace(/^SIG/, '');
  for (const pid of args.filter((arg) => !arg.startsWith('-') && arg !== signal)) {
    if (name === '0') continue;
    if (pid === '1') host.signal(name);
    else if (pid === task.vars['!']) for (const one of tasks.slice(1)) one.stack = [];
  }
  return 0;
};

const leave: Builtin = (shell, [status]) => {
  exit(shell, status === undefined ? shell.task.status : Number(status) & 255);
  return undefined;
};

const returnFrom: Builtin = ({ task }, [status]) => {
  const code = status === undefined ? task.status : Number(status) & 255;
  const frame = unwind(task, (one) => one.f === 'restore' && one.scope === 'function');
  if (frame?.f === 'restore') {
    task.stack.pop();
    restore(task, frame);
  }
  task.status = code;
  return undefined;
};

const which: Builtin = (shell, args) => {
  const names = args.filter((arg) => !arg.startsWith('-'));
  const found = (name: string) =>
    Object.hasOwn(builtins, name) || Object.hasOwn(shell.task.functions, name) || shell.host.program(name) !== undefined;
  for (const name of names) if (found(name)) write(shell, shell.task.out, `${shell.host.program(name) ? '/usr/bin/' : ''}${name}\n`);
  return names.every(found) ? 0 : 127;
};

/** Run another command in this one's place. */
const invoke: Builtin = ({ task }, [name = ':', ...args]) => {
  task.stack.push({ f: 'invoke', name, args });
  return undefined;
};

/** `env A=b command`; without a command, the program prints the environment. */
const env: Builtin = (shell, args) => {
  const at = args.findIndex((arg) => !arg.includes('=') && !arg.startsWith('-'));
  if (at < 0) return print(shell, args);
  const assigned = args.slice(0, at).filter((arg) => arg.includes('='));
  assign(true)(shell, assigned);
  return invoke(shell, args.slice(at));
};

const print: Builtin = (shell) => {
  for (const [name, value] of Object.entries(environmentOf(shell.task))) write(shell, shell.task.out, `${name}=${value}\n`);
  return 0;
};

export const builtins: Readonly<Record<string, Builtin>> = {
  ':': () => 0,
  '.': dot,
  source: dot,
  '[': testing(']'),
  '[[': testing(']]'),
  test: testing(),
  break: leaveLoop(false),
  continue: leaveLoop(true),
  cd: change,
  command: (shell, args) => (args[0] === '-v' ? which(shell, args.slice(1)) : invoke(shell, args)),
  which,
  type: which,
  env,
  nohup: invoke,
  time: invoke,
  timeout: (shell, args) => invoke(shell, args.slice(args.findIndex((arg) => /^\d/.test(arg)) + 1)),
  eval: (shell, args) => source(shell, args.join(' ')),
  exec,
  exit: leave,
  return: returnFrom,
  export: assign(true),
  readonly: assign(false),
  local: (shell, args) => {
    keepLocal(
      shell.task,
      args.filter((one) => !one.startsWith('-')).map((one) => one.split('=')[0]!),
    );
    return assign(false)(shell, args);
  },
  declare: assign(false),
  kill,
  let: sum,
  read,
  set,
  shift: ({ task }, [by = '1']) => {
    task.args = [task.args[0] ?? 'sh', ...task.args.slice(1 + Number(by))];
    return 0;
  },
  trap,
  umask: () => 0,
  ulimit: () => 0,
  unset: ({ task }, names) => {
    for (const name of names) {
      delete task.vars[name];
      delete task.functions[name];
    }
    return 0;
  },
  wait: ({ task }) => (task.stack.push({ f: 'wait' }), undefined),
  sh,
  bash,
  ash: sh,
  '/bin/sh': sh,
  '/bin/bash': bash,
  '/bin/ash': sh,
  '/usr/bin/bash': bash,
};
