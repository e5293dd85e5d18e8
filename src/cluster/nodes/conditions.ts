import type { Node } from '../../kube/kinds/node';
import type { Condition } from '../../kube/object';

/** What a node's conditions say, and the taints that follow. */

export const ZONE = 'topology.kubernetes.io/zone';

export const NOT_READY = 'node.kubernetes.io/not-ready';
export const UNREACHABLE = 'node.kubernetes.io/unreachable';
export const UNSCHEDULABLE = 'node.kubernetes.io/unschedulable';
/** A person vouches that the machine is off for good: its pods may be replaced. */
export const OUT_OF_SERVICE = 'node.kubernetes.io/out-of-service';

export const conditionOf = (node: Node, type: string): Condition | undefined => node.status.conditions?.find((one) => one.type === type);

/** `True`, `False`, or `Unknown` when the kubelet was not heard for too long. */
export const readiness = (node: Node): Condition['status'] => conditionOf(node, 'Ready')?.status ?? 'Unknown';

/** Condition → its taint while it is True. Source: node_lifecycle_controller.go nodeConditionToTaintKeyStatusMap */
export const PRESSURES: Readonly<Record<string, string>> = {
  MemoryPressure: 'node.kubernetes.io/memory-pressure',
  DiskPressure: 'node.kubernetes.io/disk-pressure',
  NetworkUnavailable: 'node.kubernetes.io/network-unavailable',
  PIDPressure: 'node.kubernetes.io/pid-pressure',
};

/** The taint of a node that is not Ready. */
export function lostTaint(node: Node): string | undefined {
  const ready = readiness(node);
  return ready === 'True' ? undefined : ready === 'False' ? NOT_READY : UNREACHABLE;
}
