import { BACKGROUND, LAST_JOB } from '../background';
import type { ShellCommand } from '../command';
import type { Jobs } from '../jobs';
import type { ShellContext } from './index';

/** What `COMMAND &` becomes: see `background.ts` of the shell. Nobody calls it by name.
 *  @param tty  a person is told the number and the process id */
export function background(context: ShellContext, tty: boolean): ShellCommand {
  return {
    name: BACKGROUND,
    usage: '',
    run({ args, err, variables }) {
      const text = args[0]!;
      const { number, pid } = context.jobs.start(text, (signal) => context.spawn({ text, variables, behind: true }, signal));
      if (tty) err(`[${number}] ${pid}\n`);
      return 0;
    },
  };
}

/** What `$!` becomes. */
export function lastJob(jobs: Jobs): ShellCommand {
  return {
    name: LAST_JOB,
    usage: '',
    run({ out }) {
      out(`${jobs.lastPid ?? ''}\n`);
      return 0;
    },
  };
}
