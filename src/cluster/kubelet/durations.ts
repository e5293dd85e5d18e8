/** A length of time as Go prints it, to the millisecond: `345ms`, `2.345s`, `1m2.5s`. */
export function goDuration(ms: number): string {
  if (ms < 1_000) return ms === 0 ? '0s' : `${ms}ms`;
  const seconds = (rest: number) => `${rest / 1_000}s`;
  if (ms < 60_000) return seconds(ms);
  const minutes = Math.floor(ms / 60_000);
  const rest = seconds(ms % 60_000);
  return minutes < 60 ? `${minutes}m${rest}` : `${Math.floor(minutes / 60)}h${minutes % 60}m${rest}`;
}
