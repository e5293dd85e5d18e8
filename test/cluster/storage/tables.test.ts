import { describe, expect, it } from 'vitest';
import { bestMatch, isFor, misfit, reaches } from '../../../src/cluster/storage/matching';
import type { Node } from '../../../src/kube/kinds/node';
import type { PersistentVolume } from '../../../src/kube/kinds/persistent-volume';
import type { PersistentVolumeClaim } from '../../../src/kube/kinds/persistent-volume-claim';

/** G11: which volume suits which claim. Source: component-helpers/storage/volume/pv_helpers.go, pv_controller.go. */

const volume = (spec: object = {}, name = 'v', phase = 'Available', labels = {}) =>
  ({
    metadata: { name, labels },
    spec: { capacity: { storage: '5Gi' }, accessModes: ['ReadWriteOnce'], storageClassName: 'a', ...spec },
    status: { phase },
  }) as unknown as PersistentVolume;
const claim = (spec: object = {}) =>
  ({
    metadata: { name: 'c', namespace: 'n', uid: 'u' },
    spec: { resources: { requests: { storage: '5Gi' } }, accessModes: ['ReadWriteOnce'], storageClassName: 'a', ...spec },
    status: { phase: 'Pending' },
  }) as unknown as PersistentVolumeClaim;
const ask = (storage: string) => ({ resources: { requests: { storage } } });

describe('a volume asked for by name (checkVolumeSatisfyClaim)', () => {
  it.each([
    ['as large as asked for', {}, {}, undefined],
    ['larger', { capacity: { storage: '6Gi' } }, {}, undefined],
    ['equal in other units', { capacity: { storage: '5120Mi' } }, {}, undefined],
    ['smaller', { capacity: { storage: '4Gi' } }, {}, 'requested PV is too small'],
    ['smaller by the unit', { capacity: { storage: '5G' } }, {}, 'requested PV is too small'],
    ['of another class', { storageClassName: 'b' }, {}, 'storageClassName does not match'],
    ['of a class, for none', {}, { storageClassName: '' }, 'storageClassName does not match'],
    ['of none, for none', { storageClassName: undefined }, { storageClassName: '' }, undefined],
    ['Block for Filesystem', { volumeMode: 'Block' }, {}, 'incompatible volumeMode'],
    ['Block for Block', { volumeMode: 'Block' }, { volumeMode: 'Block' }, undefined],
    ['with more access modes', { accessModes: ['ReadWriteOnce', 'ReadOnlyMany'] }, {}, undefined],
    ['with fewer access modes', {}, { accessModes: ['ReadWriteOnce', 'ReadOnlyMany'] }, 'incompatible accessMode'],
    ['with another access mode', { accessModes: ['ReadWriteMany'] }, {}, 'incompatible accessMode'],
  ])('%s', (_, offered, asked, problem) => expect(misfit(volume(offered), claim(asked))).toBe(problem));
});

describe('whose a volume is (IsVolumeBoundToClaim)', () => {
  it.each([
    ['nobody’s', undefined, false],
    ['of that name', { name: 'c', namespace: 'n' }, true],
    ['of that name and uid', { name: 'c', namespace: 'n', uid: 'u' }, true],
    ['of an older claim of that name', { name: 'c', namespace: 'n', uid: 'old' }, false],
    ['of another name', { name: 'd', namespace: 'n' }, false],
    ['of another namespace', { name: 'c', namespace: 'm' }, false],
  ])('%s', (_, claimRef, result) => expect(isFor(volume({ claimRef }), claim())).toBe(result));
});

describe('the best volume (FindMatchingVolume)', () => {
  const sizes = (...all: string[]) => all.map((storage) => volume({ capacity: { storage } }, storage));
  it.each([
    ['the smallest that suffices', sizes('10Gi', '5Gi', '7Gi'), {}, '5Gi'],
    ['the first of equals', [volume({}, 'one'), volume({}, 'two')], {}, 'one'],
    ['none when all are too small', sizes('1Gi', '2Gi'), {}, undefined],
    [
      'one that is kept for it, though larger',
      [...sizes('5Gi'), volume({ capacity: { storage: '9Gi' }, claimRef: { name: 'c', namespace: 'n' } }, 'kept')],
      {},
      'kept',
    ],
    ['none that is another’s', [volume({ claimRef: { name: 'x', namespace: 'n' } })], {}, undefined],
    ['none that is Released', [volume({}, 'v', 'Released')], {}, undefined],
    ['none that is Pending', [volume({}, 'v', 'Pending')], {}, undefined],
    [
      'one with the labels',
      [volume({}, 'plain'), volume({}, 'ssd', 'Available', { disk: 'ssd' })],
      { selector: { matchLabels: { disk: 'ssd' } } },
      'ssd',
    ],
    ['none without the labels', [volume({}, 'plain')], { selector: { matchLabels: { disk: 'ssd' } } }, undefined],
    ['by what is asked for', sizes('1Gi', '5Gi'), ask('1Gi'), '1Gi'],
  ])('is %s', (_, volumes, asked, name) => expect(bestMatch(volumes, claim(asked))?.metadata.name).toBe(name));

  it('is none for a claim that waits for its consumer, unless it is kept for it', () => {
    expect(bestMatch(sizes('5Gi'), claim(), { reserved: true })).toBeUndefined();
    expect(bestMatch([volume({ claimRef: { name: 'c', namespace: 'n' } })], claim(), { reserved: true })?.metadata.name).toBe('v');
  });
});

describe('the nodes that reach a volume (CheckNodeAffinity)', () => {
  const node = { metadata: { name: 'node-1', labels: { zone: 'a' } } } as unknown as Node;
  const inZones = (...values: string[]) => ({
    nodeAffinity: { required: { nodeSelectorTerms: [{ matchExpressions: [{ key: 'zone', operator: 'In', values }] }] } },
  });
  it.each([
    ['no affinity', {}, true],
    ['its zone', inZones('a'), true],
    ['one of several', inZones('b', 'a'), true],
    ['another zone', inZones('b'), false],
    ['no term at all', { nodeAffinity: { required: { nodeSelectorTerms: [] } } }, false],
    [
      'its name',
      {
        nodeAffinity: {
          required: { nodeSelectorTerms: [{ matchFields: [{ key: 'metadata.name', operator: 'In', values: ['node-1'] }] }] },
        },
      },
      true,
    ],
  ])('%s', (_, spec, result) => expect(reaches(volume(spec), node)).toBe(result));
});
