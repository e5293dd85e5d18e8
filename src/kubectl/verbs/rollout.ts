import type { ApiResource } from '../../kube/cluster';
import type { Deployment } from '../../kube/kinds/deployment';
import type { ReplicaSet } from '../../kube/kinds/replica-set';
import { controllerOf, type KubeObject } from '../../kube/object';
import type { Arguments } from '../arguments';
import type { KubectlEnv } from '../env';
import { KubectlError } from '../errors';
import { findResource, namespaceOf, objectRef, printedName, targets } from '../resources';
import { align } from '../describe/tabwriter';
import type { Verb } from '../verb';

/** Source: kubectl/pkg/cmd/rollout, pkg/polymorphichelpers */

const REVISION = 'deployment.kubernetes.io/revision';

interface Found {
  readonly resource: ApiResource;
  readonly object: KubeObject;
}

async function workloads(env: KubectlEnv, args: Arguments): Promise<Found[]> {
  const found = await targets(env, args.words);
  if (!found.some(({ names }) => names.length)) throw new KubectlError('required resource not specified');
  const all: Found[] = [];
  for (const { resource, names } of found)
    for (const name of names) all.push({ resource, object: await env.cluster.get(objectRef(resource, name, namespaceOf(args, env))) });
  return all;
}

const refOf = ({ resource, object }: Found) => objectRef(resource, object.metadata.name, object.metadata.namespace ?? '');

function onlyDeployments({ resource, object }: Found, what: string): void {
  if (resource.resource !== 'deployments')
    throw new KubectlError(`${resource.resource} "${object.metadata.name}" ${what} is not supported`);
}

async function revisions(env: KubectlEnv, deployment: KubeObject): Promise<ReplicaSet[]> {
  const resource = await findResource(env.cluster, 'replicasets');
  const list = await env.cluster.list(resource, { namespace: deployment.metadata.namespace! });
  const own = list.items.filter((one) => controllerOf(one)?.uid === deployment.metadata.uid) as unknown as ReplicaSet[];
  return own.sort((a, b) => revisionOf(a) - revisionOf(b));
}

const revisionOf = ({ metadata }: ReplicaSet) => Number(metadata.annotations?.[REVISION] ?? 0);

export const rolloutStatus: Verb = {
  name: 'rollout status',
  summary: 'Show the status of the rollout',
  usage: '(TYPE NAME | TYPE/NAME) [flags]',
  flags: { watch: 'bool', timeout: 'string', revision: 'string' },
  examples: ['kubectl rollout status deployment/nginx'],
  async run(args, env) {
    for (const found of await workloads(env, args)) {
      onlyDeployments(found, 'rollout status');
      await follow(env, found, args.on('watch', true));
    }
  },
};

async function follow(env: KubectlEnv, found: Found, watch: boolean): Promise<void> {
  let last = '';
  const say = (object: KubeObject): boolean => {
    const { text, done } = statusOf(object as unknown as Deployment);
    if (text !== last) env.out(`${(last = text)}\n`);
    return done;
  };
  if (say(found.object) || !watch) return;
  const { name, namespace, resourceVersion } = found.object.metadata;
  for await (const { object, type } of env.cluster.watch(found.resource, {
    namespace: namespace!,
    fieldSelector: `metadata.name=${name}`,
    resourceVersion,
    signal: env.signal,
  })) {
    if (type === 'DELETED') throw new KubectlError('object has been deleted');
    if (say(object)) return;
  }
}

/** Source: polymorphichelpers/rollout_status.go DeploymentStatusViewer */
function statusOf({ metadata, spec, status }: Deployment): { text: string; done: boolean } {
  const { updatedReplicas: updated = 0, replicas = 0, availableReplicas: available = 0, observedGeneration = 0 } = status;
  const waiting = (what: string) => ({ text: `Waiting for deployment "${metadata.name}" rollout to finish: ${what}...`, done: false });
  if ((metadata.generation ?? 0) > observedGeneration) return { text: 'Waiting for deployment spec update to be observed...', done: false };
  if (status.conditions?.some(({ reason }) => reason === 'ProgressDeadlineExceeded'))
    throw new KubectlError(`deployment "${metadata.name}" exceeded its progress deadline`);
  if (updated < spec.replicas) return waiting(`${updated} out of ${spec.replicas} new replicas have been updated`);
  if (replicas > updated) return waiting(`${replicas - updated} old replicas are pending termination`);
  if (available < updated) return waiting(`${available} of ${updated} updated replicas are available`);
  return { text: `deployment "${metadata.name}" successfully rolled out`, done: true };
}

