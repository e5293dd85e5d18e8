import type { LogEntry } from '../kube/log';

/** What an entry of the story means, as one sentence in the present tense with the actor first; undefined for what
 *  a beginner need not hear. */
export function captionOf(entry: LogEntry, namespace: string): string | undefined {
  const { object } = entry;
  if (object?.namespace !== undefined && object.namespace !== namespace) return undefined;
  if (entry.type === 'fault') return faultText(entry.note ?? '');
  if (!object) return undefined;
  if (entry.type === 'input') return inputText(entry);
  if (entry.type === 'reconcile') return compared(entry);
  if (entry.type === 'request')
    return entry.ok ? `The Service passes a request to ${object.name}.` : `A request to ${object.name} gets no answer.`;
  if (entry.type === 'write') return written(entry);
  return machineText(entry);
}

const FAULTS: Readonly<Record<string, string>> = {
  traffic: 'Clients begin to ask the Service for pages.',
  'stop-node': 'A node goes down.',
  'start-node': 'A node comes back.',
  'stop-zone': 'A zone goes down, with every node in it.',
  'start-zone': 'The zone comes back.',
  'add-node': 'A new node joins the cluster.',
  'remove-node': 'A node leaves the cluster.',
  'kill-container': 'A container dies.',
};

const faultText = (kind: string): string => FAULTS[kind] ?? `Something changes: ${kind}.`;

const THE: Readonly<Record<string, string>> = {
  'deployment-controller': 'The Deployment controller',
  'replicaset-controller': 'The ReplicaSet controller',
  'default-scheduler': 'The scheduler',
  'endpointslice-controller': 'The EndpointSlice controller',
  'garbage-collector-controller': 'The garbage collector',
  'namespace-controller': 'The namespace controller',
  kubectl: 'kubectl',
};

const actorText = (actor: string): string =>
  actor.startsWith('kubelet/') ? `The kubelet on ${actor.slice(8)}` : (THE[actor] ?? `The ${actor}`);

function inputText({ verb, object }: LogEntry): string | undefined {
  const name = object!.kind ? `${object!.kind} ${object!.name}` : `${object!.resource.replace(/s$/, '')} ${object!.name}`;
  const did = { create: 'asks for', update: 'replaces', patch: 'changes', delete: 'deletes', exec: 'runs a command in' }[verb ?? ''];
  return did && `kubectl ${did} ${name}.`;
}

function compared({ actor, object, note }: LogEntry): string | undefined {
  const [current, desired] = (note ?? '').split('/').map(Number);
  if (current === undefined || desired === undefined || Number.isNaN(current)) return undefined;
  const gap = desired - current;
  const act = gap > 0 ? `creates ${gap === 1 ? 'one' : gap}` : `deletes ${gap === -1 ? 'one' : -gap}`;
  return `${actorText(actor)} sees ${current} of ${desired} Pods for ${object!.name} and ${act}.`;
}

const SHOWN = new Set(['Pod', 'ReplicaSet', 'Deployment', 'Service', 'Namespace']);

function written({ actor, verb, object }: LogEntry): string | undefined {
  if (!SHOWN.has(object!.kind) || actor === 'kubectl') return undefined;
  if (actor === 'default-scheduler') return `The scheduler gives Pod ${object!.name} a node.`;
  if (verb === 'create') return `${actorText(actor)} creates ${object!.kind} ${object!.name}.`;
  return verb === 'delete' ? `${object!.kind} ${object!.name} is gone.` : undefined;
}

const STATES: Readonly<Record<string, string>> = {
  Pulling: 'pulls the image for',
  ContainerCreating: 'prepares',
  Running: 'runs',
  ErrImagePull: 'cannot pull the image for',
  ImagePullBackOff: 'waits before it pulls again for',
  CrashLoopBackOff: 'waits before it restarts',
  Terminating: 'stops',
};

function machineText({ actor, to, object }: LogEntry): string | undefined {
  const does = STATES[to ?? ''];
  return does && object!.kind === 'Pod' ? `${actorText(actor)} ${does} Pod ${object!.name}.` : undefined;
}
