import type { Cluster } from '../kube/cluster';
import type { Fault } from '../kube/fault';
import type { KubectlEnv } from '../kubectl/env';
import type { Files } from './files';

export interface ShellOptions {
  readonly cluster: Cluster;
  readonly files: Files;
  /** The namespace of the current context. */
  readonly namespace: string;
  /** Show text; lines end with `\n`. @param behind  a job in the background says it */
  readonly write: (text: string, behind?: boolean) => void;
  /** Is there a person in front of it? Then `watch` and `clear` may draw. */
  readonly tty: boolean;
  readonly columns: () => number;
  /** Default 24. */
  readonly rows?: () => number;
  /** A cluster's API as a web server gives it, for `kubectl get --raw`. */
  readonly api?: (cluster: Cluster, request: Request) => Promise<Response>;
  /** Open a file in the editor of the page. Absent: there is no editor. */
  readonly open?: (path: string) => void;
  /** Throw a fault at the cluster. Absent: this cluster takes none. */
  readonly fault?: (fault: Fault) => void;
  /** Lines that were entered, oldest first: what `history` prints. */
  readonly history?: () => readonly string[];
  /** kubectl itself; ours when absent. */
  readonly kubectl?: Kubectl;
}

export interface Kubectl {
  /** @returns the exit code */
  kubectl(args: readonly string[], env: KubectlEnv): Promise<number>;
  /** Candidates for the last of `words` (which come after `kubectl`). */
  complete(words: readonly string[], env: Pick<KubectlEnv, 'cluster' | 'namespace'>): Promise<readonly string[]>;
}
