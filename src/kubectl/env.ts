import type { Cluster, ContainerShell, ProxyRequest, ProxyResponse } from '../kube/cluster';

/** Files beside kubectl; parents of a path are made when they are missing. */
export interface LocalFiles {
  /** Rejects for what is no file. */
  read(path: string): Promise<string>;
  /** Names in a directory; undefined when the path is none. */
  namesIn(path: string): Promise<readonly string[] | undefined>;
  write(path: string, text: string): Promise<void>;
  makeDirectory(path: string): Promise<void>;
}

/** What a local port answers; undefined: the connection is closed without an answer. */
export type ServePort = (request: ProxyRequest, signal: AbortSignal) => Promise<ProxyResponse | undefined>;

/** A local port that is open. */
export interface Listening {
  readonly port: number;
  close(): void;
}

/** What kubectl lives in: a cluster, files, a terminal. Nothing else of the world is known to it. */
export interface KubectlEnv {
  readonly cluster: Cluster;
  /** The context's namespace; setting it is `kubectl config set-context --current --namespace`. */
  namespace: string;
  readonly stdin: string;
  /** Standard output is a terminal. */
  readonly tty: boolean;
  readonly columns: number;
  readonly signal: AbortSignal;
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly readFile: (path: string) => Promise<string>;
  /** The files of whoever runs it, for `cp`. */
  readonly files?: LocalFiles;
  /** Open a port of this machine, 0 being any. Undefined is returned when it is taken. Absent: it has no ports. */
  readonly listen?: (port: number, serve: ServePort) => Listening | undefined;
  /** What is typed from now on goes into this shell, until it ends. Absent: nobody types. */
  readonly typeInto?: (shell: ContainerShell) => void;
  /** The API as a web server gives it: what `--raw` asks. */
  readonly api?: (request: Request) => Promise<Response>;
  /** Put a text into a file and open it in an editor. Absent: there is no editor. */
  readonly edit?: (path: string, text: string) => void;
}
