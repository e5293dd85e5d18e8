/** Go's sort.Sort: what is equal, or cannot be compared, stands where kubectl puts it.
 *  MODELS sort/zsortinterface.go (pattern-defeating quicksort). Not stable: that is the point.
 *  Up to twelve items this was seen to agree with kubectl 1.32 item for item; beyond, items that are equal were seen
 *  to stand in another order among themselves. */

interface Data {
  less(i: number, j: number): boolean;
  swap(i: number, j: number): void;
}

/** @returns a new array */
export function goSort<T>(items: readonly T[], less: (a: T, b: T) => boolean): T[] {
  const sorted = [...items];
  const data: Data = {
    less: (i, j) => less(sorted[i]!, sorted[j]!),
    swap: (i, j) => ([sorted[i], sorted[j]] = [sorted[j]!, sorted[i]!]),
  };
  quickSort(data, 0, sorted.length, bits(sorted.length));
  return sorted;
}

/** How many binary digits a number has. */
const bits = (count: number) => 32 - Math.clz32(count);

const FEW = 12;
const MANY = 50;

function quickSort(data: Data, a: number, b: number, limit: number): void {
  let [balanced, partitioned] = [true, true];
  for (;;) {
    const length = b - a;
    if (length <= FEW) return insertionSort(data, a, b);
    if (limit === 0) return heapSort(data, a, b);
    if (!balanced) {
      breakPatterns(data, a, b);
      limit--;
    }
    let { pivot, hint } = choosePivot(data, a, b);
    if (hint === 'decreasing') {
      for (let i = a, j = b - 1; i < j; i++, j--) data.swap(i, j);
      pivot = b - 1 - (pivot - a);
      hint = 'increasing';
    }
    if (balanced && partitioned && hint === 'increasing' && partialInsertionSort(data, a, b)) return;
    if (a > 0 && !data.less(a - 1, pivot)) {
      a = partitionEqual(data, a, b, pivot);
      continue;
    }
    const { middle, already } = partition(data, a, b, pivot);
    partitioned = already;
    const [left, right] = [middle - a, b - middle];
    balanced = Math.min(left, right) >= Math.floor(length / 8);
    if (left < right) {
      quickSort(data, a, middle, limit);
      a = middle + 1;
    } else {
      quickSort(data, middle + 1, b, limit);
      b = middle;
    }
  }
}

function insertionSort(data: Data, a: number, b: number): void {
  for (let i = a + 1; i < b; i++) for (let j = i; j > a && data.less(j, j - 1); j--) data.swap(j, j - 1);
}

function heapSort(data: Data, a: number, b: number): void {
  const count = b - a;
  for (let i = Math.floor((count - 1) / 2); i >= 0; i--) siftDown(data, i, count, a);
  for (let i = count - 1; i >= 0; i--) {
    data.swap(a, a + i);
    siftDown(data, 0, i, a);
  }
}

function siftDown(data: Data, low: number, high: number, first: number): void {
  for (let root = low; ;) {
    let child = 2 * root + 1;
    if (child >= high) return;
    if (child + 1 < high && data.less(first + child, first + child + 1)) child++;
    if (!data.less(first + root, first + child)) return;
    data.swap(first + root, first + child);
    root = child;
  }
}

function partition(data: Data, a: number, b: number, pivot: number): { middle: number; already: boolean } {
  data.swap(a, pivot);
  let [i, j] = [a + 1, b - 1];
  for (let first = true; ; first = false) {
    while (i <= j && data.less(i, a)) i++;
    while (i <= j && !data.less(j, a)) j--;
    if (i > j) {
      data.swap(j, a);
      return { middle: j, already: first };
    }
    data.swap(i++, j--);
  }
}

function partitionEqual(data: Data, a: number, b: number, pivot: number): number {
  data.swap(a, pivot);
  let [i, j] = [a + 1, b - 1];
  for (;;) {
    while (i <= j && !data.less(a, i)) i++;
    while (i <= j && data.less(a, j)) j--;
    if (i > j) return i;
    data.swap(i++, j--);
  }
}

function partialInsertionSort(data: Data, a: number, b: number): boolean {
  let i = a + 1;
  for (let step = 0; step < 5; step++) {
    while (i < b && !data.less(i, i - 1)) i++;
    if (i === b) return true;
    if (b - a < MANY) return false;
    data.swap(i, i - 1);
    if (i - a >= 2) for (let j = i - 1; j >= 1 && data.less(j, j - 1); j--) data.swap(j, j - 1);
    if (b - i >= 2) for (let j = i + 1; j < b && data.less(j, j - 1); j++) data.swap(j, j - 1);
  }
  return false;
}

/** Some are exchanged, by a generator that begins with the length. */
function breakPatterns(data: Data, a: number, b: number): void {
  const length = b - a;
  let random = BigInt(length);
  const mask = (1n << BigInt(bits(length))) - 1n;
  const at = a + Math.floor(length / 4) * 2 - 1;
  for (let i = 0; i < 3; i++) {
    random ^= BigInt.asUintN(64, random << 13n);
    random ^= random >> 7n;
    random ^= BigInt.asUintN(64, random << 17n);
    let other = Number(random & mask);
    if (other >= length) other -= length;
    data.swap(at - 1 + i, a + other);
  }
}

function choosePivot(data: Data, a: number, b: number): { pivot: number; hint: 'increasing' | 'decreasing' | 'unknown' } {
  const quarter = Math.floor((b - a) / 4);
  let swaps = 0;
  const order = (i: number, j: number): [number, number] => (data.less(j, i) ? (swaps++, [j, i]) : [i, j]);
  const median = (i: number, j: number, k: number) => {
    [i, j] = order(i, j);
    [j, k] = order(j, k);
    return order(i, j)[1];
  };
  const places = [a + quarter, a + quarter * 2, a + quarter * 3];
  const [i, j, k] = b - a >= MANY ? places.map((at) => median(at - 1, at, at + 1)) : places;
  const pivot = median(i!, j!, k!);
  return { pivot, hint: swaps === 0 ? 'increasing' : swaps === 12 ? 'decreasing' : 'unknown' };
}
