/** A copy of a map, in its order. `new Map(map)` asks an iterator for each pair, and takes twice the time. */
export function copyOf<K, V>(map: ReadonlyMap<K, V>): Map<K, V> {
  const copy = new Map<K, V>();
  map.forEach((value, key) => copy.set(key, value));
  return copy;
}
