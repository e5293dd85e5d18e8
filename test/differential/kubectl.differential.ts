import { beforeAll, describe, expect, it } from 'vitest';
import { type Compared, compareReads, compareSequence, difference } from './compare';
import { listed, rewrite } from './differences';
import { READS, SEQUENCES } from './lines';
import { findKubectl, FOLLOWED } from './find-kubectl';

/** Real kubectl and ours, over the same cluster: the same command lines, byte for byte. */

const kubectl = findKubectl();
const writing = process.env['PODPLAY_DIFFERENCES'] === 'write';
const all = [...READS, ...Object.entries(SEQUENCES).flatMap(([name, lines]) => lines.map((line) => `${name}: ${line.replace(/^~ /, '')}`))];

if ('why' in kubectl) {
  console.error(`\n*** Our kubectl was NOT compared with the real one: ${kubectl.why}. ***\n`);
  it.skip(`real kubectl is not here: ${kubectl.why}`, () => {});
} else if (kubectl.release !== FOLLOWED) {
  console.error(
    `\n*** Our kubectl follows ${FOLLOWED}; here is ${kubectl.release} (${kubectl.path}): only its exit codes are compared, and only of what reads. ***\n`,
  );
  describe(`kubectl ${kubectl.release} beside ours`, () => {
    it('ends alike for nearly every line that reads', { timeout: 600_000 }, async () => {
      const compared = await compareReads(kubectl);
      const alike = compared.filter(({ real, ours }) => (real.exitCode === 0) === (ours.exitCode === 0));
      expect(alike.length / compared.length).toBeGreaterThan(0.8);
    });
  });
} else {
  const known = writing ? new Map<string, string>() : listed();
  const results = new Map<string, Compared>();

  beforeAll(async () => {
    const every = [await compareReads(kubectl)];
    for (const name of Object.keys(SEQUENCES)) every.push(await compareSequence(name, kubectl));
    const seen = new Map<string, number>();
    for (const one of every.flat()) {
      // A line that comes again in its sequence is told apart by its turn.
      const turn = (seen.get(one.line) ?? 0) + 1;
      seen.set(one.line, turn);
      results.set(turn === 1 ? one.line : `${one.line} (${turn})`, one);
    }
    if (writing) rewrite([...results].filter(([, one]) => difference(one) !== undefined).map(([line]) => line));
  });

  const titles = numbered(all);

  describe(`kubectl ${kubectl.release} and ours say the same`, () => {
    it.each(titles.filter((line) => !known.has(line)))('%s', (line) => {
      if (!writing) expect(difference(results.get(line)!)).toBeUndefined();
    });
  });

  describe('the list of differences', () => {
    it('names lines that there are, and gives a reason for each', () => {
      const there = new Set(titles);
      expect([...known.keys()].filter((line) => !there.has(line))).toEqual([]);
      expect([...known].filter(([, reason]) => !reason).map(([line]) => line)).toEqual([]);
    });

    it.each([...known.keys()])('is right that this still differs: %s', (line) => {
      expect(difference(results.get(line)!), 'it no longer differs: take it off the list').toBeDefined();
    });
  });
}

function numbered(lines: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return lines.map((line) => {
    const turn = (seen.get(line) ?? 0) + 1;
    seen.set(line, turn);
    return turn === 1 ? line : `${line} (${turn})`;
  });
}
