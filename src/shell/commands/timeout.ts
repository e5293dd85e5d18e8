import type { Clock } from '../../kube/cluster';
import type { Call, ShellCommand } from '../command';
import { durationOf } from './duration';

/** MODELS coreutils timeout, on the cluster's clock; 124 when the time ran out.
 *  OMITS -s and -k: whatever runs here stops when it is told to. */
export function timeout(clock: Clock): ShellCommand {
  return {
    name: 'timeout',
    usage: 'timeout SECONDS COMMAND …',
    summary: 'run a command for at most that long',
    run: (call) => {
      const [duration = '', ...words] = call.args;
      const ms = durationOf(duration);
      if (duration.startsWith('-')) return refuse(call, `unsupported option '${duration}'`);
      if (!words.length) return refuse(call, 'missing operand');
      if (ms === undefined) return refuse(call, `invalid time interval '${duration}'`);
      return limited(call, words, ms, clock);
    },
  };
}

function refuse(call: Call, problem: string): number {
  call.err(`timeout: ${problem}\n`);
  return 125;
}

async function limited(call: Call, words: readonly string[], ms: number, clock: Clock): Promise<number> {
  const inner = new AbortController();
  const alarm = new AbortController();
  const interrupt = () => inner.abort(call.signal.reason);
  call.signal.addEventListener('abort', interrupt);
  let late = false;
  // A duration of 0 means no limit, as upstream.
  const ring = () => {
    late = true;
    inner.abort();
  };
  if (ms > 0) (clock.alarm ?? clock.sleep)(ms, alarm.signal).then(ring, () => {});
  try {
    const { stdout, stderr, exitCode } = await call.exec(words, { seen: true, signal: inner.signal });
    call.out(stdout);
    // The interpreter's own word about the end is not the command's.
    call.err(late ? stderr.replace(/bash: execution aborted\n$/, '') : stderr);
    return late ? 124 : exitCode;
  } finally {
    alarm.abort();
    call.signal.removeEventListener('abort', interrupt);
  }
}
