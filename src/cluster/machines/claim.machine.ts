import { setup } from 'xstate';
import type { PersistentVolumeClaim } from '../../kube/kinds/persistent-volume-claim';

/** A claim on a volume, by its phase. No controller runs this machine.
 *  Source: pv_controller.go syncClaim; docs, Lifecycle of a volume and claim */
export type ClaimEvent = { readonly type: 'BIND' | 'VOLUME_LOST' | 'DELETE' | 'RELEASE' };

const types = {} as { events: ClaimEvent };

export const claimMachine = setup({ types, guards: {}, delays: {} }).createMachine({
  id: 'claim',
  initial: 'Pending',
  states: {
    Pending: {
      description: 'It has no volume yet: none fits, one is being made, or its class waits for the first Pod that uses it.',
      on: { BIND: 'Bound', DELETE: 'Terminating' },
    },
    Bound: {
      description: 'A volume is its own, and of nobody else. It outlives the Pods that use it.',
      on: { VOLUME_LOST: 'Lost', DELETE: 'Terminating' },
    },
    Lost: {
      description: 'The volume that it was bound to is gone, and with it the data.',
      on: { DELETE: 'Terminating' },
    },
    Terminating: {
      description: 'It is deleted, but a Pod still uses it: it is protected until that Pod is gone.',
      on: { RELEASE: 'Deleted' },
    },
    Deleted: { description: 'It is gone. What becomes of the volume its reclaim policy says.' },
  },
});

export const claimState = ({ metadata, status }: PersistentVolumeClaim): string =>
  metadata.deletionTimestamp ? 'Terminating' : status.phase;
