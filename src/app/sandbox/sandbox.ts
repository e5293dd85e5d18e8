import type { Lesson } from '../../lessons/lesson';
import { EXAMPLES } from './examples';

/** The free cluster: two zones, three nodes each; nothing to achieve, everything to try. */
export const sandbox: Lesson = {
  slug: 'sandbox',
  title: 'Sandbox',
  summary: 'A free cluster with every fault at hand.',
  minutes: 0,
  seed: 20170330,
  namespace: 'default',
  cluster: {
    nodes: Array.from({ length: 6 }, (_, i) => ({
      name: `node-${i + 1}`,
      zone: i < 3 ? 'zone-a' : 'zone-b',
      cpu: '4',
      memory: '8Gi',
      labels: {},
    })),
  },
  files: EXAMPLES,
  setup: [],
  steps: [{ id: 'free', title: 'Sandbox', say: 'Try anything.', goals: [], hints: [] }],
};
