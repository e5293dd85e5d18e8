import { KubectlError } from '../errors';
import type { Verb } from '../verb';
import { CREATING, labelsIn, make, nameIn, pair } from './create-from-flags';

/** Source: kubectl/pkg/cmd/run/run.go. OMITS attaching (`-i`, `-t`, `--rm`), and says so. */

export const run: Verb = {
  name: 'run',
  summary: 'Run a particular image on the cluster',
  usage: 'NAME --image=image [--env="key=value"] [--port=port] -- [COMMAND] [args...]',
  command: true,
  flags: {
    ...CREATING,
    image: 'string',
    'image-pull-policy': 'string',
    env: 'array',
    port: 'string',
    labels: 'string',
    annotations: 'array',
    restart: 'string',
    command: 'bool',
    expose: 'bool',
    rm: 'bool',
    stdin: 'bool',
    tty: 'bool',
    quiet: 'bool',
    attach: 'bool',
  },
  shorts: { l: 'labels', q: 'quiet' },
  examples: ['kubectl run web --image=nginx', 'kubectl run curl --image=curlimages/curl --command -- sleep 3600'],
  async run(args, env) {
    for (const flag of ['rm', 'attach', 'stdin', 'tty'])
      if (args.on(flag))
        throw new KubectlError(`kubectl run --${flag} is not supported in Podplay`, {
          hint: 'run the Pod without it, then use kubectl exec POD -- COMMAND or kubectl logs -f POD.',
        });
    const [word, ...more] = args.words;
    const name = nameIn({ ...args, words: word === undefined ? [] : [word] }, 'run');
    const command = [...more, ...args.command];
    const image = args.get('image');
    if (!image) throw new KubectlError('required flag(s) "image" not set');
    const restartPolicy = args.get('restart') ?? 'Always';
    if (!['Always', 'OnFailure', 'Never'].includes(restartPolicy))
      throw new KubectlError(`invalid restart policy: ${restartPolicy}\nSee 'kubectl run -h' for help and examples`);
    const port = args.get('port');
    const container = {
      ...(command.length && (args.on('command') ? { command } : { args: command })),
      ...(args.has('env') && { env: args.all('env').map((one) => ({ name: pair(one)[0], value: pair(one)[1] })) }),
      image,
      ...(args.has('image-pull-policy') && { imagePullPolicy: args.get('image-pull-policy') }),
      name,
      ...(port !== undefined && { ports: [{ containerPort: Number(port) }] }),
      resources: {},
    };
    const labels = args.has('labels') ? labelsIn(args.get('labels')!) : { run: name };
    const annotations = args.has('annotations') && Object.fromEntries(args.all('annotations').map(pair));
    const metadata = { ...(annotations && { annotations }), labels, name };
    await make(
      env,
      args,
      { apiVersion: 'v1', kind: 'Pod', metadata, spec: { containers: [container], dnsPolicy: 'ClusterFirst', restartPolicy } },
      { manager: 'kubectl-run' },
    );
    if (!args.on('expose')) return;
    if (port === undefined) throw new KubectlError('--port must be set when exposing a service');
    const service = {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name },
      spec: { ports: [{ port: Number(port), protocol: 'TCP', targetPort: Number(port) }], selector: labels },
    };
    await make(env, args, service, { manager: 'kubectl-run' });
  },
};
