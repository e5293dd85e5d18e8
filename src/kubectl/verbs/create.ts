import type { Manifest } from '../../kube/object';
import type { Arguments } from '../arguments';
import type { KubectlEnv } from '../env';
import { KubectlError } from '../errors';
import { annotated, dryRunOf, eachOf, tell, validationOf } from './apply';
import { findResource, namespaceOf } from '../resources';
import type { Verb } from '../verb';

const FLAGS = { 'dry-run': 'optional', output: 'string', 'save-config': 'bool', validate: 'optional', 'field-manager': 'string' } as const;

export const create: Verb = {
  name: 'create',
  summary: 'Create a resource from a file or from stdin',
  usage: '-f FILENAME [flags]',
  flags: { ...FLAGS, filename: 'strings' },
  examples: ['kubectl create -f pod.yaml', 'kubectl create namespace demo', 'kubectl create deployment web --image=nginx --replicas=3'],
  async run(args, env) {
    if (args.words.length)
      throw new KubectlError(
        `Podplay's kubectl cannot create ${args.words[0]} from flags: write a manifest and use kubectl create -f FILENAME`,
      );
    if (!args.has('filename')) throw new KubectlError('must specify one of -f and -k');
    return eachOf(env, args, async (one) => {
      const { resource, manifest, namespace } = one;
      const where = resource.namespaced ? namespace : undefined;
      const object = args.on('save-config') ? annotated(manifest, where) : manifest;
      if (dryRunOf(args) === 'client') return tell(env, args, one, 'created', object);
      const { object: made, warnings } = await env.cluster.create(resource, object, {
        fieldManager: 'kubectl-create',
        fieldValidation: validationOf(args),
        ...(dryRunOf(args) === 'server' && { dryRun: true }),
        ...(where && { namespace: where }),
      });
      for (const text of warnings) env.err(`Warning: ${text}\n`);
      return tell(env, args, { ...one, name: made.metadata.name }, 'created', made);
    });
  },
};

/** Create what flags describe. */
export async function make(env: KubectlEnv, args: Arguments, manifest: Manifest): Promise<void> {
  const resource = await findResource(env.cluster, manifest.kind!);
  const namespace = resource.namespaced ? namespaceOf(args, env) : undefined;
  const named = { resource, name: manifest.metadata!.name! };
  if (dryRunOf(args) === 'client')
    return tell(env, args, named, 'created', { ...manifest, ...(namespace && { metadata: { ...manifest.metadata, namespace } }) });
  const options = { fieldManager: 'kubectl-create', ...(dryRunOf(args) === 'server' && { dryRun: true }), ...(namespace && { namespace }) };
  const { object } = await env.cluster.create(resource, manifest, options);
  return tell(env, args, named, 'created', object);
}

function nameIn(args: Arguments, what: string): string {
  if (args.words.length !== 1)
    throw new KubectlError(
      args.words.length ? `exactly one NAME is required, got ${args.words.length}` : `exactly one NAME is required, got 0`,
      { hint: `kubectl create ${what} NAME` },
    );
  return args.words[0]!;
}

export const createNamespace: Verb = {
  name: 'create namespace',
  summary: 'Create a namespace with the specified name',
  usage: 'NAME [flags]',
  flags: FLAGS,
  examples: ['kubectl create namespace demo'],
  run: (args, env) => make(env, args, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: nameIn(args, 'namespace') } }),
};

export const createDeployment: Verb = {
  name: 'create deployment',
  summary: 'Create a deployment with the specified name',
  usage: 'NAME --image=image -- [COMMAND] [args...]',
  flags: { ...FLAGS, image: 'strings', replicas: 'string', port: 'string' },
  examples: ['kubectl create deployment web --image=nginx:1.27 --replicas=3'],
  run(args, env) {
    const name = nameIn(args, 'deployment');
    const images = args.all('image');
    if (!images.length) throw new KubectlError('required flag(s) "image" not set');
    const labels = { app: name };
    const containers = images.map((image) => ({
      name: image.replace(/^.*\//, '').replace(/[:@].*$/, ''),
      image,
      ...(args.command.length && { command: args.command }),
      ...(args.has('port') && { ports: [{ containerPort: Number(args.get('port')) }] }),
    }));
    const spec = {
      replicas: Number(args.get('replicas') ?? 1),
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers } },
    };
    return make(env, args, { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name, labels }, spec });
  },
};

