import { describe, expect, test } from 'vitest';
import { inWords, type Fault } from '../../src/kube/fault';
import type { LogEntry } from '../../src/kube/log';
import type { KubeObject } from '../../src/kube/object';
import { beatsOf } from '../../src/stage/beats/director';
import { Pace } from '../../src/stage/beats/pace';
import { restText } from '../../src/stage/beats/rest';
import type { Beat } from '../../src/stage/beats/beat';
import { sceneOf } from '../../src/stage/scene';
import { deployment, job, NAMESPACE, node, podOf, service, viewOf } from '../../src/stage/gallery/objects';

const scene = (objects: readonly KubeObject[]) => sceneOf(viewOf(objects), NAMESPACE);
const nodes = [node('node-1'), node('node-2'), node('node-3')];
const { all, sets } = deployment('web', ['nginx:1.9.1'], [3], 0);
const [set] = sets;

let next = 100;
const entry = (actor: string, type: LogEntry['type'], about: KubeObject | undefined, more: Partial<LogEntry> = {}): LogEntry => ({
  id: next++,
  at: 0,
  actor,
  type,
  ...(about && {
    object: {
      resource: `${about.kind.toLowerCase()}s`,
      kind: about.kind,
      namespace: NAMESPACE,
      name: about.metadata.name,
      uid: about.metadata.uid,
    },
  }),
  ...more,
});
const captions = (entries: readonly LogEntry[], before: readonly KubeObject[], after: readonly KubeObject[]) =>
  beatsOf(entries, scene(before), scene(after), NAMESPACE).map(({ caption }) => caption);

describe('the director', () => {
  const pods = ['a1', 'b2', 'c3'].map((suffix) => podOf(set!, suffix, 'pending', undefined));
  const placed = ['a1', 'b2', 'c3'].map((suffix, i) => podOf(set!, suffix, 'creating', `node-${i + 1}`));
  const ready = ['a1', 'b2', 'c3'].map((suffix, i) => podOf(set!, suffix, 'ready', `node-${i + 1}`));

  test('what a controller saw and all that it wrote for it are one beat', () => {
    const turn = { cause: 7 };
    const entries = [
      entry('replicaset-controller', 'reconcile', set, { ...turn, note: '0 of 3 Pods' }),
      ...pods.map((pod) => entry('replicaset-controller', 'write', pod, { ...turn, verb: 'create' })),
    ];
    const beats = beatsOf(entries, scene([...nodes, ...all]), scene([...nodes, ...all, ...pods]), NAMESPACE);
    expect(beats).toMatchObject([
      {
        kind: 'create',
        actor: 'replicaset-controller',
        path: ['replicaset-controller', 'api'],
        caption: 'The ReplicaSet controller sees 0 of 3 Pods and creates 3.',
      },
    ]);
    expect(beats[0]!.subjects).toEqual(pods.map(({ metadata }) => metadata.uid));
  });

  test.each<[Fault, string, number]>([
    [{ kind: 'stop-node', node: 'node-2' }, 'Node-2 goes off, and the control plane does not know it yet.', 1],
    [{ kind: 'stop-zone', zone: 'zone-a' }, 'Zone-a goes down, with every node in it.', 3],
    [{ kind: 'start-zone', zone: 'zone-a' }, 'Zone-a comes back.', 3],
    [{ kind: 'cut-node', node: 'node-1', mend: true }, 'Node-1 can be reached again.', 1],
    [{ kind: 'stop-controller', controller: 'replicaset-controller' }, 'Replicaset-controller stops working: nobody compares now.', 0],
    [{ kind: 'traffic', namespace: NAMESPACE, service: 'web', perSecond: 4 }, 'Clients send 4 requests a second to web.', 0],
    [{ kind: 'kill-container', namespace: NAMESPACE, pod: 'web-x' }, 'A container of web-x is killed.', 0],
  ])('a fault names who is struck: %j', (fault, caption, struck) => {
    const zoned = ['node-1', 'node-2', 'node-3'].map((name) => node(name, 'zone-a'));
    const told = entry('fault', 'fault', undefined, { verb: fault.kind, note: inWords(fault) });
    const [beat] = beatsOf([told], scene(zoned), scene(zoned), NAMESPACE);
    expect(beat).toMatchObject({ kind: 'fault', caption });
    expect(beat!.subjects).toHaveLength(struck);
  });

  test('the scheduler gives pods to nodes', () => {
    const [first] = placed;
    const world = [...nodes, ...all];
    expect(captions([entry('default-scheduler', 'write', first, { verb: 'update' })], [...world, pods[0]!], [...world, first!])).toEqual([
      'The scheduler gives Pod a1 to node-1.',
    ]);
    const entries = placed.map((pod) => entry('default-scheduler', 'write', pod, { verb: 'update' }));
    expect(captions(entries, [...world, ...pods], [...world, ...placed])).toEqual(['The scheduler gives 3 Pods a node each.']);
  });

  test('several kubelets that report the same are one beat', () => {
    const entries = ready.map((pod, i) => entry(`kubelet/node-${i + 1}`, 'write', pod, { verb: 'update' }));
    expect(captions(entries, [...nodes, ...all, ...placed], [...nodes, ...all, ...ready])).toEqual([
      'The kubelets report that 3 Pods are ready.',
    ]);
  });

  test('what is written and changes nothing that can be seen makes no beat', () => {
    const world = [...nodes, ...all, ...ready];
    expect(captions([entry('kubelet/node-1', 'write', ready[0], { verb: 'update' })], world, world)).toEqual([]);
  });

  test('a request goes to the API server and its answer comes back at once', () => {
    const [root] = all;
    const asked = entry('kubectl', 'input', root, { verb: 'create' });
    const [beat] = beatsOf(
      [asked, entry('kubectl', 'write', root, { verb: 'create', cause: asked.id })],
      scene(nodes),
      scene([...nodes, ...all]),
      NAMESPACE,
    );
    expect(beat).toMatchObject({
      kind: 'request',
      path: ['kubectl', 'api', 'kubectl'],
      caption: 'kubectl asks for Deployment web. The API server stores it and answers at once.',
    });
  });

  test('a request that stores nothing is not said to have stored something', () => {
    expect(captions([entry('kubectl', 'input', all[0], { verb: 'patch' })], nodes, nodes)).toEqual([
      'kubectl changes Deployment web. The API server answers at once.',
    ]);
  });

  test('who joins a Service, and who leaves it', () => {
    const world = [...nodes, ...all, ...ready];
    const before = [...world, ...service('web', [{ pod: ready[0]!, ready: true }])];
    const after = [...world, ...service('web', [{ pod: ready[1]!, ready: true }])];
    expect(captions([entry('endpointslice-controller', 'write', after.at(-1), { verb: 'update' })], before, after)).toEqual([
      'The EndpointSlice controller adds Pod b2 to Service web and takes out Pod a1.',
    ]);
  });

  test('a node that falls silent is said to be so by who marks it', () => {
    const silent = node('node-2', '', { ready: false });
    const event = {
      ...entry('node-lifecycle-controller', 'write', silent, { verb: 'update' }),
      object: { resource: 'nodes', kind: 'Node', name: 'node-2', uid: silent.metadata.uid },
    };
    expect(captions([event], nodes, [nodes[0]!, silent, nodes[2]!])).toEqual([
      'The node controller has heard nothing from node-2 and marks it NotReady.',
    ]);
  });

  test('what happens in another namespace is not on the stage', () => {
    const elsewhere = {
      ...entry('kubectl', 'input', all[0], { verb: 'create' }),
      object: { resource: 'deployments', kind: 'Deployment', namespace: 'other', name: 'web', uid: 'x' },
    };
    expect(captions([elsewhere], nodes, nodes)).toEqual([]);
  });
});

