/** Durations as Go writes them: `90s`, `1h30m`, `1.5h`, `-1s`. Source: time.ParseDuration */

const UNITS: Readonly<Record<string, number>> = { ns: 1e-6, us: 1e-3, µs: 1e-3, ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** @returns milliseconds, or what is wrong in Go's words */
export function parseDuration(text: string): number | { readonly wrong: string } {
  const sign = text.startsWith('-') ? -1 : 1;
  const body = text.replace(/^[+-]/, '');
  if (body === '0') return 0;
  const quoted = JSON.stringify(text);
  if (!body) return { wrong: `time: invalid duration ${quoted}` };
  let total = 0;
  for (let rest = body; rest;) {
    const [all, number, unit] = /^(\d+\.?\d*|\.\d+)([^\d.]*)/.exec(rest) ?? [];
    if (!all || !number) return { wrong: `time: invalid duration ${quoted}` };
    if (!unit) return { wrong: `time: missing unit in duration ${quoted}` };
    const factor = UNITS[unit];
    if (factor === undefined) return { wrong: `time: unknown unit ${JSON.stringify(unit)} in duration ${quoted}` };
    total += Number(number) * factor;
    rest = rest.slice(all.length);
  }
  return sign * total;
}

/** @param text checked before */
export function milliseconds(text: string): number {
  const found = parseDuration(text);
  if (typeof found !== 'number') throw new RangeError(found.wrong);
  return found;
}
