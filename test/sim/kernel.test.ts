import { describe, expect, it } from 'vitest';
import { Kernel } from '../../src/sim/kernel';

const drain = (kernel: Kernel<string>) => {
  const taken: [number, string][] = [];
  for (let due = kernel.next(); due; due = kernel.next()) taken.push([due.at, due.event]);
  return taken;
};

describe('the kernel', () => {
  it('hands events out in order of their instant, then of their scheduling', () => {
    const kernel = new Kernel<string>(1);
    kernel.schedule('c', 20, 'later');
    kernel.schedule('a', 10, 'first');
    kernel.schedule('b', 10, 'second');
    expect(drain(kernel)).toEqual([
      [10, 'first'],
      [10, 'second'],
      [20, 'later'],
    ]);
    expect(kernel.now).toBe(20);
    expect(kernel.steps).toBe(3);
  });

  it('replaces what a key held', () => {
    const kernel = new Kernel<string>(1);
    kernel.schedule('a', 10, 'old');
    kernel.schedule('a', 30, 'new');
    expect(kernel.due('a')?.at).toBe(30);
    expect(drain(kernel)).toEqual([[30, 'new']]);
  });

  it('keeps the sooner appointment for a work queue', () => {
    const kernel = new Kernel<string>(1);
    expect(kernel.scheduleSooner('a', 10, 'soon')).toBe(true);
    expect(kernel.scheduleSooner('a', 20, 'late')).toBe(false);
    expect(kernel.scheduleSooner('a', 5, 'sooner')).toBe(true);
    expect(drain(kernel)).toEqual([[5, 'sooner']]);
  });

  it('forgets what is cancelled', () => {
    const kernel = new Kernel<string>(1);
    kernel.schedule('a', 10, 'never');
    kernel.cancel('a');
    expect(kernel.nextAt()).toBeUndefined();
    expect(kernel.next()).toBeUndefined();
  });

  it('refuses to idle over an event', () => {
    const kernel = new Kernel<string>(1);
    kernel.schedule('a', 10, 'event');
    kernel.idleTo(10);
    expect(kernel.now).toBe(10);
    kernel.schedule('b', 5, 'event');
    expect(() => kernel.idleTo(16)).toThrow('jump over');
  });

  it('goes on from a saved state as if nothing had happened between', () => {
    const kernel = new Kernel<string>(7);
    kernel.schedule('a', 10, 'one');
    kernel.schedule('b', 20, 'two');
    kernel.next();
    const saved = kernel.save();
    const live = () => [drain(kernel), kernel.random.int(1000), kernel.random.suffix()];
    const first = live();
    kernel.schedule('z', 1, 'noise');
    kernel.load(saved);
    expect(live()).toEqual(first);
  });
});
