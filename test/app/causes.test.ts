import { describe, expect, it } from 'vitest';
import { actorName, causesOf, entryOfEvent, lastEntryOf, type Witness } from '../../src/app/desk/causes';
import type { LogEntry } from '../../src/kube/log';
import type { KubeObject } from '../../src/kube/object';
import type { JournalEntry } from '../../src/lessons/journal';

const rs = { resource: 'replicasets', kind: 'ReplicaSet', namespace: 'default', name: 'web-1', uid: 'rs' };
const pod = { resource: 'pods', kind: 'Pod', namespace: 'default', name: 'web-1-x', uid: 'pod' };
const log: LogEntry[] = [
  { id: 10, at: 0, actor: 'kubectl', type: 'input', verb: 'create', object: rs },
  { id: 11, at: 0, cause: 10, actor: 'kubectl', type: 'write', verb: 'create', object: rs },
  { id: 12, at: 5, cause: 11, actor: 'replicaset-controller', type: 'reconcile', object: rs },
  { id: 13, at: 6, cause: 12, actor: 'replicaset-controller', type: 'write', verb: 'create', object: pod },
  { id: 14, at: 9, actor: 'traffic', type: 'request', object: pod, ok: true },
  { id: 15, at: 9, cause: 13, actor: 'kubelet/node-1', type: 'machine', object: pod, from: 'Pending', to: 'Running' },
];

const objectOf = (more: Record<string, unknown>) => ({ apiVersion: 'v1', kind: 'Thing', ...more }) as unknown as KubeObject;
const witness = (log: readonly LogEntry[], more: Partial<Witness> = {}): Witness => ({ log, stored: [], journal: [], ...more });

describe('Why?', () => {
  it('leads from what happened last to the command that began it', () => {
    const last = lastEntryOf(log, 'pod')!;
    expect(last.id).toBe(15);
    expect(causesOf(witness(log), last).map(({ sentence }) => sentence)).toEqual([
      'Pod web-1-x went from Pending to Running.',
      'The ReplicaSet controller created Pod web-1-x.',
      'The ReplicaSet controller looked at ReplicaSet web-1.',
      'kubectl created ReplicaSet web-1.',
      'kubectl asked to create ReplicaSet web-1.',
    ]);
  });

  it('tells what the controller saw in the turn in which it wrote', () => {
    const turn = { at: 5, cause: 11, actor: 'replicaset-controller' };
    const told: LogEntry[] = [
      ...log.slice(0, 2),
      { id: 12, ...turn, type: 'reconcile', object: rs, note: '0 of 3 Pods' },
      { id: 13, ...turn, type: 'write', verb: 'create', object: pod },
    ];
    expect(causesOf(witness(told), told.at(-1)!)[0]!.sentence).toBe('The ReplicaSet controller created Pod web-1-x. It saw 0 of 3 Pods.');
  });

  it('tells what a write changed, and by which line it was asked for', () => {
    const told: LogEntry[] = [
      { id: 1, at: 0, actor: 'kubectl', type: 'write', verb: 'create', object: rs },
      { id: 2, at: 9, actor: 'kubectl', type: 'input', verb: 'patch', object: rs },
      { id: 3, at: 9, cause: 2, actor: 'kubectl', type: 'write', verb: 'patch', object: rs },
    ];
    const stored = [3, undefined, 5].map((replicas) =>
      replicas === undefined ? undefined : objectOf({ spec: { replicas }, metadata: { resourceVersion: String(replicas) } }),
    );
    const journal: JournalEntry[] = [
      { at: 8, type: 'command', prompt: '$ ', line: 'kubectl get rs' },
      { at: 8, type: 'exit', code: 0 },
      { at: 9, type: 'command', prompt: '$ ', line: 'kubectl scale rs web-1 --replicas=5' },
      { at: 9, type: 'exit', code: 0 },
    ];
    const [write, input] = causesOf(witness(told, { stored, journal }), told[2]!);
    expect(write!.changes).toEqual(['spec.replicas: 3 → 5']);
    expect(input!.command).toBe('kubectl scale rs web-1 --replicas=5');
  });

  it('lets an Event speak for itself', () => {
    const object = { resource: 'events', kind: 'Event', namespace: 'default', name: 'web-1-x.1', uid: 'event' };
    const told: LogEntry[] = [...log, { id: 16, at: 10, cause: 13, actor: 'kubelet/node-1', type: 'write', verb: 'create', object }];
    const stored = [...log.map(() => undefined), objectOf({ reason: 'Started', message: 'Started container web' })];
    const [event, before] = causesOf(witness(told, { stored }), entryOfEvent(told, 'event')!);
    expect(event!.sentence).toBe('The kubelet on node-1 told: Started. Started container web');
    expect(before!.sentence).toBe('The ReplicaSet controller created Pod web-1-x.');
  });

  it('leads from a controller to what it wrote last', () => {
    expect(lastEntryOf(log, 'replicaset-controller')?.id).toBe(13);
  });

  it('knows nothing of an object without a story', () => {
    expect(lastEntryOf(log, 'other')).toBeUndefined();
  });

  it.each([
    ['kubectl', 'kubectl'],
    ['kubelet/node-1', 'The kubelet on node-1'],
    ['default-scheduler', 'The scheduler'],
    ['node-lifecycle-controller', 'The node controller'],
  ])('calls %s %s', (actor, name) => {
    expect(actorName(actor)).toBe(name);
  });
});
