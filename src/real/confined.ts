import type { ApiResource, Cluster, KubeList, ObjectRef, ResourceRef, Table, WatchEvent } from '../kube/cluster';
import type { KubeObject, Manifest } from '../kube/object';
import { statusError } from '../kube/status';

/** A cluster that nobody can harm from here: it may be read, and written in one namespace at most. That namespace is
 *  called as the lesson calls it, whatever its name on the cluster is.
 *  OMITS, in what `--raw` answers, the lesson's name for it, and the real namespace that happens to bear the lesson's name: it cannot be seen from here. */

export interface Own {
  /** As the lesson calls it: `demo-dep`. */
  readonly here: string;
  /** As the cluster calls it: `podplay-deployment-x7k2p`. */
  readonly there: string;
}

/** By it namespaces that were left behind are found. */
export const OWN_LABEL = { 'app.kubernetes.io/managed-by': 'podplay' } as const;

const no = (message: string) => statusError(403, 'Forbidden', message);

/** Reviews of rights are posted, and change nothing. What a Pod or a Service answers may be more than reading. */
const isReading = (method: string, path: string) =>
  method === 'POST'
    ? /^\/apis\/auth(entication|orization)\.k8s\.io\//.test(path)
    : method === 'GET' && !/\/(proxy|exec|attach|portforward)(\/|$)/.test(path);

/** @param own  the one namespace that may be written; undefined: none */
export function confined(cluster: Cluster, own: Own | undefined): Cluster {
  const names = new Names(own);
  const { inward, outward, shows } = names;
  let known: Promise<readonly ApiResource[]> | undefined;
  const resources = () => (known ??= cluster.resources());

  /** @throws 403 where it may not be written */
  async function admit(resource: ResourceRef, namespace: string | undefined, name: string | undefined): Promise<void> {
    if (resource.group === 'authorization.k8s.io') return;
    if (!own) throw no('Podplay only reads this cluster here. A lesson, once you agree, has a namespace of its own to write in');
    if (resource.resource === 'namespaces' && name === own.here) return;
    const found = (await resources()).find((one) => one.resource === resource.resource && one.group === resource.group);
    if (found && !found.namespaced) throw no(`Podplay writes nothing that belongs to the whole cluster, such as a ${found.kind}`);
    if (namespace !== own.here) throw no(`Podplay writes only to the namespace ${own.here}, which is ${own.there} on your cluster`);
  }

  const ref = <T extends ObjectRef>(one: T): T => names.ref(one);
  const options = <T extends { readonly namespace?: string; readonly fieldSelector?: string }>(one?: T): T | undefined =>
    one && { ...one, ...names.options(one) };

  async function write<T extends { readonly dryRun?: boolean } | undefined>(
    one: ResourceRef & { readonly namespace?: string; readonly name?: string },
    asked: T,
  ) {
    // What is tried changes nothing.
    if (!asked?.dryRun) await admit(one, one.namespace, one.name);
  }

  return {
    clock: cluster.clock,
    server: cluster.server,
    version: () => cluster.version(),
    resources,
    schema: (kind) => cluster.schema(kind),
    async get(one, asked) {
      return outward(await cluster.get(ref(one), asked));
    },
    async list(resource, asked) {
      const list = await cluster.list(resource, options(asked));
      return { ...list, items: list.items.filter(shows).map(outward) } satisfies KubeList;
    },
    async *watch(resource, asked) {
      for await (const { type, object } of cluster.watch(resource, options(asked)))
        if (type === 'BOOKMARK' || shows(object)) yield { type, object: outward(object) } satisfies WatchEvent;
    },
    async getTable(one, asked) {
      return names.table(await cluster.getTable(ref(one), asked), one);
    },
    async listTable(resource, asked) {
      return names.table(await cluster.listTable(resource, options(asked)), resource);
    },
    async *watchTable(resource, asked) {
      for await (const { type, object } of cluster.watchTable(resource, options(asked))) {
        const table = names.table(object, resource);
        if (table.rows.length || !object.rows.length) yield { type, object: table };
      }
    },
    async create(resource, object, asked) {
      const namespace = asked?.namespace ?? object.metadata?.namespace;
      await write({ ...resource, ...(namespace && { namespace }), name: object.metadata?.name ?? '' }, asked);
      const made = resource.resource === 'namespaces' ? names.namespace(object) : inward(object);
      const written = await cluster.create(resource, made, options(asked));
      return { ...written, object: outward(written.object) };
    },
    async update(one, object, asked) {
      await write(one, asked);
      const made = one.resource === 'namespaces' ? names.namespace(object) : inward(object);
      const written = await cluster.update(ref(one), made, asked);
      return { ...written, object: outward(written.object) };
    },
    async patch(one, type, patch, asked) {
      await write(one, asked);
      const written = await cluster.patch(ref(one), type, inward(patch as Manifest), asked);
      return { ...written, object: outward(written.object) };
    },
    async delete(one, asked) {
      await write(one, asked);
      return outward(await cluster.delete(ref(one), asked));
    },
    async *logs(one, asked) {
      yield* cluster.logs(ref(one), asked);
    },
    async exec(one, command, asked) {
      await admit(one, one.namespace, undefined);
      return cluster.exec(ref(one), command, asked);
    },
    ...(cluster.raw && {
      raw(request) {
        const url = new URL(request.url);
        if (!isReading(request.method, url.pathname))
          return Promise.reject(no('Podplay passes a raw request on to your cluster only when it reads'));
        if (own) url.pathname = url.pathname.replace(/(?<=\/namespaces\/)[^/]+/, (name) => (name === own.here ? own.there : name));
        return cluster.raw!(new Request(url, request));
      },
    }),
    ...(cluster.proxy && {
      async proxy(one, request, asked) {
        await admit(one, one.namespace, undefined);
        return cluster.proxy!(ref(one), request, asked);
      },
    }),
  };
}

