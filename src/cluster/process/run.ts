import { act, invoke } from './act';
import { ArithmeticProblem } from './arithmetic';
import { ExpansionProblem, substitutionsIn } from './expand';
import type { ExpandedNode, ExpandFrame, Frame, PipeFrame, ProgramFrame, RestoreFrame } from './frame';
import type { Outcome } from './host';
import { parse, SyntaxProblem } from './parser';
import { exit, finish, ioOf, reading, restore, unwind, WAITS, write, type Shell } from './control';
import type { Task } from './process';
import type { Node, Word } from './syntax';

/** The shell's engine: takes the top frame of a task and does one thing, until the task waits or has ended. */

/** Steps that a task may take at one instant; then it is made to wait, as a busy process that shares a CPU. */
const FUEL = 20_000;
const BUSY = 100;

/** The letter of `set -o pipefail` among the options. */
const PIPEFAIL = 'P';

export function runTask(shell: Shell): void {
  const { task, host } = shell;
  task.wakeAt = undefined;
  for (let fuel = FUEL; task.stack.length; fuel--) {
    if (fuel <= 0) return void (task.wakeAt = host.now + BUSY);
    try {
      stepFrame(shell, task.stack.at(-1)!);
    } catch (error) {
      if (!(error instanceof ExpansionProblem || error instanceof ArithmeticProblem || error instanceof SyntaxProblem)) throw error;
      write(shell, task.err, `sh: ${error.message}\n`);
      // A mistake ends a script, and the line of somebody who types.
      if (task.stack[0]?.f === 'prompt') toPrompt(task);
      else exit(shell, 2);
    }
    if (task.wakeAt !== undefined) return;
    if (task.pending !== undefined) takeTrap(shell);
    if (!task.stack.length && task.traps['EXIT']) exit(shell, task.status);
  }
}

function toPrompt(task: Task): void {
  unwind(task, (one) => one.f === 'prompt');
  task.status = 2;
}

function stepFrame(shell: Shell, frame: Frame): void {
  const { task } = shell;
  switch (frame.f) {
    case 'node':
      task.stack.pop();
      return enter(shell, frame.node);
    case 'list':
      return stepList(task, frame);
    case 'and-or':
      task.stack.pop();
      if ((task.status === 0) !== frame.or) task.stack.push({ f: 'node', node: frame.right });
      return;
    case 'not':
      task.stack.pop();
      task.status = task.status === 0 ? 1 : 0;
      return;
    case 'pipe':
      return stepPipe(shell, frame);
    case 'if':
      return stepIf(task, frame);
    case 'while':
      return stepWhile(task, frame);
    case 'for':
      return stepFor(task, frame);
    case 'restore':
      return stepRestore(shell, frame);
    case 'expand':
      return stepExpand(shell, frame);
    case 'invoke':
      task.stack.pop();
      return invoke(shell, frame.name, frame.args);
    case 'collect':
      return collect(task, frame.id);
    case 'program':
      return stepProgram(shell, frame);
    case 'trapped':
      task.stack.pop();
      task.status = frame.status;
      return;
    case 'shell':
      task.stack.pop();
      return;
    case 'prompt':
      task.wakeAt = Infinity;
      return;
    case 'wait':
      return stepWait(shell);
    case 'exit':
      task.stack = [];
      task.status = frame.status;
  }
}

/** Begin a node. */
function enter(shell: Shell, node: Node): void {
  const { task } = shell;
  const push = (...frames: Frame[]) => void task.stack.push(...frames);
  switch (node.t) {
    case 'list':
      return push({ f: 'list', items: node.items, i: 0 });
    case 'and-or':
      return push({ f: 'and-or', or: node.or, right: node.right }, { f: 'node', node: node.left });
    case 'not':
      return push({ f: 'not' }, { f: 'node', node: node.node });
    case 'pipe':
      return push({ f: 'pipe', stages: node.stages, i: 0, out: task.out, stdin: task.stdin, base: task.buffers.length, failed: 0 });
    case 'if':
      return push({ f: 'if', node, i: 0 }, { f: 'node', node: node.arms[0]!.test });
    case 'while':
      return push({ f: 'while', node, body: false, status: 0 }, { f: 'node', node: node.test });
    case 'subshell':
      return push({ ...subshell(task), counts: true }, { f: 'node', node: node.body });
    case 'function':
      task.functions[node.name] = node.body;
      task.status = 0;
      return;
    case 'background':
      return sendToBackground(shell, node.node);
    default:
      return push({ f: 'expand', substitutions: substitutionsIn(wordsOf(node)), results: [], node });
  }
}

