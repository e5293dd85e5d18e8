import { describe, expect, it } from 'vitest';
import { sheetOf } from '../../src/app/lesson/sheet';
import type { JournalEntry } from '../../src/lessons/journal';
import { lessonOf } from '../lessons/world';

const lesson = lessonOf(`
  - { id: one, title: One, say: Say., run: kubectl get nodes, caption: Three nodes. }
  - { id: two, title: Two, say: Say., run: kubectl apply -f old.yaml, fails: true, caption: It is refused. }
  - { id: three, title: Three, say: Say., run: kubectl get pods -w, why: They come up. }
  - { id: four, title: Four, say: Say., run: "fault stop-zone a\\nkubectl get nodes", caption: A zone is lost. }
  - { id: five, title: Five, say: Say., run: kubectl get nodes, caption: As before. }
`);

const journal = (...commands: readonly (readonly [line: string, code?: number])[]): JournalEntry[] =>
  commands.flatMap(([line, code]) => [
    { at: 0, type: 'command', prompt: '$ ', line } as const,
    { at: 0, type: 'output', text: 'x' } as const,
    ...(code === undefined ? [] : [{ at: 0, type: 'exit', code } as const]),
  ]);

describe('a cheat sheet', () => {
  it('is empty before anything is run', () => {
    expect(sheetOf(lesson, [])).toEqual({ lesson: [], own: [] });
  });

  it("has the lesson's commands that were run, in its order, each once, with what each did", () => {
    const { lesson: rows } = sheetOf(lesson, journal(['kubectl get pods -w', 130], ['kubectl  get nodes', 0], ['kubectl get nodes', 0]));
    expect(rows).toEqual([
      { title: 'One', command: 'kubectl get nodes', says: 'Three nodes.' },
      { title: 'Three', command: 'kubectl get pods -w', says: 'They come up.' },
    ]);
  });

  it('has what is meant to be refused, and no other failure', () => {
    const sheet = sheetOf(lesson, journal(['kubectl apply -f old.yaml', 1], ['kubectl get nods', 1]));
    expect(sheet.lesson.map(({ title }) => title)).toEqual(['Two']);
    expect(sheet.own).toEqual([]);
  });

  it('knows a script by its lines', () => {
    const sheet = sheetOf(lesson, journal(['fault stop-zone a\nkubectl get nodes', 0]));
    expect(sheet.lesson.map(({ title }) => title)).toEqual(['One', 'Four']);
    expect(sheet.own).toEqual([]);
  });

  it('has what the learner tried, without what only moves about in the shell', () => {
    const sheet = sheetOf(lesson, journal(['clear', 0], ['cat a.yaml | kubectl apply -f -', 0], ['ls', 0], ['kubectl get all', 0]));
    expect(sheet.own).toEqual(['cat a.yaml | kubectl apply -f -', 'kubectl get all']);
  });
});
