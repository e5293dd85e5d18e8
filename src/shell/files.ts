/** The learner's files: path → text, paths relative to the terminal's home (`deployment.yaml`, `web/svc.yaml`).
 *  The editor and the terminal share them; whoever writes, all subscribers hear. */

/** `text` undefined: the file is gone. */
export type FileListener = (path: string, text: string | undefined) => void;

export class Files {
  readonly #texts: Map<string, string>;
  readonly #listeners = new Set<FileListener>();

  constructor(record: Readonly<Record<string, string>> = {}) {
    this.#texts = new Map(Object.entries(record));
  }

  read(path: string): string | undefined {
    return this.#texts.get(path);
  }

  write(path: string, text: string): void {
    if (this.#texts.get(path) === text) return;
    this.#texts.set(path, text);
    this.#tell(path, text);
  }

  delete(path: string): void {
    if (this.#texts.delete(path)) this.#tell(path, undefined);
  }

  /** Every path, in code-point order. */
  list(): string[] {
    return [...this.#texts.keys()].sort();
  }

  all(): Record<string, string> {
    return Object.fromEntries(this.list().map((path) => [path, this.#texts.get(path)!]));
  }

  /** @returns stop */
  subscribe(listener: FileListener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Replace everything; subscribers hear of what differs, and of nothing else. */
  load(record: Readonly<Record<string, string>>): void {
    for (const path of this.list()) if (!Object.hasOwn(record, path)) this.delete(path);
    for (const [path, text] of Object.entries(record)) this.write(path, text);
  }

  #tell(path: string, text: string | undefined): void {
    for (const listener of [...this.#listeners]) listener(path, text);
  }
}
