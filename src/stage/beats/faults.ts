import type { LogEntry } from '../../kube/log';

/** What a caption says of a fault: who or what is struck. */
export function faultText({ note = '', object }: LogEntry): string {
  const name = object?.name ?? '';
  const says = FAULTS[note];
  return says ? says(name) : `Something changes: ${note}.`;
}

const FAULTS: Readonly<Record<string, (name: string) => string>> = {
  'stop-node': (name) => `The machine of ${name || 'a node'} goes off. Nobody in the control plane knows yet.`,
  'start-node': (name) => `The machine of ${name || 'a node'} starts again.`,
  'cut-node': (name) => `${name || 'A node'} is cut off from the network.`,
  'stop-zone': (name) => `${name ? `Zone ${name.replace(/^zone-/, '')}` : 'A zone'} goes down, with every node in it.`,
  'start-zone': (name) => `${name ? `Zone ${name.replace(/^zone-/, '')}` : 'The zone'} comes back.`,
  'add-node': (name) => `${name || 'A new node'} joins the cluster.`,
  'remove-node': (name) => `${name || 'A node'} leaves the cluster.`,
  'kill-container': (name) => `A container${name ? ` of ${name}` : ''} dies.`,
  'break-pull': () => 'The registry stops giving out an image.',
  'fail-probe': (name) => `A probe${name ? ` of ${name}` : ''} begins to fail.`,
  'stop-controller': (name) => `${name ? `The ${name}` : 'A controller'} stops working.`,
  traffic: (name) => `Clients ask the Service${name ? ` ${name}` : ''} for pages.`,
};
