import { resolvePath } from './expand';
import type { Frame, ProgramFrame } from './frame';
import type { Host, Program, Request, Response, Usage } from './host';
import { newTask, resumed, type Process, type Task } from './process';
import { ioOf, type Shell } from './control';
import { runTask } from './run';

/** Output that leaves a container's processes. */
export type Emit = (to: 'out' | 'err', text: string) => void;

/** How processes stand after they ran: still there, or PID 1 has ended with `exit`. */
export interface Ran {
  readonly process: Process;
  readonly exit?: number;
}

/** Can this command be started at all? @returns runc's words when it cannot */
export function startProblem(host: Host, argv: readonly string[]): string | undefined {
  const name = argv[0] ?? '';
  if (name === '') return 'exec: no command specified';
  if (host.program(name)) return undefined;
  const path = resolvePath(name, '/');
  if (host.files.read(path) !== undefined)
    return host.files.isExecutable?.(path) === false ? `exec: "${name}": permission denied` : undefined;
  const missing = name.includes('/') ? `stat ${name}: no such file or directory` : 'executable file not found in $PATH';
  return `exec: "${name}": ${missing}`;
}

/** The whole task: one command. Run by the engine, so that a text that is no shell is complained about. */
const invocation = (argv: readonly string[]): Frame => ({ f: 'invoke', name: argv[0]!, args: argv.slice(1) });

/** Start a container's first process. The command is known to be startable.
 *  @param open  its standard input is kept open: who reads waits for `fed` */
export function launch(
  host: Host,
  argv: readonly string[],
  env: Readonly<Record<string, string>>,
  cwd: string,
  emit: Emit,
  open = false,
): Ran {
  const task = newTask([invocation(argv)], env, cwd, [argv[0]!]);
  return runAll(host, [open ? Object.assign(task, { buffers: [''], stdin: 0, open: true as const }) : task], emit);
}

/** Text comes in on the first process's standard input. @param end  it is the last */
export function fed(process: Process, host: Host, text: string, end: boolean, emit: Emit): Ran {
  const [first, ...others] = process.tasks as [Task, ...Task[]];
  if (!first.open) return { process };
  const task = resumed(first);
  task.buffers[0] = (task.buffers[0] ?? '') + text;
  if (end) task.open = undefined;
  if (task.wakeAt === Infinity) task.wakeAt = undefined;
  return runAll(host, [task, ...others], emit);
}

/** Let everything go on that is due. */
export function wake(process: Process, host: Host, emit: Emit): Ran {
  return runAll(
    host,
    process.tasks.map((task) => (due(task, host) ? resumed(task) : task)),
    emit,
  );
}

const due = (task: Task, host: Host) => task.wakeAt === undefined || task.wakeAt <= host.now;

function runAll(host: Host, tasks: Task[], emit: Emit): Ran {
  // Tasks that are sent to the background while others run join the list, and run as well.
  for (let i = 0; i < tasks.length; i++) {
    const task = tasks[i]!;
    if (due(task, host)) runTask({ host, task, tasks, emit });
  }
  const [first, ...others] = tasks as [Task, ...Task[]];
  const process = { tasks: [first, ...others.filter((task) => task.stack.length)] };
  return first.stack.length ? { process } : { process, exit: first.status };
}

/** When something in it goes on by itself, ms since the Unix epoch; Infinity: never. */
export function nextWake(process: Process): number {
  return Math.min(...process.tasks.map((task) => task.wakeAt ?? Infinity));
}

/** What a signal to PID 1 does. `dies`: it will end with this code after so many ms.
 *  A first process without a handler never hears a signal but KILL: the kernel protects PID 1. */
