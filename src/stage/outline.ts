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
  const names = new Map(pods.map(({ uid, name }) => [uid, name]));
  return [
    leaf('namespace', `Namespace ${namespace.name}: ${namespace.state === 'active' ? 'there' : namespace.state}`),
    ...group(
      'workloads',
      'Workloads',
      workloads.map((one) => workloadBranch(one, pods)),
    ),
    ...group(
      'services',
      'Services',
      services.map(({ uid, name, ready }) =>
        leaf(uid, `Service ${name} sends requests to ${ready.map((pod) => names.get(pod) ?? '?').join(', ') || 'nobody'}`),
      ),
    ),
    ...group(
      'nodes',
      'Nodes',
      nodes.map((node) => ({
        key: node.uid,
        text: `Node ${node.name}${node.zone && `, ${node.zone}`}: ${node.status}${node.power === 'on' ? '' : `, the machine is ${node.power}`}`,
        children: pods.filter((pod) => pod.node === node.name).map((pod) => leaf(pod.uid, podText(pod))),
      })),
    ),
    ...group(
      'waiting',
      'Pods without a node',
      pods.filter(({ node }) => node === undefined).map((pod) => leaf(pod.uid, podText(pod))),
    ),
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

function workloadBranch({ uid, kind, name, ready, desired, unit, note, generations }: Workload, pods: readonly PodActor[]): Branch {
  const versions = generations.map((one): Branch => {
    const own = pods.filter(({ owner }) => `${owner}/` === one.uid || owner === one.uid);
    const text = `${one.kind} ${one.name} for ${one.title}: ${one.current} of ${one.desired}`;
    return { key: one.uid, text, children: own.map((pod) => ({ key: pod.uid, text: podText(pod), children: [] })) };
  });
  const alone = versions.length === 1 && versions[0]!.key === `${uid}/`;
  const text = `${kind} ${name}: ${ready} of ${desired} ${unit}${note ? `, ${note}` : ''}`;
  return { key: uid, text, children: alone ? versions[0]!.children : versions };
}

const podText = ({ name, status, look, restarts }: PodActor): string =>
  `Pod ${name}: ${look === 'lost' ? 'lost with its node' : status}${look === 'ready' ? ', ready' : ''}${restarts ? `, restarted ${restarts} times` : ''}`;

/** An object's uid from the key of what stands for it: a workload's own row, a DaemonSet's slot on a node. */
export const uidOf = (key: string): string => key.replace(/\/$/, '').replace(/@.*$/, '');
