import type { ContainerShell } from '../../kube/cluster';
import type { Channel } from '../channel';
import type { ShellCommand } from '../command';
import type { Jobs } from '../jobs';
import type { LocalPorts } from '../local-ports';
import type { ShellOptions } from '../options';
import type { Script } from '../script';
import type { Traps } from '../traps';
import { absent } from './absent';
import { asked } from './asked';
import { background, lastJob } from './background';
import { bash } from './bash';
import { clear } from './clear';
import { curl } from './curl';
import { date } from './date';
import { edit } from './edit';
import { fault } from './fault';
import { bg, fg } from './fg';
import { filter, take } from './filter';
import { help } from './help';
import { history } from './history';
import { jobs } from './jobs';
import { kill } from './kill';
import { kubectl } from './kubectl';
import { pipe } from './pipe';
import { sleep } from './sleep';
import { sizes } from './stty';
import { timeout } from './timeout';
import { leaving, trap } from './trap';
import { wait } from './wait';
import { watch } from './watch';
import { xargs } from './xargs';

/** What commands may use of the shell they run in. */
export interface ShellContext {
  /** Of kubectl's current context. */
  namespace: string;
  /** What is typed goes into this shell from now on. Absent: nobody types. */
  readonly typeInto?: (shell: ContainerShell) => void;
  /** What comes into this shell, when it is a command of a pipe that flows. */
  readonly input: Channel | undefined;
  /** Aborted when nobody reads what this shell prints; then a command that only prints may end. */
  readonly unread: AbortSignal | undefined;
  readonly jobs: Jobs;
  readonly ports: LocalPorts;
  readonly traps: Traps;
  /** Run a script in a shell of its own. @returns its exit code */
  spawn(script: Script, signal?: AbortSignal): Promise<number>;
  /** Wait for another script of this shell. */
  during<T>(promise: Promise<T>): Promise<T>;
}

/** Every command of ours, in the order in which `help` tells of them. */
export function commands(context: ShellContext, options: ShellOptions): readonly ShellCommand[] {
  const { cluster, files, open } = options;
  const { clock } = cluster;
  const all: ShellCommand[] = [
    kubectl('kubectl', context, options),
    kubectl('k', context, options),
    watch(clock, options.columns),
    fault(cluster, () => context.namespace, options.fault),
    ...['edit', 'vi', 'vim', 'nano'].map((name) => edit(name, files, open)),
    sleep(clock),
    timeout(clock),
    curl({ ports: context.ports, during: (promise) => context.during(promise) }),
    date(clock),
    bash('bash', context),
    bash('sh', context),
    jobs(context.jobs),
    kill(context.jobs),
    wait(context),
    fg(context),
    bg(context.jobs),
    trap(context.traps),
    leaving,
    background(context, options.tty),
    lastJob(context.jobs),
    pipe(context),
    filter(context),
    take(context),
    xargs,
    history(() => options.history?.() ?? []),
    clear,
    help(() => all),
    ...sizes(options.tty, { columns: options.columns, rows: options.rows ?? (() => 24) }),
    ...absent,
    ...asked(clock),
  ];
  return all;
}
