import type { Io, Program } from '../host';

/** Programs about the process, its machine and the time. */

const say = (text: (io: Io) => string): Program => ({ run: (io) => (io.out(text(io)), 0) });
const end = (code: number): Program => ({ run: () => code });
/** The shell is carried out by the engine itself (builtins.ts); here it is only known to exist. */
const shell: Program = end(0);

const UNITS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

const sleep: Program = {
  run(io) {
    let ms = 0;
    for (const arg of io.args) {
      const match = /^(\d*\.?\d+)([smhd]?)$/.exec(arg);
      if (match) ms += Number(match[1]) * UNITS[match[2] || 's']!;
      else if (arg === 'infinity' || arg === 'inf') ms = Infinity;
      else return (io.err(`sleep: invalid number '${arg}'\n`), 1);
    }
    if (!io.args.length) return (io.err('sleep: missing operand\n'), 1);
    return ms > 0 ? { wait: ms } : 0;
  },
};

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const LONG_DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const two = (n: number) => String(n).padStart(2, '0');

/** Source: strftime(3) */
export function formatDate(now: number, format: string): string {
  const d = new Date(now);
  const parts: Readonly<Record<string, () => string>> = {
    Y: () => String(d.getUTCFullYear()),
    y: () => two(d.getUTCFullYear() % 100),
    m: () => two(d.getUTCMonth() + 1),
    d: () => two(d.getUTCDate()),
    e: () => String(d.getUTCDate()).padStart(2),
    H: () => two(d.getUTCHours()),
    I: () => two(d.getUTCHours() % 12 || 12),
    M: () => two(d.getUTCMinutes()),
    S: () => two(d.getUTCSeconds()),
    p: () => (d.getUTCHours() < 12 ? 'AM' : 'PM'),
    N: () => `${String(d.getUTCMilliseconds()).padStart(3, '0')}000000`,
    s: () => String(Math.floor(now / 1_000)),
    a: () => DAYS[d.getUTCDay()]!,
    A: () => LONG_DAYS[d.getUTCDay()]!,
    b: () => MONTHS[d.getUTCMonth()]!,
    T: () => d.toISOString().slice(11, 19),
    R: () => d.toISOString().slice(11, 16),
    F: () => d.toISOString().slice(0, 10),
    D: () => `${two(d.getUTCMonth() + 1)}/${two(d.getUTCDate())}/${two(d.getUTCFullYear() % 100)}`,
    Z: () => 'UTC',
    z: () => '+0000',
    n: () => '\n',
    t: () => '\t',
    '%': () => '%',
  };
  return format.replace(/%([a-zA-Z%])/g, (whole, letter: string) => parts[letter]?.() ?? whole);
}

const date: Program = {
  run(io) {
    const format = io.args.find((arg) => arg.startsWith('+'))?.slice(1);
    const iso = io.args.some((arg) => arg.startsWith('-I') || arg.startsWith('--iso'));
    io.out(`${formatDate(io.host.now, format ?? (iso ? '%Y-%m-%dT%H:%M:%S%z' : '%a %b %e %H:%M:%S UTC %Y'))}\n`);
    return 0;
  },
};

const hostname: Program = {
  run(io) {
    const flag = io.args.find((arg) => arg.startsWith('-'))?.replace(/^-+/, '') ?? '';
    const { hostname: short, fqdn, ip } = io.host;
    const answers: Readonly<Record<string, string>> = { f: fqdn, fqdn, i: ip, I: `${ip} `, d: fqdn.slice(short.length + 1), s: short };
    io.out(`${answers[flag] ?? short}\n`);
    return 0;
  },
};

const print: Program = {
  run(io) {
    if (io.args.length) {
      const found = io.args.filter((name) => io.env[name] !== undefined);
      for (const name of found) io.out(`${io.env[name]}\n`);
      return found.length === io.args.length ? 0 : 1;
    }
    for (const [name, value] of Object.entries(io.env)) io.out(`${name}=${value}\n`);
    return 0;
  },
};

const ps = say((io) => {
  const { name, uid } = io.host.user;
  const user = (name ?? String(uid)).slice(0, 8).padEnd(8);
  const rows = io.host.processes().map((title, i) => `${String(i === 0 ? 1 : i * 7 + 6).padStart(5)} ${user}  0:00 ${title}`);
  return `${['  PID USER     TIME  COMMAND', ...rows].join('\n')}\n`;
});

const uname: Program = {
  run(io) {
    const { hostname: name } = io.host;
    const flags = io.args.join('').replaceAll('-', '') || 's';
    if (flags.includes('a')) io.out(`Linux ${name} 6.1.0-31-amd64 #1 SMP PREEMPT_DYNAMIC Debian 6.1.128-1 x86_64 Linux\n`);
    else io.out(`${[...flags].map((flag) => ({ s: 'Linux', n: name, r: '6.1.0-31-amd64', m: 'x86_64' })[flag] ?? 'Linux').join(' ')}\n`);
    return 0;
  },
};

/** A package manager: installing takes a while and changes nothing that can be seen here. */
const installer: Program = { run: (io) => (io.args.includes('install') || io.args.includes('add') ? { wait: 4_000 } : { wait: 1_500 }) };

const whoami: Program = {
  run(io) {
    const { uid, name } = io.host.user;
    if (name !== undefined) return (io.out(`${name}\n`), 0);
    return (io.err(`whoami: unknown uid ${uid}\n`), 1);
  },
};

const id: Program = {
  run(io) {
    const { uid, gid, name } = io.host.user;
    const flag = io.args.find((arg) => arg.startsWith('-')) ?? '';
    const label = (number: number) => (number === 0 ? '(root)' : name === undefined ? '' : `(${name})`);
    if (flag.includes('n')) return (io.out(`${name ?? uid}\n`), 0);
    if (flag.includes('u')) return (io.out(`${uid}\n`), 0);
    if (flag.includes('g') || flag.includes('G')) return (io.out(`${gid}\n`), 0);
    io.out(`uid=${uid}${label(uid)} gid=${gid}${label(gid)} groups=${gid}${label(gid)}\n`);
    return 0;
  },
};

export const system: Readonly<Record<string, Program>> = {
  sh: shell,
  ash: shell,
  bash: shell,
  true: end(0),
  false: end(1),
  sync: end(0),
  sleep,
  date,
  hostname,
  env: print,
  printenv: print,
  ps,
  uname,
  apk: installer,
  apt: installer,
  'apt-get': installer,
  timeout: end(0),
  nohup: end(0),
  time: end(0),
  nproc: say(() => '4\n'),
  arch: say(() => 'x86_64\n'),
  whoami,
  id,
  tty: { run: (io) => (io.out('not a tty\n'), 1) },
  uptime: say((io) => ` ${formatDate(io.host.now, '%T')} up 3 days,  2:11,  0 users,  load average: 0.12, 0.09, 0.05\n`),
  free: say(
    () =>
      '              total        used        free      shared  buff/cache   available\nMem:        8388608     1843200     4194304       10240     2351104     6334464\nSwap:             0           0           0\n',
  ),
  // The builtins, as programs for `kubectl exec … -- test …` and for `which`.
  '[': end(0),
  test: end(0),
  kill: end(0),
  which: end(0),
};
