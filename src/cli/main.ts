import { readFileSync } from 'node:fs';
import { packageFile } from './package-root';
import { UsageError, type Output } from './usage';

type Command = (args: readonly string[], output: Output) => Promise<number>;

/** Loaded when they are called: `podplay --help` needs no cluster. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  sh: async () => (await import('./sh')).sh,
  test: async () => (await import('./prove-lessons')).proveLessons,
  serve: async () => (await import('./serve')).serve,
  apiserver: async () => (await import('./apiserver')).apiserver,
};

const HELP = `Podplay: a simulated Kubernetes cluster to run, touch, break and rewind.

  podplay sh FILE       run a shell script against a simulated cluster, as fast as virtual time allows
      --nodes N           with N nodes (default 3)
      --seed N            another seed: other names, other chance (default 1)
      --lesson SLUG       in the cluster of a lesson
      --trace FILE        write every event of the cluster to FILE, as JSON lines
                        FILE may be - for standard input
  podplay test [FILE…]  prove that lessons can be solved: all in lessons/, or the files named
  podplay serve         serve the built site
      --port N            on this port (default 8080; 0 takes a free one)
      --host H            on this address (default localhost)
      --open              open it in the browser
      --apiserver         and a cluster, as podplay apiserver does (its flags too): the page #/live shows what
                          kubectl does to it
      --proxy ADDRESS     and a real cluster, behind kubectl proxy at ADDRESS (http://127.0.0.1:8001): the page #/live
                          shows it, and plays lessons on it in a namespace of their own, once you have agreed
  podplay apiserver     serve a simulated cluster that real kubectl can drive
      --port N            on this port (default 6443; 0 takes a free one)
      --host H            on this address (default 127.0.0.1; it has no authentication)
      --nodes N           with N nodes (default 3)
      --lesson SLUG       the cluster of a lesson
      --seed N            another seed (default 1)
      --speed N           its clock runs N times as fast as yours (default 1; 0 stands still)
      --kubeconfig FILE   write the kubeconfig there (default podplay.kubeconfig)
  podplay --help        this page
  podplay --version     the version

Exit codes: that of the script (sh), 1 when something failed, 2 when the command line was wrong.
`;

/** @returns the exit code */
export async function main(args: readonly string[], output: Output): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') return (output.out(HELP), 0);
  if (name === '--version' || name === '-v') return (output.out(`${version()}\n`), 0);
  if (Object.hasOwn(COMMANDS, name) && (rest.includes('--help') || rest.includes('-h'))) return (output.out(HELP), 0);
  try {
    if (!Object.hasOwn(COMMANDS, name)) throw new UsageError(`unknown ${name.startsWith('-') ? 'flag' : 'command'} "${name}"`);
    const command = await COMMANDS[name]!();
    return await command(rest, output);
  } catch (error) {
    return failed(name, error, output);
  }
}

function failed(name: string, error: unknown, { err }: Output): number {
  if (error instanceof UsageError) {
    err(`podplay${Object.hasOwn(COMMANDS, name) ? ` ${name}` : ''}: ${error.message}\nSee podplay --help.\n`);
    return 2;
  }
  if (!(error instanceof Error)) throw error;
  // A bug names its place; what the world refused (a file, a port, a lesson) needs its message only.
  const known = 'code' in error || error.name === 'LessonError' || error.name === 'Refusal';
  err(`podplay ${name}: ${known ? error.message : (error.stack ?? error.message)}\n`);
  return 1;
}

function version(): string {
  return (JSON.parse(readFileSync(packageFile('package.json'), 'utf8')) as { version: string }).version;
}
