import type { ShellCommand } from '../command';

/** The lines that were entered. Up and Ctrl-R bring them back. */
export function history(lines: () => readonly string[]): ShellCommand {
  return {
    name: 'history',
    usage: 'history [N]',
    summary: 'the lines entered so far, or the last N',
    run({ args, out, err }) {
      const [count] = args;
      if (count !== undefined && !/^\d+$/.test(count)) return (err(`history: ${count}: numeric argument required\n`), 1);
      const all = lines();
      const from = count === undefined ? 0 : Math.max(0, all.length - Number(count));
      all.slice(from).forEach((line, i) => out(`${String(from + i + 1).padStart(5)}  ${line}\n`));
      return 0;
    },
  };
}
