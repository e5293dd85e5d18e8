import type { Controller, Doorway, Drum, Generation, Tray, Workload } from './actors';

/** The controllers that have something to do in this namespace, in the order in which work passes through them, each
 *  with what it has in hand: what is furthest from its wish, or else the newest. */
export function controllersOf(
  workloads: readonly Workload[],
  services: readonly Doorway[],
  nodes: readonly Tray[],
  claims: readonly Drum[],
): Controller[] {
  const of = (kind: string) => workloads.filter((one) => one.kind === kind).map(pairOf);
  const generations = workloads.flatMap((one) => one.generations);
  const made = (kind: string) => generations.filter((one) => one.kind === kind).map(generationPair);
  return [
    ...inHand('deployment-controller', 'Deployment', of('Deployment')),
    ...inHand('replicaset-controller', 'ReplicaSet', made('ReplicaSet')),
    ...inHand('replication-controller', 'Replication', made('ReplicationController')),
    ...inHand('statefulset-controller', 'StatefulSet', of('StatefulSet')),
    ...inHand('daemonset-controller', 'DaemonSet', of('DaemonSet')),
    ...inHand('cronjob-controller', 'CronJob', of('CronJob')),
    ...inHand('job-controller', 'Job', made('Job')),
    ...inHand('endpointslice-controller', 'EndpointSlice', services.map(doorPair)),
    ...inHand('persistentvolume-binder', 'Volume', claims.map(drumPair)),
    ...nodeLifecycle(nodes),
  ];
}

interface Pair {
  readonly object: string;
  readonly current: number;
  readonly desired?: number;
}

function inHand(name: string, title: string, pairs: readonly Pair[]): Controller[] {
  if (!pairs.length) return [];
  const gap = ({ current, desired }: Pair) => (desired === undefined ? 0 : Math.abs(desired - current));
  const widest = pairs.reduce((worst, one) =>
    gap(one) > gap(worst) || (gap(one) === gap(worst) && (one.desired ?? 0) >= (worst.desired ?? 0)) ? one : worst,
  );
  return [{ name, title, ...widest }];
}

const pairOf = ({ name, ready, desired }: Workload): Pair => ({ object: name, current: ready, desired });
/** Where it has given up, nothing is in hand any more. */
const generationPair = ({ name, desired, current, givenUp }: Generation): Pair => ({
  object: name,
  current,
  ...(!givenUp && { desired }),
});
const doorPair = ({ name, ready, waiting }: Doorway): Pair => ({
  object: name,
  current: ready.length,
  desired: ready.length + waiting.length,
});
const drumPair = ({ name, status }: Drum): Pair => ({ object: name, current: status === 'Bound' ? 1 : 0, desired: 1 });

/** It is on the stage while a node is not what it should be. */
function nodeLifecycle(nodes: readonly Tray[]): Controller[] {
  const ready = nodes.filter((node) => node.ready).length;
  const quiet = ready === nodes.length && nodes.every(({ power }) => power === 'on');
  return quiet ? [] : [{ name: 'node-lifecycle-controller', title: 'Node', object: 'Ready', current: ready, desired: nodes.length }];
}
