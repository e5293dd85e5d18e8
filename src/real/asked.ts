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

  constructor(recording: Recording) {
    this.#recording = recording;
  }

  /** Write a request into the story. */
  note(verb: string, object: LogObject, note?: string): void {
    const entry = this.#recording.note({ type: 'input', actor: 'kubectl', verb, object, ...(note && { note }) });
    this.#last.set(keyFor(verb === 'update' ? 'patch' : verb, object), entry);
  }

  /** The request that a change answers.
   *  @param verb  `delete` also where the object is only on its way out
   *  @param byKubectl  managedFields say so */
  reason(verb: string, object: LogObject, byKubectl: boolean): number | undefined {
    const asked = this.#last.get(keyFor(verb, object));
    if (!asked || this.#recording.end - asked.at > LATEST) return undefined;
    return verb === 'delete' || byKubectl ? asked.id : undefined;
  }
}

const keyFor = (verb: string, { resource, namespace, name }: LogObject) => `${verb} ${resource}/${namespace ?? ''}/${name}`;

const objectOf = ({ resource, namespace, name }: ObjectRef): LogObject => ({ resource, kind: '', name, ...(namespace && { namespace }) });

/** The same cluster, that writes down what is asked of it. A dry run leaves no trace. */
export function noted(cluster: Cluster, asked: Asked, told: () => void): Cluster {
  const note = (verb: string, object: LogObject, options?: { readonly dryRun?: boolean }, more?: string) => {
    if (options?.dryRun) return;
    asked.note(verb, object, more);
    told();
  };
  const own: Partial<Cluster> = {
    create(resource, object, options) {
      const { name = '', generateName = '', namespace } = object.metadata ?? {};
      const where = options?.namespace ?? namespace;
      const kind = object.kind ?? '';
      note('create', { resource: resource.resource, kind, name: name || generateName, ...(where && { namespace: where }) }, options);
      return cluster.create(resource, object, options);
    },
    update(ref, object, options) {
      note('update', objectOf(ref), options);
      return cluster.update(ref, object, options);
    },
    patch(ref, type, patch, options?: WriteOptions) {
      note('patch', objectOf(ref), options);
      return cluster.patch(ref, type, patch, options);
    },
    delete(ref, options?: DeleteOptions) {
      note('delete', objectOf(ref), options);
      return cluster.delete(ref, options);
    },
    // What did not run was not run.
    async exec(ref: ObjectRef, command: readonly string[], options?: ExecOptions) {
      const result = await cluster.exec(ref, command, options);
      note('exec', objectOf(ref), undefined, command.join(' '));
      return result;
    },
    ...(cluster.proxy && {
      async proxy(ref: ObjectRef, request: ProxyRequest, options?: { readonly signal?: AbortSignal }) {
        const answer = await cluster.proxy!(ref, request, options);
        note('proxy', objectOf(ref), undefined, `${request.method} ${request.path}`);
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
