import type { LogEntry } from '../../kube/log';
import type { KubeObject } from '../../kube/object';
import { claim, daemonSet, deployment, job, NAMESPACE, node, object, PHASES, pod, podOf, service, statefulSet } from './objects';

/** Scenes that show what the stage can say: the gallery page draws them, and the tests keep their pictures. */
export interface GalleryScene {
  readonly title: string;
  readonly objects: readonly KubeObject[];
  readonly log: readonly LogEntry[];
}

const scene = (title: string, objects: readonly KubeObject[], log: readonly LogEntry[] = []): GalleryScene => ({ title, objects, log });
const three = ['a', 'b', 'c'].map((zone, i) => node(`node-${i + 1}`, `zone-${zone}`));
const on = (i: number) => `node-${(i % 3) + 1}`;

/** How the requests of 24 seconds went: `.` served, `x` failed. */
function requests(pattern: string): LogEntry[] {
  return [...pattern].map((how, i) => ({
    id: i,
    at: i * 500,
    actor: 'traffic',
    type: 'request',
    ok: how === '.',
    note: 'through Service web: GET /',
    object: { resource: 'pods', kind: 'Pod', namespace: NAMESPACE, name: 'web', uid: 'none' },
  }));
}

function rollout(): KubeObject[] {
  const { all, sets } = deployment('web', ['nginx:1.7.9', 'nginx:1.9.1'], [2, 2], 3);
  const old = [
    podOf(sets[0]!, 'hdjgj', 'ready', on(0)),
    podOf(sets[0]!, '2mjwb', 'ready', on(1)),
    podOf(sets[0]!, '2fdq9', 'terminating', on(2)),
  ];
  const young = [podOf(sets[1]!, 'x7mzk', 'ready', on(2)), podOf(sets[1]!, 'nfrzn', 'creating', on(0))];
  return [
    ...three,
    ...all,
    ...old,
    ...young,
    ...service(
      'web',
      [...old.slice(0, 2), young[0]!].map((one) => ({ pod: one, ready: true })),
    ),
  ];
}

function states(): KubeObject[] {
  const { all, sets } = deployment('web', ['nginx:1.9.1'], [PHASES.length], 1);
  return [...three, ...all, ...PHASES.map((phase, i) => podOf(sets[0]!, phase.slice(0, 5), phase, on(i)))];
}

function stateful(): KubeObject[] {
  const db = statefulSet('db', 3, 2);
  const claims = [claim('data-db-0'), claim('data-db-1'), claim('data-db-2', 'Pending')];
  const phases = ['ready', 'ready', 'creating'] as const;
  const pods = phases.map((phase, i) => pod(`db-${i}`, phase, on(i), { owner: db, claims: [`data-db-${i}`] }));
  return [
    ...three,
    db,
    ...claims,
    ...pods,
    ...service('db', [
      { pod: pods[0]!, ready: true },
      { pod: pods[1]!, ready: true },
    ]),
    object('ConfigMap', 'settings', { data: {} }),
  ];
}

function daemons(): KubeObject[] {
  const nodes = [
    ...three.slice(0, 2),
    node('node-3', 'zone-c', { labels: { color: 'red' } }),
    node('node-4', 'zone-c', { cordoned: true, taints: [{ key: 'gpu', effect: 'NoSchedule' }] }),
  ];
  const [agent, red] = [daemonSet('agent', 3, 2), daemonSet('red', 1, 1, { nodeSelector: { color: 'red' } })];
  const pods = [
    pod('agent-7bsqj', 'ready', 'node-1', { owner: agent }),
    pod('agent-px29f', 'unready', 'node-2', { owner: agent }),
    pod('red-whmmq', 'ready', 'node-3', { owner: red }),
  ];
  return [...nodes, agent, red, ...pods];
}

function batch(): KubeObject[] {
  const frames = job('frames', 12, { succeeded: 5, completedIndexes: '0-3,6', failedIndexes: '4', failed: 2, active: 3 }, true);
  const sums = job('sums', 6, { succeeded: 2, active: 2 });
  const index = (i: number) => ({ 'batch.kubernetes.io/job-completion-index': String(i) });
  const pods = [5, 7, 8].map((i) => pod(`frames-${i}-x${i}k2p`, 'ready', on(i), { owner: frames, annotations: index(i) }));
  const done = pod('frames-0-b7m2q', 'completed', 'node-1', { owner: frames, annotations: index(0) });
  const again = pod('frames-7-c4m8t', 'failed', 'node-1', { owner: frames, annotations: index(7) });
  const rest = [pod('sums-4hjq2', 'ready', 'node-2', { owner: sums }), pod('sums-9fk3d', 'failed', 'node-3', { owner: sums })];
  return [...three, frames, sums, done, again, ...pods, ...rest];
}

function zoneDown(): KubeObject[] {
  const nodes = Array.from({ length: 6 }, (_, i) => node(`node-${i + 1}`, i < 3 ? 'zone-a' : 'zone-b', { ready: i < 3 }));
  const { all, sets } = deployment('web', ['nginx:1.9.1'], [5], 3);
  const pods = ['z8g8k', '9t9bt', 'gb5cx', 'k2p7x', 'm4n8q'].map((suffix, i) => podOf(sets[0]!, suffix, 'ready', `node-${i + 1}`));
  return [
    ...nodes,
    ...all,
    ...pods,
    ...service(
      'web',
      pods.map((one, i) => ({ pod: one, ready: i < 3 })),
    ),
  ];
}

function crowd(): KubeObject[] {
  const nodes = Array.from({ length: 12 }, (_, i) => node(`node-${i + 1}`, `zone-${'abc'[Math.floor(i / 4)]}`));
  const { all, sets } = deployment('web', ['nginx:1.7.9', 'nginx:1.9.1'], [150, 150], 260);
  const phases = ['ready', 'ready', 'ready', 'unready', 'creating', 'ready', 'crashing', 'ready', 'ready', 'terminating'] as const;
  return [
    ...nodes,
    ...all,
    ...Array.from({ length: 300 }, (_, i) => podOf(sets[i % 2]!, `p${i}`, phases[i % phases.length]!, `node-${(i % 12) + 1}`)),
  ];
}

const off = (name: string, id: number): LogEntry => ({
  id,
  at: 0,
  actor: 'kubelet',
  type: 'machine',
  from: 'Ready',
  to: 'Off',
  object: { resource: 'nodes', kind: 'Node', name },
});

export const SCENES: readonly GalleryScene[] = [
  scene('An empty cluster', three),
  scene('A rollout, under traffic', rollout(), requests('................x..x....................xx......')),
  scene('Every state of a Pod', states()),
  scene('A StatefulSet with its volumes', stateful()),
  scene('DaemonSets: one empty slot, a red label, a cordoned node', daemons()),
  scene('Jobs: items done, in hand, failed, to do', batch()),
  scene('A zone is down', zoneDown(), [off('node-4', 0), off('node-5', 1), off('node-6', 2)]),
  scene('Three hundred Pods', crowd()),
];
