import type {
  ApiResource,
  Clock,
  Cluster,
  DeleteOptions,
  ExecOptions,
  ExecResult,
  JsonSchema,
  KubeList,
  ListOptions,
  LogOptions,
  ObjectRef,
  PatchType,
  ProxyRequest,
  ResourceRef,
  Table,
  TableColumn,
  WatchEvent,
  WatchOptions,
  WriteOptions,
  Written,
} from '../../kube/cluster';
import type { KubeObject, Manifest } from '../../kube/object';
import { apiVersionOf } from '../../kube/api-version';
import { warningsOf } from '../../kube/refusal';
import { StatusError, statusError } from '../../kube/status';
import { type Asking, Connection, type ConnectionOptions, whole } from './connection';
import { discover } from './discovery';
import { execOver, NOT_OPENED, type OpenSocket } from './exec';
import { eventsOf, linesOf, piecesOf } from './lines';
import { schemaOf } from './schema';
import { ACCEPT_TABLE, tableOf } from './tables';
import { messagesOf } from './watch-socket';

export interface HttpClusterOptions extends ConnectionOptions {
  /** The clock that the cluster lives by: the real one, for a real cluster. */
  readonly clock: Clock;
  /** Opens WebSockets, for exec; absent: the web's own. */
  readonly webSocket?: OpenSocket;
  /** Watch over WebSockets: a page has too few connections for its watches. Tables are watched over HTTP all the same. */
  readonly watchOverSockets?: boolean;
}

type Query = NonNullable<Asking['query']>;

/** A cluster somewhere else: whatever speaks the Kubernetes API without asking who calls, as `kubectl proxy` does.
 *  OMITS credentials: they stay with `kubectl proxy`. */
export class HttpCluster implements Cluster {
  readonly clock: Clock;
  readonly server: string;
  readonly #connection: Connection;
  readonly #open: OpenSocket;
  readonly #overSockets: boolean;

  constructor(options: HttpClusterOptions) {
    this.clock = options.clock;
    this.#connection = new Connection(options);
    this.server = this.#connection.server;
    this.#open = options.webSocket ?? ((address, protocols) => new WebSocket(address, protocols));
    this.#overSockets = options.watchOverSockets ?? false;
  }

  async version() {
    const { gitVersion, major, minor } = await this.#connection.json('/version');
    return { gitVersion, major, minor };
  }

