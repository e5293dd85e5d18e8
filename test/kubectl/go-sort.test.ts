import { expect, test } from 'vitest';
import { goSort } from '../../src/kubectl/go-sort';
import { Random } from '../../src/sim/random';

test.each([0, 1, 2, 12, 13, 49, 50, 200, 3000])('%i numbers stand in order, and none is lost', (count) => {
  const random = new Random(count);
  const numbers = Array.from({ length: count }, () => random.int(Math.max(1, count >> 1)));
  expect(goSort(numbers, (a, b) => a < b)).toEqual([...numbers].sort((a, b) => a - b));
});

test('up to twelve, what is equal keeps its order', () => {
  const items = [3, 1, 3, 2, 1].map((key, i) => ({ key, i }));
  expect(goSort(items, (a, b) => a.key < b.key).map(({ i }) => i)).toEqual([1, 4, 3, 0, 2]);
});

test('what is less than everything goes to the front, the last first: as kubectl has fields that are missing', () => {
  const items = ['x', undefined, 'a', undefined];
  const order = goSort(
    items.map((key, i) => ({ key, i })),
    (a, b) => a.key === undefined || (b.key !== undefined && a.key < b.key),
  );
  expect(order.map(({ i }) => i)).toEqual([3, 1, 2, 0]);
});
