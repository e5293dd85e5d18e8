import type { ShellCommand } from '../command';

/** The interpreter's xargs, which wants `-n 1` and `-I {}` in two words, taught to take them in one, and whole lines with
 *  `-I`. OMITS that blanks in front of those are dropped. */
export const xargs: ShellCommand = {
  name: 'xargs',
  usage: 'xargs COMMAND …',
  replaces: 'always',
  async run({ args, out, err, original }) {
    const found = args.findIndex((arg, i) => !arg.startsWith('-') && !/^-[nILPd]$/.test(args[i - 1] ?? ''));
    const command = found < 0 ? args.length : found;
    const flags = args.slice(0, command).flatMap(apart);
    const lines = flags.includes('-I') && !flags.includes('-d') ? ['-d', '\n'] : [];
    const { stdout, stderr, exitCode } = await original([...flags, ...lines, ...args.slice(command)]);
    out(stdout);
    err(stderr);
    return exitCode;
  },
};

function apart(flag: string): readonly string[] {
  const joined = /^(-[nILPd])(.+)$/.exec(flag);
  return joined ? [joined[1]!, joined[2]!] : [flag];
}
