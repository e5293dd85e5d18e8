import { openings } from 'virtual:openings';
import type { Lesson } from '../lessons/lesson';
import { isAhead } from '../lessons/walk';
import type { SavedPlayground } from '../playground';
import { readSaved } from './keeper';
import type { LivePlayer } from './live-player.svelte';
import type { Player } from './player';
import { RestingPlayer } from './resting-player.svelte';
import { turn } from './turn';

/** The player of a lesson, standing where the learner was, or where the address says.
 *  @param step  id of the step that the address names
 *  @param act  something will be done at once: do not rest */
export async function openLesson(lesson: Lesson, step: string | undefined, act: boolean): Promise<Player> {
  const index = Math.max(
    0,
    lesson.steps.findIndex(({ id }) => id === step),
  );
  const saved = readSaved(lesson.slug);
  const opening = Object.hasOwn(openings, lesson.slug) ? openings[lesson.slug] : undefined;
  if (saved || index > 0 || act || !opening) return awaken(lesson, index, saved);
  return new RestingPlayer(lesson, (await opening()).default, () => awaken(lesson, index));
}

async function awaken(lesson: Lesson, index: number, saved?: SavedPlayground): Promise<LivePlayer> {
  const { LivePlayer } = await import('./live-player.svelte');
  if (saved && (index === 0 || reached(saved).has(index))) return new LivePlayer(lesson, saved);
  // What comes before is played first, so that the cluster is as it would be.
  if (index === 0 && !lesson.startFrom) return new LivePlayer(lesson);
  return arrive(lesson, index, saved);
}

async function arrive(lesson: Lesson, index: number, saved?: SavedPlayground, speed?: number): Promise<LivePlayer> {
  const [{ LivePlayer }, { arriveAt }] = await Promise.all([import('./live-player.svelte'), import('../arrival')]);
  return new LivePlayer(lesson, await arriveAt(lesson, index, turn, saved), speed);
}

/** Turn to a step. Where something on the way to it has not been done, that is done first, in a world that takes the
 *  place of the player's.
 *  @returns who plays from now on */
export async function turnTo(player: LivePlayer, index: number): Promise<LivePlayer> {
  const { runner, playground, lesson, ownSpeed } = player;
  if (isAhead(runner, index)) return arrive(lesson, index, playground.save(), ownSpeed);
  runner.go(index);
  return player;
}

/** The steps that the learner has been at. */
const reached = ({ journal }: SavedPlayground) => new Set(journal.flatMap((entry) => (entry.type === 'step' ? [entry.step] : [])));
