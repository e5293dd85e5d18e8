import { describe, expect, it } from 'vitest';
import { keepProgress, readProgress } from '../../src/app/progress';
import { readSaved } from '../../src/app/keeper';
import { createStore } from '../../src/app/storage';

function memory(start: Record<string, string> = {}) {
  const kept = new Map(Object.entries(start));
  return createStore(() => ({
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
  }));
}

const blocked = () =>
  createStore(() => {
    throw new DOMException('The operation is insecure.', 'SecurityError');
  });

const full = () =>
  createStore(() => ({
    getItem: () => null,
    setItem: () => {
      throw new DOMException('full', 'QuotaExceededError');
    },
    removeItem: () => {},
  }));

describe('what the page remembers', () => {
  it('comes back as it was', () => {
    const store = memory();
    expect(store.write('a', { b: [1] })).toBe(true);
    expect(store.read('a')).toEqual({ b: [1] });
    store.remove('a');
    expect(store.read('a')).toBeUndefined();
  });

  it('is nothing when storage is blocked, and nothing breaks', () => {
    const store = blocked();
    expect(store.write('a', 1)).toBe(false);
    expect(store.read('a')).toBeUndefined();
    store.remove('a');
    keepProgress('deployment', 'scale', ['look'], store);
    expect(readProgress(store)).toEqual({ lessons: {} });
  });

  it('says so when storage is full', () => {
    expect(full().write('a', 1)).toBe(false);
  });

  it('is nothing when it was damaged', () => {
    const store = memory({ 'podplay:progress': '{"lessons":', 'podplay:playground:x': '{"version":1,"slug":"x"}' });
    expect(readProgress(store)).toEqual({ lessons: {} });
    expect(readSaved('x', store)).toBeUndefined();
  });
});

describe('progress', () => {
  it('keeps what was done once, also when time was turned back', () => {
    const store = memory();
    keepProgress('deployment', 'scale', ['look', 'create'], store);
    keepProgress('jobs', 'start', [], store);
    keepProgress('deployment', 'create', ['look'], store);
    expect(readProgress(store)).toEqual({
      lessons: { deployment: { done: ['look', 'create'], step: 'create' }, jobs: { done: [], step: 'start' } },
      last: { slug: 'deployment', step: 'create' },
    });
  });
});
