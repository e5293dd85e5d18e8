import { KubectlError, misuse } from '../errors';
import { defaultContainer, podOf } from '../pod-of';
import { findResource, objectRef } from '../resources';
import { namespaceOf } from '../selection';
import type { Verb } from '../verb';

/** Source: kubectl/pkg/cmd/exec/exec.go */

const SHELL = /^(\/(usr\/)?bin\/)?(ba|a|da)?sh$/;

export const exec: Verb = {
  name: 'exec',
  summary: 'Execute a command in a container',
  usage: '(POD | TYPE/NAME) [-c CONTAINER] [flags] -- COMMAND [args...]',
  command: true,
  flags: { container: 'string', stdin: 'bool', tty: 'bool', quiet: 'bool', 'pod-running-timeout': 'duration' },
  shorts: { q: 'quiet' },
  examples: ['kubectl exec curl -- curl -sI http://nginx', 'kubectl exec deploy/nginx -- date'],
  async run(args, env) {
    const [word, ...rest] = args.words;
    if (!word) throw misuse('exec', 'pod, type/name or --filename must be specified');
    if (rest.length && !args.dashed)
      throw misuse('exec', 'exec [POD] [COMMAND] is not supported anymore. Use exec [POD] -- [COMMAND] instead');
    if (!args.command.length) throw new KubectlError('you must specify at least one command for the container');
    if (args.on('tty') && args.command.length === 1 && SHELL.test(args.command[0]!))
      throw new KubectlError('an interactive shell inside a container is not supported in Podplay', {
        hint: `run one command at a time: kubectl exec ${word} -- ${args.command[0]!} -c 'ls /; hostname'`,
      });
    const pod = await podOf(env, word, namespaceOf(args, env));
    const { phase } = pod['status'] as { readonly phase?: string };
    if (phase === 'Succeeded' || phase === 'Failed')
      throw new KubectlError(`cannot exec into a container in a completed pod; current phase is ${phase}`);
    // Whether there is such a container, the server says.
    const container = args.get('container') ?? defaultContainer(env, pod, args.on('quiet'));
    const ref = objectRef(await findResource(env.cluster, 'pods'), pod.metadata.name, pod.metadata.namespace!);
    const options = { container, ...(args.on('stdin') && { stdin: env.stdin }), signal: env.signal };
    const { stdout, stderr, exitCode } = await env.cluster.exec(ref, args.command, options);
    if (stdout) env.out(stdout);
    if (stderr) env.err(stderr);
    if (exitCode) env.err(`command terminated with exit code ${exitCode}\n`);
    return exitCode;
  },
};
