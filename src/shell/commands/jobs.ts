import type { ShellCommand } from '../command';
import type { Jobs } from '../jobs';

/** MODELS bash's jobs with -l and -p. OMITS -n, -r, -s and -x. */
export function jobs(table: Jobs): ShellCommand {
  return {
    name: 'jobs',
    usage: 'jobs',
    summary: 'what runs in the background (COMMAND & puts it there)',
    run({ args, out, err }) {
      const [flag] = args;
      if (flag !== undefined && flag !== '-l' && flag !== '-p') {
        err(`bash: jobs: ${flag}: not available here; -l and -p are\n`);
        return 2;
      }
      const all = [...table.all];
      for (const job of all) out(flag === '-p' ? `${job.pid}\n` : table.line(job, flag === '-l'));
      table.forget(...all.filter(({ code }) => code !== undefined));
      return 0;
    },
  };
}
