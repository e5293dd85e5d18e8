import type { Taint } from 'kubernetes-types/core/v1';
import { nodeStatus, type Node } from '../../kube/kinds/node';
import { milliValue } from '../../kube/quantity';
import type { DaemonSeat, Tray } from './actors';
import type { Known } from './roll';

const ZONE = 'topology.kubernetes.io/zone';

export const isNodeReady = (node: Node): boolean =>
  node.status.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false;

/** @param pods  every pod on it, of whatever namespace */
export function trayOf(node: Node, power: Tray['power'], pods: readonly Known[], daemons: readonly DaemonSeat[]): Tray {
  const { uid, name, labels = {} } = node.metadata;
  return {
    uid,
    name,
    zone: labels[ZONE] ?? '',
    status: nodeStatus(node),
    ready: isNodeReady(node),
    cordoned: node.spec.unschedulable ?? false,
    power,
    labels: Object.entries(labels).filter(isOwn).map(labelText),
    taints: (node.spec.taints ?? []).filter(({ key }) => !key.startsWith('node.kubernetes.io/')).map(taintText),
    fullness: fullnessOf(node, pods),
    daemons,
  };
}

/** A node that only its Pods tell of. */
export const unseenTray = (name: string): Tray => ({
  uid: `node:${name}`,
  name,
  zone: '',
  status: 'not shown to you',
  ready: true,
  cordoned: false,
  power: 'on',
  labels: [],
  taints: [],
  fullness: undefined,
  daemons: [],
});

/** A label that somebody gave it: what the system sets has a domain of Kubernetes. */
const isOwn = ([key]: [string, string]) => !/kubernetes\.io\/|k8s\.io\//.test(key);
const labelText = ([key, value]: [string, string]) => (value ? `${key}=${value}` : key);

const taintText = ({ key, value, effect }: Taint) => `${key}${value ? `=${value}` : ''}:${effect}`;

function fullnessOf(node: Node, pods: readonly Known[]): number | undefined {
  const capacity = milliValue(node.status.allocatable?.['cpu']);
  const sum = pods.reduce((total, { cpu }) => total + cpu, 0);
  return sum && capacity ? Math.min(1, sum / capacity) : undefined;
}
