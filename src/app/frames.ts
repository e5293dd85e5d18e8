/** At most this many real ms are owed after the page was away. */
export const LARGEST_FRAME = 250;

/** Call `frame` for each animation frame with the real ms since the last one. The browser gives none while the
 *  tab is hidden, so virtual time rests then. @returns stop */
export function eachFrame(frame: (elapsed: number) => void): () => void {
  let last = performance.now();
  let id = requestAnimationFrame(function tick(now) {
    id = requestAnimationFrame(tick);
    const elapsed = Math.max(0, now - last);
    last = now;
    frame(elapsed);
  });
  return () => cancelAnimationFrame(id);
}

/** ms that the cluster may take of a frame: the rest is for the picture. */
const CLUSTER = 8;

/** @param clusters  that share a frame
 *  @returns tells when one of them has done enough in the frame that begins now */
export function enough(clusters = 1): () => boolean {
  const end = performance.now() + CLUSTER / clusters;
  return () => performance.now() > end;
}

export const reducedMotion = (): boolean => matchMedia('(prefers-reduced-motion: reduce)').matches;
