import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';

/** The lines in which our kubectl and the real one still differ, by the reason why. It may only shrink:
 *  `PODPLAY_DIFFERENCES=write npm run test:differential` takes out what no longer differs, and puts what is new under
 *  `reason: ''`, where somebody must write one. */
const FILE = join(import.meta.dirname, 'differences.yaml');

interface Difference {
  readonly reason: string;
  readonly lines: readonly string[];
}

export type Differences = ReadonlyMap<string, string>;

/** Reasons by line. */
export function listed(): Differences {
  const entries = (parse(readFileSync(FILE, 'utf8')) ?? []) as readonly Difference[];
  return new Map(entries.flatMap(({ reason, lines }) => lines.map((line) => [line, reason] as const)));
}

/** @param differing lines that differ now */
export function rewrite(differing: readonly string[]): void {
  const known = listed();
  const byReason = new Map<string, string[]>();
  for (const line of differing) {
    const reason = known.get(line) ?? '';
    byReason.set(reason, [...(byReason.get(reason) ?? []), line]);
  }
  const entries = [...byReason].map(([reason, lines]) => ({ reason, lines }));
  writeFileSync(FILE, `# See differences.ts.\n${entries.length ? stringify(entries, { lineWidth: 0 }) : '[]\n'}`);
}
