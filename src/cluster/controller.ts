import type { Change } from '../kube/api';
import type { Fault } from './faults';
import { EVERY_CUSTOM, isCustom, type ClusterEvent, type Component, type Reconciler, type World } from './component';

/** ms between a change and the reconcile that sees it: long enough for a beginner to see the loop,
 *  short enough that a rollout is not tedious. The jitter keeps controllers from marching in step. */
const LATENCY = 100;
const JITTER = 30;

/** A reconciler as a component: a work queue of keys (one appointment a key: deduplicated), and one
 *  reconcile for each key that comes due. Models client-go's workqueue and controller-runtime's loop;
 *  omits parallel workers (a reconcile takes no virtual time, so they could never overlap). */
export function controller(reconciler: Reconciler): Component {
  const { name, resource, watches = {} } = reconciler;
  const enqueue = (keys: readonly string[], change: Change, world: World) => {
    const latency = reconciler.latency?.(change) ?? LATENCY;
    for (const key of keys) {
      const held = world.dueAt(name, key, 'RECONCILE');
      // Whatever the jitter: what is due by then comes first.
      if (held !== undefined && held <= world.now + latency) continue;
      const delay = latency + world.random.int(JITTER);
      if (held === undefined || held > world.now + delay) world.schedule(name, key, 'RECONCILE', delay);
    }
  };
  return {
    name,
    watches: [...new Set([resource, ...Object.keys(watches)])],
    changed(change: Change, world: World) {
      if (change.resource === resource && reconciler.hears?.(change) !== false) enqueue([change.key], change, world);
      const watch = watches[change.resource] ?? (isCustom(change.resource) ? watches[EVERY_CUSTOM] : undefined);
      const keys = watch?.(change, world);
      if (keys?.length) enqueue(keys, change, world);
    },
    handle(event: ClusterEvent, world: World) {
      if (event.type === 'FAULT') return hear(name, event.data as Fault, world);
      if (event.type !== 'RECONCILE' || stopped(name, event, world)) return;
      const again = reconciler.reconcile(event.key, world);
      if (again === undefined) return;
      const held = world.dueAt(name, event.key, 'RECONCILE');
      if (held === undefined || held > world.now + again) world.schedule(name, event.key, 'RECONCILE', again);
    },
  };
}

/** Cell of controllers that a fault has stopped; each holds the keys that wait for it. */
const STOPPED = 'controllers/stopped';

function stopped(name: string, event: ClusterEvent, world: World): boolean {
  const waiting = world.cell<readonly string[]>(STOPPED);
  const keys = waiting.get(name);
  if (!keys) return false;
  if (!keys.includes(event.key)) waiting.set(name, [...keys, event.key]);
  return true;
}

function hear(name: string, fault: Fault, world: World): void {
  if (fault.kind === 'stop-controller' && fault.controller === name) stopController(name, fault.mend ?? false, world);
}

/** The fault `stop-controller`: its queue waits until it is mended. */
function stopController(name: string, mend: boolean, world: World): void {
  const waiting = world.cell<readonly string[]>(STOPPED);
  const keys = waiting.get(name);
  if (!mend) {
    if (!keys) waiting.set(name, []);
    return;
  }
  waiting.delete(name);
  for (const key of keys ?? []) world.schedule(name, key, 'RECONCILE', LATENCY);
}
