import type { Files, Host } from '../../../src/cluster/process/host';
import { runToEnd } from '../../../src/cluster/process/launch';
import { tools } from '../../../src/cluster/process/programs';

/** A machine with nothing but files, a clock and everyday programs. */
class MemoryFiles implements Files {
  readonly #texts = new Map<string, string>();
  readonly #directories = new Set(['/', '/tmp', '/dev', '/work']);

  read = (path: string) => this.#texts.get(path);

  write(path: string, text: string): string | undefined {
    if (this.#directories.has(path)) return 'Is a directory';
    if (!this.#directories.has(path.slice(0, path.lastIndexOf('/')) || '/')) return 'No such file or directory';
    this.#texts.set(path, text);
    return undefined;
  }

  append = (path: string, text: string) => this.write(path, (this.read(path) ?? '') + text);

  remove(path: string): undefined {
    for (const key of [...this.#texts.keys()]) if (key === path || key.startsWith(`${path}/`)) this.#texts.delete(key);
    this.#directories.delete(path);
    return undefined;
  }

  makeDirectory(path: string): undefined {
    const parts = path.split('/').slice(1);
    parts.forEach((_, i) => this.#directories.add(`/${parts.slice(0, i + 1).join('/')}`));
    return undefined;
  }

  refusal = () => undefined;

  isDirectory = (path: string) => this.#directories.has(path);

  list(path: string): readonly string[] | undefined {
    if (!this.isDirectory(path)) return undefined;
    const prefix = path === '/' ? '/' : `${path}/`;
    const names = [...this.#texts.keys(), ...this.#directories].filter((key) => key.startsWith(prefix) && key !== prefix);
    return [...new Set(names.map((key) => key.slice(prefix.length).split('/')[0]!))].filter(Boolean).sort();
  }
}

export function smallMachine(): Host {
  let drawn = 0;
  return {
    now: Date.UTC(2025, 2, 31, 9),
    random: { int: (below) => (drawn = (drawn * 31 + 7) % below) },
    hostname: 'machine',
    fqdn: 'machine',
    ip: '10.0.0.1',
    user: { uid: 0, gid: 0, name: 'root' },
    sh: 'dash',
    files: new MemoryFiles(),
    network: {
      nameserver: '10.96.0.10',
      resolve: () => undefined,
      locate: () => undefined,
      request: () => ({ error: 'refused', took: 0 }),
    },
    declaredPorts: [],
    program: (name) => tools('debian', [], name.slice(name.lastIndexOf('/') + 1)),
    log: () => {},
    compute: () => {},
    outOfMemory: () => {},
    signal: () => {},
    processes: () => [],
  };
}

/** @param shell `sh` or `bash` */
export const run = (shell: string, script: string, stdin = '') =>
  runToEnd(smallMachine(), [shell, '-c', script], { HOME: '/root' }, '/work', stdin);
