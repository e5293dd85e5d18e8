/** The order of merged lists: items of the patch stand in the patch's order, what only the server has stays near its
 *  old neighbours. Source: strategicpatch/patch.go normalizeElementOrder, mergeSortedSlice */

type Fields = Readonly<Record<string, unknown>>;

/** What tells an item from others: the value of its merge key, or itself. */
export const identity = (item: unknown, key: string | undefined): unknown => (key === undefined ? item : (item as Fields)[key]);

export const indexOf = (list: readonly unknown[], item: unknown, key: string | undefined): number => {
  const wanted = identity(item, key);
  return list.findIndex((one) => identity(one, key) === wanted);
};

/** Items that `order` knows, in its order. Deletions (`$patch: delete`) go to the end. */
export function sortedBy(items: readonly unknown[], order: readonly unknown[], key: string | undefined): unknown[] {
  const deletes = (item: unknown) => key !== undefined && (item as Fields)['$patch'] === 'delete';
  const place = (item: unknown) => {
    const index = indexOf(order, item, key);
    return index < 0 ? order.length : index;
  };
  const kept = items.filter((item) => !deletes(item)).sort((a, b) => place(a) - place(b));
  return [...kept, ...items.filter(deletes)];
}

/** Put a merged list in order.
 *  @param patchOrder  what the patch names, in the order it wants
 *  @param serverOrder the list as it was */
export function ordered(
  merged: readonly unknown[],
  patchOrder: readonly unknown[],
  serverOrder: readonly unknown[],
  key: string | undefined,
): unknown[] {
  const known = (item: unknown) => indexOf(patchOrder, item, key) >= 0;
  const ours = sortedBy(merged.filter(known), patchOrder, key);
  const servers = sortedBy(
    merged.filter((item) => !known(item)),
    serverOrder,
    key,
  );
  return interleaved(servers, ours, serverOrder, key);
}

function interleaved(servers: unknown[], ours: unknown[], serverOrder: readonly unknown[], key: string | undefined): unknown[] {
  const result: unknown[] = [];
  while (servers.length && ours.length) {
    const [left, right] = [indexOf(serverOrder, servers[0], key), indexOf(serverOrder, ours[0], key)];
    result.push(left >= 0 && right >= 0 && left < right ? servers.shift() : ours.shift());
  }
  return [...result, ...servers, ...ours];
}
