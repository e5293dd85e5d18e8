import type { KubectlEnv } from '../../kubectl/env';
import type { Call, ShellCommand } from '../command';
import type { Kubectl, ShellOptions } from '../options';
import { PIPED } from '../pipes';
import type { ShellContext } from './index';

export function kubectl(name: 'kubectl' | 'k', context: Context, options: ShellOptions): ShellCommand {
  return {
    name,
    usage: name === 'k' ? 'k …' : 'kubectl …',
    summary: name === 'k' ? 'short for kubectl' : 'talk to the cluster; kubectl --help tells more',
    run: async (call) => {
      if (options.tty && !call.tty && follows(call.args)) call.err(HELD);
      const signal = follows(call.args) && context.unread ? AbortSignal.any([call.signal, context.unread]) : call.signal;
      const code = await (options.kubectl ?? (await ours())).kubectl(call.args, envOf({ ...call, signal }, context, options));
      return signal.aborted && !call.signal.aborted ? PIPED : code;
    },
  };
}

/** What the shell around kubectl keeps for it. */
type Context = Pick<ShellContext, 'unread' | 'namespace' | 'typeInto' | 'ports'>;

/** The interpreter writes a file when a command has ended. */
const HELD = 'note: here the file gets the output when kubectl has ended. End it in time: timeout 30 kubectl …\n';

/** Does it print until it is stopped? */
function follows(args: readonly string[]): boolean {
  const flags = args[0] === 'logs' ? ['-f', '--follow'] : ['-w', '--watch', '--watch-only'];
  return args.some((arg) => flags.includes(arg));
}

/** Our kubectl. */
export function ours(): Promise<Kubectl> {
  return import('../../kubectl');
}

function envOf(call: Call, context: Context, options: ShellOptions): KubectlEnv {
  return {
    cluster: options.cluster,
    get namespace() {
      return context.namespace;
    },
    set namespace(namespace) {
      context.namespace = namespace;
    },
    stdin: call.stdin,
    tty: call.tty,
    columns: options.columns(),
    signal: call.signal,
    out: call.out,
    err: call.err,
    readFile: (path) => readManifests(call, path),
    files: { read: call.readFile, namesIn: call.namesIn, write: call.writeFile, makeDirectory: call.makeDirectory },
    listen: (port, serve) => context.ports.listen(port, serve),
    ...(context.typeInto && { typeInto: context.typeInto }),
    ...(options.api && { api: (request) => options.api!(options.cluster, request) }),
    ...(options.open && { edit: editing(options.files, options.open) }),
  };
}

const editing = (files: ShellOptions['files'], open: (path: string) => void) => (path: string, text: string) => {
  files.write(path, text);
  open(path);
};

/** A file; of a directory the manifests in it, one after another. Source: cli-runtime visitor.go ExpandPathsToFileVisitors */
async function readManifests({ readFile, namesIn }: Call, path: string): Promise<string> {
  const names = await namesIn(path);
  if (!names) return readFile(path);
  const files = names.filter((name) => /\.(json|yaml|yml)$/.test(name));
  return (await Promise.all(files.map((name) => readFile(`${path}/${name}`)))).join('\n---\n');
}
