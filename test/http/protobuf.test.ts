import { describe, expect, it } from 'vitest';
import { decodeProtobuf } from '../../src/http/server/protobuf';
import { MESSAGES } from '../../src/kube/schema/messages';
import { refusal } from '../kube/world';

/** Bodies as kubectl 1.32 encodes them, recorded from its requests. */

const bytes = (...parts: (number | string | readonly number[])[]) =>
  Uint8Array.from(
    parts.flatMap((part) =>
      typeof part === 'number' ? [part] : typeof part === 'string' ? [...new TextEncoder().encode(part)] : [...part],
    ),
  );

/** A field that holds bytes. */
const field = (number: number, value: Uint8Array | string) => {
  const content = typeof value === 'string' ? new TextEncoder().encode(value) : value;
  return [(number << 3) | 2, content.length, ...content];
};

const wrapped = (apiVersion: string, kind: string, object: Uint8Array) =>
  bytes('k8s\0', field(1, bytes(field(1, apiVersion), field(2, kind))), field(2, object), field(3, ''), field(4, ''));

const metadata = field(1, bytes(field(1, 'x'), field(2, ''), field(3, 'default'), field(8, '')));

describe('an object as protobuf', () => {
  it('is the object that it stands for, without the zeros that Go writes', () => {
    const object = wrapped('v1', 'ConfigMap', bytes(metadata, field(2, bytes(field(1, 'a'), field(2, 'b')))));
    expect(decodeProtobuf(object)).toEqual({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'x', namespace: 'default' },
      data: { a: 'b' },
    });
  });

  it('keeps a zero that was meant', () => {
    const replicas = [8, 0];
    expect(decodeProtobuf(wrapped('apps/v1', 'Deployment', bytes(metadata, field(2, bytes(replicas)))))).toMatchObject({
      spec: { replicas: 0 },
    });
  });

  it('reads secrets, quantities and numbers that may be text', () => {
    const secret = decodeProtobuf(wrapped('v1', 'Secret', bytes(metadata, field(2, bytes(field(1, 'p'), field(2, bytes([1, 255])))))));
    expect(secret).toMatchObject({ data: { p: 'Af8=' } });
    const quota = decodeProtobuf(
      wrapped('v1', 'ResourceQuota', bytes(metadata, field(2, bytes(field(1, bytes(field(1, 'pods'), field(2, bytes(field(1, '3'))))))))),
    );
    expect(quota).toMatchObject({ spec: { hard: { pods: '3' } } });
    const budget = (value: Uint8Array) =>
      decodeProtobuf(wrapped('policy/v1', 'PodDisruptionBudget', bytes(metadata, field(2, bytes(field(1, value))))));
    expect(budget(bytes([8, 0, 16, 2], field(3, '')))).toMatchObject({ spec: { minAvailable: 2 } });
    expect(budget(bytes([8, 1, 16, 0], field(3, '50%')))).toMatchObject({ spec: { minAvailable: '50%' } });
  });

  it('of a kind or with a field that is not known is refused, never half read', () => {
    expect(refusal(() => decodeProtobuf(wrapped('example.com/v1', 'Unicorn', bytes())))).toContain(
      '415 UnsupportedMediaType: this server does not read Unicorn of example.com/v1',
    );
    expect(refusal(() => decodeProtobuf(wrapped('v1', 'ConfigMap', bytes(metadata, field(9, 'x')))))).toContain('field 9 of v1 ConfigMap');
  });

  it('is described by messages that all exist', () => {
    const types = Object.values(MESSAGES).flatMap((text) => [...text.matchAll(/:\d+ [*{.]?([A-Z]\w+)/g)].map(([, name]) => name!));
    expect(types.filter((name) => !Object.hasOwn(MESSAGES, name))).toEqual([]);
  });
});
