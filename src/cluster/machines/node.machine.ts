import { setup } from 'xstate';

export type NodeEvent =
  | { readonly type: 'STOP' }
  | { readonly type: 'START'; /** ms */ readonly booting: number }
  | { readonly type: 'CUT' }
  | { readonly type: 'KUBELET_STOP' }
  | { readonly type: 'MEND' };

/** How often a kubelet renews its node's Lease, ms. Source: kubelet nodeLeaseDurationSeconds 40 × 0.25. */
export const HEARTBEAT = 10_000;

const types = {} as { events: NodeEvent };

/** The machine under a Node object. Whether the Node is *called* Ready the control plane decides, by its heartbeats. */
export const nodeMachine = setup({
  types,
  guards: {},
  delays: { heartbeat: HEARTBEAT, booting: ({ event }) => (event as { booting?: number }).booting ?? 0 },
}).createMachine({
  id: 'node',
  initial: 'Ready',
  states: {
    Ready: {
      description: 'The kubelet runs, and every 10 seconds renews the node’s Lease: its heartbeat.',
      after: { heartbeat: { target: 'Ready', reenter: true } },
      on: { STOP: 'Off', CUT: 'Unreachable', KUBELET_STOP: 'KubeletStopped' },
    },
    Off: {
      description: 'The machine is off. No heartbeat comes; after 50 seconds without one the control plane marks the node NotReady.',
      on: { START: 'Starting' },
    },
    Starting: {
      description: 'The machine boots, and its kubelet starts the containers again.',
      after: { booting: 'Ready' },
      on: { STOP: 'Off' },
    },
    KubeletStopped: {
      description: 'The machine and its containers go on, but no kubelet starts, probes or reports them. No heartbeat comes.',
      on: { MEND: 'Ready', STOP: 'Off', CUT: 'Unreachable' },
    },
    Unreachable: {
      description: 'The containers go on, but the control plane cannot hear the node nor tell it anything.',
      on: { MEND: 'Ready', STOP: 'Off', START: 'Ready' },
    },
  },
});
