/** Shell patterns: `*`, `?`, `[…]`. */
export function patternOf(glob: string): RegExp {
  let source = '';
  for (let i = 0; i < glob.length; i++) {
    const c = glob[i]!;
    const end = c === '[' ? glob.indexOf(']', i + 2) : -1;
    if (c === '*') source += '[\\s\\S]*';
    else if (c === '?') source += '[\\s\\S]';
    else if (c === '\\' && i + 1 < glob.length) source += escape(glob[++i]!);
    else if (end > 0) {
      source += `[${glob
        .slice(i + 1, end)
        .replace(/^!/, '^')
        .replaceAll('\\', '\\\\')}]`;
      i = end;
    } else source += escape(c);
  }
  return new RegExp(`^${source}$`);
}

const escape = (c: string) => c.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');

/** Remove the shortest or longest match from one end: `${x#…}`, `${x##…}`, `${x%…}`, `${x%%…}`. */
export function strip(value: string, glob: string, operator: string): string {
  const pattern = patternOf(glob);
  const front = operator.startsWith('#');
  const longest = operator.length === 2;
  const lengths = Array.from({ length: value.length + 1 }, (_, i) => (longest ? value.length - i : i));
  for (const length of lengths) {
    const part = front ? value.slice(0, length) : value.slice(value.length - length);
    if (pattern.test(part)) return front ? value.slice(length) : value.slice(0, value.length - length);
  }
  return value;
}
