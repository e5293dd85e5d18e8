import type { ShellCommand } from '../command';

/** Empty the terminal, its scroll-back included. */
export const clear: ShellCommand = {
  name: 'clear',
  usage: 'clear',
  summary: 'empty the terminal (also Ctrl-L)',
  run({ tty, out }) {
    if (tty) out('\x1b[H\x1b[2J\x1b[3J');
    return 0;
  },
};
