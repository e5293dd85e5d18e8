/** Schedules of CronJobs: `0 3 * * 1-5`, `@hourly`, `@every 90s`.
 *  MODELS robfig/cron ParseStandard, with its messages: what `kubectl apply` hears of a schedule that is none.
 *  OMITS `TZ=` in the text (CronJobs refuse it). When a schedule fires is for the CronJob controller. */

export type Schedule = { readonly every: number } | CalendarSchedule;

interface CalendarSchedule {
  readonly minute: ReadonlySet<number>;
  readonly hour: ReadonlySet<number>;
  readonly day: ReadonlySet<number>;
  readonly month: ReadonlySet<number>;
  readonly weekday: ReadonlySet<number>;
  /** Days and weekdays both say something: either of them will do. */
  readonly eitherDay: boolean;
}

/** Why a text is no schedule, in the words of the parser. */
export class ScheduleError extends Error {}

interface Bounds {
  readonly min: number;
  readonly max: number;
  readonly names?: readonly string[];
}

const FIELDS = {
  minute: { min: 0, max: 59 },
  hour: { min: 0, max: 23 },
  day: { min: 1, max: 31 },
  month: { min: 1, max: 12, names: ['', 'jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'] },
  weekday: { min: 0, max: 6, names: ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] },
} as const satisfies Readonly<Record<string, Bounds>>;

const DESCRIPTORS: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
};

/** @throws ScheduleError */
export function parseSchedule(text: string): Schedule {
  if (text === '') throw new ScheduleError('empty spec string');
  if (text.startsWith('@every ')) return { every: parseDuration(text.slice('@every '.length)) };
  const spec = text.startsWith('@') ? DESCRIPTORS[text] : text;
  if (spec === undefined) throw new ScheduleError(`unrecognized descriptor: ${text}`);
  const fields = spec.split(/\s+/).filter(Boolean);
  if (fields.length !== 5) throw new ScheduleError(`expected exactly 5 fields, found ${fields.length}: [${fields.join(' ')}]`);
  const [minute, hour, day, month, weekday] = Object.values(FIELDS).map((bounds, i) => parseField(fields[i]!, bounds));
  const eitherDay = !isOpen(fields[2]!) && !isOpen(fields[4]!);
  return { minute: minute!, hour: hour!, day: day!, month: month!, weekday: weekday!, eitherDay };
}

/** Does a field hold every value without a step? Source: starBit */
const isOpen = (field: string) => field.split(',').some((part) => /^[*?](\/0*1)?$/.test(part));

const parseField = (field: string, bounds: Bounds): ReadonlySet<number> =>
  new Set(
    field
      .split(',')
      .filter(Boolean)
      .flatMap((part) => parseRange(part, bounds)),
  );

/** `*`, `5`, `1-5`, `10-50/20`, `mon-fri`. Source: getRange */
function parseRange(text: string, bounds: Bounds): number[] {
  const [range, stepText, ...slashes] = text.split('/') as [string, string?, ...string[]];
  const [low, high, ...hyphens] = range.split('-') as [string, string?, ...string[]];
  if (hyphens.length) throw new ScheduleError(`too many hyphens: ${text}`);
  const open = low === '*' || low === '?';
  const start = open ? bounds.min : parseValue(low, bounds);
  const end = open ? bounds.max : high === undefined ? start : parseValue(high, bounds);
  if (slashes.length) throw new ScheduleError(`too many slashes: ${text}`);
  const step = stepText === undefined ? 1 : parseWhole(stepText);
  return spread(text, start, stepText !== undefined && high === undefined ? bounds.max : end, step, bounds);
}

function spread(text: string, start: number, end: number, step: number, { min, max }: Bounds): number[] {
  if (start < min) throw new ScheduleError(`beginning of range (${start}) below minimum (${min}): ${text}`);
  if (end > max) throw new ScheduleError(`end of range (${end}) above maximum (${max}): ${text}`);
  if (start > end) throw new ScheduleError(`beginning of range (${start}) beyond end of range (${end}): ${text}`);
  if (step === 0) throw new ScheduleError(`step of range should be a positive number: ${text}`);
  return Array.from({ length: Math.floor((end - start) / step) + 1 }, (_, i) => start + i * step);
}

function parseValue(text: string, { names = [] }: Bounds): number {
  const named = text ? names.indexOf(text.toLowerCase()) : -1;
  return named >= 0 ? named : parseWhole(text);
}

function parseWhole(text: string): number {
  if (!/^[+-]?\d+$/.test(text))
    throw new ScheduleError(`failed to parse int from ${text}: strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`);
  if (Number(text) < 0) throw new ScheduleError(`negative number (${Number(text)}) not allowed: ${text}`);
  return Number(text);
}

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** `1h30m` in ms, in whole seconds and no less than one. */
function parseDuration(text: string): number {
  if (!/^(\d+(\.\d+)?(ms|s|m|h))+$/.test(text))
    throw new ScheduleError(`failed to parse duration @every ${text}: time: invalid duration ${JSON.stringify(text)}`);
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)];
  const ms = parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * UNITS[unit!]!, 0);
  return Math.max(1000, Math.floor(ms / 1000) * 1000);
}
