import { reuse } from '../../kube/plain-data';
import type { Scene } from './actors';

/** Who is as before is the same object as before: what did not change is found by identity, and drawn no more.
 *  @param next  just made: it may be changed. Its pods are shared already, see `podActor` */
export function shareScene(before: Scene | undefined, next: Scene): Scene {
  if (!before) return next;
  const byUid = ({ uid }: { readonly uid: string }) => uid;
  return {
    ...next,
    namespace: reuse(before.namespace, next.namespace),
    controllers: shareAll(before.controllers, next.controllers, ({ name }) => name),
    workloads: shareAll(before.workloads, next.workloads, byUid),
    services: shareAll(before.services, next.services, byUid),
    nodes: shareAll(before.nodes, next.nodes, byUid),
    claims: shareAll(before.claims, next.claims, byUid),
    configs: shareAll(before.configs, next.configs, byUid),
  };
}

function shareAll<T>(before: readonly T[], next: readonly T[], keyOf: (one: T) => string): readonly T[] {
  const old = new Map(before.map((one) => [keyOf(one), one]));
  return next.map((one) => reuse(old.get(keyOf(one)), one));
}