/** The words of a node in the order in which `act` expands them. */
function wordsOf(node: ExpandedNode): readonly Word[] {
  switch (node.t) {
    case 'command':
      return [...node.words, ...node.assignments.flatMap(({ value, items }) => items ?? [value])];
    case 'for':
      return node.words ?? [];
    case 'case':
      return [node.word];
    case 'redirect':
      return node.redirections.map(({ target }) => target);
  }
}

function stepList(task: Task, frame: Extract<Frame, { f: 'list' }>): void {
  const item = frame.items[frame.i++];
  // The last item takes the list's place, as a shell's last command may take the shell's.
  if (frame.i >= frame.items.length) task.stack.pop();
  if (item) task.stack.push({ f: 'node', node: item });
}

function stepIf(task: Task, frame: Extract<Frame, { f: 'if' }>): void {
  const { arms, otherwise } = frame.node;
  const arm = arms[frame.i]!;
  const next = arms[frame.i + 1];
  if (task.status !== 0 && next) {
    frame.i++;
    task.stack.push({ f: 'node', node: next.test });
    return;
  }
  task.stack.pop();
  const node = task.status === 0 ? arm.body : otherwise;
  task.status = 0;
  if (node) task.stack.push({ f: 'node', node });
}

function stepWhile(task: Task, frame: Extract<Frame, { f: 'while' }>): void {
  const { test, body, until } = frame.node;
  if (frame.body) {
    frame.status = task.status;
    frame.body = false;
    task.stack.push({ f: 'node', node: test });
  } else if ((task.status === 0) !== until) {
    frame.body = true;
    task.stack.push({ f: 'node', node: body });
  } else {
    task.stack.pop();
    task.status = frame.status;
  }
}

function stepFor(task: Task, frame: Extract<Frame, { f: 'for' }>): void {
  const value = frame.values[frame.i++];
  if (value === undefined) return void task.stack.pop();
  task.vars[frame.name] = value;
  task.stack.push({ f: 'node', node: frame.body });
}

/** Stages run one after another, each reading what the one before wrote. OMITS their running side by side: a stage
 *  that never ends gives the next one nothing. */
function stepPipe(shell: Shell, frame: PipeFrame): void {
  const { task } = shell;
  if (frame.i > 0 && task.status !== 0) frame.failed = task.status;
  const node = frame.stages[frame.i];
  if (!node) {
    task.stack.pop();
    task.buffers.length = frame.base;
    return finish(shell, task.options.includes(PIPEFAIL) ? frame.failed : task.status);
  }
  const last = frame.i === frame.stages.length - 1;
  task.stack.push(subshell(task, false), { f: 'node', node });
  task.stdin = frame.i === 0 ? frame.stdin : frame.base + frame.i - 1;
  if (last) task.out = frame.out;
  else {
    task.buffers[frame.base + frame.i] = '';
    task.out = { to: 'buffer', id: frame.base + frame.i };
  }
  frame.i++;
}

/** A frame that undoes what happens in a subshell.
 *  @param buffers also forget its buffers */
function subshell(task: Task, buffers = true): RestoreFrame {
  const { vars, exported, functions, cwd, options, args, out, err, stdin, traps } = task;
  const saved = { vars: { ...vars }, exported, functions: { ...functions }, cwd, options, args, out, err, stdin, traps };
  return { f: 'restore', scope: 'subshell', saved: { ...saved, ...(buffers && { buffers: task.buffers.length }) } };
}