/** One namespace under two names. */
class Names {
  constructor(private readonly own: Own | undefined) {}

  /** As the cluster is told. */
  readonly inward = <T>(object: T): T => (this.own ? renamed(object, this.own.here, this.own.there) : object);

  /** As it is shown. */
  readonly outward = <T extends KubeObject>(object: T): T => {
    const { own } = this;
    if (!own) return object;
    const { kind, metadata } = object;
    if (kind === 'Namespace' && metadata.name === own.there) return { ...object, metadata: { ...metadata, name: own.here } };
    return metadata.namespace === own.there ? renamed(object, own.there, own.here) : object;
  };

  /** Whatever bears the lesson's name and is not the lesson's would be taken for it. */
  readonly shows = ({ kind, metadata }: KubeObject): boolean => {
    const { own } = this;
    if (!own || own.here === own.there) return true;
    return metadata.namespace !== own.here && !(kind === 'Namespace' && metadata.name === own.here);
  };

  ref<T extends ObjectRef>(one: T): T {
    if (one.resource === 'namespaces') return { ...one, name: this.#there(one.name) };
    return one.namespace === undefined ? one : { ...one, namespace: this.#there(one.namespace) };
  }

  options({ namespace, fieldSelector }: { readonly namespace?: string; readonly fieldSelector?: string }) {
    return {
      ...(namespace !== undefined && { namespace: this.#there(namespace) }),
      ...(fieldSelector !== undefined && {
        fieldSelector: fieldSelector.replace(NAMED, (_, field: string, name: string) => `${field}${this.#there(name)}`),
      }),
    };
  }

  table(table: Table, { resource }: ResourceRef): Table {
    const { own } = this;
    if (!own) return table;
    const rows = table.rows.filter(({ object }) => this.shows(kinded(object, resource)));
    const cell = (one: string | number | boolean | null) => (resource === 'namespaces' && one === own.there ? own.here : one);
    return {
      ...table,
      rows: rows.map(({ cells, object }) => ({ cells: cells.map(cell), object: this.outward(kinded(object, resource)) })),
    };
  }

  /** A namespace that is made is the lesson's own. */
  namespace(object: Manifest): Manifest {
    const { metadata = {} } = object;
    return {
      ...object,
      metadata: { ...metadata, name: this.#there(metadata.name ?? ''), labels: { ...metadata.labels, ...OWN_LABEL } },
    };
  }

  #there(name: string): string {
    return name === this.own?.here ? this.own.there : name;
  }
}

const NAMED = /((?:metadata|involvedObject|regarding)\.namespace==?)([^,]+)/g;

/** Rows of tables may hold metadata only. */
const kinded = (object: KubeObject, resource: string): KubeObject =>
  resource === 'namespaces' && object.kind !== 'Namespace' ? { ...object, kind: 'Namespace' } : object;

/** The same, with fields called `namespace` renamed, however deep they lie. Annotations and data are texts, and stay. */
function renamed<T>(value: T, from: string, to: string): T {
  if (Array.isArray(value)) return value.map((one: unknown) => renamed(one, from, to)) as T;
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([name, field]: [string, unknown]) => {
    if (name === 'namespace') return [name, field === from ? to : field];
    return [name, name === 'labels' || name === 'annotations' || name === 'managedFields' ? field : renamed(field, from, to)];
  });
  return Object.fromEntries(entries) as T;
}