export const rolloutHistory: Verb = {
  name: 'rollout history',
  summary: 'View rollout history',
  usage: '(TYPE NAME | TYPE/NAME) [flags]',
  flags: {},
  examples: ['kubectl rollout history deployment/nginx'],
  async run(args, env) {
    for (const found of await workloads(env, args)) {
      onlyDeployments(found, 'rollout history');
      const history = (await revisions(env, found.object)).filter((one) => revisionOf(one) > 0);
      const rows = history.map((one) => `${revisionOf(one)}\t${one.metadata.annotations?.['kubernetes.io/change-cause'] ?? '<none>'}`);
      env.out(
        `${printedName(found.resource, found.object.metadata.name)} \n${rows.length ? `${align(['REVISION\tCHANGE-CAUSE', ...rows].join('\n'))}\n\n` : 'No rollout history found.\n'}`,
      );
    }
  },
};

export const rolloutUndo: Verb = {
  name: 'rollout undo',
  summary: 'Undo a previous rollout',
  usage: '(TYPE NAME | TYPE/NAME) [flags]',
  flags: { 'to-revision': 'string' },
  examples: ['kubectl rollout undo deployment/nginx', 'kubectl rollout undo deployment/nginx --to-revision=2'],
  async run(args, env) {
    for (const found of await workloads(env, args)) {
      onlyDeployments(found, 'rollout undo');
      const { object, resource } = found;
      const deployment = object as unknown as Deployment;
      if (deployment.spec.paused)
        throw new KubectlError("you cannot rollback a paused deployment; resume it first with 'kubectl rollout resume' and try again");
      const history = await revisions(env, object);
      const target = targetOf(history, Number(args.get('to-revision') ?? 0), object.metadata.name);
      const { 'pod-template-hash': _, ...labels } = target.spec.template.metadata?.labels ?? {};
      const template = { ...target.spec.template, metadata: { ...target.spec.template.metadata, labels } };
      const name = printedName(resource, object.metadata.name);
      if (
        JSON.stringify(template.spec) === JSON.stringify(deployment.spec.template.spec) &&
        JSON.stringify(labels) === JSON.stringify(deployment.spec.template.metadata?.labels)
      ) {
        env.out(`${name} skipped rollback (current template already matches revision ${revisionOf(target)})\n`);
        continue;
      }
      await env.cluster.patch(refOf(found), 'application/json-patch+json', [{ op: 'replace', path: '/spec/template', value: template }]);
      env.out(`${name} rolled back\n`);
    }
  },
};

/** The revision asked for; without one, the one before the present. */
function targetOf(history: readonly ReplicaSet[], wanted: number, name: string): ReplicaSet {
  const found = wanted ? history.find((one) => revisionOf(one) === wanted) : history.at(-2);
  if (found) return found;
  throw new KubectlError(
    wanted ? `unable to find specified revision ${wanted} in history` : `no rollout history found for deployment "${name}"`,
  );
}

export const rolloutRestart: Verb = {
  name: 'rollout restart',
  summary: 'Restart a resource',
  usage: 'RESOURCE',
  flags: {},
  examples: ['kubectl rollout restart deployment/nginx'],
  async run(args, env) {
    for (const found of await workloads(env, args)) {
      const { object, resource } = found;
      const { template, paused } = object['spec'] as { template?: unknown; paused?: boolean };
      if (!template) throw new KubectlError(`${resource.resource} "${object.metadata.name}" restarting is not supported`);
      if (paused)
        throw new KubectlError(`deployments.apps "${object.metadata.name}" can't restart paused deployment (run rollout resume first)`);
      const restartedAt = new Date(env.cluster.clock.now()).toISOString().replace(/\.\d+Z/, 'Z');
      const annotations = { 'kubectl.kubernetes.io/restartedAt': restartedAt };
      await env.cluster.patch(refOf(found), 'application/strategic-merge-patch+json', {
        spec: { template: { metadata: { annotations } } },
      });
      env.out(`${printedName(resource, object.metadata.name)} restarted\n`);
    }
  },
};

const switching = (name: 'pause' | 'resume', paused: boolean): Verb => ({
  name: `rollout ${name}`,
  summary: paused ? 'Mark the provided resource as paused' : 'Resume a paused resource',
  usage: 'RESOURCE',
  flags: {},
  examples: [`kubectl rollout ${name} deployment/nginx`],
  async run(args, env) {
    for (const found of await workloads(env, args)) {
      const { object, resource } = found;
      if (resource.resource !== 'deployments')
        throw new KubectlError(
          `${resource.resource}.${resource.group} "${object.metadata.name}" ${paused ? 'pausing' : 'resuming'} is not supported`,
        );
      if (((object['spec'] as { paused?: boolean }).paused ?? false) === paused)
        throw new KubectlError(`deployments.apps "${object.metadata.name}" is ${paused ? 'already' : 'not'} paused`);
      await env.cluster.patch(refOf(found), 'application/strategic-merge-patch+json', { spec: { paused: paused || null } });
      env.out(`${printedName(resource, object.metadata.name)} ${name}d\n`);
    }
  },
});

export const rolloutPause = switching('pause', true);
export const rolloutResume = switching('resume', false);
