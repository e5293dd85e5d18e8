import { packed, type TarEntry, unpacked } from '../../../kube/tar';
import { resolvePath } from '../expand';
import type { Io, Program } from '../host';

/** tar, in the words of busybox or of GNU's.
 *  MODELS -c, -x and -t, with -f, -C and -v: what `kubectl cp` asks of a container.
 *  OMITS compression, and choosing among an archive's members. */

interface Asked {
  /** `c`, `x`, `t`, `f`, `v`, `z` … */
  readonly letters: string;
  readonly file: string;
  readonly directory: string | undefined;
  readonly operands: readonly string[];
}

function asked({ args }: Io): Asked {
  const rest = [...args];
  let letters = '';
  let [file, directory]: (string | undefined)[] = ['-', undefined];
  const operands: string[] = [];
  for (let first = true, word = rest.shift(); word !== undefined; first = false, word = rest.shift()) {
    if (word.startsWith('--')) continue;
    // The first word may do without its dash.
    if (!first && (!word.startsWith('-') || word === '-')) operands.push(word);
    else
      for (const letter of word.replace(/^-/, '')) {
        letters += letter;
        if (letter === 'f') file = rest.shift();
        if (letter === 'C') directory = rest.shift();
      }
  }
  return { letters, file: file ?? '-', directory, operands };
}

export const tar: Program = {
  run(io) {
    const what = asked(io);
    if (/[zjJ]/.test(what.letters)) return fails(io, 'Podplay packs without compressing: leave -z out', 1);
    const from = what.directory === undefined ? io.cwd : resolvePath(what.directory, io.cwd);
    if (!io.host.files.isDirectory(from)) return noDirectory(io, what.directory!);
    if (what.letters.includes('c')) return create(io, what, from);
    if (/[xt]/.test(what.letters)) return extract(io, what, from);
    return fails(io, "You must specify one of the 'Acdtrux', '--delete' or '--test-label' options", 2);
  },
};

const isGnu = (io: Io) => io.host.sh === 'dash';

function fails(io: Io, words: string, status: number): number {
  io.err(`tar: ${words}\n`);
  return status;
}

function noDirectory(io: Io, name: string): number {
  if (!isGnu(io)) return fails(io, `can't change directory to '${name}': No such file or directory`, 1);
  io.err(`tar: ${name}: Cannot open: No such file or directory\n`);
  return fails(io, 'Error is not recoverable: exiting now', 2);
}

/** The end, when something could not be done and the rest was. */
const delayed = (io: Io) =>
  isGnu(io) ? fails(io, 'Exiting with failure status due to previous errors', 2) : fails(io, 'error exit delayed from previous errors', 1);

function create(io: Io, { letters, file, operands }: Asked, from: string): number {
  const entries: TarEntry[] = [];
  let failed = false;
  if (operands.some((one) => one.startsWith('/')))
    io.err(isGnu(io) ? "tar: Removing leading `/' from member names\n" : "tar: removing leading '/' from member names\n");
  for (const operand of operands) {
    const found = members(io, resolvePath(operand, from), operand.replace(/^\/+/, '').replace(/\/+$/, '') || '.');
    if (!found.length) {
      io.err(`tar: ${operand}: ${isGnu(io) ? 'Cannot stat: ' : ''}No such file or directory\n`);
      failed = true;
    }
    entries.push(...found);
  }
  const archive = packed(entries, Math.floor(io.host.now / 1000));
  if (letters.includes('v')) for (const { name } of entries) (file === '-' ? io.err : io.out)(`${name}\n`);
  if (file === '-') io.out(archive);
  else {
    const problem = io.host.files.write(resolvePath(file, io.cwd), archive);
    if (problem) return fails(io, isGnu(io) ? `${file}: Cannot open: ${problem}` : `can't open '${file}': ${problem}`, isGnu(io) ? 2 : 1);
  }
  return failed ? delayed(io) : 0;
}

/** A file, or a directory and all that is below it. */
function members(io: Io, path: string, name: string): TarEntry[] {
  const names = io.host.files.list(path);
  if (!names) {
    const text = io.host.files.read(path);
    return text === undefined ? [] : [{ name, text }];
  }
  const inner = names.flatMap((one) => members(io, `${path === '/' ? '' : path}/${one}`, `${name}/${one}`));
  return [{ name: `${name}/` }, ...inner];
}

function extract(io: Io, { letters, file, operands }: Asked, into: string): number {
  const archive = file === '-' ? io.stdin : io.host.files.read(resolvePath(file, io.cwd));
  if (archive === undefined)
    return fails(io, isGnu(io) ? `${file}: Cannot open: No such file or directory` : `can't open '${file}': No such file or directory`, 1);
  const entries = unpacked(archive);
  if (!entries || (!archive && !isGnu(io)))
    return isGnu(io) ? fails(io, 'This does not look like a tar archive', 2) : fails(io, archive ? 'invalid tar magic' : 'short read', 1);
  let failed = false;
  for (const { name, text } of entries) {
    if (operands.length && !operands.some((one) => name === one || name.startsWith(`${one}/`))) continue;
    if (/[tv]/.test(letters)) io.out(`${name}\n`);
    if (letters.includes('t')) continue;
    const path = resolvePath(name.replace(/^\/+/, '').replace(/\/$/, ''), into);
    const problem =
      text === undefined ? directory(io, path) : (directory(io, path.slice(0, path.lastIndexOf('/'))) ?? io.host.files.write(path, text));
    if (!problem) continue;
    if (!isGnu(io)) return fails(io, `can't open '${name}': ${problem}`, 1);
    io.err(`tar: ${name}: Cannot open: ${problem}\n`);
    failed = true;
  }
  return failed ? delayed(io) : 0;
}

/** Make a directory, and those above it. @returns what went wrong */
function directory(io: Io, path: string): string | undefined {
  if (path === '' || io.host.files.isDirectory(path)) return undefined;
  return directory(io, path.slice(0, path.lastIndexOf('/'))) ?? io.host.files.makeDirectory(path);
}
