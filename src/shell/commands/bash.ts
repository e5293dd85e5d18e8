import type { ShellCommand } from '../command';

/** `bash FILE` seen on the terminal: the interpreter's own bash, told that what the file prints is seen too. */
export function bash(name: 'bash' | 'sh'): ShellCommand {
  return {
    name,
    usage: `${name} FILE`,
    ...(name === 'bash' && { summary: 'run a script' }),
    replaces: 'in front',
    async run({ args, out, err, exec }) {
      const { stdout, stderr, exitCode } = await exec([name, ...args], { seen: true });
      out(stdout);
      err(stderr);
      return exitCode;
    },
  };
}
