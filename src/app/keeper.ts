import type { Playground, SavedPlayground } from '../playground';
import { store, type Store } from './storage';

/** Keeps a playground on this device, so that a reload finds the learner where they were. */

/** Saving is cheap, yet not free: at most once in this many real ms while things move. */
const EVERY = 1500;

const keyOf = (slug: string) => `playground:${slug}`;

export function readSaved(slug: string, from: Store = store): SavedPlayground | undefined {
  const saved = from.read<SavedPlayground>(keyOf(slug));
  return saved?.version === 1 && saved.slug === slug && Array.isArray(saved.inputs) && Array.isArray(saved.journal) ? saved : undefined;
}

export const keepSaved = (saved: SavedPlayground, to: Store = store): boolean => to.write(keyOf(saved.slug), saved);

export function forget(slug: string, from: Store = store): void {
  from.remove(keyOf(slug));
}

/** Save after changes, and when the page is left. @returns stop (saves once more) */
export function keep(playground: Playground, to: Store = store): () => void {
  const { slug } = playground.scenario;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const save = () => {
    clearTimeout(timer);
    timer = undefined;
    to.write(keyOf(slug), playground.save());
  };
  const stop = playground.subscribe(() => void (timer ??= setTimeout(save, EVERY)));
  const leave = () => {
    if (document.visibilityState === 'hidden') save();
  };
  document.addEventListener('visibilitychange', leave);
  addEventListener('pagehide', save);
  return () => {
    stop();
    document.removeEventListener('visibilitychange', leave);
    removeEventListener('pagehide', save);
    if (timer) save();
  };
}