/** Put back what was saved; a subshell's own EXIT trap runs before. */
function stepRestore(shell: Shell, frame: RestoreFrame): void {
  const { task } = shell;
  const script = frame.scope === 'subshell' && task.traps !== frame.saved.traps ? task.traps['EXIT'] : undefined;
  if (script) {
    task.traps = frame.saved.traps ?? {};
    return void task.stack.push({ f: 'trapped', status: task.status }, { f: 'node', node: parse(script) });
  }
  task.stack.pop();
  restore(task, frame);
  if (frame.counts) finish(shell, task.status);
}

/** Run the next substitution, or act on the words when all have run. */
function stepExpand(shell: Shell, frame: ExpandFrame): void {
  const { task } = shell;
  const node = frame.substitutions[frame.results.length];
  if (!node) {
    task.stack.pop();
    return act(shell, frame.node, frame.results);
  }
  const id = task.buffers.length;
  task.buffers[id] = '';
  task.stack.push({ f: 'collect', id }, subshell(task, false), { f: 'node', node });
  task.out = { to: 'buffer', id };
}

/** A substitution has ended: its output goes to the words that wait for it. */
function collect(task: Task, id: number): void {
  const text = task.buffers[id]!.replace(/\n+$/, '');
  task.buffers.length = id;
  task.stack.pop();
  const frame = task.stack.at(-1) as ExpandFrame;
  frame.results = [...frame.results, text];
}

function stepProgram(shell: Shell, frame: ProgramFrame): void {
  const { task, host } = shell;
  const program = host.program(frame.name);
  if (!program) throw new Error(`process: the program ${frame.name} was there and is gone`);
  const io = ioOf(shell, frame);
  const { waiting } = frame;
  task.stack.pop();
  if (waiting && (waiting.state === undefined || !program.resume)) return finish(shell, waiting.exit);
  const outcome = reading(shell, frame, () => (waiting ? program.resume!(io, waiting.state) : program.run(io)));
  if (outcome !== WAITS) settle(shell, frame, outcome);
}

/** A program answered: it has ended, or waits. */
function settle(shell: Shell, frame: ProgramFrame, outcome: Outcome): void {
  if (typeof outcome === 'number') return finish(shell, outcome);
  if ('exec' in outcome) return invoke(shell, outcome.exec[0]!, outcome.exec.slice(1));
  const { wait, exit: code = 0, state } = outcome;
  const { f, name, args, env, stdin } = frame;
  const waiting = { exit: code, ...(state !== undefined && { state }) };
  shell.task.stack.push({ f, name, args, env, waiting, ...(stdin !== undefined && { stdin }) });
  shell.task.wakeAt = shell.host.now + wait;
}

/** Run the trap of a signal that came while a command ran. */
function takeTrap(shell: Shell): void {
  const { task } = shell;
  const script = task.traps[task.pending!];
  task.pending = undefined;
  if (script === undefined) return;
  task.stack.push({ f: 'trapped', status: task.status });
  if (script) task.stack.push({ f: 'node', node: parse(script) });
}

function sendToBackground(shell: Shell, node: Node): void {
  const { task, tasks } = shell;
  const { vars, exported, functions, cwd, args, options, out, err } = task;
  const pid = String(tasks.length * 7 + 6);
  tasks.push({
    ...task,
    stack: [{ f: 'node', node }],
    vars: { ...vars },
    exported,
    functions: { ...functions },
    cwd,
    args,
    options,
    out,
    err,
    stdin: -1,
    open: undefined,
    buffers: [...task.buffers],
    traps: {},
    wakeAt: shell.host.now,
  });
  task.vars['!'] = pid;
  task.status = 0;
}

/** `wait`: until every background task has ended. */
function stepWait({ task, tasks, host }: Shell): void {
  const others = tasks.filter((one) => one !== task && one !== tasks[0] && one.stack.length);
  if (!others.length) {
    task.stack.pop();
    task.status = 0;
    return;
  }
  const next = Math.min(...others.map((one) => one.wakeAt ?? host.now));
  task.wakeAt = Math.max(next, host.now + 1);
}