export function signalProcess(
  process: Process,
  name: string,
  host: Host,
  emit: Emit,
): Ran & { readonly dies?: { readonly exit: number; readonly after: number } } {
  if (name === 'KILL') return { process, dies: { exit: 137, after: 0 } };
  const [first, ...others] = process.tasks as [Task, ...Task[]];
  const top = first.stack.at(-1);
  if (first.traps[name] !== undefined) {
    const task = resumed(first);
    task.pending = name;
    // `wait` is interrupted; any other command is waited for.
    if (top?.f === 'wait') {
      task.stack.pop();
      task.status = 143;
      task.wakeAt = host.now;
    }
    return runAll(host, [task, ...others], emit);
  }
  if (top?.f !== 'program' || first.stack.length > 1) return { process };
  const answer = host.program(top.name)?.onSignal?.(name, top.waiting?.state);
  return { process, ...(answer && { dies: { exit: answer.exit, after: answer.after ?? 0 } }) };
}

interface Listener {
  readonly program: Program;
  readonly frame: ProgramFrame;
  readonly task: Task;
}

/** The program that listens on a port, among those that wait now. */
function listener(process: Process, host: Host, port: number, emit: Emit): Listener | undefined {
  for (const task of process.tasks) {
    const frame = task.stack.at(-1);
    if (frame?.f !== 'program' || !frame.waiting) continue;
    const program = host.program(frame.name);
    const io = ioOf({ host, task, tasks: [], emit }, frame);
    if (program?.ports?.(io, frame.waiting.state).includes(port)) return { program, frame, task };
  }
  return undefined;
}

/** Let a container's process answer a request. 'refused': nothing listens on that port. */
export function serveRequest(process: Process, host: Host, request: Request, emit: Emit): Response | 'refused' | 'reset' {
  const found = listener(process, host, request.port, emit);
  if (!found) return 'refused';
  const shell: Shell = { host, task: found.task, tasks: [], emit };
  return found.program.serve?.(request, ioOf(shell, found.frame), found.frame.waiting?.state) ?? 'reset';
}

/** What the processes use while they wait: those that would go on at once if they had more of the CPU take a whole core. */
export function usageOf(process: Process, host: Host): Required<Usage> {
  let [cpu, memory] = [0, 0];
  for (const task of process.tasks) {
    const frame = task.stack.at(-1);
    if (frame?.f !== 'program' || !frame.waiting) {
      if (task.stack.length && frame?.f !== 'wait' && task.wakeAt !== Infinity) cpu += CORE;
      continue;
    }
    const io = ioOf({ host, task, tasks: [], emit: () => {} }, frame);
    const used = host.program(frame.name)?.usage?.(io, frame.waiting.state);
    cpu += used?.cpu ?? 0;
    memory += used?.memory ?? 0;
  }
  return { cpu, memory };
}

const CORE = 1_000;

export const listens = (process: Process, host: Host, port: number) => listener(process, host, port, () => {}) !== undefined;

/** What a command that was run to its end left behind. */
export interface Finished {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
  /** Virtual ms that it took. */
  readonly tookMs: number;
}

/** Longest time that a command may take that is run at once, ms. */
export const PATIENCE = 600_000;

/** Run a command in a container to its end, now: `kubectl exec`, probes, hooks. Its waiting is counted, not lived
 *  through: what it does, it does at this instant. OMITS commands that never end: after ten minutes they are
 *  interrupted (exit code 130). */
export function runToEnd(host: Host, argv: readonly string[], env: Readonly<Record<string, string>>, cwd: string, stdin = ''): Finished {
  const clock = { now: host.now };
  const timed = Object.create(host, { now: { get: () => clock.now } }) as Host;
  let [stdout, stderr] = ['', ''];
  const emit: Emit = (to, text) => void (to === 'out' ? (stdout += text) : (stderr += text));
  const task = newTask([invocation(argv)], env, cwd, [argv[0]!]);
  if (stdin) Object.assign(task, { buffers: [stdin], stdin: 0 });
  let ran = runAll(timed, [task], emit);
  while (ran.exit === undefined) {
    const next = nextWake(ran.process);
    if (next - host.now > PATIENCE) return { stdout, stderr, exitCode: 130, tookMs: Math.min(clock.now - host.now, PATIENCE) };
    clock.now = Math.max(clock.now, next);
    ran = wake(ran.process, timed, emit);
  }
  return { stdout, stderr, exitCode: ran.exit, tookMs: clock.now - host.now };
}
