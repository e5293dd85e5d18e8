import type { KubeObject, Manifest } from './object';

/** One resource as discovery lists it. */
export interface ApiResource {
  /** `""` for the core group. */
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  /** Plural, lower case: `deployments`. */
  readonly resource: string;
  readonly singular: string;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly namespaced: boolean;
  readonly verbs: readonly string[];
  /** Names of subresources: `status`, `scale`, `log` … */
  readonly subresources: readonly string[];
}

/** Which resource: enough to build the path of a request. */
export type ResourceRef = Pick<ApiResource, 'group' | 'version' | 'resource'>;

/** Which object. */
export interface ObjectRef extends ResourceRef {
  readonly namespace?: string;
  readonly name: string;
}

export interface ListOptions {
  /** Absent: all namespaces (or cluster-scoped). */
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  /** At most so many; the list then carries `continue` when there are more. */
  readonly limit?: number;
  /** From a list that was cut short: go on where it ended, in the state of that list. */
  readonly continue?: string;
  /** Absent: the present state. Otherwise a state not older than this one, `"0"` being any. */
  readonly resourceVersion?: string;
  /** `Exact`: the state at `resourceVersion` itself; 410 when it is no longer held. */
  readonly resourceVersionMatch?: 'Exact' | 'NotOlderThan';
}

export interface WatchOptions extends Omit<ListOptions, 'limit' | 'continue' | 'resourceVersionMatch'> {
  /** Resume after this version; 410 Gone when it is no longer held. Absent: synthetic ADDED for all that exists. */
  readonly resourceVersion?: string;
  /** Tell the version from time to time though nothing changes, so that the watch can be resumed later. */
  readonly bookmarks?: boolean;
  /** ADDED for all that exists whatever `resourceVersion` says, then a bookmark that bears the annotation
   *  `k8s.io/initial-events-end`. */
  readonly sendInitialEvents?: boolean;
  readonly signal?: AbortSignal;
  /** Called once the server has taken the watch, before the first event: what is quiet is not what is lost. */
  readonly onOpen?: () => void;
}

export interface WatchEvent<T = KubeObject> {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK';
  readonly object: T;
}

export interface ListMeta {
  readonly resourceVersion: string;
  /** There is more: hand it back as `ListOptions.continue`. */
  readonly continue?: string;
  /** How many more; absent where a selector was asked for. */
  readonly remainingItemCount?: number;
}

export interface KubeList {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ListMeta;
  readonly items: readonly KubeObject[];
}

/** A column of a server-side table. `priority` > 0 shows with `-o wide` only. */
export interface TableColumn {
  readonly name: string;
  readonly type: 'string' | 'integer' | 'number' | 'boolean' | 'date';
  readonly format?: string;
  readonly priority: number;
  readonly description?: string;
}

export interface TableRow {
  readonly cells: readonly (string | number | boolean | null)[];
  readonly object: KubeObject;
}

/** meta.k8s.io/v1 Table: how the API server prints. */
export interface Table {
  readonly columns: readonly TableColumn[];
  readonly rows: readonly TableRow[];
  readonly resourceVersion: string;
  readonly continue?: string;
  readonly remainingItemCount?: number;
}

export type PatchType =
  | 'application/strategic-merge-patch+json'
  | 'application/merge-patch+json'
  | 'application/json-patch+json'
  | 'application/apply-patch+yaml';

export interface WriteOptions {
  readonly dryRun?: boolean;
  readonly fieldManager?: string;
  /** Strict: unknown and duplicate fields are errors; Warn: warnings; Ignore. */
  readonly fieldValidation?: 'Strict' | 'Warn' | 'Ignore';
  readonly subresource?: 'status' | 'scale' | 'eviction' | 'binding' | 'ephemeralcontainers' | 'finalize' | 'token';
  /** Server-side apply: take fields from other managers. */
  readonly force?: boolean;
}

export interface DeleteOptions {
  readonly propagationPolicy?: 'Background' | 'Foreground' | 'Orphan';
  readonly gracePeriodSeconds?: number;
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string };
  readonly dryRun?: boolean;
}

export interface LogOptions {
  readonly container?: string;
  readonly follow?: boolean;
  readonly previous?: boolean;
  readonly tailLines?: number;
  readonly sinceSeconds?: number;
  /** RFC 3339. */
  readonly sinceTime?: string;
  readonly limitBytes?: number;
  readonly timestamps?: boolean;
  readonly signal?: AbortSignal;
}

export interface ExecOptions {
  readonly container?: string;
  readonly stdin?: string;
  readonly tty?: boolean;
  readonly signal?: AbortSignal;
}

