import * as v from 'valibot';
import type { SavedPlayground } from '../playground';
import { keepSaved, readSaved } from './keeper';
import { readProgress, writeProgress, type LessonProgress, type Progress } from './progress';
import { store, type Store } from './storage';

/** Progress as a file: made on one device, merged on another. Nothing that was done here is lost by it. */

const KIND = 'podplay-progress';
const VERSION = 1;
/** A file of the whole course has a few hundred kB. */
const LARGEST = 20e6;

/** What the learner is told when a file is not taken; nothing has changed then. */
export class ProgressFileError extends Error {}

export interface Taken {
  /** Lessons whose progress came with the file. */
  readonly lessons: number;
  /** Names in the file that this course does not know. */
  readonly unknown: readonly string[];
}

const lesson = v.object({ done: v.array(v.string()), step: v.string() });
const world = v.looseObject({
  version: v.literal(1),
  slug: v.string(),
  seed: v.number(),
  at: v.number(),
  end: v.number(),
  inputs: v.array(v.looseObject({ at: v.number() })),
  journal: v.array(v.looseObject({ at: v.number(), type: v.string() })),
});
const file = v.object({
  kind: v.literal(KIND),
  version: v.literal(VERSION),
  progress: v.object({
    lessons: v.record(v.string(), lesson),
    last: v.optional(v.object({ slug: v.string(), step: v.string() })),
  }),
  worlds: v.optional(v.record(v.string(), world), {}),
});

/** @param slugs  lessons whose clusters go with it */
export function writeFile(slugs: readonly string[], from: Store = store): string {
  const worlds = Object.fromEntries(slugs.flatMap((slug) => [readSaved(slug, from)].flatMap((saved) => (saved ? [[slug, saved]] : []))));
  return JSON.stringify({ kind: KIND, version: VERSION, progress: readProgress(from), worlds });
}

/** Merge a file into what is kept on this device: what was done in either is done. Where a lesson was played further in
 *  the file, its cluster is taken along.
 *  @param slugs  lessons of this course, the sandbox among them
 *  @throws ProgressFileError, and nothing has changed */
export function takeFile(text: string, slugs: readonly string[], to: Store = store): Taken {
  const { progress, worlds } = read(text);
  const here = readProgress(to);
  const known = Object.entries(progress.lessons).filter(([slug]) => slugs.includes(slug));
  const lessons: Record<string, LessonProgress> = { ...here.lessons };
  for (const [slug, theirs] of known) lessons[slug] = merged(here.lessons[slug], theirs);
  const last = here.last ?? (progress.last && slugs.includes(progress.last.slug) ? progress.last : undefined);
  if (!writeProgress({ lessons, ...(last && { last }) }, to)) throw new ProgressFileError(FULL);
  for (const [slug, saved] of Object.entries(worlds)) {
    const ahead = !readSaved(slug, to) || count(progress, slug) > count(here, slug);
    if (slugs.includes(slug) && saved.slug === slug && ahead) keepSaved(saved as unknown as SavedPlayground, to);
  }
  return { lessons: known.length, unknown: Object.keys(progress.lessons).filter((slug) => !slugs.includes(slug)) };
}

const FULL = 'This browser does not let Podplay keep anything (its storage is full or blocked), so the file was not taken.';

function merged(ours: LessonProgress | undefined, theirs: LessonProgress): LessonProgress {
  const done = [...new Set([...(ours?.done ?? []), ...theirs.done])];
  return { done, step: (ours?.done.length ?? -1) >= theirs.done.length ? ours!.step : theirs.step };
}

const count = ({ lessons }: Progress, slug: string) => lessons[slug]?.done.length ?? 0;

function read(text: string): v.InferOutput<typeof file> {
  if (text.length > LARGEST) throw new ProgressFileError('This file is too large: a file of progress has less than 20 MB.');
  const content = parse(text);
  const { kind, version } = (typeof content === 'object' && content !== null ? content : {}) as { kind?: unknown; version?: unknown };
  if (kind !== KIND) throw new ProgressFileError('This is not a file of progress: choose one that Podplay has saved.');
  if (typeof version === 'number' && version > VERSION)
    throw new ProgressFileError('A newer Podplay has saved this file: load this page again, and then the file.');
  const result = v.safeParse(file, content);
  if (result.success) return result.output;
  const { path = [], message } = result.issues[0];
  throw new ProgressFileError(`This file is damaged at ${path.map(({ key }) => String(key)).join('.') || 'its start'}: ${message}.`);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ProgressFileError(
      text.trim()
        ? 'This is not a file of progress: it is no JSON, or was cut off. Choose one that Podplay has saved.'
        : 'This file is empty.',
    );
  }
}
