import { quoted, type Call, type ShellCommand } from '../command';
import type { ShellContext } from './index';

/** `bash FILE` seen on the terminal: the interpreter's own bash, told that what the file prints is seen too. A script
 *  that sets a trap gets a shell of its own, which knows when it ends. */
export function bash(name: 'bash' | 'sh', context: ShellContext): ShellCommand {
  return {
    name,
    usage: `${name} FILE`,
    ...(name === 'bash' && { summary: 'run a script' }),
    replaces: 'in front',
    async run(call) {
      const trapping = await trappingScript(call);
      if (trapping !== undefined) return context.during(context.spawn({ text: trapping, variables: call.env }, call.signal));
      const { stdout, stderr, exitCode } = await call.exec([name, ...call.args], { seen: true });
      call.out(stdout);
      call.err(stderr);
      return exitCode;
    },
  };
}

async function trappingScript({ args, stdin, readFile }: Call): Promise<string | undefined> {
  const [file, ...rest] = args;
  if (file === undefined || file.startsWith('-') || stdin) return undefined;
  const text = await readFile(file).catch(() => '');
  if (!/(^|[;&|{(\s])trap\s/.test(text)) return undefined;
  return `${rest.length ? `set -- ${rest.map(quoted).join(' ')}\n` : ''}${text}`;
}
