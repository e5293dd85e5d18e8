import type { DaemonSet } from '../../kube/kinds/daemon-set';
import type { Deployment } from '../../kube/kinds/deployment';
import type { StatefulSet } from '../../kube/kinds/stateful-set';
import type { KubeObject } from '../../kube/object';
import { withDeadline } from '../deletion';
import type { KubectlEnv } from '../env';
import { KubectlError } from '../errors';
import { milliseconds } from '../go-duration';
import { objectRef } from '../resources';
import type { Found } from '../selection';
import type { Verb } from '../verb';
import { kindOf, ROLLOUT, workloads } from './rollout-targets';

/** Source: kubectl/pkg/cmd/rollout/rollout_status.go, polymorphichelpers/rollout_status.go */

export const rolloutStatus: Verb = {
  name: 'rollout status',
  summary: 'Show the status of the rollout',
  usage: '(TYPE NAME | TYPE/NAME) [flags]',
  flags: { ...ROLLOUT, watch: 'bool', timeout: 'duration', revision: 'int' },
  examples: ['kubectl rollout status deployment/nginx', 'kubectl rollout status statefulset/zk --timeout=60s'],
  async run(args, env) {
    const revision = Number(args.get('revision') ?? 0);
    for (const found of await workloads(env, args)) {
      if (!Object.hasOwn(STATUS, found.resource.kind)) throw new KubectlError(`no status viewer has been implemented for ${kindOf(found)}`);
      const limit = milliseconds(args.get('timeout') ?? '0s');
      await follow(env, found, revision, args.on('watch', true), limit > 0 ? limit : undefined);
    }
  },
};

interface Progress {
  readonly text: string;
  readonly done: boolean;
}

/** A line whenever the object changes, until the rollout is done. */
async function follow(
  env: KubectlEnv,
  { resource, object }: Found,
  revision: number,
  watch: boolean,
  limit: number | undefined,
): Promise<void> {
  const { name, namespace = '' } = object.metadata;
  const say = (now: KubeObject): boolean => {
    const { text, done } = STATUS[resource.kind]!(now, revision);
    env.out(`${text}\n`);
    return done;
  };
  const live = await env.cluster.get(objectRef(resource, name, namespace));
  if (say(live) || !watch) return;
  const options = { namespace, fieldSelector: `metadata.name=${name}`, resourceVersion: live.metadata.resourceVersion };
  const done = await withDeadline(env, limit, async (signal) => {
    for await (const event of env.cluster.watch(resource, { ...options, signal })) {
      if (event.type === 'DELETED') throw new KubectlError('object has been deleted');
      if (event.type !== 'BOOKMARK' && say(event.object)) return true;
    }
    return true;
  });
  if (!done) throw new KubectlError('timed out waiting for the condition');
}

const waiting = (text: string): Progress => ({ text, done: false });
const finished = (text: string): Progress => ({ text, done: true });

const STATUS: Readonly<Record<string, (object: KubeObject, revision: number) => Progress>> = {
  Deployment: (object, revision) => deployment(object as unknown as Deployment, revision),
  StatefulSet: (object) => statefulSet(object as unknown as StatefulSet),
  DaemonSet: (object) => daemonSet(object as unknown as DaemonSet),
};

function deployment({ metadata, spec, status }: Deployment, revision: number): Progress {
  const at = Number(metadata.annotations?.['deployment.kubernetes.io/revision'] ?? 0);
  if (revision > 0 && at !== revision)
    throw new KubectlError(`desired revision (${revision}) is different from the running revision (${at})`);
  const { updatedReplicas: updated = 0, replicas = 0, availableReplicas: available = 0, observedGeneration = 0 } = status;
  if ((metadata.generation ?? 0) > observedGeneration) return waiting('Waiting for deployment spec update to be observed...');
  const name = JSON.stringify(metadata.name);
  if (status.conditions?.some(({ type, reason }) => type === 'Progressing' && reason === 'ProgressDeadlineExceeded'))
    throw new KubectlError(`deployment ${name} exceeded its progress deadline`);
  const rollout = (what: string) => waiting(`Waiting for deployment ${name} rollout to finish: ${what}...`);
  if (updated < spec.replicas) return rollout(`${updated} out of ${spec.replicas} new replicas have been updated`);
  if (replicas > updated) return rollout(`${replicas - updated} old replicas are pending termination`);
  if (available < updated) return rollout(`${available} of ${updated} updated replicas are available`);
  return finished(`deployment ${name} successfully rolled out`);
}

function daemonSet({ metadata, spec, status }: DaemonSet): Progress {
  if (spec.updateStrategy.type !== 'RollingUpdate')
    throw new KubectlError('rollout status is only available for RollingUpdate strategy type');
  const {
    updatedNumberScheduled: updated = 0,
    desiredNumberScheduled: desired = 0,
    numberAvailable: available = 0,
    observedGeneration = 0,
  } = status;
  if ((metadata.generation ?? 0) > observedGeneration) return waiting('Waiting for daemon set spec update to be observed...');
  const rollout = (what: string) => waiting(`Waiting for daemon set ${JSON.stringify(metadata.name)} rollout to finish: ${what}...`);
  if (updated < desired) return rollout(`${updated} out of ${desired} new pods have been updated`);
  if (available < desired) return rollout(`${available} of ${desired} updated pods are available`);
  return finished(`daemon set ${JSON.stringify(metadata.name)} successfully rolled out`);
}

function statefulSet({ metadata, spec, status }: StatefulSet): Progress {
  if (spec.updateStrategy.type !== 'RollingUpdate')
    throw new KubectlError('rollout status is only available for RollingUpdate strategy type');
  const { observedGeneration = 0, readyReplicas = 0, updatedReplicas = 0, currentReplicas = 0, updateRevision, currentRevision } = status;
  if (observedGeneration === 0 || (metadata.generation ?? 0) > observedGeneration)
    return waiting('Waiting for statefulset spec update to be observed...');
  if (readyReplicas < spec.replicas) return waiting(`Waiting for ${spec.replicas - readyReplicas} pods to be ready...`);
  const partition = spec.updateStrategy.rollingUpdate?.partition;
  if (partition !== undefined) {
    const wanted = spec.replicas - partition;
    if (updatedReplicas < wanted)
      return waiting(`Waiting for partitioned roll out to finish: ${updatedReplicas} out of ${wanted} new pods have been updated...`);
    return finished(`partitioned roll out complete: ${updatedReplicas} new pods have been updated...`);
  }
  if (updateRevision !== currentRevision)
    return waiting(`waiting for statefulset rolling update to complete ${updatedReplicas} pods at revision ${updateRevision}...`);
  return finished(`statefulset rolling update complete ${currentReplicas} pods at revision ${currentRevision}...`);
}
