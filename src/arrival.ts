import { LessonRunner } from './lessons/runner';
import type { Lesson } from './lessons/lesson';
import { solve, walkTo, type Hands } from './lessons/walk';
import { api } from './page-api';
import { Playground, type SavedPlayground } from './playground';
import { createShell } from './shell/shell';

/** The way into the middle of a lesson: a link names a step, or a lesson begins where another one stands. What came
 *  before is played by its own solutions in a world of its own, which is then handed over as a save. So the learner
 *  arrives in the cluster as it would be, with the terminal as it would be, and can go back in time. */

export interface Rehearsed {
  readonly playground: Playground;
  readonly hands: Hands;
}

/** A world with a terminal that writes what it prints into the journal, and somebody's hands on it. */
export function rehearse(lesson: Lesson, turn: () => Promise<void>, saved?: SavedPlayground): Rehearsed {
  const playground = new Playground({ scenario: lesson, turn, ...(saved && { saved }) });
  const shell = createShell({
    cluster: playground.cluster,
    api,
    files: playground.files,
    namespace: lesson.namespace,
    write: (text) => playground.note({ type: 'output', text }),
    tty: true,
    columns: () => 80,
    fault: (fault) => playground.fault(fault),
  });
  const hands: Hands = {
    async run(script, signal) {
      playground.note({ type: 'command', prompt: shell.prompt, line: script });
      const code = await shell.run(script, signal);
      playground.note({ type: 'exit', code });
      return code;
    },
    fault: (fault) => playground.fault(fault),
    sleep: (ms) => playground.cluster.clock.sleep(ms),
    alarm: (ms, signal) => playground.cluster.clock.alarm(ms, signal),
  };
  return { playground, hands };
}

/** The world at the beginning of a step, as if all before it had been done.
 *  @param turn  gives way to everything that can run now: see `PlaygroundOptions`
 *  @param saved  where the learner stands: what they did is kept, unless the rest cannot be done on top of it */
export async function arriveAt(
  lesson: Lesson,
  index: number,
  turn: () => Promise<void>,
  saved?: SavedPlayground,
): Promise<SavedPlayground> {
  const { playground, hands } = rehearse(lesson, turn, saved);
  if (saved) playground.goOn();
  else await playPrelude(lesson, playground, hands);
  const runner = new LessonRunner(lesson, playground);
  const walk = walkTo(runner, hands, index);
  const arrived = (await playground.runUntilDone(walk)) && (await walk);
  runner.destroy();
  return arrived || !saved ? playground.save() : arriveAt(lesson, index, turn);
}

/** Play the other lesson that this one begins after. Of its journal only the files stay: its steps are not ours. */
export async function playPrelude(lesson: Lesson, playground: Playground, hands: Hands): Promise<void> {
  if (!lesson.startFrom) return;
  const { lesson: before, index } = lesson.startFrom;
  await playPrelude(before, playground, hands);
  const runner = new LessonRunner(before, playground);
  await playground.runUntilDone(walkTo(runner, hands, index).then(() => solve(runner, hands)));
  runner.destroy();
  playground.forgetShown();
}
