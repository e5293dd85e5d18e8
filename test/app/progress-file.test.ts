import { describe, expect, it } from 'vitest';
import { ProgressFileError, takeFile, writeFile } from '../../src/app/progress-file';
import { keepSaved, readSaved } from '../../src/app/keeper';
import { keepProgress, readProgress } from '../../src/app/progress';
import { createStore, type Store } from '../../src/app/storage';
import type { SavedPlayground } from '../../src/playground';

function memory(full = false): Store {
  const kept = new Map<string, string>();
  return createStore(() => ({
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => {
      if (full) throw new DOMException('full', 'QuotaExceededError');
      kept.set(key, value);
    },
    removeItem: (key) => void kept.delete(key),
  }));
}

const slugs = ['deployment', 'batch', 'sandbox'];
const world = (slug: string, end: number): SavedPlayground => ({ version: 1, slug, seed: 1, at: end, end, inputs: [], journal: [] });

function device(done: Readonly<Record<string, readonly string[]>>, end = 100): Store {
  const store = memory();
  for (const [slug, ids] of Object.entries(done)) {
    keepProgress(slug, ids.at(-1) ?? 'start', ids, store);
    keepSaved(world(slug, end), store);
  }
  return store;
}

describe('progress as a file', () => {
  it('comes to another device as it was, the clusters too', () => {
    const [here, there] = [device({ deployment: ['namespace', 'curl'], sandbox: [] }), memory()];
    expect(takeFile(writeFile(slugs, here), slugs, there)).toEqual({ lessons: 2, unknown: [] });
    expect(readProgress(there)).toEqual(readProgress(here));
    expect(readSaved('deployment', there)).toEqual(world('deployment', 100));
  });

  it('is merged: what was done on either device is done, and who came further has the cluster', () => {
    const here = device({ deployment: ['namespace'], batch: ['start', 'watch'] }, 100);
    const file = writeFile(slugs, device({ deployment: ['namespace', 'curl'], batch: ['start'] }, 200));
    takeFile(file, slugs, here);
    expect(readProgress(here).lessons).toEqual({
      deployment: { done: ['namespace', 'curl'], step: 'curl' },
      batch: { done: ['start', 'watch'], step: 'watch' },
    });
    expect([readSaved('deployment', here)?.end, readSaved('batch', here)?.end]).toEqual([200, 100]);
    expect(readProgress(here).last).toEqual({ slug: 'batch', step: 'watch' });
  });

  it('leaves out lessons that the course does not have, and names them', () => {
    const there = memory();
    expect(takeFile(writeFile(slugs, device({ deployment: ['namespace'], cooking: ['cut'] })), slugs, there)).toEqual({
      lessons: 1,
      unknown: ['cooking'],
    });
    expect(Object.keys(readProgress(there).lessons)).toEqual(['deployment']);
  });

  const good = JSON.parse(writeFile(slugs, device({ deployment: ['namespace'] }))) as Record<string, unknown>;
  it.each([
    ['nothing', '', 'This file is empty.'],
    ['a picture', '\x89PNG\r\n', 'This is not a file of progress: it is no JSON, or was cut off.'],
    ['half a file', JSON.stringify(good).slice(0, 60), 'it is no JSON, or was cut off'],
    ['other JSON', '{"name":"podplay"}', 'This is not a file of progress: choose one that Podplay has saved.'],
    ['a list', '[]', 'This is not a file of progress'],
    ['null', 'null', 'This is not a file of progress'],
    ['a newer one', JSON.stringify({ ...good, version: 2 }), 'A newer Podplay has saved this file'],
    [
      'a damaged one',
      JSON.stringify({ ...good, progress: { lessons: { deployment: { done: 'all', step: 'x' } } } }),
      'This file is damaged at progress.lessons.deployment.done:',
    ],
    ['one with a damaged cluster', JSON.stringify({ ...good, worlds: { deployment: { version: 1 } } }), 'damaged at worlds.deployment.'],
    ['one that is far too large', JSON.stringify({ ...good, more: 'x'.repeat(20e6) }), 'This file is too large'],
  ])('%s is refused, and nothing changes', (_, text, message) => {
    const here = device({ batch: ['start'] });
    const before = readProgress(here);
    expect(() => takeFile(text, slugs, here)).toThrow(ProgressFileError);
    expect(() => takeFile(text, slugs, here)).toThrow(message);
    expect(readProgress(here)).toEqual(before);
  });

  it('says so where the browser keeps nothing', () => {
    const file = writeFile(slugs, device({ deployment: ['namespace'] }));
    expect(() => takeFile(file, slugs, memory(true))).toThrow('its storage is full or blocked');
  });
});
