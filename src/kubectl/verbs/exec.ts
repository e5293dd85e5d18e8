import type { ExecResult, ObjectRef } from '../../kube/cluster';
import { isInteractive } from '../../kube/interactive-command';
import type { KubectlEnv } from '../env';
import { KubectlError, misuse } from '../errors';
import { defaultContainer, podOf } from '../pod-of';
import { findResource, objectRef } from '../resources';
import { namespaceOf } from '../selection';
import type { Verb } from '../verb';

/** Source: kubectl/pkg/cmd/exec/exec.go */

export const exec: Verb = {
  name: 'exec',
  summary: 'Execute a command in a container',
  usage: '(POD | TYPE/NAME) [-c CONTAINER] [flags] -- COMMAND [args...]',
  command: true,
  flags: { container: 'string', stdin: 'bool', tty: 'bool', quiet: 'bool', 'pod-running-timeout': 'duration' },
  shorts: { q: 'quiet' },
  examples: ['kubectl exec -it nginx -- sh', 'kubectl exec curl -- curl -sI http://nginx', 'kubectl exec deploy/nginx -- date'],
  async run(args, env) {
    const [word, ...rest] = args.words;
    if (!word) throw new KubectlError('pod, type/name or --filename must be specified');
    if (rest.length && !args.dashed)
      throw misuse('exec', 'exec [POD] [COMMAND] is not supported anymore. Use exec [POD] -- [COMMAND] instead');
    if (!args.command.length) throw new KubectlError('you must specify at least one command for the container');
    const typed = args.on('tty') && isInteractive(args.command);
    if (typed && !(args.on('stdin') && env.typeInto && env.tty && env.cluster.openShell))
      throw new KubectlError('an interactive shell needs a terminal, and a cluster that Podplay simulates', {
        hint: `kubectl exec -it ${word} -- ${args.command[0]!} in the terminal, or one command at a time: kubectl exec ${word} -- ${args.command[0]!} -c 'ls /; hostname'`,
      });
    const asked = { container: args.get('container'), quiet: args.on('quiet') };
    if (typed) return open(env, await whereTo(env, word, namespaceOf(args, env), asked), args.command);
    const stdin = args.on('stdin') ? env.stdin : undefined;
    return told(env, await execIn(env, word, namespaceOf(args, env), args.command, asked, stdin));
  },
};

interface Where {
  readonly ref: ObjectRef;
  readonly container: string;
}

interface Asked {
  readonly container: string | undefined;
  readonly quiet?: boolean;
}

async function whereTo(env: KubectlEnv, word: string, namespace: string, { container, quiet }: Asked): Promise<Where> {
  const pod = await podOf(env, word, namespace);
  const { phase } = pod['status'] as { readonly phase?: string };
  if (phase === 'Succeeded' || phase === 'Failed')
    throw new KubectlError(`cannot exec into a container in a completed pod; current phase is ${phase}`);
  const ref = objectRef(await findResource(env.cluster, 'pods'), pod.metadata.name, pod.metadata.namespace!);
  // Whether there is such a container, the server says.
  return { ref, container: container ?? defaultContainer(env, pod, quiet) };
}

/** Run a command in the container that is meant. */
export async function execIn(
  env: KubectlEnv,
  word: string,
  namespace: string,
  command: readonly string[],
  asked: Asked,
  stdin?: string,
): Promise<ExecResult> {
  const { ref, container } = await whereTo(env, word, namespace, asked);
  return env.cluster.exec(ref, command, { container, ...(stdin !== undefined && { stdin }), signal: env.signal });
}

function told(env: KubectlEnv, { stdout, stderr, exitCode }: ExecResult): number {
  if (stdout) env.out(stdout);
  if (stderr) env.err(stderr);
  if (exitCode) env.err(`command terminated with exit code ${exitCode}\n`);
  return exitCode;
}

/** It stays open: what is typed goes there until it ends. */
async function open(env: KubectlEnv, { ref, container }: Where, command: readonly string[]): Promise<number> {
  const shell = await env.cluster.openShell!(ref, command, { container });
  if (!('run' in shell)) return told(env, shell);
  env.typeInto!(shell);
  return 0;
}
