import { describe, expect, it } from 'vitest';
import { Cell } from '../../src/sim/cell';

describe('cell', () => {
  it('is saved once for as long as nothing in it changes', () => {
    const cell = new Cell<number>();
    cell.set('b', 1).set('a', 2);
    const saved = cell.save();
    expect(saved).toEqual({ keys: ['b', 'a'], values: [1, 2] });
    expect(cell.save()).toBe(saved);
    expect(Cell.from(saved).save()).toBe(saved);
  });

  it('leaves what was saved as it is when it changes', () => {
    const cell = Cell.from({ keys: ['a', 'b'], values: [1, 2] });
    const saved = cell.save();
    cell.set('a', 3);
    cell.delete('b');
    expect(saved).toEqual({ keys: ['a', 'b'], values: [1, 2] });
    expect(cell.save()).toEqual({ keys: ['a'], values: [3] });
    cell.clear();
    expect(cell.save()).toEqual({ keys: [], values: [] });
  });
});
