import type { PodActor } from '../scene/actors';
import { actorText, podsText } from './names';

/** What a caption says when a pod looks different from before. */

type Sentence = (actor: string, pods: readonly PodActor[]) => string;

const many = (pods: readonly PodActor[]) => pods.length > 1;
const says =
  (verb: string, verbs: string): Sentence =>
  (actor, pods) =>
    `${who(actor)} ${many(pods) ? verbs : verb} ${podsText(pods)}.`;

/** Several kubelets are the kubelets. */
const who = (actor: string) => (actor === 'kubelets' ? 'The kubelets' : actorText(actor));
const reports = (actor: string) => (actor === 'kubelets' ? 'report' : 'reports');

const BY_STATUS: readonly (readonly [RegExp, Sentence])[] = [
  [/^Init:(\d+)\/(\d+)$/, (actor, pods) => initText(actor, pods)],
  [/^PodInitializing$/, (actor, pods) => `${who(actor)} ${actor === 'kubelets' ? 'start' : 'starts'} the containers of ${podsText(pods)}.`],
  [
    /CrashLoopBackOff/,
    (actor, pods) =>
      `${who(actor)} ${actor === 'kubelets' ? 'wait' : 'waits'} before the next start of ${podsText(pods)}: it crashed again.`,
  ],
  [/ErrImagePull|InvalidImageName|ErrImageNeverPull/, (actor, pods) => `${who(actor)} cannot pull the image of ${podsText(pods)}.`],
  [
    /ImagePullBackOff/,
    (actor, pods) => `${who(actor)} ${actor === 'kubelets' ? 'wait' : 'waits'} before the next pull for ${podsText(pods)}.`,
  ],
  [
    /CreateContainerConfigError/,
    (actor, pods) => `${who(actor)} cannot make the container of ${podsText(pods)}: its configuration is not there.`,
  ],
  [/OOMKilled/, (_, pods) => `${podsText(pods)} used more memory than allowed, and ${many(pods) ? 'are' : 'is'} killed.`],
  [/Error|ExitCode/, (_, pods) => `${podsText(pods)} ${many(pods) ? 'end' : 'ends'} with an error.`],
];

function initText(actor: string, pods: readonly PodActor[]): string {
  const [, done = '0', total = '1'] = /^Init:(\d+)\/(\d+)$/.exec(pods[0]!.status) ?? [];
  return `${who(actor)} ${actor === 'kubelets' ? 'run' : 'runs'} init container ${Number(done) + 1} of ${total} in ${podsText(pods)}.`;
}

const BY_LOOK: Readonly<Record<PodActor['look'], Sentence>> = {
  pending: (_, pods) => `${podsText(pods)} ${many(pods) ? 'wait' : 'waits'} for a node.`,
  creating: says('prepares', 'prepare'),
  unready: (actor, pods) => `${who(actor)} ${actor === 'kubelets' ? 'run' : 'runs'} ${podsText(pods)}, not ready for requests yet.`,
  ready: (actor, pods) => `${who(actor)} ${reports(actor)} that ${podsText(pods)} ${many(pods) ? 'are' : 'is'} ready.`,
  crashing: (_, pods) => `${podsText(pods)} ${many(pods) ? 'crash' : 'crashes'}.`,
  unpullable: (actor, pods) => `${who(actor)} cannot pull the image of ${podsText(pods)}.`,
  terminating: (actor, pods) => `${who(actor)} ${actor === 'kubelets' ? 'ask' : 'asks'} ${podsText(pods)} to stop.`,
  completed: (_, pods) => `${podsText(pods)} ${many(pods) ? 'have' : 'has'} done ${many(pods) ? 'their' : 'its'} work.`,
  failed: (_, pods) => `${podsText(pods)} ${many(pods) ? 'fail' : 'fails'}.`,
  lost: (_, pods) => `${podsText(pods)} may be lost: the node is silent.`,
};

/** @param pods  that changed alike; the first stands for all */
export function stateText(actor: string, pods: readonly PodActor[], before: PodActor | undefined): string {
  const [first] = pods;
  if (before && first!.restarts > before.restarts && (first!.look === 'ready' || first!.look === 'unready'))
    return `${who(actor)} ${actor === 'kubelets' ? 'have' : 'has'} started the container of ${podsText(pods)} again.`;
  const special =
    first!.look === 'ready' || first!.look === 'terminating' || first!.look === 'lost'
      ? undefined
      : BY_STATUS.find(([pattern]) => pattern.test(first!.status));
  return (special?.[1] ?? BY_LOOK[first!.look])(actor, pods);
}
