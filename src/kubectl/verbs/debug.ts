import { IMAGE } from '../image';
import type { KubeObject } from '../../kube/object';
import { fnv1a } from '../../sim/fnv';
import { SAFE_ALPHABET } from '../../sim/random';
import type { Arguments } from '../arguments';
import { attach } from '../attaching';
import { profiled, PROFILES, type Debugged } from '../debug-profiles';
import type { KubectlEnv } from '../env';
import { KubectlError } from '../errors';
import { findResource, groupVersion, objectRef } from '../resources';
import { namespaceOf, objectsOf, refOf, type Found } from '../selection';
import type { Verb } from '../verb';
import { pair } from './create-from-flags';

/** `debug`: an ephemeral container in a Pod, a copy of a Pod, or a Pod on a node.
 *  MODELS the profiles, what is defaulted and refused, and attaching. OMITS --custom, and -f.
 *  Source: kubectl/pkg/cmd/debug/debug.go */

export const debug: Verb = {
  name: 'debug',
  summary: 'Create debugging sessions for troubleshooting workloads and nodes',
  usage: '(POD | TYPE[[.VERSION].GROUP]/NAME) [ -- COMMAND [args...] ]',
  command: true,
  flags: {
    'arguments-only': 'bool',
    attach: 'bool',
    container: 'string',
    'copy-to': 'string',
    env: 'array',
    image: 'string',
    'image-pull-policy': 'string',
    'keep-annotations': 'bool',
    'keep-init-containers': 'bool',
    'keep-labels': 'bool',
    'keep-liveness': 'bool',
    'keep-readiness': 'bool',
    'keep-startup': 'bool',
    profile: 'string',
    quiet: 'bool',
    replace: 'bool',
    'same-node': 'bool',
    'set-image': 'strings',
    'share-processes': 'bool',
    stdin: 'bool',
    target: 'string',
    tty: 'bool',
  },
  shorts: { q: 'quiet' },
  examples: [
    'kubectl debug web-0 -it --image=busybox',
    'kubectl debug web-0 -it --image=busybox --copy-to=web-0-copy',
    'kubectl debug web-0 --copy-to=web-0-copy --set-image=*=busybox',
    'kubectl debug node/node-1 -it --image=busybox',
  ],
  async run(args, env) {
    check(args, env);
    const words = args.words.map((word) => (word.includes('/') ? word : `pods/${word}`));
    const found: Found[] = [];
    for (const word of words) {
      const [kind, name = ''] = word.split('/');
      found.push(...(await objectsOf(env, args, [{ resource: await findResource(env.cluster, kind!), names: [name] }])));
    }
    for (const one of found) {
      const { pod, container } = await debugOne(args, env, one);
      const attaches = args.has('attach') ? args.on('attach') : args.on('stdin');
      const code = attaches && container ? await attachTo(args, env, pod, container) : 0;
      if (code) return code;
    }
  },
};

/** Source: debug.go Validate */
function check(args: Arguments, env: KubectlEnv): void {
  const profile = args.get('profile') ?? 'legacy';
  if (!PROFILES.has(profile)) throw new KubectlError(`unknown profile: ${profile}`);
  const wrong = problemOf(args);
  if (wrong) throw new KubectlError(wrong);
  const target = args.get('target');
  if (target !== undefined && !args.on('quiet')) env.out(targeting(target));
  if (args.on('tty') && !args.on('stdin')) throw new KubectlError('-i/--stdin is required for containers with -t/--tty=true');
  if (profile === 'legacy') env.err(LEGACY);
}

const targeting = (name: string) =>
  `Targeting container ${JSON.stringify(name)}. If you don't see processes from this container it may be because the container runtime doesn't support this feature.\n`;

const LEGACY =
  '--profile=legacy is deprecated and will be removed in the future. It is recommended to explicitly specify a profile, for example "--profile=general".\n';

