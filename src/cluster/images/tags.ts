/** Tags of a repository, from its releases: `{ '1.36': [0, 1] }` gives 1, 1.36, 1.36.0 and 1.36.1.
 *  @param series last numbers (first and last inclusive) by series; `[]`: the series itself is the release
 *  @param words floating tags
 *  @param variants suffixes that every one of them has as well: `-alpine` */
export function tagsOf(
  series: Readonly<Record<string, readonly number[]>>,
  words: readonly string[] = ['latest'],
  variants: readonly string[] = [],
): string[] {
  const plain = new Set(words);
  for (const [name, [first, last = first]] of Object.entries(series)) {
    for (const part of prefixes(name)) plain.add(part);
    if (first !== undefined) for (let patch = first; patch <= last!; patch++) plain.add(`${name}.${patch}`);
  }
  return [...plain].flatMap((tag) => [tag, ...variants.map((variant) => (tag === 'latest' ? variant.slice(1) : tag + variant))]);
}

/** 1.36 → 1, 1.36. */
function prefixes(name: string): string[] {
  const parts = name.split('.');
  return parts.map((_, i) => parts.slice(0, i + 1).join('.'));
}

/** The newest release that a tag stands for: `1.36` → 1.36.1. @param latest what `latest` and other words stand for */
export function releaseOf(tag: string, series: Readonly<Record<string, readonly number[]>>, latest: string): string {
  const plain = tag.replace(/-.*$/, '');
  if (!/^\d/.test(plain)) return latest;
  const full = (name: string) => (series[name]!.length ? `${name}.${series[name]!.at(-1)}` : name);
  if (series[plain]) return full(plain);
  const newest = Object.keys(series).findLast((name) => name.startsWith(`${plain}.`));
  return newest === undefined ? plain : full(newest);
}
