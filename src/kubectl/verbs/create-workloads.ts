import type { KubeObject } from '../../kube/object';
import { KubectlError } from '../errors';
import { findResource, objectRef } from '../resources';
import { namespaceOf } from '../selection';
import type { Verb } from '../verb';
import { CREATING, make, nameIn } from './create-from-flags';

/** `create deployment`, `create job`, `create cronjob`. Source: kubectl/pkg/cmd/create/create_{deployment,job,cronjob}.go */

/** `registry/nginx:1.27` → `nginx`. */
const containerName = (image: string) => image.replace(/^.*\//, '').replace(/[:@].*$/, '');

const required = (flag: string) => new KubectlError(`required flag(s) "${flag}" not set`);

export const createDeployment: Verb = {
  name: 'create deployment',
  aliases: ['deploy', 'dep'],
  summary: 'Create a deployment with the specified name',
  usage: 'NAME --image=image -- [COMMAND] [args...]',
  command: true,
  flags: { ...CREATING, image: 'strings', replicas: 'int', port: 'int' },
  shorts: { r: 'replicas' },
  examples: [
    'kubectl create deployment web --image=nginx:1.27 --replicas=3',
    'kubectl create deployment sleeper --image=busybox -- sleep 3600',
  ],
  run(args, env) {
    const images = args.all('image');
    if (!images.length) throw required('image');
    const name = nameIn(args, 'create deployment');
    if (images.length > 1 && args.command.length) throw new KubectlError('cannot specify multiple --image options and command');
    const labels = { app: name };
    const port = Number(args.get('port') ?? -1);
    const containers = images.map((image, i) => ({
      name: containerName(image),
      image,
      ...(args.command.length && { command: args.command }),
      ...(port >= 0 && i === 0 && { ports: [{ containerPort: port }] }),
      resources: {},
    }));
    const spec = {
      replicas: Number(args.get('replicas') ?? 1),
      selector: { matchLabels: labels },
      strategy: {},
      template: { metadata: { creationTimestamp: null, labels }, spec: { containers } },
    };
    return make(
      env,
      args,
      {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { creationTimestamp: null, labels, name },
        spec,
      } as never,
      { failed: 'failed to create deployment:' },
    );
  },
};

export const createJob: Verb = {
  name: 'create job',
  summary: 'Create a job with the specified name',
  usage: 'NAME --image=image [--from=cronjob/name] -- [COMMAND] [args...]',
  command: true,
  flags: { ...CREATING, image: 'string', from: 'string' },
  examples: ['kubectl create job hello --image=busybox -- echo hello', 'kubectl create job now --from=cronjob/report'],
  async run(args, env) {
    const name = nameIn(args, 'create job');
    const [image, from] = [args.get('image') ?? '', args.get('from')];
    if (!image === !from) throw new KubectlError('either --image or --from must be specified');
    if (from !== undefined && args.command.length) throw new KubectlError('cannot specify --from and command');
    if (from === undefined) return make(env, args, simpleJob(name, image, args.command), { failed: 'failed to create job:' });
    const [kind = '', cronJob = ''] = from.split('/');
    const resource = await findResource(env.cluster, kind);
    const live = await env.cluster.get(objectRef(resource, cronJob, namespaceOf(args, env)));
    if (resource.resource !== 'cronjobs') throw new KubectlError(`unknown object type *${resource.version}.${resource.kind}`);
    return make(env, args, jobOf(name, live), { failed: 'failed to create job:' });
  },
};

const jobSpec = (image: string, name: string, command: readonly string[], restartPolicy: string) => ({
  template: {
    metadata: { creationTimestamp: null },
    spec: { containers: [{ name, image, ...(command.length && { command }), resources: {} }], restartPolicy },
  },
});

const simpleJob = (name: string, image: string, command: readonly string[]) =>
  ({
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { creationTimestamp: null, name },
    spec: jobSpec(image, name, command, 'Never'),
  }) as never;

/** A Job as the CronJob would make it now, marked as made by hand. */
function jobOf(name: string, cronJob: KubeObject) {
  const { jobTemplate } = cronJob['spec'] as { jobTemplate: { metadata?: { annotations?: object; labels?: object }; spec: object } };
  const { apiVersion, kind, metadata } = cronJob;
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      name,
      annotations: { 'cronjob.kubernetes.io/instantiate': 'manual', ...jobTemplate.metadata?.annotations },
      labels: jobTemplate.metadata?.labels,
      ownerReferences: [{ apiVersion, kind, name: metadata.name, uid: metadata.uid, controller: true }],
    },
    spec: jobTemplate.spec,
  } as never;
}

export const createCronJob: Verb = {
  name: 'create cronjob',
  aliases: ['cj'],
  summary: 'Create a cron job with the specified name',
  usage: "NAME --image=image --schedule='0/5 * * * ?' -- [COMMAND] [args...]",
  command: true,
  flags: { ...CREATING, image: 'string', schedule: 'string', restart: 'string' },
  examples: ["kubectl create cronjob hello --image=busybox --schedule='*/1 * * * *' -- date"],
  run(args, env) {
    const [image, schedule] = [args.get('image'), args.get('schedule')];
    const missing = [...(image ? [] : ['image']), ...(schedule ? [] : ['schedule'])];
    if (missing.length) throw new KubectlError(`required flag(s) ${missing.map((flag) => `"${flag}"`).join(', ')} not set`);
    const name = nameIn(args, 'create cronjob');
    const spec = {
      jobTemplate: {
        metadata: { creationTimestamp: null, name },
        spec: jobSpec(image!, name, args.command, args.get('restart') ?? 'OnFailure'),
      },
      schedule,
    };
    return make(
      env,
      args,
      {
        apiVersion: 'batch/v1',
        kind: 'CronJob',
        metadata: { creationTimestamp: null, name },
        spec,
      } as never,
      { failed: 'failed to create cronjob:' },
    );
  },
};