export interface ExecResult {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

/** A shell in a container that somebody types into: `exec -it`. */
export interface ContainerShell {
  /** What stands before the next line; undefined once the shell has ended, or time was moved to where it is not. */
  readonly prompt: string | undefined;
  /** Run a line. When it has ended the shell, the exit code is the shell's. */
  run(line: string, signal?: AbortSignal): Promise<ExecResult>;
}

/** A request over HTTP that the API server passes on to a Pod or a Service. Plain data. */
export interface ProxyRequest {
  readonly method: string;
  /** With its query: `/health?full=1`. */
  readonly path: string;
  /** By name, in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface ProxyResponse {
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string;
}

/** Time as the cluster's users live it: virtual for a simulated cluster, real for a real one. */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number;
  /** Resolves when that many ms have passed on this clock; rejects with the signal's reason when aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** As `sleep`, for a limit of time. Where time passes only while somebody waits for it, an alarm is not waiting:
   *  what it limits may still be at work. Absent on a clock that runs by itself. */
  alarm?(ms: number, signal?: AbortSignal): Promise<void>;
}

/** The Kubernetes API as TypeScript. Every call may reject with a `StatusError` (see status.ts).
 *  Implementations: the simulated cluster, the HTTP client; one contract suite holds for all. */
export interface Cluster {
  readonly clock: Clock;
  /** What this cluster is called where kubectl prints a server: `https://podplay.local:6443`. */
  readonly server: string;
  version(): Promise<{ readonly gitVersion: string; readonly major: string; readonly minor: string }>;
  resources(): Promise<readonly ApiResource[]>;
  get(ref: ObjectRef, options?: { readonly subresource?: string }): Promise<KubeObject>;
  list(resource: ResourceRef, options?: ListOptions): Promise<KubeList>;
  watch(resource: ResourceRef, options?: WatchOptions): AsyncIterable<WatchEvent>;
  getTable(ref: ObjectRef, options?: { readonly subresource?: string }): Promise<Table>;
  listTable(resource: ResourceRef, options?: ListOptions): Promise<Table>;
  /** One single-row table for each event. */
  watchTable(resource: ResourceRef, options?: WatchOptions): AsyncIterable<WatchEvent<Table>>;
  create(resource: ResourceRef, object: Manifest, options?: WriteOptions & { readonly namespace?: string }): Promise<Written>;
  /** Replace (PUT). `object.metadata.resourceVersion`, when given, must be current. */
  update(ref: ObjectRef, object: Manifest, options?: WriteOptions): Promise<Written>;
  patch(ref: ObjectRef, type: PatchType, patch: unknown, options?: WriteOptions): Promise<Written>;
  /** @returns the object as it stands: terminating, or as it was when removed at once */
  delete(ref: ObjectRef, options?: DeleteOptions): Promise<KubeObject>;
  logs(ref: ObjectRef, options?: LogOptions): AsyncIterable<string>;
  exec(ref: ObjectRef, command: readonly string[], options?: ExecOptions): Promise<ExecResult>;
  /** Rejects where `exec` would refuse before the command has run. Absent where only trying tells. */
  mayExec?(ref: ObjectRef, options?: Pick<ExecOptions, 'container'>): Promise<void>;
  /** Open a shell to type into. Absent where a terminal of its own is needed.
   *  @returns the shell, or what the container runtime said when it could not be started */
  openShell?(ref: ObjectRef, command: readonly string[], options?: Pick<ExecOptions, 'container'>): Promise<ContainerShell | ExecResult>;
  /** Type into the shell that is a container's own process. Absent where nobody can.
   *  @returns undefined where that process is no shell that waits for lines: its logs are all there is of it */
  attach?(ref: ObjectRef, options?: Pick<ExecOptions, 'container'>): Promise<ContainerShell | undefined>;
  /** Hand text to the standard input of a container's own process, which keeps it open (`stdin: true`). `end`: there
   *  will be no more. What the process says is in its logs. Absent where nobody can. */
  feed?(ref: ObjectRef, text: string, options: Pick<ExecOptions, 'container'> & { readonly end: boolean }): Promise<void>;
  /** The subresource `proxy`: what a Pod or a Service answers. A port may follow the name: `web:8080`.
   *  Absent where nothing can be asked. */
  proxy?(ref: ObjectRef, request: ProxyRequest, options?: { readonly signal?: AbortSignal }): Promise<ProxyResponse>;
  /** A request as it stands, to the API server behind this; its answer as it comes. Absent where there is none.
   *  Its address counts from the path on. */
  raw?(request: Request): Promise<Response>;
  /** JSON schema of a kind, as OpenAPI v3 serves it, with descriptions: what explain and editors read. */
  schema(kind: { readonly group: string; readonly version: string; readonly kind: string }): Promise<JsonSchema | undefined>;
}

/** The result of a write: the object, and the API server's warnings (HTTP header `Warning: 299`). */
export interface Written {
  readonly object: KubeObject;
  /** A patch that made the object: server-side apply. */
  readonly created?: boolean;
  readonly warnings: readonly string[];
}

export interface JsonSchema {
  readonly type?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly additionalProperties?: boolean | JsonSchema;
  readonly $ref?: string;
  readonly [key: string]: unknown;
}
