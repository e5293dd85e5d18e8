import type { LessonNode } from '../lessons/lesson';
import type { PlaygroundScenario } from '../playground';

/** The cluster of a script that names none: nodes in three zones, in turn. */
export function scenarioOf(nodes: number, seed: number, files: Readonly<Record<string, string>>): PlaygroundScenario {
  const node = (i: number): LessonNode => ({
    name: `node-${i + 1}`,
    zone: `zone-${'abc'[i % 3]}`,
    cpu: '4',
    memory: '8Gi',
    labels: {},
  });
  return { slug: 'sh', seed, cluster: { nodes: Array.from({ length: nodes }, (_, i) => node(i)) }, namespace: 'default', files, setup: [] };
}