function problemOf(args: Arguments): string | undefined {
  const { command } = args;
  const [image, container] = [args.get('image'), args.get('container')];
  if (args.on('attach') && !image && !container)
    return 'you must specify --container or create a new container using --image in order to attach.';
  return (args.get('copy-to') ? problemOfCopy(args, image, container, command) : problemInPlace(args, image)) ?? problemOfRest(args, image);
}

function problemOfCopy(args: Arguments, image: string | undefined, container: string | undefined, command: readonly string[]) {
  if (!image && !args.has('set-image') && !command.length) return 'you must specify --image, --set-image or command arguments.';
  if (command.length && !container && !image) return 'you must specify an existing container or a new image when specifying args.';
  return undefined;
}

function problemInPlace(args: Arguments, image: string | undefined): string | undefined {
  for (const flag of ['replace', 'same-node']) if (args.on(flag)) return `--${flag} may only be used with --copy-to.`;
  if (args.has('set-image')) return '--set-image may only be used with --copy-to.';
  return image ? undefined : 'you must specify --image when not using --copy-to.';
}

function problemOfRest(args: Arguments, image: string | undefined): string | undefined {
  if (image && !IMAGE.test(image)) return `invalid image name ${JSON.stringify(image)}: invalid reference format`;
  if (!args.words.length) return 'NAME or filename is required for debug';
  const policy = args.get('image-pull-policy');
  if (policy && !['Always', 'IfNotPresent', 'Never'].includes(policy)) return `invalid image pull policy: ${policy}`;
  for (const [name, value] of args.all('set-image').map(pair))
    if (!IMAGE.test(value))
      return `invalid image name ${JSON.stringify(value)} for container ${JSON.stringify(name)}: invalid reference format`;
  if (args.get('target') && args.get('copy-to')) return '--target is incompatible with --copy-to. Use --share-processes instead.';
  return undefined;
}

interface Session {
  readonly pod: KubeObject;
  /** To attach to; undefined: nothing new runs. */
  readonly container: string | undefined;
}

function debugOne(args: Arguments, env: KubectlEnv, one: Found): Promise<Session> {
  const { resource, group, kind } = one.resource;
  if (group === '' && resource === 'nodes') return onNode(args, env, one);
  if (group !== '' || resource !== 'pods')
    throw new KubectlError(`${JSON.stringify(`${groupVersion(one.resource)}, Kind=${kind}`)} not supported by debug`);
  return args.get('copy-to') ? byCopy(args, env, one) : inPlace(args, env, one);
}

/** The container that is added, as flags describe it. */
function added(args: Arguments, name: string): Debugged {
  const [policy, command] = [args.get('image-pull-policy'), args.command];
  return {
    name,
    image: args.get('image') ?? '',
    resources: {},
    terminationMessagePolicy: 'File',
    ...(command.length && (args.on('arguments-only') ? { args: command } : { command })),
    ...(args.has('env') && { env: variables(args) }),
    ...(policy && { imagePullPolicy: policy }),
    ...(args.on('stdin') && { stdin: true }),
    ...(args.on('tty') && { tty: true }),
  };
}

const variables = (args: Arguments) => args.all('env').map((one) => ({ name: pair(one)[0], value: pair(one)[1] }));

interface PodSpec {
  readonly containers: readonly Debugged[];
  readonly initContainers?: readonly Debugged[];
  readonly ephemeralContainers?: readonly Debugged[];
  readonly [field: string]: unknown;
}

const specOf = (pod: KubeObject) => pod['spec'] as PodSpec;

/** A name that nobody has yet. The same object at the same time gives the same. */
function suffixed(env: KubectlEnv, { metadata }: KubeObject, prefix: string, taken: ReadonlySet<string> = new Set()): string {
  const text = `${metadata.uid}${metadata.resourceVersion}${env.cluster.clock.now()}`;
  for (let turn = 0; ; turn++) {
    const letters = [1, 2, 3, 4, 5].map((place) => SAFE_ALPHABET[hashOf(`${place}${turn}${text}`) % SAFE_ALPHABET.length]);
    const name = `${prefix}${letters.join('')}`;
    if (!taken.has(name)) return name;
  }
}

