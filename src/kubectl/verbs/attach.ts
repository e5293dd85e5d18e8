import type { KubeObject } from '../../kube/object';
import { attach as attachTo } from '../attaching';
import { KubectlError } from '../errors';
import { defaultContainer, hasContainer, podOf } from '../pod-of';
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
    if (!word) throw new KubectlError('at least 1 argument is required for attach');
    if (rest.length)
      throw new KubectlError(
        `expected POD, TYPE/NAME, or TYPE NAME, (at most 2 arguments) saw ${args.words.length}: [${args.words.join(' ')}]`,
      );
    const pod = await podOf(env, word, namespaceOf(args, env));
    const { phase } = pod['status'] as { readonly phase?: string };
    if (phase === 'Succeeded' || phase === 'Failed')
      throw new KubectlError(`cannot attach a container in a completed pod; current phase is ${phase}`);
    const asked = args.get('container');
    const container = asked ? containerOf(pod, asked) : defaultContainer(env, pod, args.on('quiet'));
    return attachTo(env, { pod, container, stdin: args.on('stdin'), tty: args.on('tty'), quiet: args.on('quiet'), late: true });
  },
};

/** Source: attach.go containerToAttachTo, podcmd.go FindContainerByName */
function containerOf(pod: KubeObject, name: string): string {
  if (hasContainer(pod, name)) return name;
  throw new KubectlError(`cannot attach to the container: container ${name} not found in pod ${pod.metadata.name}`);
}
