import type { LogEntry } from '../../kube/log';
import type { PodActor, Scene } from '../scene/actors';
import { API, KUBECTL } from '../layout';
import { WEIGHTS, type Beat, type BeatKind } from './beat';
import { faultText } from './faults';
import { lookup, type Lookup } from './lookup';
import { actorText, capital, generationText, podsText } from './names';
import { stateText } from './states';

/** Turns the new part of the story into beats. Pure: the log and the scenes before and after it.
 *  What is written and changes nothing that can be seen makes no beat. */
export function beatsOf(entries: readonly LogEntry[], before: Scene, after: Scene, namespace: string): Beat[] {
  const turn: Turn = { entries, before: lookup(before), after: lookup(after), compared: new Map(), pulling: new Map() };
  const drafts: Draft[] = [];
  for (const entry of entries) {
    if (entry.object?.namespace !== undefined && entry.object.namespace !== namespace) continue;
    const draft = draftOf(entry, turn);
    if (draft) add(drafts, draft, entry.id);
  }
  return drafts.map((draft) => finish(draft, turn));
}

interface Turn {
  readonly entries: readonly LogEntry[];
  readonly before: Lookup;
  readonly after: Lookup;
  /** What a controller saw before it wrote, by actor and cause: `0 of 3 Pods`. */
  readonly compared: Map<string, LogEntry>;
  /** Which pod a kubelet pulls for, by actor. */
  readonly pulling: Map<string, string>;
}

interface Sketch {
  readonly kind: BeatKind;
  readonly actor: string;
  /** Drafts that stand next to each other with the same one are one beat. */
  readonly group: string;
  readonly subjects: readonly string[];
  readonly path: readonly string[];
  caption(subjects: readonly string[], turn: Turn, actor: string): string;
}

/** Sketches that became one. */
interface Draft extends Omit<Sketch, 'actor' | 'subjects'> {
  actor: string;
  /** Subjects of all of them. */
  readonly all: Set<string>;
  readonly entries: number[];
}

/** Two of a kind are one beat; several kubelets act as the kubelets. */
function add(drafts: Draft[], sketch: Sketch, entry: number): void {
  const at = drafts.findLastIndex(({ group }) => group === sketch.group);
  const meets = ({ all }: Draft) => sketch.subjects.some((one) => all.has(one));
  const twin = at >= 0 && !drafts.slice(at + 1).some(meets) ? drafts[at] : undefined;
  if (!twin) return void drafts.push({ ...sketch, all: new Set(sketch.subjects), entries: [entry] });
  if (twin.actor !== sketch.actor) twin.actor = isKubelet(sketch.actor) ? 'kubelets' : sketch.actor;
  for (const one of sketch.subjects) twin.all.add(one);
  twin.entries.push(entry);
}

const isKubelet = (actor: string) => actor.startsWith('kubelet');

function finish(draft: Draft, turn: Turn): Beat {
  const { kind, actor, all, path, entries } = draft;
  const subjects = [...all];
  return {
    kind,
    actor: actorKey(actor, turn),
    subjects,
    path,
    caption: draft.caption(subjects, turn, actor),
    weight: WEIGHTS[kind],
    entries,
  };
}

/** A kubelet acts in its node. */
function actorKey(actor: string, { after }: Turn): string {
  const name = actor.startsWith('kubelet/') ? actor.slice(8) : undefined;
  return name === undefined ? actor : (after.scene.nodes.find((node) => node.name === name)?.uid ?? actor);
}

function draftOf(entry: LogEntry, turn: Turn): Sketch | undefined {
  if (entry.type === 'input') return requested(entry, turn);
  if (entry.type === 'fault') return struck(entry, turn);
  if (entry.type === 'reconcile') turn.compared.set(`${entry.actor} ${entry.cause}`, entry);
  if (entry.type === 'machine') return started(entry, turn);
  return entry.type === 'write' && entry.object?.uid ? written(entry, entry.object.uid, turn) : undefined;
}

const ASKS: Readonly<Record<string, string>> = {
  create: 'asks for',
  update: 'replaces',
  patch: 'changes',
  delete: 'deletes',
  exec: 'runs a command in',
};

/** The request goes to the API server, and its answer comes back at once: the work goes on without kubectl. */
function requested({ id, verb = '', object, actor }: LogEntry, { entries }: Turn): Sketch | undefined {
  const asks = ASKS[verb];
  if (!asks || !object || actor !== 'kubectl') return undefined;
  const written = entries.filter((one) => one.type === 'write' && one.cause === id && one.object?.kind !== 'Event');
  const subjects = written.flatMap((one) => one.object?.uid ?? []);
  const kind = object.kind || written[0]?.object?.kind || capital(object.resource.replace(/s$/, ''));
  const caption = () => `kubectl ${asks} ${kind} ${object.name}. The API server ${written.length ? 'stores it and ' : ''}answers at once.`;
  return { kind: 'request', actor: KUBECTL, group: `request ${id}`, subjects, path: [KUBECTL, API, KUBECTL], caption };
}

