import type { Host } from './host';
import { type Emit, type Finished, nextWake, PATIENCE, type Ran, wake } from './launch';
import { parse, SyntaxProblem } from './parser';
import { newTask, type Process, resumed, type Task } from './process';
import type { Node } from './syntax';

/** A shell that somebody types into, line by line: a task that waits at its prompt between two lines.
 *  OMITS jobs in the background, which end with their line, and programs that read from the keyboard. */

const isAtPrompt = ({ stack }: Task) => stack.at(-1)?.f === 'prompt';

/** @param name `sh`, `/bin/bash` … */
export function interactiveShell(name: string, env: Readonly<Record<string, string>>, cwd: string): Task {
  const options = name.endsWith('/bash') || name === 'bash' ? 'B' : '';
  return Object.assign(newTask([{ f: 'prompt' }], env, cwd, [name]), { options });
}

/** What stands before the line. Source: PS1 of busybox ash, of dash, and of Debian's /etc/bash.bashrc */
export function promptOf({ args, cwd }: Task, { user, hostname, sh }: Host): string {
  const sign = user.uid === 0 ? '#' : '$';
  const home = user.uid === 0 ? '/root' : `/home/${user.name}`;
  const at = cwd === home ? '~' : cwd;
  if (args[0]!.endsWith('bash')) return `${user.name ?? 'I have no name!'}@${hostname}:${at}${sign} `;
  return sh === 'dash' ? `${sign} ` : `${at} ${sign} `;
}

export interface Answered {
  /** As it waits for the next line; undefined: the shell has ended. */
  readonly task?: Task;
  /** What the line left behind; its exit code is `$?`, or the shell's own when it has ended. */
  readonly finished: Finished;
}

/** Run a line to its end, now; what it waits for is counted, not lived through. */
export function answer(before: Task, host: Host, line: string): Answered {
  const clock = { now: host.now };
  const timed = Object.create(host, { now: { get: () => clock.now } }) as Host;
  let [stdout, stderr] = ['', ''];
  const emit: Emit = (to, text) => void (to === 'out' ? (stdout += text) : (stderr += text));
  const task = typed(before, line, emit);
  if (!task) return { task: { ...before, status: 2 }, finished: { stdout, stderr, exitCode: 2, tookMs: 0 } };
  let ran = wake({ tasks: [task] }, timed, emit);
  while (ran.exit === undefined && !isAtPrompt(ran.process.tasks[0]!)) {
    const next = nextWake({ tasks: ran.process.tasks.slice(0, 1) });
    if (next - host.now > PATIENCE) return { task: interrupted(before), finished: { stdout, stderr, exitCode: 130, tookMs: PATIENCE } };
    clock.now = Math.max(clock.now, next);
    ran = wake(ran.process, timed, emit);
  }
  const [after] = ran.process.tasks as [Task];
  const finished = { stdout, stderr, exitCode: ran.exit ?? after.status, tookMs: clock.now - host.now };
  return { ...(ran.exit === undefined && { task: after }), finished };
}

const interrupted = (task: Task): Task => ({ ...resumed(task), status: 130 });

/** Lines come in that nobody types: a script, which is run in its own time.
 *  @param end  they are the last: the shell ends after them
 *  @returns undefined when more must come before they can be read */
export function piped(process: Process, host: Host, text: string, end: boolean, emit: Emit): Ran | undefined {
  const [first, ...others] = process.tasks as [Task, ...Task[]];
  const task = resumed(first);
  try {
    // What runs already goes on first.
    task.stack.splice(1, 0, { f: 'node', node: parse(text) });
  } catch (error) {
    if (!(error instanceof SyntaxProblem)) throw error;
    if (!end) return undefined;
    emit('err', `${task.args[0]}: ${error.message}\n`);
    task.status = 2;
  }
  if (end) task.stack.shift();
  if (task.wakeAt === Infinity) task.wakeAt = undefined;
  return wake({ tasks: [task, ...others] }, host, emit);
}

/** @returns undefined for a line that the shell cannot read: it has said so */
function typed(before: Task, line: string, emit: Emit): Task | undefined {
  let node: Node;
  try {
    node = parse(line);
  } catch (error) {
    if (!(error instanceof SyntaxProblem)) throw error;
    emit('err', `${before.args[0]}: ${error.message}\n`);
    return undefined;
  }
  const task = resumed(before);
  task.wakeAt = undefined;
  task.stack.push({ f: 'node', node });
  return task;
}
