import { expect, test } from 'vitest';
import { printMark, printScene } from '../../src/stage/gallery/print';
import { SCENES } from '../../src/stage/gallery/scenes';
import { bodyOf, dotOf } from '../../src/stage/glyphs/pod-shapes';
import { LOOKS } from '../../src/stage/scene/actors';

const slug = (title: string) =>
  title
    .toLowerCase()
    .replace(/[^a-z]+/g, '-')
    .replace(/-$/, '');

test.each(SCENES.map((scene) => [scene.title, scene] as const))('%s: the picture is the one that was looked at', async (title, scene) => {
  await expect(printScene(scene, { width: 1010, height: 510 })).toMatchFileSnapshot(`./gallery/${slug(title)}.svg`);
});

test('on a phone a rollout is the picture that was looked at', async () => {
  await expect(printScene(SCENES[1]!, { width: 390, height: 290 })).toMatchFileSnapshot('./gallery/phone.svg');
});

test.each(SCENES.map((scene) => [scene.title, scene] as const))(
  '%s: no text is smaller than 11 px, and no coordinate is lost',
  (_, scene) => {
    for (const room of [
      { width: 1010, height: 510 },
      { width: 390, height: 290 },
      { width: 390, height: 700 },
    ]) {
      const picture = printScene(scene, room);
      expect(picture).not.toMatch(/NaN|undefined|Infinity/);
      const sizes = [...picture.matchAll(/font-size="([\d.]+)"/g)].map(([, size]) => Number(size));
      expect(Math.min(11, ...sizes)).toBe(11);
    }
  },
);

test('states of a pod differ by their shape, without colour', () => {
  const shapes = LOOKS.map((look) => bodyOf(look, 138, 84, 6).map(printMark).join());
  // A dashed outline tells `pending` and `lost` from each other; their marks differ as well.
  expect(new Set(shapes).size).toBe(LOOKS.length);
});

test('as a dot, a pod that is well, one that comes, one that is ill and one that leaves differ by their shape', () => {
  const shape = (look: (typeof LOOKS)[number]) => dotOf(look, 9, 7).map(printMark).join();
  expect(new Set((['ready', 'creating', 'crashing', 'terminating'] as const).map(shape)).size).toBe(4);
});
