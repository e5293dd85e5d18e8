import { describe, expect, it } from 'vitest';
import { FilmView } from '../../../src/app/film/film';
import { difference, shoot } from '../../../src/app/film/shoot';
import { playPrelude, rehearse } from '../../../src/arrival';
import { readLesson } from '../../../src/cli/lesson-files';
import { macrotask } from '../../../src/cli/simulation';
import { mergePatch } from '../../../src/kube/patch/merge-patch';
import { LessonRunner } from '../../../src/lessons/runner';
import { walkTo } from '../../../src/lessons/walk';

describe('a film of a lesson', () => {
  it('shows at every instant what the cluster showed', async () => {
    const lesson = readLesson('lessons/deployment.yaml');
    const { playground, hands } = rehearse(lesson, macrotask);
    await playPrelude(lesson, playground, hands);
    const runner = new LessonRunner(lesson, playground);
    const start = playground.time.at;
    await playground.runUntilDone(walkTo(runner, hands, lesson.steps.length - 1));
    runner.destroy();
    const { view, log, stored, time } = playground;
    const film = JSON.parse(JSON.stringify(shoot({ namespace: lesson.namespace, view, log, stored, at: time.at }, start))) as never;
    const shown = new FilmView(film);
    const end = time.at;
    // Back and forth, to instants that are far from each other.
    for (const part of [0, 1, 0.3, 0.35, 0.9, 0.1, 0.62]) {
      const at = Math.round(start + (end - start) * part);
      time.seek(at);
      shown.seek(at);
      expect(shown.now).toBe(playground.view.now);
      expect(shown.log.at(-1)).toEqual(playground.log.at(-1));
      for (const resource of ['pods', 'nodes', 'deployments', 'replicasets', 'services', 'endpointslices', 'namespaces'])
        expect(shown.list(resource), `${resource} at ${at}`).toEqual(JSON.parse(JSON.stringify(playground.view.list(resource))));
    }
  });
});

describe('the difference of two objects', () => {
  it.each([
    ['a field that changed', { a: 1, b: { c: 2, d: 3 } }, { a: 1, b: { c: 4, d: 3 } }, { b: { c: 4 } }],
    ['a field that went', { a: 1, b: 2 }, { a: 1 }, { b: null }],
    ['a list, as a whole', { a: [1, 2] }, { a: [1] }, { a: [1] }],
    ['an object in place of a list', { a: [1] }, { a: { b: 1 } }, { a: { b: 1 } }],
    ['nothing', { a: { b: 1 } }, { a: { b: 1 } }, {}],
  ])('is %s', (_, before, after, patch) => {
    expect(difference(before, after)).toEqual(patch);
    expect(mergePatch(before, patch)).toEqual(after);
  });
});
