import { setup } from 'xstate';

export type ImagePullEvent = { readonly type: 'PULL'; /** ms */ readonly pulling: number; readonly fails?: boolean };

const types = {} as { events: ImagePullEvent };

/** One pull of an image to a node. A node pulls one image at a time (kubelet's serializeImagePulls). */
export const imagePullMachine = setup({
  types,
  guards: { fails: ({ event }) => (event as Partial<ImagePullEvent>).fails === true },
  delays: { pulling: ({ event }) => (event as Partial<ImagePullEvent>).pulling ?? 0 },
}).createMachine({
  id: 'image-pull',
  initial: 'Waiting',
  states: {
    Waiting: {
      description: 'The pull waits in line: a node pulls one image at a time.',
      on: { PULL: [{ guard: 'fails', target: 'Resolving' }, { target: 'Pulling' }] },
    },
    Pulling: {
      description: 'The layers of the image travel from the registry to the node. A large image takes longer.',
      after: { pulling: 'Pulled' },
    },
    Resolving: {
      description: 'The node asks the registry for the image.',
      after: { pulling: 'ErrImagePull' },
    },
    Pulled: { description: 'The image is on the node. Containers that use it start faster from now on.' },
    ErrImagePull: { description: 'The registry does not have the image, or did not answer.' },
  },
});
