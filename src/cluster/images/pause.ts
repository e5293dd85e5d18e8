import type { Image } from './image';

/** The image of the sandbox itself: one tiny program that waits for a signal. */
export const pause: Image = {
  idle: { cpu: 0, memory: 1 },
  name: 'registry.k8s.io/pause',
  aliases: ['k8s.gcr.io/pause', 'gcr.io/google_containers/pause', 'docker.io/kubernetes/pause', 'registry.k8s.io/pause-amd64'],
  tags: 'any',
  bytes: 320_368,
  entrypoint: ['/pause'],
  user: { uid: 65_535, gid: 65_535 },
  tools: 'none',
  programs: () => ({
    pause: { run: () => ({ wait: Infinity }), onSignal: (signal) => (signal === 'TERM' || signal === 'INT' ? { exit: 0 } : undefined) },
  }),
};
