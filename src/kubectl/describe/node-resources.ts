import type * as core from 'kubernetes-types/core/v1';
import { age } from '../../kube/duration';
import type { KubeObject } from '../../kube/object';
import { addQuantities, canonicalQuantity, compareQuantities, milliValue, value } from '../../kube/quantity';
import { table, type Description } from './common';

/** What the pods of a node ask for, and may use at most.
 *  MODELS resourcehelper.PodRequests and PodLimits: containers add up, sidecars with them, the largest init container
 *  counts beside the sidecars before it, and the overhead is added.
 *  OMITS resources of a whole pod and resizing in place. Source: describe.go describeNodeResource */

type List = 'requests' | 'limits';

const STANDARD = ['cpu', 'memory', 'ephemeral-storage'] as const;

export function allocatedLines(out: Description, status: core.NodeStatus, pods: readonly (KubeObject & core.Pod)[], now: number): void {
  const allocatable = (Object.keys(status.allocatable ?? {}).length ? status.allocatable : status.capacity) ?? {};
  const cell = (resource: string, amount: string) => `${amount} (${percent(resource, amount, allocatable[resource])}%)`;
  out.line(0, `Non-terminated Pods:\t(${pods.length} in total)`);
  out.line(1, 'Namespace\tName\t\tCPU Requests\tCPU Limits\tMemory Requests\tMemory Limits\tAge');
  out.line(1, '---------\t----\t\t------------\t----------\t---------------\t-------------\t---');
  for (const { metadata, spec } of pods) {
    const cells = (['cpu', 'memory'] as const).flatMap((name) =>
      (['requests', 'limits'] as const).map((list) => cell(name, amountOf(spec!, list, name))),
    );
    out.line(1, `${metadata.namespace}\t${metadata.name}\t\t${cells.join('\t')}\t${age(metadata.creationTimestamp, now)}`);
  }
  out.line(0, 'Allocated resources:');
  out.line(1, '(Total limits may be over 100 percent, i.e., overcommitted.)');
  table(out, 1, ['Resource', 'Requests', 'Limits'], rows(pods, allocatable, cell));
}

function rows(
  pods: readonly core.Pod[],
  allocatable: Readonly<Record<string, string>>,
  cell: (resource: string, amount: string) => string,
): string[][] {
  const total = (list: List, name: string) => pods.reduce((sum, { spec }) => addQuantities(sum, amountOf(spec!, list, name)), '0');
  const extended = Object.keys(allocatable).filter((name) => name !== 'pods' && !STANDARD.some((one) => one === name));
  return [
    ...STANDARD.map((name) => [name, cell(name, total('requests', name)), cell(name, total('limits', name))]),
    ...extended.sort().map((name) => [name, total('requests', name), total('limits', name)]),
  ];
}

/** A whole number, cut. CPU is counted in thousandths. */
function percent(resource: string, amount: string, of: string | undefined): number {
  const count = resource === 'cpu' ? milliValue : value;
  const all = count(of);
  return all === 0 ? 0 : Math.trunc((count(amount) / all) * 100);
}

function amountOf(spec: core.PodSpec, list: List, name: string): string {
  const ask = ({ resources }: core.Container) => resources?.[list]?.[name] ?? '0';
  const running = spec.containers.reduce((sum, container) => addQuantities(sum, ask(container)), '0');
  const { sidecars, most } = starting(spec, ask);
  const needed = larger(addQuantities(running, sidecars), most);
  const overhead = spec.overhead?.[name];
  return overhead && (list === 'requests' || needed !== '0') ? addQuantities(needed, overhead) : canonicalQuantity(needed);
}

function starting({ initContainers = [] }: core.PodSpec, ask: (container: core.Container) => string) {
  let [sidecars, most] = ['0', '0'];
  for (const container of initContainers) {
    if (container.restartPolicy === 'Always') most = larger(most, (sidecars = addQuantities(sidecars, ask(container))));
    else most = larger(most, addQuantities(sidecars, ask(container)));
  }
  return { sidecars, most };
}

const larger = (a: string, b: string): string => (compareQuantities(a, b) < 0 ? b : a);