export const createConfigMap: Verb = {
  name: 'create configmap',
  summary: 'Create a config map from files or literal values',
  usage: 'NAME [--from-file=[key=]source] [--from-literal=key1=value1]',
  flags: { ...FLAGS, 'from-literal': 'string', 'from-file': 'string' },
  examples: ['kubectl create configmap settings --from-literal=colour=blue'],
  async run(args, env) {
    const data: Record<string, string> = {};
    for (const pair of args.all('from-literal')) data[pair.slice(0, pair.indexOf('='))] = pair.slice(pair.indexOf('=') + 1);
    for (const source of args.all('from-file')) {
      const [key, path] = source.includes('=') ? (source.split('=') as [string, string]) : [source.replace(/^.*\//, ''), source];
      data[key] = await env.readFile(path);
    }
    return make(env, args, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: nameIn(args, 'configmap') }, data });
  },
};

export const run: Verb = {
  name: 'run',
  summary: 'Run a particular image on the cluster',
  usage: 'NAME --image=image [--env="key=value"] [--port=port] -- [COMMAND] [args...]',
  flags: {
    ...FLAGS,
    image: 'string',
    env: 'strings',
    port: 'string',
    labels: 'string',
    restart: 'string',
    command: 'bool',
    rm: 'bool',
    stdin: 'bool',
    tty: 'bool',
    quiet: 'bool',
    attach: 'bool',
  },
  examples: ['kubectl run web --image=nginx', 'kubectl run curl --image=curlimages/curl --command -- sleep 3600'],
  run(args, env) {
    for (const flag of ['rm', 'attach', 'stdin', 'tty'])
      if (args.on(flag))
        throw new KubectlError(`Podplay's kubectl run cannot attach (--${flag}): run the Pod, then use kubectl exec or kubectl logs`);
    const name = nameIn(args, 'run');
    const image = args.get('image');
    if (!image) throw new KubectlError('required flag(s) "image" not set');
    const labels = args.has('labels')
      ? Object.fromEntries(
          args
            .get('labels')!
            .split(',')
            .map((pair) => pair.split('=') as [string, string]),
        )
      : { run: name };
    const container = {
      name,
      image,
      ...(args.command.length && (args.on('command') ? { command: args.command } : { args: args.command })),
      ...(args.has('env') && {
        env: args.all('env').map((pair) => ({ name: pair.split('=')[0], value: pair.slice(pair.indexOf('=') + 1) })),
      }),
      ...(args.has('port') && { ports: [{ containerPort: Number(args.get('port')) }] }),
    };
    return make(env, args, {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name, labels },
      spec: { containers: [container], restartPolicy: args.get('restart') ?? 'Always' },
    });
  },
};

export const expose: Verb = {
  name: 'expose',
  summary: 'Take a workload and expose it as a new Kubernetes service',
  usage: '(TYPE NAME) --port=port [--target-port=number-or-name] [--type=type]',
  flags: { ...FLAGS, port: 'string', 'target-port': 'string', type: 'string', name: 'string' },
  examples: ['kubectl expose deployment web --port=80'],
  async run(args, env) {
    const [kind = '', name = ''] = args.words.length === 1 ? args.words[0]!.split('/') : args.words;
    const resource = await findResource(env.cluster, kind);
    const object = await env.cluster.get({ ...resource, namespace: namespaceOf(args, env), name });
    const spec = object['spec'] as {
      selector?: { matchLabels?: Record<string, string> };
      template?: { spec: { containers: { ports?: { containerPort: number }[] }[] } };
    };
    const selector = spec.selector?.matchLabels ?? object.metadata.labels;
    if (!selector) throw new KubectlError("couldn't retrieve selectors via --selector flag or introspection: the object has no labels");
    const port = Number(args.get('port') ?? spec.template?.spec.containers[0]?.ports?.[0]?.containerPort);
    if (!port) throw new KubectlError("couldn't find port via --port flag or introspection");
    const target = args.get('target-port');
    const targetPort = target === undefined ? port : /^\d+$/.test(target) ? Number(target) : target;
    const service = {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: args.get('name') ?? name, labels: { ...object.metadata.labels } },
      spec: { selector, ports: [{ port, protocol: 'TCP', targetPort }], ...(args.has('type') && { type: args.get('type') }) },
    };
    const made = await findResource(env.cluster, 'services');
    await env.cluster.create(made, service, { namespace: namespaceOf(args, env) });
    env.out(`service/${service.metadata.name} exposed\n`);
  },
};
