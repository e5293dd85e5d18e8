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

  it('shares what has not changed with what was saved before, and is saved the same whatever was', () => {
    const full = (from: number, to: number, cell = new Cell<number>()) => {
      for (let i = from; i < to; i++) cell.set(`k${i}`, i);
      return cell;
    };
    const cell = full(0, 200);
    const before = cell.save();
    full(200, 300, cell).set('k70', -1);
    const after = cell.save();
    expect(after.pieces?.map((piece, i) => piece === before.pieces?.[i])).toEqual([true, false, true, false]);
    const other = full(0, 300).set('k70', -1);
    expect(other.save()).toEqual(after);
    expect([...Cell.from(after)]).toEqual([...other]);
    expect(before.pieces?.[1]?.values).toContain(70);
  });
});