/** Stirred once more so that its low bits are good as well. */
function hashOf(text: string): number {
  const hash = fnv1a(text);
  return (hash ^ (hash >>> 15)) >>> 0;
}

function containerName(args: Arguments, env: KubectlEnv, pod: KubeObject): string {
  const asked = args.get('container');
  if (asked) return asked;
  const { containers, initContainers = [], ephemeralContainers = [] } = specOf(pod);
  const taken = new Set([...containers, ...initContainers, ...ephemeralContainers].map(({ name }) => name));
  const name = suffixed(env, pod, 'debugger-', taken);
  if (!args.on('quiet')) env.out(`Defaulting debug container name to ${name}.\n`);
  return name;
}

const profileOf = (args: Arguments) => args.get('profile') ?? 'legacy';

async function inPlace(args: Arguments, env: KubectlEnv, one: Found): Promise<Session> {
  const name = containerName(args, env, one.object);
  const target = args.get('target');
  const { container, warned } = profiled(profileOf(args), 'ephemeral', added(args, name), specOf(one.object));
  if (warned) env.err(warned);
  const order = [...(specOf(one.object).ephemeralContainers ?? []), container].map((each) => ({ name: each.name }));
  const patch = {
    spec: {
      '$setElementOrder/ephemeralContainers': order,
      ephemeralContainers: [{ ...container, ...(target && { targetContainerName: target }) }],
    },
  };
  const options = { subresource: 'ephemeralcontainers', fieldManager: 'kubectl-debug' } as const;
  const { object } = await env.cluster.patch(refOf(one), 'application/strategic-merge-patch+json', patch, options);
  return { pod: object, container: name };
}

async function byCopy(args: Arguments, env: KubectlEnv, one: Found): Promise<Session> {
  const { metadata } = one.object;
  const { ephemeralContainers: _, nodeName, ...spec } = specOf(one.object);
  const images = new Map(args.all('set-image').map(pair));
  const containers = spec.containers.map((container) => {
    const image = images.get(container.name) ?? images.get('*');
    return image ? { ...container, image } : container;
  });
  const base: PodSpec = {
    ...spec,
    containers,
    ...(args.on('same-node') && { nodeName }),
    ...(args.has('share-processes') && { shareProcessNamespace: args.on('share-processes') }),
  };
  const asked = args.get('container');
  const existing = containers.find(({ name }) => name === asked);
  const image = args.get('image');
  if (!existing && !image && !images.size) throw new KubectlError('you must specify image when creating new container');
  const made = existing || image ? changed(args, env, { ...one.object, spec: base }, existing) : { spec: base, name: undefined };
  // What only has other images is as it was; the old profile has its own mind.
  const kept = (field: 'labels' | 'annotations') =>
    made.name === undefined || (profileOf(args) === 'legacy' ? field === 'annotations' : args.on(`keep-${field}`));
  const keep = (field: 'labels' | 'annotations') => kept(field) && { [field]: metadata[field] };
  const copy = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: args.get('copy-to')!,
      namespace: metadata.namespace,
      ...keep('labels'),
      ...keep('annotations'),
    },
    spec: made.spec,
  };
  const { object } = await env.cluster.create(one.resource, copy, {
    namespace: metadata.namespace!,
    fieldManager: 'kubectl-debug',
  });
  if (args.on('replace')) await env.cluster.delete(refOf(one), { gracePeriodSeconds: 0 });
  return { pod: object, container: made.name };
}

/** The spec of a copy, with one container more or another one changed. */
function changed(args: Arguments, env: KubectlEnv, copy: KubeObject, existing: Debugged | undefined) {
  const spec = specOf(copy);
  const name = existing?.name ?? containerName(args, env, copy);
  const { stdin: _in, tty: _tty, ...rest }: Partial<Debugged> = existing ?? {};
  const { image, resources, ...asked } = added(args, name);
  const without = args.command.length && !args.on('arguments-only') ? { ...rest, args: undefined } : rest;
  const container = { ...(existing ? {} : { resources }), ...without, ...asked, ...(image && { image }) } as Debugged;
  const others = spec.containers.filter((one) => one !== existing);
  const at = existing ? spec.containers.indexOf(existing) : others.length;
  const result = profiled(profileOf(args), 'copy', container, { ...spec, containers: others }, (flag) =>
    args.on(`keep-${flag}`, flag === 'init-containers'),
  );
  if (result.warned) env.err(result.warned);
  const { containers } = result.spec as PodSpec;
  return { name, spec: { ...result.spec, containers: [...containers.slice(0, at), result.container, ...containers.slice(at)] } };
}

