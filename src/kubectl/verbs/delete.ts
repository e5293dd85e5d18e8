import type { ApiResource } from '../../kube/cluster';
import type { Arguments } from '../arguments';
import type { KubectlEnv } from '../env';
import { KubectlError } from '../errors';
import { fromFiles } from '../manifests';
import { isNotFound, namespaceOf, objectRef, objectsOf, shortKind, targets } from '../resources';
import { StatusError } from '../../kube/status';
import { statusText } from '../errors';
import type { Verb } from '../verb';

interface Doomed {
  readonly resource: ApiResource;
  readonly name: string;
  readonly namespace: string;
}

export const remove: Verb = {
  name: 'delete',
  summary: 'Delete resources by file names, stdin, resources and names, or by resources and label selector',
  usage: '([-f FILENAME] | TYPE [(NAME | -l label | --all)]) [flags]',
  flags: {
    filename: 'strings',
    selector: 'string',
    all: 'bool',
    'all-namespaces': 'bool',
    'grace-period': 'string',
    now: 'bool',
    force: 'bool',
    wait: 'bool',
    cascade: 'optional',
    'ignore-not-found': 'bool',
    output: 'string',
    timeout: 'string',
  },
  examples: ['kubectl delete pod web-0', 'kubectl delete -f deployment.yaml', 'kubectl delete pods -l app=web'],
  async run(args, env) {
    const doomed = await named(env, args);
    if (!doomed.length) env.out('No resources found\n');
    if (args.on('force'))
      env.err(
        'Warning: Immediate deletion does not wait for confirmation that the running resource has been terminated. The resource may continue to run on the cluster indefinitely.\n',
      );
    const going: { one: Doomed; uid: string }[] = [];
    let code = 0;
    for (const one of doomed) {
      try {
        const object = await env.cluster.delete(objectRef(one.resource, one.name, one.namespace), options(args));
        env.out(
          args.get('output') === 'name'
            ? `${shortKind(one.resource)}/${one.name}\n`
            : `${shortKind(one.resource)} "${one.name}" ${args.on('force') ? 'force deleted' : 'deleted'}\n`,
        );
        going.push({ one, uid: object.metadata.uid });
      } catch (error) {
        if (!(error instanceof StatusError)) throw error;
        if (args.on('ignore-not-found') && isNotFound(error)) continue;
        env.err(`${statusText(error)}\n`);
        code = 1;
      }
    }
    if (args.on('wait', true)) for (const { one, uid } of going) await gone(env, one, uid);
    return code;
  },
};

async function named(env: KubectlEnv, args: Arguments): Promise<Doomed[]> {
  if (args.has('filename')) return fromFiles(env, args);
  const found = await targets(env, args.words);
  if (!found.length)
    throw new KubectlError(
      "You must provide one or more resources by argument or filename.\nExample resource specifications include:\n   '-f rsrc.yaml'\n   '--filename=rsrc.json'\n   '<resource> <name>'\n   '<resource>'",
    );
  const open = found.filter(({ names }) => !names.length);
  if (open.length && !args.has('selector') && !args.on('all'))
    throw new KubectlError('resource(s) were provided, but no name was specified');
  const namespace = namespaceOf(args, env);
  const byName = found.flatMap(({ resource, names }) => names.map((name) => ({ resource, name, namespace })));
  const selected = await objectsOf(env, args, open);
  return [
    ...byName,
    ...selected.map(({ resource, object }) => ({
      resource,
      name: object.metadata.name,
      namespace: object.metadata.namespace ?? namespace,
    })),
  ];
}

const POLICIES = { background: 'Background', foreground: 'Foreground', orphan: 'Orphan', true: 'Background', false: 'Orphan' } as const;

function options(args: Arguments) {
  const cascade = args.get('cascade') ?? 'background';
  if (!Object.hasOwn(POLICIES, cascade))
    throw new KubectlError(`invalid cascade value (${cascade}). Must be "background", "foreground", or "orphan"`);
  const asked = args.get('grace-period');
  const seconds = args.on('now') ? 1 : args.on('force') && asked === undefined ? 0 : asked === undefined ? undefined : Number(asked);
  if (seconds === 0 && !args.on('force')) return { propagationPolicy: POLICIES[cascade as keyof typeof POLICIES], gracePeriodSeconds: 1 };
  return {
    propagationPolicy: POLICIES[cascade as keyof typeof POLICIES],
    ...(seconds !== undefined && seconds >= 0 && { gracePeriodSeconds: seconds }),
  };
}

/** Wait until that very object is gone; one of the same name that came after does not count. */
async function gone(env: KubectlEnv, { resource, name, namespace }: Doomed, uid: string): Promise<void> {
  const ref = objectRef(resource, name, namespace);
  const live = await env.cluster.get(ref).catch((error: unknown) => {
    if (isNotFound(error)) return undefined;
    throw error;
  });
  if (live?.metadata.uid !== uid) return;
  const scope = resource.namespaced ? { namespace } : {};
  for await (const { type, object } of env.cluster.watch(resource, {
    ...scope,
    fieldSelector: `metadata.name=${name}`,
    resourceVersion: live.metadata.resourceVersion,
    signal: env.signal,
  })) {
    if (type === 'DELETED' && object.metadata.uid === uid) return;
  }
}
