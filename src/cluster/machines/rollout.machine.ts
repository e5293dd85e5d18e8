import { setup } from 'xstate';
import type { Deployment } from '../../kube/kinds/deployment';
import { deadlineAt, hasDeadline, progressing } from '../controllers/deployment-conditions';

/** A Deployment's rollout, as its condition Progressing tells it; states in the words of the documentation. No
 *  controller runs this machine. Source: docs, Deployment status; pkg/controller/deployment/progress.go */
export type RolloutEvent = {
  readonly type: 'TEMPLATE_CHANGED' | 'PROGRESS' | 'COMPLETE' | 'PAUSE' | 'RESUME' | 'CREATE_FAILED' | 'DELETE';
};

const types = {} as { events: RolloutEvent };

export const rolloutMachine = setup({
  types,
  guards: {},
  // Its length is the Deployment's own: see `rolloutDelays`.
  delays: { progressDeadline: 0 },
}).createMachine({
  id: 'rollout',
  initial: 'Progressing',
  states: {
    Progressing: {
      description:
        'The newest ReplicaSet grows and the older ones shrink, within maxSurge and maxUnavailable. Each step forward starts the progress deadline anew.',
      on: { COMPLETE: 'Complete', CREATE_FAILED: 'ReplicaSetCreateError', PAUSE: 'Paused', DELETE: 'Deleted' },
      after: { progressDeadline: 'Failed' },
    },
    ReplicaSetCreateError: {
      description: 'The new ReplicaSet cannot be created. The controller tries again.',
      on: { PROGRESS: 'Progressing', PAUSE: 'Paused', DELETE: 'Deleted' },
      after: { progressDeadline: 'Failed' },
    },
    Complete: {
      description:
        'Every Pod is of the newest version and available, and no old one runs. A complete rollout is never late, even when Pods fail afterwards.',
      on: { TEMPLATE_CHANGED: 'Progressing', PAUSE: 'Paused', DELETE: 'Deleted' },
    },
    Failed: {
      description:
        'ProgressDeadlineExceeded: nothing moved for progressDeadlineSeconds. Nothing is rolled back; the controller goes on trying, and you may undo it.',
      on: { PROGRESS: 'Progressing', COMPLETE: 'Complete', TEMPLATE_CHANGED: 'Progressing', DELETE: 'Deleted' },
    },
    Paused: {
      description: 'spec.paused is true: changes of the template wait, and no deadline runs.',
      on: { RESUME: 'Progressing', DELETE: 'Deleted' },
    },
    Deleted: { description: 'It is being deleted, and its ReplicaSets and Pods with it.' },
  },
});

const STATES: Readonly<Record<string, string>> = {
  NewReplicaSetAvailable: 'Complete',
  ProgressDeadlineExceeded: 'Failed',
  ReplicaSetCreateError: 'ReplicaSetCreateError',
};

export function rolloutState(deployment: Deployment): string {
  if (deployment.metadata.deletionTimestamp) return 'Deleted';
  const reason = progressing(deployment.status.conditions)?.reason ?? '';
  if (deployment.spec.paused) return 'Paused';
  // What the controller has not seen yet has not begun to be rolled out; what it did before still stands.
  return STATES[reason] ?? 'Progressing';
}

/** ms until each delay of the machine is over. @param now  ms since the Unix epoch */
export function rolloutDelays(deployment: Deployment, now: number): Readonly<Record<string, number>> {
  const condition = progressing(deployment.status.conditions);
  return condition && hasDeadline(deployment) ? { progressDeadline: deadlineAt(deployment, condition) - now } : {};
}
