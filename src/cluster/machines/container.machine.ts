import { setup } from 'xstate';

/** What happens to a container. Lengths of time are in ms. */
export type ContainerEvent =
  /** Its turn has come: the sandbox stands, and every container that goes before it has started (or ended). */
  | { readonly type: 'START' }
  | { readonly type: 'IMAGE_READY'; readonly configError?: boolean; readonly retry?: number; readonly starting?: number }
  | { readonly type: 'PULL_FAILED'; readonly reason: string; readonly retry?: number }
  | { readonly type: 'EXIT'; readonly exitCode: number; readonly oom?: boolean }
  | { readonly type: 'BACK_OFF'; readonly backOff: number }
  | { readonly type: 'RESTART' }
  | { readonly type: 'STOP'; readonly grace: number };

type Asked = { readonly event: unknown };
const number =
  (field: string) =>
  ({ event }: Asked) =>
    Number((event as Record<string, unknown>)[field] ?? 0);
const failedFor =
  (reason: string) =>
  ({ event }: Asked) =>
    (event as { reason?: string }).reason === reason;

const types = {} as { events: ContainerEvent };

/** One container in a Pod.
 *  Source of the states: kuberuntime_manager.go, images/types.go, and the words of kubectl's STATUS column. */
export const containerMachine = setup({
  types,
  guards: {
    configError: ({ event }) => 'configError' in event && event.configError === true,
    invalidName: failedFor('InvalidImageName'),
    neverPull: failedFor('ErrImageNeverPull'),
    clean: ({ event }) => event.type === 'EXIT' && event.exitCode === 0,
    oom: ({ event }) => event.type === 'EXIT' && event.oom === true,
  },
  delays: {
    backOff: number('backOff'),
    retry: number('retry'),
    starting: number('starting'),
    grace: number('grace'),
  },
}).createMachine({
  id: 'container',
  initial: 'ContainerCreating',
  states: {
    ContainerCreating: {
      description: 'The container waits for its turn: first the Pod gets its volumes, its address, and its init containers run.',
      on: { START: 'Pulling', STOP: 'Removed' },
    },
    Pulling: {
      description: 'The kubelet makes sure the image is on the node, and pulls it from the registry if it must. Pulls wait in line.',
      on: {
        IMAGE_READY: [{ guard: 'configError', target: 'CreateContainerConfigError' }, { target: 'Created' }],
        PULL_FAILED: [
          { guard: 'invalidName', target: 'InvalidImageName' },
          { guard: 'neverPull', target: 'ErrImageNeverPull' },
          { target: 'ErrImagePull' },
        ],
        STOP: 'Removed',
      },
    },
    ErrImagePull: {
      description: 'The image could not be pulled: often its name or tag is mistyped. The kubelet will try again.',
      on: { BACK_OFF: 'ImagePullBackOff', RESTART: 'Pulling', STOP: 'Removed' },
    },
    ImagePullBackOff: {
      description: 'The kubelet waits before it pulls again: 10 seconds at first, twice as long each time, at most 5 minutes.',
      after: { backOff: 'Pulling' },
      on: { RESTART: 'Pulling', STOP: 'Removed' },
    },
    InvalidImageName: {
      description: 'This is no image name at all, so there is nothing to pull.',
      after: { retry: 'Pulling' },
      on: { RESTART: 'Pulling', STOP: 'Removed' },
    },
    ErrImageNeverPull: {
      description: 'The image is not on the node, and its pull policy forbids to pull it.',
      after: { retry: 'Pulling' },
      on: { RESTART: 'Pulling', STOP: 'Removed' },
    },
    CreateContainerConfigError: {
      description: 'The container asks for a ConfigMap or Secret, or a key in one, that does not exist. The kubelet looks again.',
      after: { retry: 'Pulling' },
      on: { STOP: 'Removed' },
    },
    Created: {
      description: 'The container is made, and its first process is about to start.',
      after: { starting: 'Running' },
      on: { STOP: 'Removed' },
    },
    Running: {
      description: 'Its first process runs. When that process ends, the container ends.',
      on: {
        EXIT: [{ guard: 'oom', target: 'OOMKilled' }, { guard: 'clean', target: 'Completed' }, { target: 'Error' }],
        STOP: 'Terminating',
      },
    },
    Terminating: {
      description: 'The process was asked to end (SIGTERM). If it has not ended when the grace period is over, it is killed (SIGKILL).',
      after: { grace: 'Error' },
      on: {
        EXIT: [{ guard: 'oom', target: 'OOMKilled' }, { guard: 'clean', target: 'Completed' }, { target: 'Error' }],
        // A second delete may shorten the grace.
        STOP: { target: 'Terminating', reenter: true },
      },
    },
    Completed: {
      description: 'The process ended with exit code 0. Whether it is started again, the Pod’s restartPolicy says.',
      on: { RESTART: 'Pulling', BACK_OFF: 'CrashLoopBackOff' },
    },
    Error: {
      description: 'The process ended with an exit code that is not 0. Whether it is started again, the Pod’s restartPolicy says.',
      on: { RESTART: 'Pulling', BACK_OFF: 'CrashLoopBackOff' },
    },
    OOMKilled: {
      description: 'The process used more memory than its limit, and the node killed it.',
      on: { RESTART: 'Pulling', BACK_OFF: 'CrashLoopBackOff' },
    },
    CrashLoopBackOff: {
      description:
        'The container ended again and again, so the kubelet waits before the next start: 10 seconds, doubling, at most 5 minutes.',
      after: { backOff: 'Pulling' },
      on: { STOP: 'Removed' },
    },
    Removed: {
      description: 'The Pod ends before this container could run.',
      on: { RESTART: 'Pulling' },
    },
  },
});
