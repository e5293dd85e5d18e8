import type { Frame, ProgramFrame, RestoreFrame } from './frame';
import type { Host, Io } from './host';
import { parse } from './parser';
import type { Sink, Task } from './process';

/** What commands may do to the task that runs them: write, end, leave. */

/** What a run hands out besides the task itself. */
export interface Shell {
  readonly host: Host;
  readonly task: Task;
  /** All tasks of the container: background commands are added here. */
  readonly tasks: Task[];
  /** Output that leaves the container's processes. */
  emit(to: 'out' | 'err', text: string): void;
}

export function restore(task: Task, { saved }: RestoreFrame): void {
  const { buffers, locals, ...rest } = saved;
  Object.assign(task, rest);
  for (const [name, value] of Object.entries(locals ?? {})) {
    if (value === undefined) delete task.vars[name];
    else task.vars[name] = value;
  }
  if (buffers !== undefined) task.buffers.length = buffers;
}

/** What a program sees of this shell. */
export function ioOf(shell: Shell, frame: Pick<ProgramFrame, 'args' | 'env' | 'stdin'>): Io {
  const { task, host } = shell;
  return {
    host,
    args: frame.args,
    env: frame.env,
    cwd: task.cwd,
    out: (text) => write(shell, task.out, text),
    err: (text) => write(shell, task.err, text),
    /** Taken when it is first looked at: a program that never looks leaves it to the next one. */
    get stdin() {
      return (frame.stdin ??= takeStdin(task));
    },
  };
}

/** Who reads must wait for what has not come yet. */
export class InputAwaited extends Error {}

/** Do something that may read standard input. @returns undefined when it waits for it: `again` is then done anew */
export function reading<T>({ task }: Shell, again: Frame, act: () => T): T | typeof WAITS {
  try {
    return act();
  } catch (error) {
    if (!(error instanceof InputAwaited)) throw error;
    task.stack.push(again);
    task.wakeAt = Infinity;
    return WAITS;
  }
}

export const WAITS = Symbol('for input');

/** What there is of standard input. @param enough  is it all that is asked for? More may come otherwise
 *  @throws InputAwaited */
export function stdinOf(task: Task, enough = (_: string): boolean => false): string {
  if (task.stdin < 0) return '';
  const text = task.buffers[task.stdin] ?? '';
  if (task.open && task.stdin === 0 && !enough(text)) throw new InputAwaited();
  return text;
}

/** All that is left of standard input. */
function takeStdin(task: Task): string {
  const text = stdinOf(task);
  if (task.stdin >= 0) task.buffers[task.stdin] = '';
  return text;
}

/** Remember variables of the innermost frame that puts back what it saved; they are put back when it ends. */
export function keepLocal(task: Task, names: readonly string[]): void {
  const at = task.stack.findLastIndex((frame) => frame.f === 'restore' && frame.scope === 'function');
  const frame = task.stack[at];
  if (frame?.f !== 'restore') return;
  const before = frame.saved.locals ?? {};
  const fresh = names.filter((name) => !Object.hasOwn(before, name)).map((name) => [name, task.vars[name]]);
  task.stack[at] = {
    ...frame,
    saved: { ...frame.saved, locals: { ...before, ...(Object.fromEntries(fresh) as Record<string, string | undefined>) } },
  };
}

/** A command has ended with this status. */
export function finish(shell: Shell, status: number): void {
  const { task } = shell;
  task.status = status;
  if (status !== 0 && task.options.includes('e') && !tested(task)) exit(shell, status);
}

/** Is the command that ended part of a condition? Then errexit does not apply. */
function tested(task: Task): boolean {
  return task.stack.some((frame) => frame.f === 'and-or' || frame.f === 'not' || frame.f === 'if' || (frame.f === 'while' && !frame.body));
}

/** Take frames off the stack until `found`, putting back what they changed. @returns that frame */
export function unwind(task: Task, found: (frame: Frame) => boolean): Frame | undefined {
  for (let frame = task.stack.at(-1); frame; frame = task.stack.at(-1)) {
    if (found(frame)) return frame;
    task.stack.pop();
    if (frame.f === 'restore') restore(task, frame);
    if (frame.f === 'pipe') task.buffers.length = frame.base;
  }
  return undefined;
}

/** Leave the innermost subshell, or end the task: then its EXIT trap runs. */
export function exit(shell: Shell, status: number): void {
  const { task } = shell;
  const frame = unwind(task, (one) => one.f === 'restore' && one.scope === 'subshell');
  task.status = status;
  if (frame) return;
  const script = task.traps['EXIT'];
  task.stack = [{ f: 'exit', status }];
  if (script) {
    task.traps = {};
    task.stack.push({ f: 'node', node: parse(script) });
  }
}

/** Send text where a sink leads. */
export function write(shell: Shell, sink: Sink, text: string): void {
  const { task, host } = shell;
  if (sink.to === 'out' || sink.to === 'err') shell.emit(sink.to, text);
  else if (sink.to === 'buffer') task.buffers[sink.id] = (task.buffers[sink.id] ?? '') + text;
  else if (sink.to === 'file') host.files.append(sink.path, text);
}
