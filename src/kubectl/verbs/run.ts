import type { KubeObject } from '../../kube/object';
import type { Arguments } from '../arguments';
import { attach, ended, endingOf, removed, started } from '../attaching';
import type { KubectlEnv } from '../env';
import { KubectlError, misuse } from '../errors';
import { dryRunOf } from '../outcome';
import type { Verb } from '../verb';
import { created, CREATING, labelsIn, make, nameIn, pair } from './create-from-flags';

/** Source: kubectl/pkg/cmd/run/run.go; what attaching can do is told in `attaching.ts`. */

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
    'leave-stdin-open': 'bool',
    'pod-running-timeout': 'duration',
  },
  shorts: { l: 'labels', q: 'quiet' },
  examples: [
    'kubectl run web --image=nginx',
    'kubectl run -it --rm box --image=busybox -- sh',
    'kubectl run curl --image=curlimages/curl --command -- sleep 3600',
  ],
  async run(args, env) {
    const [word, ...more] = args.words;
    const name = nameIn({ ...args, words: word === undefined ? [] : [word] }, 'run');
    const command = [...more, ...args.command];
    const image = args.get('image');
    if (!image) throw new KubectlError('required flag(s) "image" not set');
    const restartPolicy = args.get('restart') ?? 'Always';
    if (!['Always', 'OnFailure', 'Never'].includes(restartPolicy))
      throw new KubectlError(`invalid restart policy: ${restartPolicy}\nSee 'kubectl run -h' for help and examples`);
    const attaches = checkAttaching(args, env);
    const port = args.get('port');
    const container = {
      ...(command.length && (args.on('command') ? { command } : { args: command })),
      ...(args.has('env') && { env: args.all('env').map((one) => ({ name: pair(one)[0], value: pair(one)[1] })) }),
      image,
      ...(args.has('image-pull-policy') && { imagePullPolicy: args.get('image-pull-policy') }),
      name,
      ...(port !== undefined && { ports: [{ containerPort: Number(port) }] }),
      resources: {},
      ...(args.on('stdin') && { stdin: true, ...(!args.on('leave-stdin-open') && { stdinOnce: true }) }),
      ...(args.on('tty') && { tty: true }),
    };
    const labels = args.has('labels') ? labelsIn(args.get('labels')!) : { run: name };
    const annotations = args.has('annotations') && Object.fromEntries(args.all('annotations').map(pair));
    const metadata = { ...(annotations && { annotations }), labels, name };
    const pod = await created(
      env,
      args,
      { apiVersion: 'v1', kind: 'Pod', metadata, spec: { containers: [container], dnsPolicy: 'ClusterFirst', restartPolicy } },
      { manager: 'kubectl-run', silent: attaches },
    );
    if (attaches && pod) return attachTo(args, env, pod, restartPolicy);
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

/** Who types is attached, unless told otherwise. @throws KubectlError in kubectl's words for flags that do not go together */
function checkAttaching(args: Arguments, env: KubectlEnv): boolean {
  if (args.on('tty') && !args.on('stdin')) throw misuse('run', '-i/--stdin is required for containers with -t/--tty=true');
  const attaches = args.has('attach') ? args.on('attach') : args.on('stdin');
  if (args.on('rm') && !attaches) throw misuse('run', '--rm should only be used for attached containers');
  if (attaches && dryRunOf(args, env))
    throw misuse('run', "--dry-run=[server|client] can't be used with attached containers options (--attach, --stdin, or --tty)");
  if (args.on('stdin') && attaches && env.stdin && !env.cluster.feed)
    throw new KubectlError('kubectl run -i hands piped input only to a cluster that Podplay simulates', {
      hint: 'put it into the command: kubectl run … -- sh -c "echo … | …".',
    });
  return attaches;
}

async function attachTo(args: Arguments, env: KubectlEnv, made: KubeObject, restartPolicy: string): Promise<number> {
  const { name } = made.metadata;
  const pod = await started(env, made);
  const gone = async (later: KubectlEnv) => {
    const told = await removed(later, pod);
    return args.on('quiet') ? '' : told;
  };
  // An exit code is waited for where there will be one.
  const after = async (later: KubectlEnv) => {
    const ending = restartPolicy === 'Always' ? resumable(args, name) : endingOf(await ended(later, pod));
    return { ...ending, stdout: ending.stdout + (args.on('rm') ? await gone(later) : '') };
  };
  return attach(env, { pod, container: name, stdin: args.on('stdin'), tty: args.on('tty'), quiet: args.on('quiet'), after });
}

const resumable = (args: Arguments, name: string) => ({
  stdout: args.on('tty') ? `Session ended, resume using 'kubectl attach ${name} -c ${name} -i -t' command when the pod is running\n` : '',
  stderr: '',
  exitCode: 0,
});
