import { attach as attachTo, started } from '../attaching';
import { KubectlError, misuse } from '../errors';
import { checkedContainer, defaultContainer, podOf } from '../pod-of';
import { namespaceOf } from '../selection';
import type { Verb } from '../verb';

/** Source: kubectl/pkg/cmd/attach/attach.go; what it can do is told in `attaching.ts`. */

export const attach: Verb = {
  name: 'attach',
  summary: 'Attach to a running container',
  usage: '(POD | TYPE/NAME) -c CONTAINER',
  flags: { container: 'string', stdin: 'bool', tty: 'bool', quiet: 'bool', 'pod-running-timeout': 'duration' },
  shorts: { q: 'quiet' },
  examples: ['kubectl attach web', 'kubectl attach -it box'],
  async run(args, env) {
    const [word, ...rest] = args.words;
    if (!word) throw misuse('attach', 'at least 1 argument is required for attach');
    if (rest.length)
      throw misuse(
        'attach',
        `expected POD, TYPE/NAME, or TYPE NAME, (at most 2 arguments) saw ${args.words.length}: [${args.words.join(' ')}]`,
      );
    const pod = await started(env, await podOf(env, word, namespaceOf(args, env)));
    const { phase } = pod['status'] as { readonly phase?: string };
    if (phase !== 'Running') throw new KubectlError(`cannot attach a container in a completed pod; current phase is ${phase}`);
    const asked = args.get('container');
    const container = asked ? checkedContainer(pod, asked) : defaultContainer(env, pod, args.on('quiet'));
    return attachTo(env, { pod, container, stdin: args.on('stdin'), quiet: args.on('quiet') });
  },
};
