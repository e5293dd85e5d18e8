import { describe, expect, test } from 'vitest';
import { printPoster, tells, type Instant } from '../../src/stage/poster';
import { NAMESPACE, viewOf } from '../../src/stage/gallery/objects';
import { SCENES } from '../../src/stage/gallery/scenes';

const room = { width: 860, height: 500 };
const instants = SCENES.map(({ title, objects, log }): readonly [string, Instant] => [
  title,
  { view: viewOf(objects), log, at: log.at(-1)?.at ?? 0, namespace: NAMESPACE },
]);

/** Names of the elements that are open at the end of the text, by a plain reading of its tags. */
function open(svg: string): string[] {
  const stack: string[] = [];
  for (const [, close, name, alone] of svg.matchAll(/<(\/?)(\w+)[^>]*?(\/?)>/g)) {
    if (close) expect(stack.pop()).toBe(name);
    else if (!alone) stack.push(name!);
  }
  return stack;
}

describe('a poster', () => {
  test.each(instants)('is one whole picture with its sentence: %s', (_, instant) => {
    const svg = printPoster(instant, 'Two < three & nobody “minds”.', '.pod{fill:red}', room);
    expect(open(svg)).toEqual([]);
    expect(svg).toContain('aria-label="Two &lt; three &amp; nobody “minds”."');
    expect(svg).toContain('<style>.pod{fill:red}</style>');
    expect(svg).not.toMatch(/NaN|undefined/);
    expect(printPoster(instant, 'Two < three & nobody “minds”.', '.pod{fill:red}', room)).toBe(svg);
  });

  test('a long sentence is set smaller', () => {
    const size = (caption: string) =>
      Number(/font-size="([\d.]+)" text-anchor="middle">/.exec(printPoster(instants[0]![1], caption, '', room))![1]);
    expect(size('x'.repeat(120))).toBeLessThan(size('x'.repeat(20)));
  });

  test('a picture with more to see tells more', () => {
    const [empty] = instants.map(([, instant]) => ({ ...instant, view: viewOf([]), log: [] }));
    expect(Math.max(...instants.map(([, instant]) => tells(instant)))).toBeGreaterThan(tells(empty!));
  });
});