describe('the pace', () => {
  const beat = (caption: string, subjects: readonly string[] = []): Beat => ({
    kind: 'create',
    actor: 'a',
    subjects,
    path: [],
    caption,
    weight: 1000,
    entries: [],
  });

  test('one beat at a time; who comes later is held until its turn', () => {
    const pace = new Pace();
    pace.add([beat('one', ['x']), beat('two', ['y'])], 6);
    pace.tick(0, 1);
    expect([pace.beat?.caption, [...pace.held]]).toEqual(['one', ['y']]);
    expect(pace.tick(500, 1)).toBe(false);
    expect(pace.tick(1000, 1)).toBe(true);
    expect([pace.beat?.caption, [...pace.held]]).toEqual(['two', []]);
  });

  test('the same thing again is faster, and at twice the speed a beat lasts half as long', () => {
    const pace = new Pace();
    pace.add([beat('one'), beat('two')], 6);
    pace.tick(0, 2);
    pace.tick(500, 2);
    expect(pace.tick(724, 2)).toBe(false);
    expect(pace.tick(725, 2)).toBe(true);
    expect(pace.busy).toBe(false);
  });

  test('when it is behind, what waits is shown as done', () => {
    const pace = new Pace();
    pace.add(
      Array.from({ length: 9 }, (_, i) => beat(`${i}`, [`${i}`])),
      6,
    );
    pace.tick(0, 1);
    expect([pace.beat?.caption, [...pace.held]]).toEqual(['8', []]);
  });

  test('nothing is held when nothing moves', () => {
    const pace = new Pace();
    pace.add([beat('one', ['x'])], 6);
    pace.tick(0, 1);
    pace.tick(1000, 1);
    expect([pace.busy, pace.held.size]).toEqual([false, 0]);
  });
});

describe('the resting frame', () => {
  const failedJob = job('hopeless', 1, { failed: 2, conditions: [{ type: 'Failed', status: 'True', reason: 'BackoffLimitExceeded' }] });
  test.each([
    ['the gap', [...nodes, ...all], 'Deployment web wants 3 Pods; 0 are ready.'],
    ['contentment', [...nodes, ...deployment('web', ['nginx:1'], [3], 3).all], 'Deployment web wants 3 Pods and has them.'],
    [
      'a rollout that is stuck',
      [...nodes, ...deployment('web', ['nginx:1', 'nginx:broken'], [3, 1], 3).all],
      'Deployment web: 3 of 4 Pods ready, 1 of the newest version.',
    ],
    ['work that goes on', [...nodes, job('sums', 4, { succeeded: 1 }), failedJob], 'Job sums has 1 of 4 done.'],
    ['work that is given up', [...nodes, failedJob], 'Job hopeless has given up: BackoffLimitExceeded.'],
    ['silence', [node('node-1', '', { ready: false })], 'The control plane hears nothing from node-1.'],
    ['emptiness', nodes, 'Nothing is asked for here yet.'],
    ['a Service that waits', [...nodes, ...service('web', [])], 'Service web stands ready in front of Pods that do not exist yet.'],
  ])('says how things stand: %s', (_, objects, sentence) => {
    expect(restText(scene(objects))).toBe(sentence);
  });
});
