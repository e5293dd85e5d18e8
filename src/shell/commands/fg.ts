import type { ShellCommand } from '../command';
import type { Jobs } from '../jobs';
import type { ShellContext } from './index';

/** MODELS bash's fg: the job's output is shown already; from now on Ctrl-C ends it. */
export function fg(context: ShellContext): ShellCommand {
  const { jobs } = context;
  return {
    name: 'fg',
    usage: 'fg [%1]',
    summary: 'wait for a job in the background; Ctrl-C then ends it',
    async run({ args, out, err, signal }) {
      const name = args[0] ?? '%+';
      const job = jobs.find(name);
      if (!job) return (err(`bash: fg: ${args[0] ?? 'current'}: no such job\n`), 1);
      out(`${job.text}\n`);
      const interrupt = () => jobs.kill(job, 'INT');
      signal.addEventListener('abort', interrupt, { once: true });
      const code = await context.during(job.ended);
      signal.removeEventListener('abort', interrupt);
      jobs.forget(job);
      return code;
    },
  };
}

/** Nothing here is ever stopped half-way, so there is nothing to let go on. */
export function bg(jobs: Jobs): ShellCommand {
  return {
    name: 'bg',
    usage: 'bg',
    run({ args, err }) {
      const job = jobs.find(args[0] ?? '%+');
      err(job ? `bash: bg: job ${job.number} already in background\n` : `bash: bg: ${args[0] ?? 'current'}: no such job\n`);
      return job ? 0 : 1;
    },
  };
}
