import type { Cluster } from '../../kube/cluster';
import type { Call, ShellCommand } from '../command';
import type { ShellOptions } from '../shell';

/** What the shell gives kubectl for one run. */
export interface KubectlEnv {
  readonly cluster: Cluster;
  /** The context's namespace; setting it is `kubectl config set-context --current --namespace`. */
  namespace: string;
  readonly stdin: string;
  /** Standard output is a terminal. */
  readonly tty: boolean;
  readonly columns: number;
  readonly signal: AbortSignal;
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly readFile: (path: string) => Promise<string>;
}

export interface Kubectl {
  /** @returns the exit code */
  kubectl(args: readonly string[], env: KubectlEnv): Promise<number>;
  /** Candidates for the last of `words` (which come after `kubectl`). */
  complete(words: readonly string[], env: Pick<KubectlEnv, 'cluster' | 'namespace'>): Promise<readonly string[]>;
}

export function kubectl(name: 'kubectl' | 'k', context: { namespace: string }, options: ShellOptions): ShellCommand {
  return {
    name,
    usage: name === 'k' ? 'k …' : 'kubectl …',
    summary: name === 'k' ? 'short for kubectl' : 'talk to the cluster; kubectl --help tells more',
    run: async (call) => (options.kubectl ?? (await ours())).kubectl(call.args, envOf(call, context, options)),
  };
}

/** Our kubectl. */
export function ours(): Promise<Kubectl> {
  return import('../../kubectl');
}

function envOf(call: Call, context: { namespace: string }, options: ShellOptions): KubectlEnv {
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
    readFile: call.readFile,
  };
}