function struck(entry: LogEntry, { after }: Turn): Sketch | undefined {
  // A fault is no object of the API: who is struck stands in its words.
  const words = entry.note?.split(' ') ?? [];
  const { nodes, pods } = after.scene;
  const struck = [
    ...nodes.filter(({ name, zone }) => words.includes(name) || words.includes(zone)),
    ...pods.filter(({ name }) => words.includes(name)),
  ];
  return {
    kind: 'fault',
    actor: '',
    group: `fault ${entry.id}`,
    subjects: struck.map(({ uid }) => uid),
    path: [],
    caption: () => faultText(entry),
  };
}

/** What takes time begins: a pull. */
function started({ actor, object, to }: LogEntry, turn: Turn): Sketch | undefined {
  if (object?.kind === 'Container' && to === 'Pulling' && object.uid) turn.pulling.set(actor, object.uid);
  if (object?.kind !== 'Image' || to !== 'Pulling') return undefined;
  const image = object.name.slice(object.name.indexOf('/') + 1);
  const pod = turn.pulling.get(actor);
  const caption = (_: readonly string[], __: Turn, actor: string) =>
    `${actor === 'kubelets' ? 'The kubelets pull' : `${actorText(actor)} pulls`} the image ${image}.`;
  return { kind: 'pull', actor, group: `pull ${image}`, subjects: pod ? [pod] : [], path: [], caption };
}

function written(entry: LogEntry, uid: string, turn: Turn): Sketch | undefined {
  const { actor, object } = entry;
  if (actor === 'cluster') return undefined;
  switch (object!.kind) {
    case 'Pod':
      return podWritten(entry, uid, turn);
    case 'ReplicaSet':
    case 'ReplicationController':
    case 'Job':
      return generationWritten(entry, uid, turn);
    case 'EndpointSlice':
      return endpointsWritten(entry, turn);
    case 'Node':
      return nodeWritten(entry, uid, turn);
    case 'PersistentVolumeClaim':
      return claimWritten(entry, uid, turn);
  }
  return entry.verb === 'delete' && actor !== 'kubectl' && turn.before.workloads.has(uid)
    ? { kind: 'gone', actor, group: `gone ${actor}`, subjects: [uid], path: [], caption: () => `${object!.kind} ${object!.name} is gone.` }
    : undefined;
}

const podsOf = (uids: readonly string[], { pods }: Lookup): PodActor[] => uids.flatMap((uid) => pods.get(uid) ?? []);

function podWritten(entry: LogEntry, uid: string, turn: Turn): Sketch | undefined {
  const { actor, verb, cause } = entry;
  const [old, now] = [turn.before.pods.get(uid), turn.after.pods.get(uid)];
  if (verb === 'delete') return gone(entry, uid, turn);
  if (!now) return undefined;
  if (verb === 'create') return actor === 'kubectl' ? undefined : made(entry, uid);
  if (actor === 'default-scheduler') return placed(uid, now, old);
  const changed = !old || old.look !== now.look || (old.status !== now.status && now.look !== 'ready') || old.restarts !== now.restarts;
  if (!changed) return undefined;
  const isController = actor.endsWith('-controller');
  if (now.look === 'terminating' && isController) {
    const caption = (uids: readonly string[], { after }: Turn) => `${seen(actor, cause, turn)}${podsText(podsOf(uids, after))}.`;
    return { kind: 'delete', actor, group: `delete ${actor} ${cause}`, subjects: [uid], path: [actor, API], caption };
  }
  if (actor === 'kubectl') return undefined;
  const group = `state ${isKubelet(actor) ? 'kubelet' : actor} ${old?.look} ${old?.status} ${now.look} ${now.status}`;
  return {
    kind: 'state',
    actor,
    group,
    subjects: [uid],
    path: [],
    caption: (uids, { after }, who) => stateText(who, podsOf(uids, after), old),
  };
}

/** `The ReplicaSet controller sees 3 of 2 Pods and deletes `. */
function seen(actor: string, cause: number | undefined, { compared }: Turn): string {
  const note = compared.get(`${actor} ${cause}`)?.note;
  return note ? `${actorText(actor)} sees ${note} and deletes ` : `${actorText(actor)} deletes `;
}

function gone({ actor }: LogEntry, uid: string, { before }: Turn): Sketch | undefined {
  if (!before.pods.has(uid)) return undefined;
  const caption = (uids: readonly string[], turn: Turn) => {
    const pods = podsOf(uids, turn.before);
    return `${podsText(pods)} ${pods.length > 1 ? 'are' : 'is'} gone.`;
  };
  return { kind: 'gone', actor, group: 'gone', subjects: [uid], path: [], caption };
}

function made({ actor, cause }: LogEntry, uid: string): Sketch {
  const caption = (uids: readonly string[], turn: Turn) => {
    const note = turn.compared.get(`${actor} ${cause}`)?.note;
    const pods = podsOf(uids, turn.after);
    const what = pods.length === 1 ? (pods[0]!.ordinal === undefined ? 'one Pod' : `Pod ${pods[0]!.name}`) : `${pods.length} Pods`;
    return note
      ? `${actorText(actor)} sees ${note} and creates ${pods.length === 1 ? 'one' : pods.length}.`
      : `${actorText(actor)} creates ${what}.`;
  };
  return { kind: 'create', actor, group: `create Pod ${actor} ${cause}`, subjects: [uid], path: [actor, API], caption };
}

