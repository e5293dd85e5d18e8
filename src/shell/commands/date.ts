import type { Clock } from '../../kube/cluster';
import type { ShellCommand } from '../command';

/** MODELS date for reading the cluster's clock: -u, -I[seconds], -R, +FORMAT. The zone is UTC.
 *  OMITS setting the clock and -d. */
export function date(clock: Clock): ShellCommand {
  return {
    name: 'date',
    usage: 'date [+FORMAT]',
    summary: 'the time on the clock of the cluster',
    run({ args, out, err }) {
      let format = '%a %b %e %H:%M:%S UTC %Y';
      for (const arg of args) {
        const known = arg.startsWith('+') ? arg.slice(1) : FORMATS[arg];
        if (known === undefined) return (err(`date: unsupported argument '${arg}'; -u, -I, -Iseconds, -R and +FORMAT are\n`), 1);
        if (known) format = known;
      }
      out(`${formatted(new Date(clock.now()), format)}\n`);
      return 0;
    },
  };
}

const FORMATS: Readonly<Record<string, string>> = {
  '-u': '',
  '--utc': '',
  '-I': '%F',
  '-Iseconds': '%FT%T+00:00',
  '--iso-8601=seconds': '%FT%T+00:00',
  '-R': '%a, %d %b %Y %T +0000',
};

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];
const two = (number: number) => String(number).padStart(2, '0');

const FIELDS: Readonly<Record<string, (at: Date) => string>> = {
  Y: (at) => String(at.getUTCFullYear()),
  y: (at) => two(at.getUTCFullYear() % 100),
  m: (at) => two(at.getUTCMonth() + 1),
  d: (at) => two(at.getUTCDate()),
  e: (at) => String(at.getUTCDate()).padStart(2),
  H: (at) => two(at.getUTCHours()),
  I: (at) => two(at.getUTCHours() % 12 || 12),
  p: (at) => (at.getUTCHours() < 12 ? 'AM' : 'PM'),
  M: (at) => two(at.getUTCMinutes()),
  S: (at) => two(at.getUTCSeconds()),
  N: (at) => `${String(at.getUTCMilliseconds()).padStart(3, '0')}000000`,
  s: (at) => String(Math.floor(at.getTime() / 1000)),
  a: (at) => DAYS[at.getUTCDay()]!.slice(0, 3),
  A: (at) => DAYS[at.getUTCDay()]!,
  b: (at) => MONTHS[at.getUTCMonth()]!.slice(0, 3),
  B: (at) => MONTHS[at.getUTCMonth()]!,
  F: (at) => at.toISOString().slice(0, 10),
  T: (at) => at.toISOString().slice(11, 19),
  R: (at) => at.toISOString().slice(11, 16),
  Z: () => 'UTC',
  z: () => '+0000',
  n: () => '\n',
  t: () => '\t',
  '%': () => '%',
};

function formatted(at: Date, format: string): string {
  return format.replace(/%(.)/g, (whole, field: string) => FIELDS[field]?.(at) ?? whole);
}