  resources(): Promise<readonly ApiResource[]> {
    return discover(this.#connection);
  }

  raw(request: Request): Promise<Response> {
    return this.#connection.raw(request);
  }

  get(ref: ObjectRef, { subresource }: { readonly subresource?: string } = {}): Promise<KubeObject> {
    return this.#connection.json(objectPath(ref, subresource));
  }

  async list(resource: ResourceRef, options: ListOptions = {}): Promise<KubeList> {
    const list = (await this.#connection.json(collectionPath(resource, options.namespace), { query: listQuery(options) })) as KubeList;
    // Items of a list do not repeat what the list says.
    const kind = list.kind.replace(/List$/, '');
    return { ...list, items: list.items.map((item) => ({ ...item, apiVersion: list.apiVersion, kind })) };
  }

  async *watch(resource: ResourceRef, options: WatchOptions = {}): AsyncIterable<WatchEvent> {
    if (!this.#overSockets) return yield* eventsOf<KubeObject>(linesOf(await this.#watch(resource, options, 'application/json')));
    const address = this.#connection.address(collectionPath(resource, options.namespace), watchQuery(options));
    yield* eventsOf<KubeObject>(messagesOf(this.#open, address, options.signal, options.onOpen));
  }

  async *watchTable(resource: ResourceRef, options: WatchOptions = {}): AsyncIterable<WatchEvent<Table>> {
    let columns: readonly TableColumn[] = [];
    for await (const { type, object } of eventsOf<unknown>(linesOf(await this.#watch(resource, options, ACCEPT_TABLE, 'Object')))) {
      const table = tableOf(object, columns);
      columns = table.columns;
      yield { type, object: table };
    }
  }

  async getTable(ref: ObjectRef, { subresource }: { readonly subresource?: string } = {}): Promise<Table> {
    return tableOf(await this.#connection.json(objectPath(ref, subresource), { accept: ACCEPT_TABLE, query: WHOLE }));
  }

  async listTable(resource: ResourceRef, options: ListOptions = {}): Promise<Table> {
    const query = { ...listQuery(options), ...WHOLE };
    return tableOf(await this.#connection.json(collectionPath(resource, options.namespace), { accept: ACCEPT_TABLE, query }));
  }

  create(resource: ResourceRef, object: Manifest, options: WriteOptions & { readonly namespace?: string } = {}): Promise<Written> {
    const { subresource, namespace = object.metadata?.namespace } = options;
    const path = subresource
      ? objectPath({ ...resource, name: object.metadata?.name ?? '', namespace: namespace ?? 'default' }, subresource)
      : collectionPath(resource, namespace);
    return this.#write(path, { method: 'POST', body: object, query: writeQuery(options) });
  }

  update(ref: ObjectRef, object: Manifest, options: WriteOptions = {}): Promise<Written> {
    return this.#write(objectPath(ref, options.subresource), { method: 'PUT', body: object, query: writeQuery(options) });
  }

  patch(ref: ObjectRef, type: PatchType, patch: unknown, options: WriteOptions = {}): Promise<Written> {
    return this.#write(objectPath(ref, options.subresource), { method: 'PATCH', type, body: patch, query: writeQuery(options) });
  }

  async delete(ref: ObjectRef, { dryRun, ...options }: DeleteOptions = {}): Promise<KubeObject> {
    const body = { kind: 'DeleteOptions', apiVersion: 'v1', ...options, ...(dryRun && { dryRun: ['All'] }) };
    const answer = await this.#connection.json(objectPath(ref), { method: 'DELETE', body });
    if (answer.kind !== 'Status') return answer as KubeObject;
    // It is gone, and the server tells no more of it than its name and uid.
    const { name, namespace } = ref;
    const metadata = { name, ...(namespace && { namespace }), uid: answer.details?.uid ?? '', resourceVersion: '', creationTimestamp: '' };
    return { apiVersion: apiVersionOf(ref), kind: '', metadata };
  }

  async *logs(ref: ObjectRef, { signal, ...options }: LogOptions = {}): AsyncIterable<string> {
    yield* piecesOf(await this.#connection.ask(objectPath(ref, 'log'), { query: { ...options }, accept: '*/*', signal }));
  }

  async exec(ref: ObjectRef, command: readonly string[], options: ExecOptions = {}): Promise<ExecResult> {
    const { container, stdin } = options;
    const query = { container, stdin: stdin !== undefined, stdout: true, stderr: true };
    const address = `${this.#connection.address(objectPath(ref, 'exec'), query)}${command.map((word) => `&command=${encodeURIComponent(word)}`).join('')}`;
    try {
      return await execOver(this.#open, address, options);
    } catch (error) {
      throw error === NOT_OPENED ? await this.#whyNoExec(ref) : error;
    }
  }

  /** A page is not told how a WebSocket was refused: asked without one, the server says why.
   *  It runs nothing then: apimachinery/pkg/util/proxy/upgradeaware.go UpgradeRequired. */
  async #whyNoExec(ref: ObjectRef): Promise<Error> {
    try {
      await this.#connection.ask(objectPath(ref, 'exec'));
    } catch (error) {
      if (!(error instanceof StatusError) || error.code === 400) return NOT_OPENED;
      // It refuses in its own name, and not in a Status.
      const byProxy = error.code === 403 && !error.message.includes('cannot');
      return byProxy ? statusError(403, 'Forbidden', `${error.message}: ${LETS_NO_EXEC}`) : error;
    }
    return NOT_OPENED;
  }

  async proxy(ref: ObjectRef, { method, path, headers, body }: ProxyRequest, { signal }: { readonly signal?: AbortSignal } = {}) {
    const address = `${objectPath(ref, 'proxy').replaceAll('%3A', ':')}${path}`;
    const response = await this.#connection.passOn(address, {
      method,
      headers,
      ...(body !== undefined && { body }),
      ...(signal && { signal }),
    });
    return { status: response.status, headers: [...response.headers], body: await response.text() };
  }

  schema(kind: { readonly group: string; readonly version: string; readonly kind: string }): Promise<JsonSchema | undefined> {
    return schemaOf(this.#connection, kind);
  }

  async #watch(resource: ResourceRef, options: WatchOptions, accept: string, includeObject?: string): Promise<Response> {
    const { signal, onOpen } = options;
    const query: Query = { ...watchQuery(options), includeObject };
    const response = await this.#connection.ask(collectionPath(resource, options.namespace), { accept, query, signal });
    onOpen?.();
    return response;
  }

  async #write(path: string, asking: Asking): Promise<Written> {
    const response = await this.#connection.ask(path, asking);
    const object = (await whole(response)) as KubeObject;
    const created = asking.method === 'PATCH' && response.status === 201;
    return { object, ...(created && { created }), warnings: warningsOf(response) };
  }
}

const LETS_NO_EXEC = 'kubectl proxy lets exec through only when it is started with --reject-paths=^-$';

const WHOLE = { includeObject: 'Object' };

const listQuery = ({ labelSelector, fieldSelector, limit, continue: next, resourceVersion, resourceVersionMatch }: ListOptions): Query => ({
  labelSelector,
  fieldSelector,
  limit,
  continue: next,
  resourceVersion,
  resourceVersionMatch,
});

const watchQuery = ({ bookmarks, sendInitialEvents, ...options }: WatchOptions): Query => ({
  ...listQuery(options),
  watch: true,
  allowWatchBookmarks: bookmarks,
  ...(sendInitialEvents && { sendInitialEvents, resourceVersionMatch: 'NotOlderThan' }),
});

const writeQuery = ({ dryRun, fieldManager, fieldValidation, force }: WriteOptions): Query => ({
  dryRun: dryRun && 'All',
  fieldManager,
  fieldValidation,
  force,
});

const root = ({ group, version }: ResourceRef) => (group ? `/apis/${group}/${version}` : `/api/${version}`);

function collectionPath(ref: ResourceRef, namespace: string | undefined): string {
  return `${root(ref)}${namespace ? `/namespaces/${encodeURIComponent(namespace)}` : ''}/${ref.resource}`;
}

/** @throws StatusError for a name that no path can bear */
function objectPath(ref: ObjectRef, subresource?: string): string {
  const { name, namespace } = ref;
  if (!name || name === '.' || name === '..') throw statusError(400, 'BadRequest', `Name parameter invalid: ${JSON.stringify(name)}`);
  return `${collectionPath(ref, namespace)}/${encodeURIComponent(name)}${subresource ? `/${subresource}` : ''}`;
}
