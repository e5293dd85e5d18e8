import type { Scene, Workload } from '../scene/actors';

/** How things stand when nothing moves: the sentence of the resting frame. */
export function restText({ namespace, workloads, nodes, pods, services }: Scene): string {
  if (namespace.state === 'absent') return `The cluster is at rest. There is no namespace ${namespace.name} yet.`;
  const silent = nodes.filter(({ ready }) => !ready).map(({ name }) => name);
  if (silent.length) return `The control plane hears nothing from ${list(silent)}.`;
  const off = nodes.filter(({ power }) => power === 'off' || power === 'cut').map(({ name }) => name);
  if (off.length)
    return `The ${off.length === 1 ? 'machine' : 'machines'} of ${list(off)} ${off.length === 1 ? 'is' : 'are'} off; the control plane has not noticed yet.`;
  const rolling = workloads.find(({ updated }) => updated !== undefined);
  if (rolling) return rollingText(rolling);
  const gap = workloads.find(({ desired, ready, unit }) => unit === 'ready' && desired !== ready);
  if (gap)
    return `${gap.kind} ${gap.name} wants ${gap.desired} ${podsWord(gap.desired)}; ${gap.ready} ${gap.ready === 1 ? 'is' : 'are'} ready.`;
  const job = workloads.find(({ desired, ready, unit, givenUp }) => unit === 'done' && !givenUp && ready < desired);
  if (job) return `${job.kind} ${job.name} has ${job.ready} of ${job.desired} done.`;
  const lost = workloads.find(({ givenUp }) => givenUp);
  if (lost) return `${lost.kind} ${lost.name} has given up: ${lost.givenUp}.`;
  if (workloads.length) return content(workloads);
  const idle = services.find(({ ready }) => !ready.length);
  if (idle) return `Service ${idle.name} stands ready in front of Pods that do not exist yet.`;
  return pods.length
    ? `${pods.length} ${podsWord(pods.length)}, and nobody who would replace ${pods.length === 1 ? 'it' : 'them'}.`
    : 'Nothing is asked for here yet.';
}

const rollingText = ({ kind, name, desired, ready, updated }: Workload) =>
  `${kind} ${name}: ${ready} of ${desired} ${podsWord(desired)} ready, ${updated || 'none'} of the newest version.`;

const podsWord = (count: number) => (count === 1 ? 'Pod' : 'Pods');
const list = (names: readonly string[]) => (names.length > 2 ? `${names.length} nodes` : names.join(' and '));

function content(workloads: readonly Workload[]): string {
  const [first] = workloads;
  if (workloads.length > 1) return 'Every workload has what it asked for.';
  return first!.unit === 'done'
    ? `${first!.kind} ${first!.name} is done.`
    : `${first!.kind} ${first!.name} wants ${first!.desired} ${podsWord(first!.desired)} and has them.`;
}
