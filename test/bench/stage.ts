import { crowd } from './stage-crowd';
import { hour } from './stage-hour';
import { stageFrames } from './stage-frames';
import { pictures } from './stage-scene';

/** Everything that is measured of the stage: `npm run bench -- --stage`. */
export async function stage(print: (text: string) => void): Promise<void> {
  await pictures(print);
  await crowd(print);
  await stageFrames(print);
  await hour(print);
}
