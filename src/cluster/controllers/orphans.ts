import type { Change } from '../../kube/api';
import { controllerOf } from '../../kube/object';
import type { Component, World } from '../component';

/** Remembers which objects of workloads have no controller, so that adoption need not look at every pod there is. */
export const orphans: Component = {
  name: 'orphans',
  watches: ['pods', 'replicasets', 'controllerrevisions'],
  changed(change: Change, world: World) {
    const cell = world.cell<true>(`orphans/${change.resource}`);
    if (change.type === 'DELETED' || controllerOf(change.object)) cell.delete(change.key);
    else if (!cell.has(change.key)) cell.set(change.key, true);
  },
  handle() {},
};
