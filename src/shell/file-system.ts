import { InMemoryFs } from 'just-bash/browser';
import type { BufferEncoding, CpOptions, FileContent, FsStat, MkdirOptions, RmOptions } from 'just-bash/browser';
import type { Clock } from '../kube/cluster';
import type { Files } from './files';
import { withoutTwins } from './twins';

/** The disk of the terminal: the learner's `Files` under home, everything else (`/tmp`) in memory.
 *  MODELS a disk whose times are the cluster's. OMITS owners and symbolic links under home: an editor's file is
 *  a path and a text, and a directory exists for it as long as a file lies in it. */

export const HOME = '/home/learner';

/** Writing to these shows text on the terminal at once: see `visible-output.ts`. */
export interface Screen {
  readonly out: string;
  readonly err: string;
}

export const SCREEN: Screen = { out: '/dev/podplay/out', err: '/dev/podplay/err' };
/** The same, for what a job in the background says. */
export const SCREEN_BEHIND: Screen = { out: '/dev/podplay/behind/out', err: '/dev/podplay/behind/err' };

/** The screen of a command of a pipe, and where it finds what it has taken of its input. */
export interface StageFiles extends Screen {
  readonly input: string;
  remove(): void;
}

type WriteOptions = { encoding?: BufferEncoding } | BufferEncoding | undefined;

export class ShellFileSystem extends InMemoryFs {
  readonly #screens = new Map<string, (text: string) => void>();
  #stages = 0;
  readonly #written = new Map<string, Date>();
  #mirroring = false;

  constructor(
    private readonly files: Files,
    private readonly clock: Clock,
  ) {
    super();
    this.mkdirSync(HOME, { recursive: true });
    this.mkdirSync('/tmp', { recursive: true });
    for (const path of files.list()) this.#put(path, files.read(path)!);
  }

  /** Follow what the editor does. @returns stop */
  follow(): () => void {
    return this.files.subscribe((path, text) => {
      if (this.#mirroring) return;
      if (text === undefined) void super.rm(`${HOME}/${path}`, { force: true });
      else this.#put(path, text);
    });
  }

  /** From now on what is written there is shown. */
  addScreen(screen: Screen, out: (text: string) => void, err = out): void {
    this.#screens.set(screen.out, out).set(screen.err, err);
  }

  /** Files of a command of a pipe. */
  addStage(out: (text: string) => void, err: (text: string) => void): StageFiles {
    const directory = `/dev/podplay/${++this.#stages}`;
    const screen = { out: `${directory}/out`, err: `${directory}/err` };
    this.addScreen(screen, out, err);
    const remove = () => {
      this.#screens.delete(screen.out);
      this.#screens.delete(screen.err);
      void super.rm(directory, { force: true, recursive: true });
    };
    return { ...screen, input: `${directory}/in`, remove };
  }

  override async writeFile(path: string, content: FileContent, options?: WriteOptions): Promise<void> {
    if (this.#screen(path, content, options)) return;
    await super.writeFile(path, content, options);
    await this.#changed(path);
  }

  override async appendFile(path: string, content: FileContent, options?: WriteOptions): Promise<void> {
    if (this.#screen(path, content, options)) return;
    await super.appendFile(path, content, options);
    await this.#changed(path);
  }

  override async rm(path: string, options?: RmOptions): Promise<void> {
    await super.rm(path, options);
    await this.#changed(path);
  }

  override async cp(from: string, to: string, options?: CpOptions): Promise<void> {
    await super.cp(from, to, options);
    await this.#changed(to);
  }

  override async mv(from: string, to: string): Promise<void> {
    await super.mv(from, to);
    await this.#changed(from);
    await this.#changed(to);
  }

  override async mkdir(path: string, options?: MkdirOptions): Promise<void> {
    await super.mkdir(path, options);
    this.#stamp(path);
  }

  /** The interpreter keeps a file for every command; those of twins are nobody's business. */
  override async readdir(path: string): Promise<string[]> {
    return (await super.readdir(path)).filter((name) => name === withoutTwins(name));
  }

  override async stat(path: string): Promise<FsStat> {
    return this.#dated(path, await super.stat(path));
  }

  override async lstat(path: string): Promise<FsStat> {
    return this.#dated(path, await super.lstat(path));
  }

  override async utimes(path: string, accessed: Date, modified: Date): Promise<void> {
    await super.utimes(path, accessed, modified);
    this.#stamp(path);
  }

  #screen(path: string, content: FileContent, options: WriteOptions): boolean {
    const show = this.#screens.get(path);
    if (show && content.length) show(decoded(content, options));
    return show !== undefined;
  }

  #put(path: string, text: string): void {
    this.writeFileSync(`${HOME}/${path}`, text);
    this.#stamp(`${HOME}/${path}`);
  }

  #stamp(path: string): void {
    this.#written.set(path, new Date(this.clock.now()));
  }

  #dated(path: string, stat: FsStat): FsStat {
    return { ...stat, mtime: this.#written.get(path) ?? new Date(0) };
  }

  async #changed(path: string): Promise<void> {
    this.#stamp(path);
    if (path === HOME || path.startsWith(`${HOME}/`)) await this.#mirror();
  }

  /** Bring `Files` up to what the disk holds. Homes are small: comparing all of it is dearer in nothing. */
  async #mirror(): Promise<void> {
    const texts = new Map<string, string>();
    for (const path of this.getAllPaths().sort()) {
      if (!path.startsWith(`${HOME}/`) || !(await super.stat(path)).isFile) continue;
      texts.set(path.slice(HOME.length + 1), await this.readFile(path));
    }
    this.#mirroring = true;
    try {
      for (const path of this.files.list()) if (!texts.has(path)) this.files.delete(path);
      for (const [path, text] of texts) this.files.write(path, text);
    } finally {
      this.#mirroring = false;
    }
  }
}

/** just-bash hands over text, or bytes as a string of char codes below 256. */
function decoded(content: FileContent, options: WriteOptions): string {
  if (typeof content !== 'string') return new TextDecoder().decode(content);
  const encoding = typeof options === 'string' ? options : options?.encoding;
  return encoding === 'binary' || encoding === 'latin1' ? decodeBytes(content) : content;
}

/** A byte string as UTF-8 text. Text that was never bytes comes back as it is. */
export function decodeBytes(bytes: string): string {
  const codes = Uint8Array.from(bytes, (char) => char.charCodeAt(0));
  if (codes.every((code, i) => code < 0x80 && code === bytes.charCodeAt(i))) return bytes;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(codes);
  } catch {
    return bytes;
  }
}
