/** How long ago, in the words that kubectl uses.
 *  MODELS apimachinery/pkg/util/duration HumanDuration: every step truncates, nothing is rounded. */

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Two units, the second left out when it is 0: `9m59s`, `5m`. */
const pair = (large: number, largeUnit: string, small: number, smallUnit: string): string =>
  small === 0 ? `${large}${largeUnit}` : `${large}${largeUnit}${small}${smallUnit}`;

function fromMinutes(ms: number): string | undefined {
  const minutes = Math.trunc(ms / MINUTE);
  if (minutes < 10) return pair(minutes, 'm', Math.trunc(ms / SECOND) % 60, 's');
  if (minutes < 180) return `${minutes}m`;
  return undefined;
}

function fromHours(ms: number): string {
  const hours = Math.trunc(ms / HOUR);
  const days = Math.trunc(hours / 24);
  if (hours < 8) return pair(hours, 'h', Math.trunc(ms / MINUTE) % 60, 'm');
  if (hours < 48) return `${hours}h`;
  if (days < 8) return pair(days, 'd', hours % 24, 'h');
  if (days < 730) return `${days}d`;
  return days < 2920 ? pair(Math.trunc(days / 365), 'y', days % 365, 'd') : `${Math.trunc(days / 365)}y`;
}

/** A duration of `ms` milliseconds: `5s`, `3m20s`, `2d1h`; `<invalid>` at −2 s and below.
 *  Source: apimachinery/pkg/util/duration/duration.go */
export function humanDuration(ms: number): string {
  const seconds = Math.trunc(ms / SECOND);
  if (seconds < -1) return '<invalid>';
  if (seconds < 0) return '0s';
  if (seconds < 120) return `${seconds}s`;
  return fromMinutes(ms) ?? fromHours(ms);
}

/** The age of an RFC 3339 timestamp at `now` (ms since the Unix epoch); `<unknown>` without one.
 *  Source: printers.go translateTimestampSince */
export function age(timestamp: string | null | undefined, now: number): string {
  return timestamp ? humanDuration(now - Date.parse(timestamp)) : '<unknown>';
}
