import type { Call, ShellCommand } from '../command';
import { signalCalled, type Jobs } from '../jobs';

const USAGE = 'kill: usage: kill [-s sigspec | -n signum | -sigspec] pid | jobspec ... or kill -l [sigspec]\n';

/** MODELS bash's kill, of this terminal's own jobs. OMITS -l; processes of Pods are ended with kubectl. */
export function kill(jobs: Jobs): ShellCommand {
  return {
    name: 'kill',
    usage: 'kill %1',
    summary: 'end a job in the background',
    run(call) {
      const { signal, names } = asked(call.args);
      const known = signalCalled(signal);
      if (!known) return (call.err(`bash: kill: ${signal}: invalid signal specification\n`), 1);
      if (!names.length) return (call.err(USAGE), 2);
      return Math.max(...names.map((name) => killOne(call, jobs, name, known)));
    },
  };
}

function asked(args: readonly string[]): { signal: string; names: readonly string[] } {
  const [first = '', second = ''] = args;
  if (first === '-s' || first === '-n') return { signal: second, names: args.slice(2) };
  if (/^-\w+$/.test(first)) return { signal: first.slice(1), names: args.slice(1) };
  return { signal: 'TERM', names: args.filter((arg) => arg !== '--') };
}

function killOne({ err }: Call, jobs: Jobs, name: string, signal: string): number {
  const job = jobs.find(name);
  const gone = !job || job.code !== undefined;
  if (!gone) jobs.kill(job, signal);
  else if (name.startsWith('%')) err(`bash: kill: ${name}: no such job\n`);
  else if (/^\d+$/.test(name)) err(`bash: kill: (${name}) - No such process\n`);
  else err(`bash: kill: ${name}: arguments must be process or job IDs\n`);
  return gone ? 1 : 0;
}
