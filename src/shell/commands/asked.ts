import type { Clock } from '../../kube/cluster';
import { Random } from '../../sim/random';
import { RANDOM, SECONDS, STOPWATCH } from '../cluster-time';
import type { ShellCommand } from '../command';

/** What `$RANDOM`, `$SECONDS` and `time` become: see `cluster-time.ts`. Nobody calls these by name. */
export function asked(clock: Clock): readonly ShellCommand[] {
  const began = clock.now();
  return [random(), seconds(clock, began), stopwatch(clock)];
}

/** Numbers from 0 to 32767, the same ones in every terminal. */
function random(): ShellCommand {
  const chance = new Random(1);
  return {
    name: RANDOM,
    usage: '',
    run({ out }) {
      out(`${chance.int(32_768)}\n`);
      return 0;
    },
  };
}

function seconds(clock: Clock, began: number): ShellCommand {
  return {
    name: SECONDS,
    usage: '',
    run({ out }) {
      out(`${Math.floor((clock.now() - began) / 1000)}\n`);
      return 0;
    },
  };
}

/** Without arguments it starts; with an exit code it stops, says how long it ran, and ends with that code. */
function stopwatch(clock: Clock): ShellCommand {
  const running: number[] = [];
  return {
    name: STOPWATCH,
    usage: '',
    run({ args, err }) {
      const [code, posix] = args;
      if (code === undefined) return (running.push(clock.now()), 0);
      const ms = clock.now() - (running.pop() ?? clock.now());
      const whole = `${Math.floor(ms / 60_000)}m${((ms % 60_000) / 1000).toFixed(3)}s`;
      // Programs of a simulation take no processor of their own.
      if (posix) err(`real ${(ms / 1000).toFixed(2)}\nuser 0.00\nsys 0.00\n`);
      else err(`\nreal\t${whole}\nuser\t0m0.000s\nsys\t0m0.000s\n`);
      return Number(code);
    },
  };
}
