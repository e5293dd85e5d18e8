import type { KubeObject } from '../../kube/object';
import type { Arguments } from '../arguments';
import { attach, ended, endingOf, removed, started } from '../attaching';
import type { KubectlEnv } from '../env';
import { KubectlError, misuse } from '../errors';
import { IMAGE } from '../image';
import { dryRunOf } from '../outcome';
import { OVERRIDES, overriding } from '../overrides';
import type { Verb } from '../verb';
import { created, CREATING, labelsIn, make, pair, portNumber } from './create-from-flags';

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
    privileged: 'bool',
    'grace-period': 'int',
    force: 'bool',
    timeout: 'duration',
    wait: 'bool',
    cascade: 'optional',
    ...OVERRIDES,
  },
  shorts: { l: 'labels', q: 'quiet' },
  examples: [
    'kubectl run web --image=nginx',
    'kubectl run -it --rm box --image=busybox -- sh',
    'kubectl run curl --image=curlimages/curl --command -- sleep 3600',
  ],
  async run(args, env) {
    const [word, ...more] = args.words;
    const image = args.get('image');
    if (image === undefined) throw new KubectlError('required flag(s) "image" not set');
    if (word === undefined) throw misuse('run', 'NAME is required for run');
    const name = word;
    const command = [...more, ...args.command];
    if (!image) throw new KubectlError('--image is required');
    if (!IMAGE.test(image)) throw new KubectlError(`Invalid image name ${JSON.stringify(image)}: invalid reference format`);
    const attaches = checkAttaching(args, env);
    const restartPolicy = args.get('restart') ?? 'Always';
    if (!['Always', 'OnFailure', 'Never'].includes(restartPolicy)) throw misuse('run', `invalid restart policy: ${restartPolicy}`);
    const pullPolicy = args.get('image-pull-policy');
    if (pullPolicy && !['Always', 'IfNotPresent', 'Never'].includes(pullPolicy))
      throw misuse('run', `invalid image pull policy: ${pullPolicy}`);
    const port = args.get('port');
    if (args.on('expose') && port === undefined) throw misuse('run', '--port must be set when exposing a service');
    const override = await overriding(args, 'Pod');
    const container = {
      ...(command.length && (args.on('command') ? { command } : { args: command })),
      ...(args.has('env') && { env: args.all('env').map(variable) }),
      image,
      ...(pullPolicy && { imagePullPolicy: pullPolicy }),
      name,
      ...(port !== undefined && { ports: [{ containerPort: portNumber(port) }] }),
      resources: {},
      ...(args.on('stdin') && { stdin: true, ...(!args.on('leave-stdin-open') && { stdinOnce: true }) }),
      ...(args.on('tty') && { tty: true }),
      ...(args.on('privileged') && { securityContext: { privileged: true } }),
    };
    const labels = args.has('labels') ? specLabels(args.get('labels')!) : { run: name };
    const annotations = args.has('annotations') && Object.fromEntries(args.all('annotations').map(annotation));
    const metadata = { ...(annotations && { annotations }), labels, name };
    const manifest = override({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata,
      spec: { containers: [container], dnsPolicy: 'ClusterFirst', restartPolicy },
    });
    const making = { manager: 'kubectl-run', saved: false };
    const expose = async () => {
      const spec = { ports: [{ port: Number(port), protocol: 'TCP', targetPort: Number(port) }], selector: labels };
      await make(env, args, { apiVersion: 'v1', kind: 'Service', metadata: { name }, spec }, making);
    };
    if (args.on('expose') && dryRunOf(args, env)) await expose();
    const pod = await created(env, args, manifest, { ...making, silent: attaches });
    if (attaches && pod) return attachTo(args, env, pod, restartPolicy);
    if (args.on('expose') && !dryRunOf(args, env)) await expose();
  },
};

/** Source: run.go parseEnvs */
function variable(text: string) {
  const [name, value] = pair(text);
  if (!name || !text.includes('=')) throw new KubectlError(`invalid env: ${text}`);
  return { name, value };
}

/** Source: run.go parseLabels, generate.ParseLabels */
function specLabels(text: string): Record<string, string> {
  const wrong = text.split(',').find((one) => !/^[^=]+=[^=]*$/.test(one));
  if (wrong !== undefined) throw new KubectlError(`unexpected label spec: ${wrong}`);
  return labelsIn(text);
}

function annotation(text: string): readonly [string, string] {
  if (text.indexOf('=') < 1) throw new KubectlError(`invalid annotations format: ${text}`);
  return pair(text);
}

/** Who types is attached, unless told otherwise. @throws KubectlError in kubectl's words for flags that do not go together */
function checkAttaching(args: Arguments, env: KubectlEnv): boolean {
  if (args.on('tty') && !args.on('stdin')) throw misuse('run', '-i/--stdin is required for containers with -t/--tty=true');
  if (Number.parseFloat(args.get('pod-running-timeout') ?? '1') <= 0) throw misuse('run', '--pod-running-timeout must be higher than zero');
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
