import type { KubeObject } from '../../kube/object';
import { compareQuantities } from '../../kube/quantity';
import type { Arguments } from '../arguments';
import { KubectlError } from '../errors';
import { goSort } from '../go-sort';
import { relaxed } from '../printers/custom-columns';
import { JsonPathError, select } from '../../kube/json-path';

/** `--sort-by`: numbers, quantities and times by their size, everything else as text. Source: get/sorter.go */

/** @returns the items in the order that `--sort-by` asks for; as they are without it
 *  @throws KubectlError when no item has such a field */
export function bySortKey<T>(items: readonly T[], args: Arguments, objectOf: (item: T) => KubeObject): readonly T[] {
  const asked = args.get('sort-by');
  if (!asked || !items.length) return items;
  const path = relaxed(asked);
  const keyed = items.map((item) => ({ item, key: keyOf(path, objectOf(item)) }));
  if (keyed.every(({ key }) => key === undefined))
    throw new KubectlError(`couldn't find any field with path "{${path}}" in the list of objects`);
  return goSort(keyed, (a, b) => less(a.key, b.key)).map(({ item }) => item);
}

const QUANTITY = /^[+-]?\d+(\.\d+)?(m|[kMGTPE]|[KMGTPE]i)?$/;

/** What has no such field counts as less than anything. */
const less = (a: unknown, b: unknown): boolean => a === undefined || (b !== undefined && compare(a, b) < 0);

function compare(a: unknown, b: unknown): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  const [left, right] = [String(a), String(b)];
  if (QUANTITY.test(left) && QUANTITY.test(right)) return compareQuantities(left, right);
  return left < right ? -1 : left > right ? 1 : 0;
}

function keyOf(path: string, object: KubeObject): unknown {
  try {
    return select(path, object)[0];
  } catch (error) {
    throw error instanceof JsonPathError ? new KubectlError(error.message) : error;
  }
}
