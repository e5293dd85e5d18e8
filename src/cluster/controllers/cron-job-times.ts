import { Cron } from 'croner';
import type { CronJob } from '../../kube/kinds/cron-job';
import { parseSchedule, type Schedule } from '../../kube/kinds/cron-schedule';

/** When a CronJob's schedule fires.
 *  MODELS robfig/cron SpecSchedule.Next, time zones, and how the controller finds the slot that it owes.
 *  OMITS the second run of an hour that comes twice when clocks are set back.
 *  Source: pkg/controller/cronjob/utils.go */

/** All times are ms since the Unix epoch. */
export interface Firing {
  /** The first slot after an instant; undefined when none comes within five years. */
  next(after: number): number | undefined;
}

const YEARS = 5 * 366 * 24 * 3_600_000;

/** @throws ScheduleError, RangeError when no such time zone is known */
export function firingOf({ schedule, timeZone = 'UTC' }: Pick<CronJob['spec'], 'schedule' | 'timeZone'>): Firing {
  const parsed = parseSchedule(schedule);
  if ('every' in parsed) return { next: (after) => Math.floor(after / 1000) * 1000 + parsed.every };
  const clock = wallClock(timeZone);
  const cron = new Cron(pattern(parsed), { paused: true, timezone: timeZone, mode: '5-part' });
  return {
    next(after) {
      for (let at = after; ;) {
        const found = cron.nextRun(new Date(at))?.getTime();
        if (found === undefined || found > after + YEARS) return undefined;
        // The library moves what falls into a skipped hour; Kubernetes skips it as well.
        const { hour, minute } = clock(found);
        if (parsed.hour.has(hour) && parsed.minute.has(minute)) return found;
        at = found;
      }
    },
  };
}

type Calendar = Exclude<Schedule, { every: number }>;

/** The parsed schedule in the library's terms: numbers only, and `*` where a field leaves the choice to its partner. */
function pattern({ minute, hour, day, month, weekday, eitherDay }: Calendar): string {
  // Where only one of them counts, the other must be `*`: two lists are joined by "or".
  const days = !eitherDay && day.size === 31 ? '*' : list(day);
  const weekdays = !eitherDay && weekday.size === 7 ? '*' : list(weekday);
  return [list(minute), list(hour), days, list(month), weekdays].join(' ');
}

const list = (values: ReadonlySet<number>) => [...values].sort((a, b) => a - b).join(',');

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-GB', { timeZone, dateStyle: 'short', timeStyle: 'long', hourCycle: 'h23' });
    formats.set(timeZone, format);
  }
  return format;
}

function wallClock(timeZone: string): (at: number) => { readonly hour: number; readonly minute: number } {
  const format = formatOf(timeZone);
  return (at) => {
    const parts = format.formatToParts(at);
    const read = (type: string) => Number(parts.find((part) => part.type === type)?.value);
    return { hour: read('hour'), minute: read('minute') };
  };
}

/** RFC 3339 in a time zone: `2025-03-31T11:00:00+02:00`. */
export function zoned(at: number, timeZone = 'UTC'): string {
  const parts = formatOf(timeZone).formatToParts(at);
  const read = (type: string) => Number(parts.find((part) => part.type === type)?.value);
  const local = Date.UTC(read('year'), read('month') - 1, read('day'), read('hour'), read('minute'), read('second'));
  const offset = Math.round((local - at) / 60_000);
  const digits = (value: number) => String(value).padStart(2, '0');
  const zone =
    offset === 0 ? 'Z' : `${offset < 0 ? '-' : '+'}${digits(Math.floor(Math.abs(offset) / 60))}:${digits(Math.abs(offset) % 60)}`;
  return new Date(local).toISOString().replace('.000Z', zone);
}

/** What a CronJob owes at an instant. */
interface Owed {
  /** From when the slots were counted. */
  readonly since: number;
  /** The last slot that has passed; undefined when none has. */
  readonly slot?: number;
  /** About how many slots have passed, when more than one. */
  readonly missed: number;
  /** The schedule names no two different instants: it never fires. */
  readonly invalid?: true;
}

/** @param deadline  do slots count that are older than startingDeadlineSeconds? Source: mostRecentScheduleTime */
export function owed({ metadata, spec, status }: CronJob, firing: Firing, now: number, deadline: boolean): Owed {
  const last = Date.parse(status.lastScheduleTime ?? metadata.creationTimestamp);
  const oldest = deadline && spec.startingDeadlineSeconds !== undefined ? now - spec.startingDeadlineSeconds * 1000 : last;
  const since = Math.max(last, oldest);
  const first = firing.next(since);
  const second = first === undefined ? undefined : firing.next(first);
  if (first === undefined || second === undefined) return { since, missed: 0, invalid: true };
  if (now < first) return { since, missed: 0 };
  if (now < second) return { since, missed: 0, slot: first };
  const period = second - first;
  const missed = Math.floor((now - first) / period) + 1;
  // From one slot before the estimate, so that irregular schedules find their own way.
  let slot: number | undefined;
  for (let at = firing.next(first + (missed - 2) * period); at !== undefined && at <= now; at = firing.next(at)) slot = at;
  return { since, missed, ...(slot !== undefined && { slot }) };
}

/** A little after the slot, so that it has surely come. Source: nextScheduleDelta */
const PADDING = 100;

/** ms until the next slot. Source: nextScheduleTimeDuration */
export function untilNext(cronJob: CronJob, firing: Firing, now: number): number | undefined {
  const { slot, since, missed } = owed(cronJob, firing, now, false);
  const next = firing.next(slot ?? (missed ? now : since));
  return next === undefined ? undefined : Math.max(0, next + PADDING - now);
}
