import type { ContainerShell, ExecResult } from '../../kube/cluster';
import { type Channel, ending, ERROR, refuse, say, type Session, shownOn, STDIN, STDOUT } from './channels';
import { LineTerminal } from './terminal';

/** A shell, and somebody who types. */

/** @param opened  what was asked for; an `ExecResult`: it could not be started
 *  @param told  what becomes of the shell's exit code */
export function typedSession(channel: Channel, opened: Promise<ContainerShell | ExecResult>, told = ending): Session {
  let terminal: LineTerminal | undefined;
  let early = '';
  const decoder = new TextDecoder();
  const end = (exitCode: number) => {
    say(channel, ERROR, told(exitCode));
    channel.close();
  };
  const begin = (shell: ContainerShell | ExecResult) => {
    if (!('run' in shell)) {
      say(channel, STDOUT, shownOn(true, shell.stdout + shell.stderr));
      return end(shell.exitCode);
    }
    terminal = new LineTerminal(shell, (words) => say(channel, STDOUT, words), end);
    terminal.keys(early);
  };
  opened.then(begin, (error: unknown) => refuse(channel, error));
  return {
    closed: () => terminal?.close(),
    received: (data) => {
      if (data[0] !== STDIN) return;
      const keys = decoder.decode(data.subarray(1), { stream: true });
      if (terminal) terminal.keys(keys);
      else early += keys;
    },
  };
}
