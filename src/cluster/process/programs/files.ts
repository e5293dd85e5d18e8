import { resolvePath } from '../expand';
import type { Io, Outcome, Program } from '../host';

/** Programs that read and change files. OMITS owners, modes and times: the simulated files have none. */

const flagsOf = (io: Io) => io.args.filter((arg) => arg.startsWith('-') && arg.length > 1).join('');
export const operandsOf = (io: Io) => io.args.filter((arg) => !arg.startsWith('-') || arg === '-');
const at = (io: Io, path: string) => resolvePath(path, io.cwd);

/** Do something for each operand; the status is 1 if one of them went wrong. */
function each(io: Io, operands: readonly string[], act: (path: string, name: string) => string | undefined): number {
  let status = 0;
  for (const name of operands) {
    const problem = act(at(io, name), name);
    if (problem === undefined) continue;
    io.err(`${problem}\n`);
    status = 1;
  }
  return status;
}

const cat: Program = {
  run(io) {
    const operands = operandsOf(io);
    if (!operands.length) return (io.out(io.stdin), 0);
    return each(io, operands, (path, name) => {
      const text = name === '-' || path === '/dev/stdin' ? io.stdin : io.host.files.read(path);
      if (text !== undefined) return void io.out(text);
      return io.host.files.isDirectory(path) ? 'cat: read error: Is a directory' : `cat: can't open '${name}': No such file or directory`;
    });
  },
};

const ls: Program = {
  run(io) {
    const flags = flagsOf(io);
    const operands = operandsOf(io);
    return each(io, operands.length ? operands : ['.'], (path, name) => {
      const names = io.host.files.list(path);
      if (names)
        return void listing(
          io,
          path,
          names.filter((one) => flags.includes('a') || flags.includes('A') || !one.startsWith('.')),
          flags,
          operands.length > 1 ? name : undefined,
        );
      if (io.host.files.read(path) !== undefined) return void row(io, path, name, flags);
      return `ls: ${name}: No such file or directory`;
    });
  },
};

function listing(io: Io, path: string, names: readonly string[], flags: string, title: string | undefined): void {
  if (title !== undefined) io.out(`${title}:\n`);
  if (flags.includes('l')) io.out(`total ${names.length * 4}\n`);
  for (const name of names) row(io, `${path === '/' ? '' : path}/${name}`, name, flags);
}

function row(io: Io, path: string, name: string, flags: string): void {
  if (!flags.includes('l')) return io.out(`${name}\n`);
  const directory = io.host.files.isDirectory(path);
  const size = directory ? 4096 : new TextEncoder().encode(io.host.files.read(path) ?? '').length;
  const when = new Date(io.host.now).toUTCString().slice(5, 11).split(' ').reverse().join(' ');
  io.out(
    `${directory ? 'drwxr-xr-x    2' : '-rw-r--r--    1'} root     root      ${String(size).padStart(8)} ${when} ${new Date(io.host.now).toISOString().slice(11, 16)} ${name}\n`,
  );
}

const touch: Program = { run: (io) => each(io, operandsOf(io), (path, name) => told('touch', name, io.host.files.append(path, ''))) };

const told = (who: string, name: string, problem: string | undefined) =>
  problem === undefined ? undefined : `${who}: ${name}: ${problem}`;

const mkdir: Program = {
  run: (io) => {
    const parents = flagsOf(io).includes('p');
    return each(io, operandsOf(io), (path, name) => {
      if (io.host.files.isDirectory(path)) return parents ? undefined : `mkdir: can't create directory '${name}': File exists`;
      const above = path.slice(0, path.lastIndexOf('/')) || '/';
      if (!parents && !io.host.files.isDirectory(above)) return `mkdir: can't create directory '${name}': No such file or directory`;
      return told('mkdir', name, io.host.files.makeDirectory(path));
    });
  },
};

const rm: Program = {
  run(io) {
    const flags = flagsOf(io);
    return each(io, operandsOf(io), (path, name) => {
      const directory = io.host.files.isDirectory(path);
      if (directory && !/[rR]/.test(flags)) return `rm: '${name}' is a directory`;
      if (!directory && io.host.files.read(path) === undefined)
        return flags.includes('f') ? undefined : `rm: can't remove '${name}': No such file or directory`;
      return told('rm', name, io.host.files.remove(path));
    });
  },
};

