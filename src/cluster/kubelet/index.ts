import type { Change } from '../../kube/api';
import type { Fault } from '../../kube/fault';
import type { Pod } from '../../kube/kinds/pod';
import type { ClusterEvent, Component, World } from '../component';
import type { MachineEvent } from '../machines/step';
import { hear, imageSettled } from './containers';
import { nodeHears, suffer } from './faults';
import { running } from './node-records';
import { report } from './pod-status';
import { admit, forget, podDelay, progress, remove, terminate } from './pod-worker';
import { probeOnce, type ProbeType } from './probes';
import { died, endProcess, signal, wakeProcess } from './processes';
import { pullEnded } from './pulls';
import { containerOf, KUBELET, podOf, podRecords, specOf, uidOf, type Turn } from './records';
import { graceOf } from './restarts';

export { registerNode } from './node-object';
export { logsOf } from './logs';
export { execInPod } from './exec';

/** The kubelets of all nodes, as one component: each event belongs to one of them.
 *  MODELS admission, pulls, sandboxes, init containers and sidecars, restarts, probes, termination, status.
 *  OMITS hooks, eviction under pressure, static pods, ephemeral containers; heartbeats are not written to Leases:
 *  a node that is off is known by its machine.
 *  Source: pkg/kubelet */
const kubelet: Component = {
  name: KUBELET,
  watches: ['pods'],
  actor: (event, world) => `kubelet/${nodeOf(event, world)}`,
  changed,
  handle,
};

export const kubelets: readonly Component[] = [kubelet];

/** ms until a kubelet sees what the API server has for it. */
const SEEN = 80;

function nodeOf({ key }: ClusterEvent, world: World): string {
  if (key.startsWith('pull:') || key.startsWith('node:')) return key.slice(5);
  return podRecords(world).get(uidOf(key))?.node ?? '';
}

function changed({ type, key, object, old }: Change, world: World): void {
  const [pod, before] = [object, old];
  if (!pod.spec.nodeName) return;
  const { uid } = pod.metadata;
  if (type === 'DELETED') world.schedule(KUBELET, uid, 'GONE', 0, pod);
  else if (before?.spec.nodeName !== pod.spec.nodeName || before?.metadata.deletionTimestamp !== pod.metadata.deletionTimestamp)
    world.schedule(KUBELET, uid, 'SEE', SEEN + world.random.int(60), key);
}

function handle(event: ClusterEvent, world: World): void {
  const turn: Turn = { world, touched: new Set() };
  act(turn, event);
  // Starting a container may let the next one start.
  for (let rounds = 0, seen = 0; turn.touched.size !== seen || rounds === 0; rounds++) {
    seen = turn.touched.size;
    for (const uid of [...turn.touched]) progress(turn, uid);
  }
  for (const uid of turn.touched) report(turn, uid);
}

function act(turn: Turn, event: ClusterEvent): void {
  const { key, type, data } = event;
  const { world } = turn;
  if (type === 'FAULT') return suffer(turn, data as Fault);
  if (key.startsWith('node:')) return nodeHears(turn, key.slice(5), { type });
  if (key.startsWith('pull:')) return pulled(turn, key.slice(5), { type });
  if (key.includes('/')) return containerEvent(turn, event);
  if (type === 'GONE') return forget(turn, data as Pod);
  if (type === 'SEE') return see(turn, data as string);
  if (type === 'REMOVE') {
    const record = podRecords(world).get(key);
    const pod = record && podOf(world, record);
    return pod && remove(turn, pod);
  }
  podDelay(turn, key, { type });
}

function see(turn: Turn, key: string): void {
  const pod = turn.world.api.get<Pod>('pods', key);
  if (!pod) return;
  if (pod.metadata.deletionTimestamp) return terminate(turn, pod);
  if (!podRecords(turn.world).has(pod.metadata.uid)) return admit(turn, pod);
  turn.touched.add(pod.metadata.uid);
}

function pulled(turn: Turn, node: string, event: MachineEvent): void {
  const done = pullEnded(turn, node, event);
  const record = done && podRecords(turn.world).get(done.uid);
  const pod = record && podOf(turn.world, record);
  if (pod) imageSettled({ turn, pod, record }, done.container, done.event);
}

function containerEvent(turn: Turn, { key, type, data }: ClusterEvent): void {
  const { world } = turn;
  const [uid, name] = key.split('/') as [string, string];
  const record = podRecords(world).get(uid);
  const pod = record && podOf(world, record);
  const container = containerOf(world, uid, name);
  if (!pod || !container) return;
  const subject = { turn, pod, record };
  if (type !== 'EXIT' && type !== 'DIE' && !running(world, record.node)) return;
  if (type === 'WAKE') return wakeProcess(world, pod, name);
  if (type === 'SIGNAL') return signal(world, pod, name, (data as { signal: string }).signal);
  if (type.startsWith('PROBE ')) {
    const spec = specOf(pod, name)!;
    const kind = type.slice(6) as ProbeType;
    if (probeOnce(turn, pod, container, spec, kind)) {
      hear(subject, name, { type: 'STOP', grace: graceOf(subject, container, kind === 'startup' ? 'startupProbe' : 'livenessProbe') });
      signal(world, pod, name, 'TERM');
    }
    return;
  }
  if (type === 'DIE') return died(world, key, (data as { exitCode: number }).exitCode, 20);
  if (type === 'EXIT') endProcess(world, container);
  hear(subject, name, { type, ...(data as object | undefined) });
}
