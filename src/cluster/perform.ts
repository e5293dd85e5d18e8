import { inWords } from '../kube/fault';
import type { ResourceRef, Written } from '../kube/cluster';
import type { LogObject } from '../kube/log';
import type { KubeObject } from '../kube/object';
import type { Engine } from './engine';
import { typeInto } from './kubelet';
import { proxyTo } from './network/api-proxy';
import { exec, feed } from './pod-access';
import type { Input } from './input';

/** Carry out one input at the present instant. The only way anything from outside reaches the engine:
 *  live and replayed inputs pass here alike.
 *  @returns `Written` for writes, the result of the process for exec, nothing for a fault
 *  @throws StatusError when the API refuses */
export function perform(engine: Engine, input: Input): unknown {
  if (input.type === 'fault') {
    return engine.outside({ type: 'fault', actor: 'fault', note: inWords(input.fault), verb: input.fault.kind }, () =>
      engine.deliver({ to: '*', key: '', type: 'FAULT', data: input.fault }),
    );
  }
  // A dry run leaves no trace, not even in the story.
  if ('options' in input && input.options?.dryRun) return write(engine, input);
  const verb = input.type === 'line' ? 'exec' : input.type === 'feed' ? 'attach' : input.type;
  return engine.outside({ type: 'input', actor: 'kubectl', verb, object: subject(input), ...noteOf(input) }, () => {
    if (input.type === 'exec') return exec(engine, input);
    if (input.type === 'feed') return feed(engine, input);
    if (input.type === 'line') return typeInto(engine, input.id, input.line);
    return input.type === 'proxy' ? proxyTo(engine, input.ref, input.request) : write(engine, input);
  });
}

/** What was executed belongs to the story: goals ask whether the learner ran it. */
function noteOf(input: Exclude<Input, { type: 'fault' }>): { readonly note?: string } {
  if (input.type === 'exec') return { note: input.command.join(' ') };
  if (input.type === 'line') return { note: input.line };
  if (input.type === 'feed') return { note: input.text };
  return input.type === 'proxy' ? { note: `${input.request.method} ${input.request.path}` } : {};
}

function write(engine: Engine, input: Exclude<Input, { type: 'exec' | 'line' | 'feed' | 'proxy' | 'fault' }>): Written {
  const warnings: string[] = [];
  const warn = (text: string) => void warnings.push(text);
  const { api } = engine;
  // A client is answered in the version that it speaks.
  const shown = (ref: ResourceRef, object: KubeObject) => api.shown(ref, object);
  switch (input.type) {
    case 'create':
      return { object: shown(input.resource, api.create(input.resource, input.object, { ...input.options, warn })), warnings };
    case 'update':
      return { object: shown(input.ref, api.replace(input.ref, input.object, { ...input.options, warn })), warnings };
    case 'patch': {
      const created = input.patchType === 'application/apply-patch+yaml' && !api.holds(input.ref);
      const object = api.patch(input.ref, input.patchType, input.patch, { ...input.options, warn });
      return { object: shown(input.ref, object), ...(created && { created }), warnings };
    }
    case 'delete':
      return { object: shown(input.ref, api.delete(input.ref, key(input.ref), { ...input.options, trusted: false, warn })), warnings };
  }
}

function key(ref: { readonly namespace?: string; readonly name: string }): string {
  return ref.namespace ? `${ref.namespace}/${ref.name}` : ref.name;
}

function subject(input: Exclude<Input, { type: 'fault' }>): LogObject {
  if (input.type !== 'create') return logRef(input.ref, input.ref.name, input.ref.namespace);
  const { metadata, kind } = input.object;
  return logRef(input.resource, metadata?.name ?? metadata?.generateName ?? '', input.options?.namespace ?? metadata?.namespace, kind);
}

function logRef(ref: ResourceRef, name: string, namespace?: string, kind = ''): LogObject {
  return { resource: ref.resource, kind, ...(namespace && { namespace }), name };
}
