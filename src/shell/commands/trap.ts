import type { Call, ShellCommand } from '../command';
import { LEAVING, trapCondition, type TrapCondition, type Traps } from '../traps';

/** MODELS bash's trap for EXIT, INT and TERM. */
export function trap(traps: Traps): ShellCommand {
  return {
    name: 'trap',
    usage: "trap 'COMMAND' EXIT",
    run(call) {
      const words = call.args[0] === '--' ? call.args.slice(1) : call.args;
      const [action, ...names] = words;
      if (action === undefined || action === '-p') return (call.out(traps.list()), 0);
      // One word alone is a condition to forget.
      if (!names.length) return forEach(call, [action], (condition) => traps.reset(condition));
      return forEach(call, names, (condition) => (action === '-' ? traps.reset(condition) : traps.set(condition, action)));
    },
  };
}

const ELSEWHERE = /^(SIG)?(ERR|DEBUG|RETURN|HUP|QUIT|USR1|USR2|PIPE|ALRM|CHLD|CONT|STOP|TSTP|WINCH)$/i;

function forEach({ err }: Call, names: readonly string[], act: (condition: TrapCondition) => void): number {
  let code = 0;
  for (const name of names) {
    const condition = trapCondition(name);
    if (condition) act(condition);
    else if (ELSEWHERE.test(name)) code = refused(err, `${name}: not available here; EXIT, INT and TERM are`);
    else code = refused(err, `${name}: invalid signal specification`);
  }
  return code;
}

function refused(err: (text: string) => void, problem: string): number {
  err(`bash: trap: ${problem}\n`);
  return 1;
}

/** Stands in front of `exit`: its variables are noted, and `$?` stays as it was. */
export const leaving: ShellCommand = { name: LEAVING, usage: '', run: ({ code }) => code };