function placed(uid: string, now: PodActor, old: PodActor | undefined): Sketch | undefined {
  if (!now.node || old?.node === now.node) return undefined;
  const caption = (uids: readonly string[], { after }: Turn) => {
    const pods = podsOf(uids, after);
    const nodes = new Set(pods.map(({ node }) => node));
    return `The scheduler gives ${podsText(pods)} ${nodes.size === 1 ? `to ${[...nodes][0]}` : nodes.size === pods.length ? 'a node each' : `their places on ${nodes.size} nodes`}.`;
  };
  return { kind: 'place', actor: 'default-scheduler', group: 'place', subjects: [uid], path: [], caption };
}

function generationWritten({ actor, verb, object }: LogEntry, uid: string, { before, after }: Turn): Sketch | undefined {
  const key = after.generations.has(uid) || before.generations.has(uid) ? uid : `${uid}/`;
  const [old, now] = [before.generations.get(key), after.generations.get(key)];
  if (actor === 'kubectl') return undefined;
  if (verb === 'delete' || !now)
    return (
      old && {
        kind: 'gone',
        actor,
        group: `gone ${actor}`,
        subjects: [key],
        path: [],
        caption: () => `${object!.kind} ${object!.name} is gone.`,
      }
    );
  if (verb === 'create')
    return {
      kind: 'create',
      actor,
      group: `create ${uid}`,
      subjects: [key],
      path: [actor, API],
      caption: () => `${actorText(actor)} makes ${generationText(now).replace(/^the /, 'a ')}.`,
    };
  if (!old || old.desired === now.desired) return undefined;
  const caption = () => `${actorText(actor)} sets ${generationText(now)} from ${old.desired} to ${now.desired} Pods.`;
  return { kind: 'scale', actor, group: `scale ${uid}`, subjects: [key], path: [actor, API], caption };
}

/** Which pods a Service sends requests to has changed. */
function endpointsWritten({ actor, object }: LogEntry, { before, after }: Turn): Sketch | undefined {
  const service = after.scene.services.find(({ name }) => object!.name.startsWith(`${name}-`) || object!.name === name);
  if (!service) return undefined;
  const old = before.services.get(service.uid)?.ready ?? [];
  const [added, removed] = [service.ready.filter((uid) => !old.includes(uid)), old.filter((uid) => !service.ready.includes(uid))];
  if (!added.length && !removed.length) return undefined;
  const caption = () => {
    const came = podsOf(added, after);
    const left = podsOf(removed, before);
    const to = `Service ${service.name}`;
    if (!left.length) return `${actorText(actor)} adds ${podsText(came)} to ${to}.`;
    if (!came.length) return `${actorText(actor)} takes ${podsText(left)} out of ${to}.`;
    return `${actorText(actor)} adds ${podsText(came)} to ${to} and takes out ${podsText(left)}.`;
  };
  return {
    kind: 'endpoint',
    actor,
    group: `endpoints ${service.uid}`,
    subjects: [service.uid, ...added, ...removed],
    path: [actor, API],
    caption,
  };
}

function nodeWritten({ actor, verb, object }: LogEntry, uid: string, { before, after }: Turn): Sketch | undefined {
  const [old, now] = [before.nodes.get(uid), after.nodes.get(uid)];
  const sketch = (caption: string): Sketch => ({
    kind: 'node',
    actor,
    group: `node ${caption}`,
    subjects: [uid],
    path: [],
    caption: () => caption,
  });
  if (verb === 'delete') return sketch(`Node ${object!.name} leaves the cluster.`);
  if (!old && now) return sketch(`Node ${object!.name} joins the cluster.`);
  if (!old || !now || actor === 'kubectl') return undefined;
  if (old.ready !== now.ready)
    return sketch(
      now.ready ? `Node ${now.name} is Ready again.` : `${actorText(actor)} has heard nothing from ${now.name} and marks it NotReady.`,
    );
  return undefined;
}

function claimWritten({ actor, verb, object }: LogEntry, uid: string, { before, after }: Turn): Sketch | undefined {
  const [old, now] = [before.claims.get(uid), after.claims.get(uid)];
  if (actor === 'kubectl') return undefined;
  const sketch = (kind: BeatKind, caption: string): Sketch => ({
    kind,
    actor,
    group: `claim ${uid} ${kind}`,
    subjects: [uid],
    path: kind === 'create' ? [actor, API] : [],
    caption: () => caption,
  });
  if (verb === 'create') return sketch('create', `${actorText(actor)} creates the claim ${object!.name}.`);
  if (verb === 'delete') return sketch('gone', `The claim ${object!.name} is gone.`);
  return now && old && old.status !== now.status
    ? sketch('state', `${actorText(actor)} gives the claim ${now.name} its volume: it is ${now.status}.`)
    : undefined;
}
