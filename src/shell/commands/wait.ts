import { WAIT } from '../background';
import type { Call, ShellCommand } from '../command';
import type { Job } from '../jobs';
import type { ShellContext } from './index';

/** MODELS bash's wait for all jobs, for some, and for the next one (-n). */
export function wait(context: ShellContext): ShellCommand {
  const { jobs } = context;
  const until = (call: Call, code: Promise<number>) => context.during(ended(call, code));
  return {
    name: WAIT,
    usage: '',
    async run(call) {
      const running = jobs.all.filter(({ code }) => code === undefined);
      if (call.args[0] === '-n') return running.length ? until(call, Promise.race(running.map((job) => job.ended))) : 127;
      if (!call.args.length)
        return until(
          call,
          Promise.all(running.map((job) => job.ended)).then(() => 0),
        );
      let code = 0;
      for (const name of call.args) code = await until(call, named(call, name, jobs.find(name)));
      return code;
    },
  };
}

async function named(call: Call, name: string, job: Job | undefined): Promise<number> {
  if (job) return job.ended;
  call.err(name.startsWith('%') ? `bash: wait: ${name}: no such job\n` : `bash: wait: pid ${name} is not a child of this shell\n`);
  return 127;
}

/** Ctrl-C ends the waiting, not the job. */
function ended({ signal }: Call, code: Promise<number>): Promise<number> {
  return new Promise((resolve) => {
    void code.then(resolve);
    if (signal.aborted) resolve(130);
    signal.addEventListener('abort', () => resolve(130), { once: true });
  });
}
