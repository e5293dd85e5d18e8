import { expect, it } from 'vitest';
import { lessonOf, play } from './world';

const QUESTION = `
  - { id: one, title: One, say: Say., predict: { ask: Which?, choices: [a, b], answer: b, because: Because. }, why: So. }
  - { id: two, title: Two, say: Say. }
`;

it('a question with nothing to do is done when it is answered, not when it is opened', () => {
  const { runner } = play(lessonOf(QUESTION));
  expect(runner.state.phase).toBe('predict');
  runner.predict('a');
  expect(runner.state).toMatchObject({ phase: 'explained', choice: 'a' });
  expect([...runner.state.done]).toEqual([0]);
});

it('going back in time takes the answer back', async () => {
  const { runner, playground, run } = play(lessonOf(QUESTION));
  await run('sleep 5');
  runner.predict('b');
  playground.time.seek(playground.time.at - 1000);
  expect(runner.state.phase).toBe('predict');
  expect(runner.state.done.size).toBe(0);
});

it('a step of reading alone is done as it is opened', () => {
  const { runner } = play(lessonOf(QUESTION));
  runner.go(1);
  expect(runner.state.phase).toBe('explained');
});

const SHOWN = `
  - { id: one, title: One, say: Say., predict: { ask: Which?, choices: [a, b], answer: b, because: Because. }, goal: nodes().size() == 3 }
`;

it('what the cluster shows already is not told before the question is answered', () => {
  const { runner } = play(lessonOf(SHOWN));
  expect(runner.state.phase).toBe('predict');
  runner.predict('b');
  expect(runner.state.phase).toBe('explained');
});

it('whoever acts without an answer is not held up', async () => {
  const { runner, run } = play(lessonOf(SHOWN));
  await run('kubectl create namespace demo');
  runner.look();
  expect(runner.state.phase).toBe('explained');
});
