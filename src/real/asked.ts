import type { Cluster, DeleteOptions, ExecOptions, ObjectRef, ProxyRequest, WriteOptions } from '../kube/cluster';
import type { LogEntry, LogObject } from '../kube/log';
import type { Recording } from './recording';

/** What was asked of the cluster from this page, and which changes came of it. */

/** ms after which a change is no longer taken for the answer to a request. A Pod takes its time to go. */
const LATEST = 60_000;

export class Asked {
  readonly #recording: Recording;
  /** The last request, by `verb resource/namespace/name`. */
  readonly #last = new Map<string, LogEntry>();
  /** Requests without an answer: each writes itself into the story. */
  readonly #pending = new Map<string, () => void>();

  constructor(recording: Recording) {
    this.#recording = recording;
  }

  /** Send a request. It stands in the story once it is answered, or once the first change comes of it: what is refused
   *  did not happen. */
  async sent<T>(verb: string, object: LogObject, send: () => Promise<T>): Promise<T> {
    const key = keyFor(verb === 'update' ? 'patch' : verb, object);
    const write = () => {
      if (this.#pending.get(key) === write) this.#pending.delete(key);
      this.#last.set(key, this.note(verb, object));
    };
    this.#pending.set(key, write);
    try {
      const answer = await send();
      if (this.#pending.get(key) === write) write();
      return answer;
    } finally {
      if (this.#pending.get(key) === write) this.#pending.delete(key);
    }
  }

  /** Write a request into the story. */
  note(verb: string, object: LogObject, note?: string): LogEntry {
    return this.#recording.note({ type: 'input', actor: 'kubectl', verb, object, ...(note && { note }) });
  }

  /** The request that a change answers.
   *  @param verb  `delete` also where the object is only on its way out
   *  @param byKubectl  managedFields say so */
  reason(verb: string, object: LogObject, byKubectl: boolean): number | undefined {
    if (verb !== 'delete' && !byKubectl) return undefined;
    const key = keyFor(verb, object);
    this.#pending.get(key)?.();
    const asked = this.#last.get(key);
    return asked && this.#recording.end - asked.at <= LATEST ? asked.id : undefined;
  }
}

const keyFor = (verb: string, { resource, namespace, name }: LogObject) => `${verb} ${resource}/${namespace ?? ''}/${name}`;

const objectOf = ({ resource, namespace, name }: ObjectRef): LogObject => ({ resource, kind: '', name, ...(namespace && { namespace }) });

/** The same cluster, that writes down what is asked of it. A dry run leaves no trace. */
export function noted(cluster: Cluster, asked: Asked, told: () => void): Cluster {
  const write = async <T>(verb: string, object: LogObject, options: { readonly dryRun?: boolean } | undefined, send: () => Promise<T>) => {
    if (options?.dryRun) return send();
    const answer = await asked.sent(verb, object, send);
    told();
    return answer;
  };
  const note = (verb: string, object: LogObject, what: string) => {
    asked.note(verb, object, what);
    told();
  };
  const own: Partial<Cluster> = {
    create(resource, object, options) {
      const { name = '', generateName = '', namespace } = object.metadata ?? {};
      const where = options?.namespace ?? namespace;
      const kind = object.kind ?? '';
      const created = { resource: resource.resource, kind, name: name || generateName, ...(where && { namespace: where }) };
      return write('create', created, options, () => cluster.create(resource, object, options));
    },
    update: (ref, object, options) => write('update', objectOf(ref), options, () => cluster.update(ref, object, options)),
    patch: (ref, type, patch, options?: WriteOptions) =>
      write('patch', objectOf(ref), options, () => cluster.patch(ref, type, patch, options)),
    delete: (ref, options?: DeleteOptions) => write('delete', objectOf(ref), options, () => cluster.delete(ref, options)),
    // What did not run was not run.
    async exec(ref: ObjectRef, command: readonly string[], options?: ExecOptions) {
      const result = await cluster.exec(ref, command, options);
      note('exec', objectOf(ref), command.join(' '));
      return result;
    },
    ...(cluster.proxy && {
      async proxy(ref: ObjectRef, request: ProxyRequest, options?: { readonly signal?: AbortSignal }) {
        const answer = await cluster.proxy!(ref, request, options);
        note('proxy', objectOf(ref), `${request.method} ${request.path}`);
        return answer;
      },
    }),
  };
  return new Proxy(cluster, {
    get(target, name) {
      if (name in own) return own[name as keyof Cluster];
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}
