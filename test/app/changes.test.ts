import { expect, test } from 'vitest';
import { changesOf } from '../../src/app/desk/changes';
import type { KubeObject } from '../../src/kube/object';

const thing = (more: Record<string, unknown>) => ({ apiVersion: 'v1', kind: 'Thing', ...more }) as unknown as KubeObject;
const changes = (before: Record<string, unknown>, after: Record<string, unknown>) => changesOf(thing(before), thing(after));
const statusOf = (state: unknown, ready: string) => ({
  status: { conditions: [{ type: 'Ready', status: ready }], containerStatuses: [{ name: 'web', state, imageID: `${ready}` }] },
});

test.each<[string, Record<string, unknown>, Record<string, unknown>, string[]]>([
  ['a field that is new', { spec: {} }, { spec: { nodeName: 'node-1' } }, ['spec.nodeName: node-1']],
  ['a field that changes', { spec: { replicas: 3 } }, { spec: { replicas: 5 } }, ['spec.replicas: 3 → 5']],
  ['a field that goes', { spec: { paused: true } }, { spec: {} }, ['spec.paused: true → gone']],
  [
    'an item of a list by its name',
    { spec: { containers: [{ name: 'web', image: 'nginx:1' }] } },
    { spec: { containers: [{ name: 'web', image: 'nginx:2' }] } },
    ['spec.containers[web].image: nginx:1 → nginx:2'],
  ],
  [
    'a container by the word of its state',
    statusOf({ waiting: { reason: 'ContainerCreating' } }, 'False'),
    statusOf({ running: { startedAt: '2017-03-30T00:00:00Z' } }, 'True'),
    ['status.conditions[Ready]: False → True', 'status.containerStatuses[web].state: waiting (ContainerCreating) → running'],
  ],
  [
    'how it ended',
    statusOf({ running: {} }, 'True'),
    statusOf({ terminated: { exitCode: 137, reason: 'OOMKilled' } }, 'True'),
    ['status.containerStatuses[web].state: running → terminated (OOMKilled, exit code 137)'],
  ],
  ['bookkeeping', { metadata: { resourceVersion: '1' } }, { metadata: { resourceVersion: '2' } }, []],
  ['a list of values', { spec: { finalizers: ['a'] } }, { spec: { finalizers: ['a', 'b'] } }, ['spec.finalizers: [a] → [a, b]']],
])('%s', (_, before, after, lines) => {
  expect(changes(before, after)).toEqual(lines);
});

test('what was asked comes first, and what is too much is counted', () => {
  const before = { status: { a: 1, b: 1, c: 1, phase: 'Pending' }, spec: { replicas: 1 } };
  const after = { status: { a: 2, b: 2, c: 2, phase: 'Running' }, spec: { replicas: 2 } };
  expect(changes(before, after)).toEqual(['spec.replicas: 1 → 2', 'status.phase: Pending → Running', 'status.a: 1 → 2', 'and 2 more']);
});
