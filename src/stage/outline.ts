import { groupBy } from './group';
import type { PodActor, Scene, Workload } from './scene/actors';

/** The same objects as on the stage, as a tree of sentences for a screen reader. */
export interface Branch {
  readonly key: string;
  readonly text: string;
  readonly children: readonly Branch[];
}

export function outlineOf(scene: Scene): Branch[] {
  const { namespace, workloads, services, nodes, pods, claims, configs } = scene;
  const leaf = (key: string, text: string): Branch => ({ key, text, children: [] });
  const group = (key: string, text: string, children: readonly Branch[]): Branch[] => (children.length ? [{ key, text, children }] : []);
  const onNode = groupBy(pods, ({ node }) => node);
  const byOwner = groupBy(pods, ({ owner }) => owner ?? '');
  const names = new Map(pods.map(({ uid, name }) => [uid, name]));
  return [
    leaf('namespace', `Namespace ${namespace.name}: ${namespace.state === 'active' ? 'there' : namespace.state}`),
    ...group(
      'workloads',
      'Workloads',
      workloads.map((one) => workloadBranch(one, byOwner)),
    ),
    ...group(
      'services',
      'Services',
      services.map(({ uid, name, ready }) =>
        leaf(
          uid,
          `Service ${name} sends requests to ${ready.length > LISTED ? `${ready.length} Pods` : ready.map((pod) => names.get(pod) ?? '?').join(', ') || 'nobody'}`,
        ),
      ),
    ),
    ...group(
      'nodes',
      'Nodes',
      nodes.map((node) => ({
        key: node.uid,
        text: `Node ${node.name}${node.zone && `, ${node.zone}`}: ${node.status}${node.power === 'on' ? '' : `, the machine is ${node.power}`}`,
        children: leaves(node.uid, onNode.get(node.name) ?? []),
      })),
    ),
    ...group('waiting', 'Pods without a node', leaves('waiting', onNode.get(undefined) ?? [])),
    ...group(
      'claims',
      'Volume claims',
      claims.map(({ uid, name, status, size }) => leaf(uid, `Claim ${name}: ${status}${size && `, ${size}`}`)),
    ),
    ...group(
      'configs',
      'Configuration',
      configs.map(({ uid, kind, name }) => leaf(uid, `${kind} ${name}`)),
    ),
  ];
}

function workloadBranch(
  { uid, kind, name, ready, desired, unit, note, generations }: Workload,
  byOwner: ReadonlyMap<string, readonly PodActor[]>,
): Branch {
  const versions = generations.map((one): Branch => {
    const own = byOwner.get(one.uid.replace(/\/$/, '')) ?? [];
    const text = `${one.kind} ${one.name} for ${one.title}: ${one.current} of ${one.desired}`;
    return { key: one.uid, text, children: leaves(one.uid, own) };
  });
  const alone = versions.length === 1 && versions[0]!.key === `${uid}/`;
  const text = `${kind} ${name}: ${ready} of ${desired} ${unit}${note ? `, ${note}` : ''}`;
  return { key: uid, text, children: alone ? versions[0]!.children : versions };
}

/** Of so many each is told; of more, how many there are of each kind. */
const LISTED = 40;

function leaves(key: string, pods: readonly PodActor[]): Branch[] {
  if (pods.length <= LISTED) return pods.map((pod) => ({ key: pod.uid, text: podText(pod), children: [] }));
  const alike = groupBy(pods, ({ look, status }) =>
    look === 'lost' ? 'lost with their node' : `${status}${look === 'ready' ? ', ready' : ''}`,
  );
  return [...alike].map(([state, { length }]) => ({
    key: `${key} ${state}`,
    text: `${length} ${length === 1 ? 'Pod' : 'Pods'}: ${state}`,
    children: [],
  }));
}

const podText = ({ name, status, look, restarts }: PodActor): string =>
  `Pod ${name}: ${look === 'lost' ? 'lost with its node' : status}${look === 'ready' ? ', ready' : ''}${restarts ? `, restarted ${restarts} times` : ''}`;

/** An object's uid from the key of what stands for it: a workload's own row, a DaemonSet's slot on a node. */
export const uidOf = (key: string): string => key.replace(/\/$/, '').replace(/@.*$/, '');
