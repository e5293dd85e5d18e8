import type { Program, User } from '../process/host';

export type Tools = 'none' | 'busybox' | 'debian' | 'alpine';

/** One simulated image: what its registry knows, and what it can do. A new image is one file that exports one of
 *  these, and one line in `index.ts`. */
export interface Image {
  /** As the registry knows it: `docker.io/library/nginx`. */
  readonly name: string;
  /** Other names of the same image, mirrors and old registries. */
  readonly aliases?: readonly string[];
  /** The tags that can be pulled; `any` where they do not matter. */
  readonly tags: readonly string[] | 'any';
  /** Compressed size, as pulling reports it. */
  readonly bytes: number | ((tag: string) => number);
  readonly entrypoint?: readonly string[];
  /** Arguments of the entrypoint, unless the container gives its own. */
  readonly cmd?: readonly string[];
  readonly env?: Readonly<Record<string, string>> | ((tag: string) => Readonly<Record<string, string>>);
  readonly directory?: string;
  /** Who its processes run as, unless the Pod says another; absent: root. */
  readonly user?: User;
  /** Who owns the directories of its data, where that is not who it runs as. */
  readonly owner?: number;
  /** Which everyday programs it has: none (a single binary), busybox, or those of a Linux distribution. */
  readonly tools: Tools | ((tag: string) => Tools);
  /** Everyday programs beyond its `tools`: `curl`, `wget` … */
  readonly extras?: readonly string[];
  /** What its processes use when nobody asks anything of them: thousandths of a core, and MiB. */
  readonly idle?: { readonly cpu: number; readonly memory: number };
  /** Its own programs. */
  programs?(tag: string): Readonly<Record<string, Program>>;
  /** Its own files, by absolute path. */
  files?(tag: string): Readonly<Record<string, string>>;
}