/** Every file below a path, as relative paths. */
function below(io: Io, path: string): string[] {
  return (io.host.files.list(path) ?? []).flatMap((name) => {
    const inner = `${path === '/' ? '' : path}/${name}`;
    return io.host.files.isDirectory(inner) ? below(io, inner).map((rest) => `${name}/${rest}`) : [name];
  });
}

function copy(io: Io, who: string, remove: boolean): Outcome {
  const operands = operandsOf(io);
  const target = operands.pop();
  if (target === undefined || !operands.length) return (io.err(`${who}: missing file operand\n`), 1);
  const to = at(io, target);
  return each(io, operands, (from, name) => {
    const into = io.host.files.isDirectory(to) ? `${to === '/' ? '' : to}/${from.slice(from.lastIndexOf('/') + 1)}` : to;
    const inner = io.host.files.isDirectory(from) ? below(io, from).map((rest) => `/${rest}`) : [''];
    for (const rest of inner) {
      const text = io.host.files.read(from + rest);
      if (text === undefined) return `${who}: can't stat '${name}': No such file or directory`;
      const problem = io.host.files.write(into + rest, text);
      if (problem) return `${who}: can't create '${target}': ${problem}`;
    }
    return remove ? told(who, name, io.host.files.remove(from)) : undefined;
  });
}

/** Follows a file: prints its end, and looks every second for more. */
const tail: Program = {
  run(io) {
    const count = Number(/-n ?\+?(\d+)|-(\d+)/.exec(io.args.join(' '))?.slice(1).find(Boolean) ?? 10);
    const operands = operandsOf(io).filter((arg) => !/^\+?\d+$/.test(arg));
    const name = operands[0];
    const follow = /^-[0-9]*[fF]|--follow/.test(io.args.find((arg) => /^-[0-9]*[fF]|--follow/.test(arg)) ?? '');
    if (name === '/dev/null' && follow) return { wait: Infinity };
    const text = name === undefined ? io.stdin : io.host.files.read(at(io, name));
    if (text === undefined && !(follow && io.args.some((arg) => arg.includes('F'))))
      return (io.err(`tail: can't open '${name}': No such file or directory\n`), 1);
    const lines = (text ?? '').split('\n');
    const ended = lines.at(-1) === '';
    const shown = ended ? lines.slice(0, -1) : lines;
    if (count > 0 && text) io.out(shown.slice(-count).join('\n') + (ended ? '\n' : ''));
    return follow && name !== undefined ? { wait: 1_000, state: { path: at(io, name), seen: text?.length ?? 0 } } : 0;
  },
  resume(io, { path, seen }: { path: string; seen: number }) {
    const text = io.host.files.read(path) ?? '';
    if (text.length > seen) io.out(text.slice(seen));
    return { wait: 1_000, state: { path, seen: text.length } };
  },
};

const find: Program = {
  run(io) {
    const [start = '.'] = operandsOf(io);
    const pattern = io.args[io.args.indexOf('-name') + 1];
    const wanted = io.args.includes('-name') ? new RegExp(`^${pattern!.replaceAll('.', '\\.').replaceAll('*', '.*')}$`) : /./;
    for (const path of below(io, at(io, start))) if (wanted.test(path.slice(path.lastIndexOf('/') + 1))) io.out(`${start}/${path}\n`);
    return 0;
  },
};

const quiet: Program = { run: () => 0 };

export const files: Readonly<Record<string, Program>> = {
  cat,
  ls,
  touch,
  mkdir,
  rm,
  rmdir: { run: (io) => each(io, operandsOf(io), (path, name) => told('rmdir', name, io.host.files.remove(path))) },
  cp: { run: (io) => copy(io, 'cp', false) },
  mv: { run: (io) => copy(io, 'mv', true) },
  ln: { run: (io) => copy(io, 'ln', false) },
  tail,
  find,
  pwd: { run: (io) => (io.out(`${io.cwd}\n`), 0) },
  chmod: quiet,
  chown: quiet,
  df: {
    run: (io) => (
      io.out(
        'Filesystem           1K-blocks      Used Available Use% Mounted on\noverlay              104857600  20971520  83886080  20% /\n',
      ),
      0
    ),
  },
  readlink: { run: (io) => (io.out(`${at(io, operandsOf(io)[0] ?? '.')}\n`), 0) },
};
