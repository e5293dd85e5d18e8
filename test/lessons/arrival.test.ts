import { describe, expect, it } from 'vitest';
import { arriveAt, rehearse } from '../../src/arrival';
import { macrotask } from '../../src/cli/simulation';
import { lessonNamed } from '../../src/cli/lesson-files';
import { LessonError, loadLesson } from '../../src/lessons/load';
import { LessonRunner } from '../../src/lessons/runner';
import { isAhead } from '../../src/lessons/walk';
import { Playground } from '../../src/playground';
import { lessonOf } from './world';

const deployment = lessonNamed('deployment');
const stepIndex = (id: string) => deployment.steps.findIndex((step) => step.id === id);

/** Open a lesson as the page does: from what was handed over. */
async function arrive(lesson: typeof deployment, index: number): Promise<{ playground: Playground; runner: LessonRunner }> {
  const saved = await arriveAt(lesson, index, macrotask);
  const playground = new Playground({ scenario: lesson, turn: macrotask, saved });
  return { playground, runner: new LessonRunner(lesson, playground) };
}

const images = ({ view }: Playground) => view.list('pods').map((pod) => (pod as any).spec.containers[0].image as string);

describe('a link into the middle of a lesson', () => {
  it('finds the cluster as it would be, the step open and not done', async () => {
    const { playground, runner } = await arrive(deployment, stepIndex('scale'));
    expect(runner.state).toMatchObject({ index: stepIndex('scale'), phase: 'act' });
    expect([...runner.state.done]).toEqual(Array.from({ length: stepIndex('scale') }, (_, i) => i));
    expect(images(playground).filter((image) => image === 'nginx:1.9.1')).toHaveLength(3);
  });

  it('finds the terminal as it would be', async () => {
    const { playground } = await arrive(deployment, stepIndex('curl'));
    const shown = playground.journal().flatMap((entry) => (entry.type === 'output' ? [entry.text] : []));
    expect(shown.join('')).toBe('namespace/demo-dep created\n');
  });

  it('arrives at the same world twice', async () => {
    const [one, two] = [await arriveAt(deployment, stepIndex('ask'), macrotask), await arriveAt(deployment, stepIndex('ask'), macrotask)];
    expect(JSON.stringify(one)).toBe(JSON.stringify(two));
  });

  it('lets the learner go back in time, before where they arrived', async () => {
    const { playground, runner } = await arrive(deployment, stepIndex('scale'));
    playground.time.seek(playground.time.start);
    expect(runner.state.index).toBe(0);
    expect(playground.view.list('pods')).toHaveLength(0);
  });

  it('keeps what the learner did, and does only what is missing', async () => {
    const { playground, hands } = rehearse(deployment, macrotask);
    const learner = new LessonRunner(deployment, playground);
    const own = 'kubectl create namespace demo-dep && kubectl create namespace mine';
    await playground.runUntilDone(hands.run(own, new AbortController().signal));
    learner.look();
    expect(isAhead(learner, 1)).toBe(false);
    expect(isAhead(learner, 2)).toBe(true);
    const saved = await arriveAt(deployment, stepIndex('service'), macrotask, playground.save());
    const there = new Playground({ scenario: deployment, turn: macrotask, saved });
    expect(there.view.get('namespaces', 'mine')).toBeDefined();
    expect(there.view.get('pods', 'demo-dep/curl')).toBeDefined();
    const commands = there.journal().flatMap((entry) => (entry.type === 'command' ? [entry.line] : []));
    expect(commands).toEqual([own, 'kubectl apply -f curl.yaml']);
  });

  it('begins anew where what the learner did stands in the way', async () => {
    const { playground, hands } = rehearse(deployment, macrotask);
    new LessonRunner(deployment, playground);
    await playground.runUntilDone(hands.run('kubectl create namespace demo-dep; rm curl.yaml', new AbortController().signal));
    const saved = await arriveAt(deployment, stepIndex('service'), macrotask, playground.save());
    const there = new Playground({ scenario: deployment, turn: macrotask, saved });
    expect(there.view.get('pods', 'demo-dep/curl')).toBeDefined();
    expect(there.files.list()).toContain('curl.yaml');
  });

  it('interrupts a command without end once its step is done', async () => {
    const lesson = lessonOf(`
  - { id: one, title: One, say: Say., run: kubectl get pods -w }
  - id: two
    title: Two
    say: Say.
    run: "kubectl create deployment web --image=nginx && kubectl get pods -w"
    goal: pods('app=web').exists(p, p.ready)
  - { id: three, title: Three, say: Say. }
`);
    const { playground, runner } = await arrive(lesson, 2);
    expect(runner.state.index).toBe(2);
    expect(images(playground)).toEqual(['nginx']);
  });
});

const FIRST = `
title: First
summary: First.
minutes: 1
seed: 4
nodes: 2
namespace: demo
steps:
  - id: make
    title: Make
    say: Say.
    run: kubectl create namespace demo && kubectl create deployment web --image=nginx
    goal: pods('app=web').exists(p, p.ready)
  - { id: more, title: More, say: Say., run: kubectl scale deployment web --replicas=3, goal: pods('app=web').size() == 3 }
`;
const second = (head: string) => `title: Second\nsummary: Second.\nminutes: 1\n${head}\nsteps:\n  - { id: look, title: Look, say: Say. }\n`;
const load = (head: string) => loadLesson('lessons/second.yaml', second(head), (path) => (path === 'first.yaml' ? FIRST : undefined));

describe('a lesson that starts from another one', () => {
  it('has its world, as it stands when that step is done', async () => {
    const lesson = load('startFrom: first#make');
    expect(lesson).toMatchObject({ seed: 4, namespace: 'demo' });
    const { playground, runner } = await arrive(lesson, 0);
    expect(images(playground)).toEqual(['nginx']);
    expect(runner.state).toMatchObject({ index: 0, phase: 'explained' });
  });

  it.each([
    ['startFrom: first#nowhere', 'lessons/second.yaml:4:1: lesson "first" has no step "nowhere"'],
    ['startFrom: absent#make', 'lessons/second.yaml:4:1: no file "absent.yaml" beside the lesson'],
    ['startFrom: first#make\nseed: 3', 'lessons/second.yaml:5:1: remove "seed": the world is that of first#make'],
    ['startFrom: first', 'lessons/second.yaml:4:1: startFrom must be LESSON#STEP'],
    ['pattern: daemon', 'missing field "seed"'],
  ])('%s: says where the mistake is', (head, message) => {
    expect(() => load(head)).toThrow(LessonError);
    expect(() => load(head)).toThrow(message);
  });
});
