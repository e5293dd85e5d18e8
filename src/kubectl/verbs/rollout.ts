import type { KubeObject } from '../../kube/object';
import { same } from '../../kube/plain-data';
import { KubectlError } from '../errors';
import { printedName } from '../resources';
import { namespaceOf, refOf, type Found } from '../selection';
import { dryRunOf, suffix, patchOptions } from '../outcome';
import type { Verb } from '../verb';
import { revisionsOf, type Revision } from './revisions';
import { cannot, eachWorkload, ROLLOUT } from './rollout-targets';

/** Source: kubectl/pkg/cmd/rollout/rollout_{undo,restart,pause,resume}.go, polymorphichelpers/rollback.go */

const nameOf = ({ resource, object }: Found) => printedName(resource, object.metadata.name);

interface Spec {
  readonly paused?: boolean;
  readonly template?: Revision['template'];
}

const specOf = (object: KubeObject) => object['spec'] as Spec;

export const rolloutUndo: Verb = {
  name: 'rollout undo',
  summary: 'Undo a previous rollout',
  usage: '(TYPE NAME | TYPE/NAME) [flags]',
  flags: { ...ROLLOUT, 'to-revision': 'int', 'dry-run': 'optional' },
  examples: ['kubectl rollout undo deployment/nginx', 'kubectl rollout undo deployment/nginx --to-revision=2'],
  async run(args, env) {
    const dry = dryRunOf(args, env);
    await eachWorkload(env, args, async (found) => {
      const { resource, object } = found;
      if (!['Deployment', 'DaemonSet', 'StatefulSet'].includes(resource.kind))
        throw new KubectlError(`no rollbacker has been implemented for ${JSON.stringify(resource.kind)}`);
      const target = targetOf(await revisionsOf(env, found), Number(args.get('to-revision') ?? 0), found);
      if (specOf(object).paused)
        throw new KubectlError(`you cannot rollback a paused deployment; resume it first with 'kubectl rollout resume' and try again`);
      if (same(target.template, specOf(object).template)) {
        return env.out(`${nameOf(found)} skipped rollback (current template already matches revision ${target.number})\n`);
      }
      const patch = [{ op: 'replace', path: '/spec/template', value: target.template }];
      if (dry !== 'client') await env.cluster.patch(refOf(found), 'application/json-patch+json', patch, patchOptions(args, env, 'kubectl'));
      env.out(`${nameOf(found)} rolled back${suffix(dry)}\n`);
    });
  },
};

/** The revision asked for; without one, the one before the present. */
function targetOf(history: readonly Revision[], wanted: number, { resource, object }: Found): Revision {
  const found = wanted ? history.find(({ number }) => number === wanted) : history.at(-2);
  if (found) return found;
  if (wanted) throw new KubectlError(`unable to find specified revision ${wanted} in history`);
  throw new KubectlError(
    resource.kind === 'Deployment'
      ? `no rollout history found for deployment ${JSON.stringify(object.metadata.name)}`
      : 'no last revision to roll back to',
  );
}

export const rolloutRestart: Verb = {
  name: 'rollout restart',
  summary: 'Restart a resource',
  usage: 'RESOURCE',
  flags: ROLLOUT,
  examples: ['kubectl rollout restart deployment/nginx'],
  async run(args, env) {
    const count = await eachWorkload(env, args, async (found) => {
      const { template, paused } = specOf(found.object);
      if (!template || found.resource.kind === 'ReplicaSet' || found.resource.kind === 'Job') throw cannot(found, 'restarting');
      if (paused)
        throw new KubectlError(
          `deployments.apps ${JSON.stringify(found.object.metadata.name)} can't restart paused deployment (run rollout resume first)`,
        );
      const restartedAt = new Date(env.cluster.clock.now()).toISOString().replace(/\.\d+Z/, 'Z');
      const metadata = { annotations: { 'kubectl.kubernetes.io/restartedAt': restartedAt } };
      await env.cluster.patch(
        refOf(found),
        'application/strategic-merge-patch+json',
        { spec: { template: { metadata } } },
        patchOptions(args, env, 'kubectl-rollout'),
      );
      env.out(`${nameOf(found)} restarted\n`);
    });
    if (!count) env.err(`No resources found in ${namespaceOf(args, env)} namespace.\n`);
  },
};

const switching = (name: 'pause' | 'resume', paused: boolean): Verb => ({
  name: `rollout ${name}`,
  summary: paused ? 'Mark the provided resource as paused' : 'Resume a paused resource',
  usage: 'RESOURCE',
  flags: ROLLOUT,
  examples: [`kubectl rollout ${name} deployment/nginx`],
  async run(args, env) {
    await eachWorkload(env, args, async (found) => {
      if (found.resource.kind !== 'Deployment') throw cannot(found, paused ? 'pausing' : 'resuming');
      if ((specOf(found.object).paused ?? false) === paused)
        throw new KubectlError(`deployments.apps ${JSON.stringify(found.object.metadata.name)} is ${paused ? 'already' : 'not'} paused`);
      await env.cluster.patch(
        refOf(found),
        'application/strategic-merge-patch+json',
        { spec: { paused: paused || null } },
        patchOptions(args, env, 'kubectl-rollout'),
      );
      env.out(`${nameOf(found)} ${name}d\n`);
    });
  },
});

export const rolloutPause = switching('pause', true);
export const rolloutResume = switching('resume', false);
