import type { ShellCommand } from '../command';

/** What can be done in this terminal, on one screen. */
export function help(commands: () => readonly ShellCommand[]): ShellCommand {
  return {
    name: 'help',
    usage: 'help',
    summary: 'this page',
    run({ out }) {
      const listed = commands().filter((command) => command.summary);
      const width = Math.max(...listed.map((command) => command.usage.length));
      out('This terminal speaks bash to a simulated Kubernetes cluster.\n\n');
      for (const { usage, summary } of listed) out(`  ${usage.padEnd(width)}  ${summary}\n`);
      out('\nAlso cat, ls, grep, sed, awk, cut, sort, head, tail, wc, jq, yq, tr, tee, diff, xargs and more,\n');
      out('with pipes, loops, functions, variables and redirections.\n');
      out('Keys: Tab completes, Up and Ctrl-R bring lines back, Ctrl-C stops a command, Esc leaves the terminal.\n');
      return 0;
    },
  };
}
