import type { Io, Program } from '../process/host';
import type { Image } from './image';
import { tagsOf } from './tags';

/** perl: the image of the documentation's first Job.
 *  MODELS `-Mbignum=bpi -wle 'print bpi(N)'`, computed truly, and one-liners of print, sleep and exit.
 *  OMITS the rest of the language: it says so. */

/** Pi, with this many significant digits. Machin: 4·(4·atan(1/5) − atan(1/239)) */
export function pi(digits: number): string {
  const guard = 10;
  const unity = 10n ** BigInt(digits - 1 + guard);
  const value = 4n * (4n * arctangent(5n, unity) - arctangent(239n, unity));
  const rounded = (value + 5n * 10n ** BigInt(guard - 1)) / 10n ** BigInt(guard);
  const text = rounded.toString();
  return digits > 1 ? `${text[0]}.${text.slice(1)}` : text;
}

function arctangent(inverse: bigint, unity: bigint): bigint {
  let power = unity / inverse;
  let sum = power;
  for (let n = 3n; power !== 0n; n += 2n) {
    power /= -(inverse * inverse);
    sum += power / n;
  }
  return sum;
}

/** Programs without an argument print pi in so many ms, about as the real one does. */
const timeFor = (digits: number) => Math.round(400 + (digits / 2_000) ** 2 * 3_500);

const program: Program = {
  run(io) {
    if (io.args.includes('-v')) return (io.out('\nThis is perl 5, version 34, subversion 0 (v5.34.0) built for x86_64-linux-gnu\n'), 0);
    const at = io.args.findIndex((arg) => /^-[a-zA-Z]*e$/.test(arg));
    const script = at < 0 ? io.stdin : (io.args[at + 1] ?? '');
    return statements(io, script, /l/.test(io.args[at] ?? '') ? '\n' : '');
  },
  usage: ({ args }) => (args.some((arg) => arg.includes('bpi(')) ? { cpu: 1_000, memory: 12 * 2 ** 20 } : {}),
};

function statements(io: Io, script: string, ending: string) {
  let wait = 0;
  let exit = 0;
  for (const statement of script.split(/;(?=(?:[^"']|"[^"]*"|'[^']*')*$)/).map((one) => one.trim())) {
    const digits = /^print\s+bpi\((\d+)\)$/.exec(statement)?.[1];
    const quoted = /^print\s+(?:"((?:[^"\\]|\\.)*)"|'([^']*)')$/.exec(statement);
    const seconds = /^sleep[ (]\s*(\d+)\)?$/.exec(statement)?.[1];
    const code = /^exit[ (]\s*(\d+)\)?$/.exec(statement)?.[1];
    if (digits) {
      io.out(pi(Number(digits)) + ending);
      wait += timeFor(Number(digits));
    } else if (quoted) io.out((quoted[1]?.replaceAll('\\n', '\n') ?? quoted[2]!) + ending);
    else if (seconds) wait += Number(seconds) * 1_000;
    else if (code) exit = Number(code);
    else if (statement) return (io.err(`podplay: this perl knows print, bpi, sleep and exit; not: ${statement}\n`), 255);
  }
  return wait ? { wait, exit } : exit;
}

export const perl: Image = {
  idle: { cpu: 0, memory: 2 },
  name: 'docker.io/library/perl',
  aliases: ['registry.k8s.io/perl', 'k8s.gcr.io/perl'],
  tags: tagsOf(
    { '5.26': [0, 3], '5.28': [0, 3], '5.30': [0, 3], '5.32': [0, 1], '5.34': [0, 3], '5.36': [0, 3], '5.38': [0, 3], '5.40': [0, 1] },
    ['latest', 'stable', 'devel'],
    ['-slim', '-bullseye', '-bookworm'],
  ),
  bytes: (tag) => (tag.includes('slim') ? 52_000_000 : 336_374_010),
  entrypoint: [],
  cmd: ['perl5.34.0', '-de0'],
  tools: 'debian',
  extras: ['curl', 'wget'],
  programs: () => ({ perl: program, 'perl5.34.0': { run: () => 0 } }),
};
