import type { Node } from '../../kube/kinds/node';
import type { Pod } from '../../kube/kinds/pod';
import type { PodDisruptionBudget } from '../../kube/kinds/pod-disruption-budget';
import { isTerminal } from '../../kube/kinds/pod-status';
import { keyOf } from '../../kube/object';
import type { World } from '../component';
import { disrupt } from '../nodes/taint-eviction';
import { refusalOf } from './filters';

/** Room for a pod that fits nowhere is made by deleting pods of lower priority.
 *  MODELS the smallest set of victims on each node, budgets that should not be violated, the choice of the node, the
 *  nomination. OMITS the sample of nodes in large clusters: every node is looked at.
 *  Source: plugins/defaultpreemption/default_preemption.go, framework/preemption/preemption.go */

const priorityOf = (pod: Pod) => pod.spec.priority ?? 0;

interface Candidate {
  readonly node: Node;
  readonly victims: readonly Pod[];
  readonly violations: number;
}

/** Why nobody may be preempted for this pod; undefined when it may be tried. Source: PodEligibleToPreemptOthers */
export function notEligible(pod: Pod, world: World): string | undefined {
  if (pod.spec.preemptionPolicy === 'Never') return 'not eligible due to preemptionPolicy=Never.';
  const nominated = pod.status.nominatedNodeName;
  const leaving =
    nominated && world.api.podsOn<Pod>(nominated).some((one) => one.metadata.deletionTimestamp && priorityOf(one) < priorityOf(pod));
  return leaving ? 'not eligible due to a terminating pod on the nominated node.' : undefined;
}

/** Choose a node and make room there. @returns its name; undefined when nobody can be preempted */
export function preempt(pod: Pod, nodes: readonly Node[], world: World): string | undefined {
  const candidates = nodes.flatMap((node) => candidateOn(pod, node, world) ?? []);
  if (!candidates.length) return undefined;
  const { node, victims } = candidates.reduce((best, one) => (isBetter(one, best) ? one : best));
  for (const victim of victims) evict(victim, pod, node, world);
  return node.metadata.name;
}

/** All of lower priority go; then as many as possible stay, budgets first, the most important first.
 *  Source: SelectVictimsOnNode */
function candidateOn(pod: Pod, node: Node, world: World): Candidate | undefined {
  const lower = world.api.podsOn<Pod>(node.metadata.name).filter((one) => priorityOf(one) < priorityOf(pod) && !isTerminal(one));
  if (!lower.length) return undefined;
  const gone = new Set(lower.map(({ metadata }) => metadata.uid));
  if (refusalOf(pod, node, world, gone).length) return undefined;
  const { violating, free } = byBudget([...lower].sort(moreImportantFirst), world);
  let violations = 0;
  const victims: Pod[] = [];
  for (const [group, costs] of [
    [violating, 1],
    [free, 0],
  ] as const)
    for (const one of group) {
      gone.delete(one.metadata.uid);
      if (!refusalOf(pod, node, world, gone).length) continue;
      gone.add(one.metadata.uid);
      victims.push(one);
      violations += costs;
    }
  return victims.length ? { node, victims, violations } : undefined;
}

const startOf = ({ status, metadata }: Pod) => Date.parse(status.startTime ?? metadata.creationTimestamp);

/** Source: MoreImportantPod */
const moreImportantFirst = (a: Pod, b: Pod) => priorityOf(b) - priorityOf(a) || startOf(a) - startOf(b);

/** Source: filterPodsWithPDBViolation */
function byBudget(pods: readonly Pod[], world: World): { readonly violating: Pod[]; readonly free: Pod[] } {
  const left = new Map<string, number>();
  const violating: Pod[] = [];
  const free: Pod[] = [];
  for (const pod of pods) {
    const budgets = world.api
      .list<PodDisruptionBudget>('poddisruptionbudgets', pod.metadata.namespace)
      .filter(({ spec }) => world.api.matches(spec.selector, pod.metadata.labels));
    const after = budgets.map((one) => {
      const count = (left.get(one.metadata.uid) ?? one.status.disruptionsAllowed) - 1;
      left.set(one.metadata.uid, count);
      return count;
    });
    (after.some((count) => count < 0) ? violating : free).push(pod);
  }
  return { violating, free };
}

/** Fewest violated budgets; then the least important victims, fewest of them, started last.
 *  Source: pickOneNodeForPreemption */
function isBetter(a: Candidate, b: Candidate): boolean {
  const highest = ({ victims }: Candidate) => Math.max(...victims.map(priorityOf));
  const sum = ({ victims }: Candidate) => victims.reduce((total, one) => total + priorityOf(one) + 2 ** 31, 0);
  const earliest = (one: Candidate) => Math.min(...one.victims.filter((pod) => priorityOf(pod) === highest(one)).map(startOf));
  const difference =
    a.violations - b.violations ||
    highest(a) - highest(b) ||
    sum(a) - sum(b) ||
    a.victims.length - b.victims.length ||
    earliest(b) - earliest(a);
  return difference < 0;
}

/** Source: prepareCandidate */
function evict(victim: Pod, pod: Pod, node: Node, world: World): void {
  if (victim.metadata.deletionTimestamp) return;
  const message = 'default-scheduler: preempting to accommodate a higher priority pod';
  const marked = disrupt(world, victim, 'PreemptionByScheduler', message);
  const told = `Preempted by pod ${pod.metadata.uid} on node ${node.metadata.name}`;
  world.record(marked, 'Normal', 'Preempted', told, { component: 'default-scheduler' });
  world.api.delete('pods', keyOf(victim.metadata));
}
