import { setup } from 'xstate';

/** What happens to a Pod on its node. Lengths of time are in ms. */
export type PodEvent =
  | { readonly type: 'ADMIT' }
  | { readonly type: 'MOUNT_FAILED'; readonly retry: number }
  | { readonly type: 'MOUNTED'; readonly sandbox: number }
  | { readonly type: 'INITIALIZE' }
  | { readonly type: 'RUN' }
  | { readonly type: 'SANDBOX_CHANGED' }
  | { readonly type: 'SUCCEED' }
  | { readonly type: 'FAIL' }
  | { readonly type: 'TERMINATE' }
  | { readonly type: 'STOPPED' };

type Asked = { readonly event: unknown };
const number =
  (field: string) =>
  ({ event }: Asked) =>
    Number((event as Record<string, unknown>)[field] ?? 0);

const ends = { SUCCEED: 'Succeeded', FAIL: 'Failed', TERMINATE: 'Terminating' } as const;

const types = {} as { events: PodEvent };

/** A Pod from the moment a node has it. Source: kubelet.go SyncPod, SyncTerminatingPod, getPhase. */
export const podMachine = setup({
  types,
  guards: {},
  delays: { retry: number('retry'), sandbox: number('sandbox') },
}).createMachine({
  id: 'pod',
  initial: 'Pending',
  states: {
    Pending: {
      description: 'The Pod has a node. The kubelet there will see it in a moment.',
      on: { ADMIT: 'ContainerCreating', ...ends },
    },
    ContainerCreating: {
      description: 'The kubelet attaches and mounts the Pod’s volumes.',
      on: { MOUNTED: 'PodSandbox', MOUNT_FAILED: 'FailedMount', ...ends },
    },
    FailedMount: {
      description: 'A volume is not there yet: its claim is not bound, or its ConfigMap or Secret does not exist. The kubelet tries again.',
      after: { retry: 'ContainerCreating' },
      on: ends,
    },
    PodSandbox: {
      description: 'The Pod gets its own network and its address.',
      after: { sandbox: 'PodReadyToStartContainers' },
      on: ends,
    },
    PodReadyToStartContainers: {
      description: 'Volumes and network are there: images are pulled and containers started.',
      on: { INITIALIZE: 'PodInitializing', RUN: 'Running', SANDBOX_CHANGED: 'ContainerCreating', ...ends },
    },
    PodInitializing: {
      description: 'Init containers run, one after another. Each must succeed before the next one starts.',
      on: { RUN: 'Running', SANDBOX_CHANGED: 'ContainerCreating', ...ends },
    },
    Running: {
      description: 'At least one container runs, or is about to be started again.',
      on: { SANDBOX_CHANGED: 'ContainerCreating', ...ends },
    },
    Succeeded: {
      description: 'Every container ended with exit code 0 and none will be started again.',
      on: { TERMINATE: 'Deleted' },
    },
    Failed: {
      description: 'Every container has ended, at least one of them badly, and none will be started again.',
      on: { TERMINATE: 'Deleted' },
    },
    Terminating: {
      description: 'The Pod is being deleted: its containers are asked to end, and are killed when the grace period is over.',
      on: { STOPPED: 'Deleted' },
    },
    Deleted: { description: 'The containers are gone, and the kubelet has removed the Pod from the API.' },
  },
});
