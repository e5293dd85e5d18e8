import type { Clock } from '../../kube/cluster';
import type { ShellCommand } from '../command';
import { durationOf } from './duration';

/** MODELS coreutils sleep, on the cluster's clock: several durations add up. */
export function sleep(clock: Clock): ShellCommand {
  return {
    name: 'sleep',
    usage: 'sleep SECONDS',
    summary: 'wait on the clock of the cluster (also 2m, 1.5h)',
    async run({ args, err, signal }) {
      if (!args.length) return usage(err, 'missing operand');
      let total = 0;
      for (const arg of args) {
        const ms = durationOf(arg);
        if (ms === undefined) return usage(err, `invalid time interval '${arg}'`);
        total += ms;
      }
      await clock.sleep(total, signal);
      return 0;
    },
  };
}

function usage(err: (text: string) => void, problem: string): number {
  err(`sleep: ${problem}\n`);
  return 1;
}
