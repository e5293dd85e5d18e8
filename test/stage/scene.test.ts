import { describe, expect, test } from 'vitest';
import type { KubeObject } from '../../src/kube/object';
import { sceneOf } from '../../src/stage/scene';
import { Chronicle } from '../../src/stage/scene/chronicle';
import { parseIndexes } from '../../src/stage/scene/jobs';
import {
  claim,
  daemonSet,
  deployment,
  job,
  NAMESPACE,
  node,
  object,
  PHASES,
  pod,
  podOf,
  service,
  statefulSet,
  viewOf,
} from '../../src/stage/gallery/objects';

const scene = (...objects: KubeObject[]) => sceneOf(viewOf(objects), NAMESPACE);
const seats = (objects: KubeObject[], which = 0) =>
  scene(...objects)
    .workloads[which]!.generations.at(-1)!
    .seats.map(({ state, label }) => (label === undefined ? state : `${label} ${state}`));

describe('the scene', () => {
  test('a Deployment shows a slot for each Pod that it wants, and who sits there', () => {
    const { all, sets } = deployment('web', ['nginx:1.9.1'], [3]);
    const pods = [podOf(sets[0]!, 'a', 'ready', 'node-1'), podOf(sets[0]!, 'b', 'creating', 'node-1')];
    expect(seats([node('node-1'), ...all, ...pods])).toEqual(['ready', 'present', 'missing']);
  });

  test('a Pod that is being deleted leaves its slot to the next one', () => {
    const { all, sets } = deployment('web', ['nginx:1.9.1'], [1]);
    expect(seats([node('node-1'), ...all, podOf(sets[0]!, 'a', 'terminating', 'node-1')])).toEqual(['leaving', 'missing']);
  });

  test('a ReplicationController stands alone with its Pods, as a ReplicaSet without a Deployment does', () => {
    const template = { spec: { containers: [{ name: 'app', image: 'nginx:1.9.1' }] } };
    const old = object('ReplicationController', 'old', { spec: { replicas: 2, template }, status: { replicas: 1, readyReplicas: 1 } });
    const objects = [node('node-1'), old, pod('old-x', 'ready', 'node-1', { owner: old })];
    expect(scene(...objects).workloads.map(({ kind, name, ready, desired }) => [kind, name, ready, desired])).toEqual([
      ['ReplicationController', 'old', 1, 2],
    ]);
    expect(seats(objects)).toEqual(['ready', 'missing']);
  });

  test('generations have hues from old to new, and their Pods the same', () => {
    const { all, sets } = deployment('web', ['nginx:1.7.9', 'nginx:1.9.1'], [1, 1]);
    const { workloads, pods } = scene(
      node('node-1'),
      ...all,
      podOf(sets[0]!, 'a', 'ready', 'node-1'),
      podOf(sets[1]!, 'b', 'ready', 'node-1'),
    );
    expect(workloads[0]!.generations.map(({ hue, title }) => [hue, title])).toEqual([
      [1, 'nginx:1.7.9'],
      [2, 'nginx:1.9.1'],
    ]);
    expect(pods.map(({ hue, family, label }) => [hue, family, label])).toEqual([
      [1, 'web', 'a'],
      [2, 'web', 'b'],
    ]);
  });

  test('a StatefulSet has a slot for each ordinal, and its Pods carry their number and their claim', () => {
    const db = statefulSet('db', 3, 1);
    const objects = [node('node-1'), db, claim('data-db-0'), pod('db-0', 'ready', 'node-1', { owner: db, claims: ['data-db-0'] })];
    expect(seats(objects)).toEqual(['0 ready', '1 missing', '2 missing']);
    expect(scene(...objects).pods).toMatchObject([{ ordinal: 0, claims: ['PersistentVolumeClaim/data-db-0'] }]);
  });

  test('items of a Job are done, in hand, failed or to do', () => {
    const counted = job('sums', 4, { succeeded: 2, active: 1 });
    expect(seats([node('node-1'), counted, pod('sums-a', 'unready', 'node-1', { owner: counted })])).toEqual([
      'done',
      'done',
      'present',
      'missing',
    ]);
    const indexed = job('frames', 4, { succeeded: 1, completedIndexes: '1', failedIndexes: '3' }, true);
    const annotations = { 'batch.kubernetes.io/job-completion-index': '0' };
    expect(seats([node('node-1'), indexed, pod('frames-0-a', 'ready', 'node-1', { owner: indexed, annotations })])).toEqual([
      '0 present',
      '1 done',
      '2 missing',
      '3 failed',
    ]);
  });

  test('an item that is tried again knows how many of its Pods failed', () => {
    const frames = job('frames', 2, { failed: 1, active: 1 }, true);
    const annotations = { 'batch.kubernetes.io/job-completion-index': '1' };
    const tries = (['failed', 'ready'] as const).map((phase) => pod(`frames-1-${phase}`, phase, 'node-1', { owner: frames, annotations }));
    const [zero, one] = scene(node('node-1'), frames, ...tries).workloads[0]!.generations[0]!.seats;
    expect(zero).toMatchObject({ state: 'missing' });
    expect(zero).not.toHaveProperty('failures');
    expect(one).toMatchObject({ state: 'present', failures: 1, pod: 'Pod/frames-1-ready' });
  });

  test('a Job that has failed waits for nothing more, and its controller has something else in hand', () => {
    const conditions = [{ type: 'Failed', status: 'True', reason: 'BackoffLimitExceeded' }];
    const hopeless = job('hopeless', 2, { failed: 2, conditions });
    expect(seats([node('node-1'), hopeless])).toEqual(['failed', 'failed']);
    expect(scene(hopeless).controllers).toEqual([{ name: 'job-controller', title: 'Job', object: 'hopeless', current: 0 }]);
    expect(scene(hopeless, job('sums', 4, { succeeded: 3 })).controllers).toMatchObject([{ object: 'sums', current: 3, desired: 4 }]);
  });

  test.each([
    ['', []],
    ['1', [1]],
    ['0-2,5', [0, 1, 2, 5]],
  ])('indexes written %j are %j', (text, indexes) => {
    expect([...parseIndexes(text)]).toEqual(indexes);
  });

  test('a DaemonSet shows its empty slot on each node that it wants to cover, and on no other', () => {
    const nodes = [
      node('plain'),
      node('red', '', { labels: { color: 'red' } }),
      node('tainted', '', { taints: [{ key: 'gpu', effect: 'NoSchedule' }] }),
      node('cordoned', '', { cordoned: true, taints: [{ key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' }] }),
    ];
    const slots = (...sets: KubeObject[]) =>
      scene(...nodes, ...sets)
        .nodes.map(({ name, daemons }) => (daemons.length ? name : ''))
        .filter(Boolean);
    expect(slots(daemonSet('agent', 3, 0))).toEqual(['plain', 'red', 'cordoned']);
    expect(slots(daemonSet('red', 1, 0, { nodeSelector: { color: 'red' } }))).toEqual(['red']);
    expect(slots(daemonSet('gpu', 4, 0, { tolerations: [{ key: 'gpu', operator: 'Exists' }] }))).toHaveLength(4);
  });

  test('Pods of a node that is not Ready are lost; the API still calls them Running', () => {
    const { all, sets } = deployment('web', ['nginx:1.9.1'], [1]);
    const { pods } = scene(node('node-1', '', { ready: false }), ...all, podOf(sets[0]!, 'a', 'ready', 'node-1'));
    expect(pods).toMatchObject([{ look: 'lost', status: 'Running' }]);
  });

  test.each(PHASES)('a Pod that is %s looks so', (phase) => {
    expect(scene(node('node-1'), pod('one', phase, 'node-1')).pods[0]!.look).toBe(phase);
  });

  test('what the system puts into every namespace stays off', () => {
    const { services, configs } = scene(...service('kubernetes', []), object('ConfigMap', 'kube-root-ca.crt'), object('ConfigMap', 'mine'));
    expect([services.length, configs.map(({ name }) => name)]).toEqual([0, ['mine']]);
  });

  test('controllers are on the stage when they have something to do, with what is furthest from its wish', () => {
    const web = deployment('web', ['nginx:1.9.1'], [3], 1).all;
    const { controllers } = scene(node('node-1'), ...deployment('ok', ['nginx:1'], [2]).all, ...web);
    expect(controllers.map(({ name }) => name)).toEqual(['deployment-controller', 'replicaset-controller']);
    expect(controllers[0]).toMatchObject({ object: 'web', current: 1, desired: 3 });
  });
});

describe('the chronicle', () => {
  const request = (id: number, at: number, ok: boolean) => ({
    id,
    at,
    actor: 'traffic',
    type: 'request' as const,
    ok,
    note: 'through Service web: GET / 200',
    object: { resource: 'pods', kind: 'Pod', namespace: 'demo', name: 'web-a', uid: 'a' },
  });

  test('counts requests served and failed, second by second', () => {
    const chronicle = new Chronicle();
    chronicle.read([request(0, 1000, true), request(1, 1500, false), request(2, 2100, true)]);
    expect(chronicle.secondsOf('demo/web', 2500).slice(-2)).toEqual([
      { ok: 1, failed: 1 },
      { ok: 1, failed: 0 },
    ]);
    expect(chronicle.secondsOf('demo/web', 90_000)).toEqual([]);
  });

  test('knows which machine is off, and forgets it when time jumps back', () => {
    const chronicle = new Chronicle();
    const off = {
      id: 0,
      at: 0,
      actor: 'kubelet',
      type: 'machine' as const,
      from: 'Ready',
      to: 'Off',
      object: { resource: 'nodes', kind: 'Node', name: 'node-1' },
    };
    chronicle.read([off]);
    expect(chronicle.powerOf('node-1')).toBe('off');
    chronicle.read([]);
    expect(chronicle.powerOf('node-1')).toBe('on');
  });
});
