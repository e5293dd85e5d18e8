import type { Clock } from '../../kube/cluster';
import { quoted, type Call, type ShellCommand } from '../command';

/** MODELS procps watch: -n, -t; a header with the time of the cluster; until Ctrl-C. OMITS -d and the rest. */
export function watch(clock: Clock, columns: () => number): ShellCommand {
  return {
    name: 'watch',
    usage: 'watch [-n SECONDS] COMMAND …',
    summary: 'repeat a command every two seconds until Ctrl-C',
    run(call) {
      const plan = planOf(call.args);
      if (typeof plan === 'string') return refuse(call, plan);
      if (!call.tty) return refuse(call, 'needs a terminal to draw on; here, use a loop: for i in 1 2 3; do COMMAND; sleep 2; done');
      return repeat(call, plan, clock, columns);
    },
  };
}

interface Plan {
  readonly seconds: number;
  readonly title: boolean;
  readonly words: readonly string[];
}

function refuse(call: Call, problem: string): number {
  call.err(`watch: ${problem}\n`);
  return 1;
}

/** @returns the plan, or what is wrong with it */
function planOf(args: readonly string[]): Plan | string {
  let seconds = 2;
  let title = true;
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]!;
    const given = /^(?:-n|--interval=?)(.*)$/.exec(arg);
    if (given) {
      seconds = Number(given[1] || args[++i]);
      if (!(seconds > 0)) return `failed to parse argument: '${given[1] || args[i] || ''}'`;
    } else if (arg === '-t' || arg === '--no-title') title = false;
    else if (arg.startsWith('-')) return `unsupported option '${arg}'; -n SECONDS and -t are`;
    else return { seconds: Math.max(0.1, seconds), title, words: args.slice(i) };
  }
  return 'missing command; for example: watch kubectl get pods';
}

async function repeat(call: Call, plan: Plan, clock: Clock, columns: () => number): Promise<number> {
  // One word is a command line of its own, pipes included; several are one command.
  const line = plan.words.length === 1 ? plan.words[0]! : plan.words.map(quoted).join(' ');
  while (!call.signal.aborted) {
    const { stdout, stderr } = await call.exec(['bash', '-c', line]);
    if (call.signal.aborted) break;
    const title = plan.title ? `${header(plan, clock.now(), columns())}\n\n` : '';
    call.out(`\x1b[H\x1b[2J\x1b[3J${title}${stdout}${stderr}`);
    await clock.sleep(plan.seconds * 1000, call.signal);
  }
  return 130;
}

function header(plan: Plan, now: number, columns: number): string {
  const left = `Every ${plan.seconds.toFixed(1)}s: ${plan.words.join(' ')}`;
  const right = `podplay: ${new Date(now).toUTCString().replace(/^(\w+), (\d+) (\w+) (\d+) (\S+).*$/, '$1 $3 $2 $5 $4')}`;
  const gap = columns - left.length - right.length;
  return gap >= 1 ? left + ' '.repeat(gap) + right : left;
}
