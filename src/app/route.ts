/** Where the page is, read from the address: the built site is static files under any path, so routes live in
 *  the hash. `#/`, `#/lesson/<slug>[/<step>]`, `#/sandbox`, `#/live[/<slug>]`; `?present` (before or after the hash) puts it on stage,
 *  `#/lesson/<slug>?sheet` is its cheat sheet. */

export type Route =
  | { readonly page: 'home' }
  | { readonly page: 'lesson'; readonly slug: string; readonly step?: string; readonly present: boolean; readonly sheet?: true }
  | { readonly page: 'sandbox' }
  /** The cluster of `podplay serve --apiserver`, or a real one behind `--proxy`; with a lesson on the real one. */
  | { readonly page: 'live'; readonly slug?: string }
  /** The speaker's second window. */
  | { readonly page: 'notes'; readonly slug: string }
  | { readonly page: 'missing'; readonly path: string };

export function parseRoute(hash: string, search = ''): Route {
  const [path = '', query = ''] = hash.replace(/^#/, '').split('?', 2);
  const asked = new URLSearchParams(query);
  const present = asked.has('present') || new URLSearchParams(search).has('present');
  const [page, slug, step, ...more] = path.split('/').filter(Boolean).map(decode);
  if (!page) return { page: 'home' };
  if (page === 'sandbox' && slug === undefined) return { page: 'sandbox' };
  if (page === 'live' && step === undefined) return { page: 'live', ...(slug && { slug }) };
  if (page === 'notes' && slug && step === undefined) return { page: 'notes', slug };
  if (page === 'lesson' && slug && !more.length)
    return { page: 'lesson', slug, present, ...(step && { step }), ...(asked.has('sheet') && { sheet: true }) };
  return { page: 'missing', path };
}

export function lessonLink(slug: string, step?: string, present = false): string {
  const path = ['#', 'lesson', slug, ...(step ? [step] : [])].map((part, i) => (i ? encodeURIComponent(part) : part)).join('/');
  return present ? `${path}?present` : path;
}

/** A real cluster, or a lesson on it. */
export const realLink = (slug?: string): string => (slug === undefined ? '#/live' : `#/live/${encodeURIComponent(slug)}`);

export const sheetLink = (slug: string): string => `${lessonLink(slug)}?sheet`;

/** A hash that somebody mangled is a page that is missing, not a crash. */
function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
