import type { Fault } from '../kube/fault';
import type { LessonRunner } from './runner';

/** What plays a lesson by its own solutions: a proof, a recording, a link into its middle. Whoever owns the world
 *  lets its time pass meanwhile. */
export interface Hands {
  /** Run a script in the lesson's terminal. @returns its exit code, once it has ended or was interrupted */
  run(script: string, signal: AbortSignal): Promise<number>;
  fault(fault: Fault): void;
  /** Wait for virtual ms. */
  sleep(ms: number): Promise<void>;
  /** Be told when virtual ms have passed; time need not pass for that. A busy command decides by itself when it waits:
   *  if somebody else made time pass meanwhile, what it does would come at another instant each time. */
  alarm(ms: number, signal: AbortSignal): Promise<void>;
}

/** Longest wait for a step's goals, in virtual seconds. */
const PATIENCE = 300;
/** A command that goes on this many virtual seconds after its step is done is interrupted; one that only follows
 *  (`-w`) a little earlier. */
const LINGER = 60;
const FOLLOWED = 2;

/** A command that only shows what happens, without end: nothing is lost when it is interrupted. */
export const follows = (script: string): boolean => /\s(-w|--watch|--watch-only)(\s|$)|\blogs\b.*\s(-f|--follow)(\s|$)/.test(script);

const INTERRUPTED = 130;

/** After a step that changes something, virtual ms: the next one begins in a cluster that has settled. */
const PAUSE = 2000;

/** How a step's own solution went. */
export interface Solved {
  /** Its goals hold in the end. */
  readonly met: boolean;
  /** How its command ended: 130 when it was interrupted, as by Ctrl-C; undefined when it has none. */
  readonly code: number | undefined;
}

/** Play the step at which the runner stands. */
export async function solve(runner: LessonRunner, hands: Hands): Promise<Solved> {
  const { step } = runner.state;
  if (step.predict && runner.state.choice === undefined) runner.predict(step.predict.answer);
  if (step.fault) hands.fault(step.fault);
  const command = step.run === undefined ? undefined : start(step.run, hands);
  return { met: await met(runner, hands, command), code: await command?.end() };
}

/** Go on to a later step, playing whatever has not been done on the way.
 *  @returns false when a step on the way could not be solved, as somebody has changed what its solution needs */
export async function walkTo(runner: LessonRunner, hands: Hands, index: number): Promise<boolean> {
  let solved = true;
  while (runner.state.index < index) {
    const { step, done, index: at } = runner.state;
    const acts = step.run !== undefined || step.fault !== undefined;
    if (!done.has(at) || !step.goals.length) solved = (await solve(runner, hands)).met && solved;
    if (acts) await hands.sleep(PAUSE);
    runner.next();
  }
  return solved;
}

/** Must the cluster be brought to a later step, as something on the way has not been done? Steps that only ask
 *  leave nothing behind. */
export function isAhead({ lesson, state }: LessonRunner, index: number): boolean {
  return lesson.steps.slice(state.index, index).some(({ goals }, i) => goals.length > 0 && !state.done.has(state.index + i));
}

interface Command {
  readonly ended: boolean;
  /** Resolves when it has ended, or virtual ms have passed. */
  pass(ms: number): Promise<void>;
  /** Interrupt it, unless it has ended. @returns its exit code */
  end(): Promise<number>;
}

function start(script: string, { run, alarm }: Hands): Command {
  const abort = new AbortController();
  const over = new AbortController();
  let ended = false;
  const work = run(script.trim(), abort.signal).finally(() => {
    ended = true;
    over.abort(new DOMException('the command has ended', 'AbortError'));
  });
  // Whoever ends the command hears how it went.
  work.catch(() => {});
  return {
    get ended() {
      return ended;
    },
    pass: (ms) => alarm(ms, over.signal).catch(() => {}),
    async end() {
      if (ended) return work;
      abort.abort(new DOMException('interrupted', 'AbortError'));
      return work.catch(() => INTERRUPTED);
    },
  };
}

/** Wait until the goals hold and the command has ended, or need not be waited for any longer. */
async function met(runner: LessonRunner, hands: Hands, command: Command | undefined): Promise<boolean> {
  const explained = () => (runner.look(), runner.state.phase === 'explained');
  const linger = follows(runner.state.step.run ?? '') ? FOLLOWED : LINGER;
  let lingered = 0;
  for (let waited = 0; command && !command.ended && lingered < linger && waited < PATIENCE; waited++) {
    await command.pass(1000);
    if (explained()) lingered++;
  }
  for (let waited = 0; waited < PATIENCE && !explained(); waited++) await hands.sleep(1000);
  return explained();
}
