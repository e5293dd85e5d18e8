import { turn } from '../../src/app/turn';
import type { Lesson } from '../../src/lessons/lesson';
import { Playground, type SavedPlayground } from '../../src/playground';

/** A lesson that was played: what is needed to live it again, and what came of it where it was played. */
export interface Played {
  readonly lesson: Lesson;
  readonly saved: SavedPlayground;
  readonly digest: string;
}

/** Live the input log again, frame by frame. @param elapsed real ms of a frame
 *  @returns the SHA-256 of the whole story and of every object at its end */
export async function replay(lesson: Lesson, saved: SavedPlayground, speed: number, elapsed: number): Promise<string> {
  const playground = new Playground({ scenario: lesson, turn, saved });
  const { time } = playground;
  time.seek(time.start);
  time.setSpeed(speed);
  time.play();
  while (time.at < saved.end) {
    time.frame(elapsed);
    await turn();
  }
  time.pause();
  time.seek(saved.end);
  return digestOf(playground);
}

export async function digestOf({ cluster, log, stored, view }: Playground): Promise<string> {
  const resources = (await cluster.resources()).map(({ resource }) => resource);
  const text = JSON.stringify([log, stored, resources.map((resource) => [resource, view.list(resource)])]);
  const bytes = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
