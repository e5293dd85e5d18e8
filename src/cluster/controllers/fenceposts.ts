/** How far a rollout may stray from the desired number: a number or a percentage each.
 *  maxSurge rounds up, maxUnavailable down; both 0 would stand still, so one may then be missing.
 *  Source: deployment_util.go ResolveFenceposts */
export function fenceposts(
  rolling: { readonly maxSurge?: number | string; readonly maxUnavailable?: number | string } | undefined,
  desired: number,
): { readonly surge: number; readonly unavailable: number } {
  const surge = resolve(rolling?.maxSurge ?? 0, desired, Math.ceil);
  const unavailable = resolve(rolling?.maxUnavailable ?? 0, desired, Math.floor);
  return { surge, unavailable: surge === 0 && unavailable === 0 ? 1 : unavailable };
}

/** A number, or a percentage of `whole`. */
export function resolve(value: number | string, whole: number, round: (value: number) => number): number {
  return typeof value === 'number' ? value : round((Number.parseInt(value, 10) * whole) / 100);
}
