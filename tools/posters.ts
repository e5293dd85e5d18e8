import { readFileSync } from 'node:fs';
import type { RecordedStep, Recording } from '../src/app/embed/recording';
import { FilmView } from '../src/app/film/film';
import { printPoster, tells, type Instant } from '../src/stage/poster';

/** What a post shows of each step before anybody presses play: a picture of the stage and a sentence. */

const ROOM = { width: 860, height: 500 };
/** Instants of a step that are looked at, this many virtual ms apart. */
const APART = 500;

/** @returns SVG by the id of a step; `start` is the first one's, for posts that name none */
export function postersOf({ steps, film }: Recording): Record<string, string> {
  const style = styleOf();
  const view = new FilmView(film);
  const instant = (at: number): Instant => {
    view.seek(at);
    return { view, log: view.log, at, namespace: film.namespace };
  };
  const poster = (step: RecordedStep) =>
    printPoster(instant(mostTelling(step, (at) => tells(instant(at)))), plain(step.caption ?? step.title), style, ROOM);
  const posters = Object.fromEntries(steps.map((step) => [step.id, poster(step)]));
  return steps[0] ? { start: posters[steps[0].id]!, ...posters } : posters;
}

/** Where the picture says most; of several, the last. */
function mostTelling({ from, to }: RecordedStep, worth: (at: number) => number): number {
  let best = { at: from, worth: -1 };
  for (let at = from; at <= to; at += APART) {
    const here = worth(at);
    if (here >= best.worth) best = { at, worth: here };
  }
  return best.at;
}

const plain = (text: string) => text.replaceAll(/[`*]/g, '');

/** The stage's own style and colours: a picture in a post has no other. The scheme is that of the page around it. */
function styleOf(): string {
  const read = (path: string) => readFileSync(path, 'utf8').replaceAll(/\/\*[\s\S]*?\*\//g, '');
  const [tokens = ''] = /:root \{[\s\S]*?\n\}/.exec(read('src/app/tokens.css')) ?? [];
  const stage = read('src/stage/stage.css').replaceAll(/@media[^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}/g, '');
  const own = `*{transition:none!important}.ground{fill:var(--stage-ground)}.caption{fill:var(--stage-ink);font-family:var(--font-display)}`;
  return escape(`${tokens}${stage}${own}`.replaceAll(/\s+/g, ' '));
}

/** CSS inside XML. */
const escape = (css: string) => css.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
