import { KubectlError } from '../errors';
import { findResource, namespaceOf, objectRef, podOf } from '../resources';
import type { Verb } from '../verb';

export const exec: Verb = {
  name: 'exec',
  summary: 'Execute a command in a container',
  usage: '(POD | TYPE/NAME) [-c CONTAINER] [flags] -- COMMAND [args...]',
  flags: { container: 'string', stdin: 'bool', tty: 'bool', quiet: 'bool' },
  shorts: { q: 'quiet' },
  examples: ['kubectl exec curl -- curl -sI http://nginx', 'kubectl exec deploy/nginx -- date'],
  async run(args, env) {
    const [word, ...rest] = args.words;
    if (!word) throw new KubectlError('pod, type/name or --filename must be specified');
    if (!args.command.length && !rest.length) throw new KubectlError('you must specify at least one command for the container');
    if (!args.command.length)
      throw new KubectlError(
        `exec [POD] [COMMAND] is not supported anymore. Use exec [POD] -- [COMMAND] instead\nSee 'kubectl exec -h' for help and examples`,
      );
    if (args.on('tty') && /^(ba|a|)sh$/.test(args.command[0]!.replace(/^.*\//, '')) && args.command.length === 1) {
      throw new KubectlError(
        `Podplay has no interactive shell inside containers: run one command at a time, as in kubectl exec ${word} -- ls /`,
      );
    }
    const pod = await podOf(env, word, namespaceOf(args, env));
    const containers = (pod['spec'] as { containers: { name: string }[] }).containers;
    if (!args.has('container') && containers.length > 1) {
      env.err(`Defaulted container "${containers[0]!.name}" out of: ${containers.map(({ name }) => name).join(', ')}\n`);
    }
    const ref = objectRef(await findResource(env.cluster, 'pods'), pod.metadata.name, pod.metadata.namespace!);
    const container = args.get('container');
    const { stdout, stderr, exitCode } = await env.cluster.exec(ref, args.command, {
      ...(container && { container }),
      ...(args.on('stdin') && { stdin: env.stdin }),
      signal: env.signal,
    });
    if (stdout) env.out(stdout);
    if (stderr) env.err(stderr);
    if (exitCode) env.err(`command terminated with exit code ${exitCode}\n`);
    return exitCode;
  },
};