async function onNode(args: Arguments, env: KubectlEnv, { object: node }: Found): Promise<Session> {
  const container = args.get('container') || 'debugger';
  const name = suffixed(env, node, `node-debugger-${node.metadata.name}-`);
  if (!args.on('quiet')) env.out(`Creating debugging pod ${name} with container ${container} on node ${node.metadata.name}.\n`);
  const base = { nodeName: node.metadata.name, restartPolicy: 'Never', tolerations: [{ operator: 'Exists' }] };
  const result = profiled(profileOf(args), 'node', added(args, container), base);
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, labels: { 'app.kubernetes.io/managed-by': 'kubectl-debug' } },
    spec: { ...result.spec, containers: [result.container] },
  };
  const pods = await findResource(env.cluster, 'pods');
  const { object } = await env.cluster.create(pods, pod, { namespace: namespaceOf(args, env), fieldManager: 'kubectl-debug' });
  return { pod: object, container };
}

interface ContainerStatus {
  readonly name: string;
  readonly state?: { readonly running?: object; readonly terminated?: object; readonly waiting?: { readonly message?: string } };
}

const statusesOf = ({ status = {} }: KubeObject) =>
  (['initContainerStatuses', 'containerStatuses', 'ephemeralContainerStatuses'] as const).flatMap(
    (list) => ((status as Record<string, unknown>)[list] ?? []) as readonly ContainerStatus[],
  );

/** The Pod once the container runs or has ended; what it waits for meanwhile is told. */
async function running(args: Arguments, env: KubectlEnv, pod: KubeObject, container: string): Promise<KubeObject> {
  const { name, namespace } = pod.metadata;
  const pods = await findResource(env.cluster, 'pods');
  for await (const { type, object } of env.cluster.watch(pods, {
    namespace: namespace!,
    fieldSelector: `metadata.name=${name}`,
    signal: env.signal,
  })) {
    if (type === 'DELETED') break;
    const state = statusesOf(object).find((one) => one.name === container)?.state;
    if (state?.running ?? state?.terminated) return object;
    if (state?.waiting?.message && !args.on('quiet')) env.err(`Warning: container ${container}: ${state.waiting.message}\n`);
  }
  throw new KubectlError('pods "" not found');
}

async function attachTo(args: Arguments, env: KubectlEnv, made: KubeObject, container: string): Promise<number> {
  const pod = await running(args, env, made, container);
  const { name } = pod.metadata;
  if (statusesOf(pod).find((one) => one.name === container)?.state?.terminated) {
    for await (const line of env.cluster.logs(objectRef(await findResource(env.cluster, 'pods'), name, pod.metadata.namespace!), {
      container,
    }))
      env.out(line);
    return 0;
  }
  const [stdin, tty, quiet] = [args.on('stdin'), args.on('tty'), args.on('quiet')];
  const stdout = tty && !quiet && specOf(pod)['restartPolicy'] === 'Always' ? ending(pod, container) : '';
  return attach(env, { pod, container, stdin, tty, quiet, after: () => Promise.resolve({ stdout, stderr: '', exitCode: 0 }) });
}

/** Source: attach.go reattachMessage */
function ending(pod: KubeObject, container: string): string {
  const again = `kubectl attach ${pod.metadata.name} -c ${container} -i -t`;
  return specOf(pod).ephemeralContainers?.some(({ name }) => name === container)
    ? `Session ended, the ephemeral container will not be restarted but may be reattached using '${again}' if it is still running\n`
    : `Session ended, resume using '${again}' command when the pod is running\n`;
}
