import type { HorizontalPodAutoscaler, MetricTarget } from '../../kube/kinds/horizontal-pod-autoscaler';
import type { Container, Pod } from '../../kube/kinds/pod';
import { milliValue } from '../../kube/quantity';
import type { World } from '../component';
import { podUsage } from '../kubelet/usage';
import { WINDOW } from '../kubelet/work';

/** How many pods the use of a resource asks for. Source: pkg/controller/podautoscaler/replica_calculator.go */

/** --horizontal-pod-autoscaler-tolerance */
const TOLERANCE = 0.1;
/** --horizontal-pod-autoscaler-cpu-initialization-period */
const CPU_INITIALIZATION = 300_000;
/** --horizontal-pod-autoscaler-initial-readiness-delay */
const READINESS_DELAY = 30_000;

export interface Proposal {
  readonly replicas: number;
  /** Percent of what is asked for. */
  readonly utilization?: number;
  /** Thousandths: of a core, of a byte. The mean over the pods. */
  readonly average: number;
}

/** What keeps a metric from being read; upstream's words. */
export class MetricFailure extends Error {}

/** A question about one resource of the pods of one target. */
export interface Question {
  readonly autoscaler: HorizontalPodAutoscaler;
  readonly resource: string;
  /** Of one container only. */
  readonly container?: string;
  readonly target: MetricTarget;
  readonly pods: readonly Pod[];
  /** The present size. */
  readonly current: number;
}

/** Pods by what can be said of them. Source: groupPods */
export interface Grouped {
  readonly ready: number;
  readonly unready: readonly string[];
  readonly missing: readonly string[];
}

/** @throws MetricFailure */
export function proposal(world: World, question: Question): Proposal {
  const { pods, resource, container, target } = question;
  const metrics = measured(world, pods, resource, container);
  if (!metrics.size)
    throw new MetricFailure(`unable to get metrics for resource ${resource}: no metrics returned from resource metrics API`);
  if (!pods.length) throw new MetricFailure('no pods returned by selector while calculating replica count');
  const groups = grouped(world, pods, metrics, resource);
  for (const pod of pods) if (left(pod) || groups.unready.includes(pod.metadata.name)) metrics.delete(pod.metadata.name);
  const wanted = target.averageValue === undefined ? undefined : milliValue(target.averageValue);
  const requests = wanted === undefined ? requestsOf(pods, resource, container) : new Map<string, number>();
  if (!metrics.size) throw new MetricFailure('did not receive metrics for any ready pods');
  const ratioOf = (values: ReadonlyMap<string, number>) =>
    wanted === undefined ? utilization(values, requests, target) : plain(values, wanted);
  const first = ratioOf(metrics);
  const replicas = settle(
    question,
    groups,
    metrics,
    first.ratio,
    (name) => wanted ?? requests.get(name) ?? 0,
    (values) => ratioOf(values).ratio,
  );
  return { replicas, average: first.average, ...(first.percent !== undefined && { utilization: first.percent }) };
}

const left = ({ metadata, status }: Pod) => metadata.deletionTimestamp !== undefined || status.phase === 'Failed';

/** The new size. @param full  what a pod would use at the target: missing ones count so when fewer are wanted */
function settle(
  { current }: Question,
  { ready, unready, missing }: Grouped,
  metrics: Map<string, number>,
  ratio: number,
  full: (pod: string) => number,
  again: (metrics: ReadonlyMap<string, number>) => number,
): number {
  const rebalance = unready.length > 0 && ratio > 1;
  if (!rebalance && !missing.length) return within(ratio) ? current : Math.ceil(ratio * ready);
  for (const name of missing) metrics.set(name, ratio < 1 ? full(name) : 0);
  if (rebalance) for (const name of unready) metrics.set(name, 0);
  const next = again(metrics);
  if (within(next) || (ratio < 1 && next > 1) || (ratio > 1 && next < 1)) return current;
  const replicas = Math.ceil(next * metrics.size);
  return (next < 1 && replicas > current) || (next > 1 && replicas < current) ? current : replicas;
}

const within = (ratio: number) => Math.abs(1 - ratio) <= TOLERANCE;

/** What each pod uses, in thousandths, by its name. */
function measured(world: World, pods: readonly Pod[], resource: string, container: string | undefined): Map<string, number> {
  const metrics = new Map<string, number>();
  for (const pod of pods) {
    const used = pod.status.phase === 'Running' ? podUsage(world, pod) : undefined;
    const counted = used?.filter(({ name }) => container === undefined || name === container);
    if (!counted?.length || (resource !== 'cpu' && resource !== 'memory')) continue;
    metrics.set(
      pod.metadata.name,
      counted.reduce((sum, one) => sum + (resource === 'cpu' ? one.cpu : one.memory * 1000), 0),
    );
  }
  return metrics;
}

export function grouped(world: Pick<World, 'now'>, pods: readonly Pod[], metrics: ReadonlyMap<string, number>, resource: string): Grouped {
  const [unready, missing]: [string[], string[]] = [[], []];
  let ready = 0;
  for (const pod of pods) {
    const { name } = pod.metadata;
    if (left(pod)) continue;
    if (pod.status.phase === 'Pending') unready.push(name);
    else if (!metrics.has(name)) missing.push(name);
    else if (resource === 'cpu' && starting(pod, world.now)) unready.push(name);
    else ready++;
  }
  return { ready, unready, missing };
}

/** Is what it uses still that of its start? */
function starting({ status: { conditions, startTime } }: Pod, now: number): boolean {
  const condition = conditions?.find(({ type }) => type === 'Ready');
  if (!condition || !startTime) return true;
  const since = Date.parse(condition.lastTransitionTime ?? '');
  const began = Date.parse(startTime);
  const measuredAt = Math.floor(now / WINDOW) * WINDOW;
  if (began + CPU_INITIALIZATION > now) return condition.status === 'False' || measuredAt < since + WINDOW;
  return condition.status === 'False' && began + READINESS_DELAY > since;
}

/** @throws MetricFailure when a container asks for none */
function requestsOf(pods: readonly Pod[], resource: string, container: string | undefined): ReadonlyMap<string, number> {
  return new Map(pods.map((pod) => [pod.metadata.name, requestOf(pod, resource, container)]));
}

function requestOf({ metadata, spec }: Pod, resource: string, only: string | undefined): number {
  const sidecars = (spec.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always');
  const counted = [...spec.containers, ...sidecars].filter(({ name }) => only === undefined || name === only);
  return counted.reduce((sum, container) => sum + requested(container, resource, metadata.name), 0);
}

function requested({ name, resources }: Container, resource: string, pod: string): number {
  const request = resources?.requests?.[resource];
  if (request === undefined) throw new MetricFailure(`missing request for ${resource} in container ${name} of Pod ${pod}`);
  return milliValue(request);
}

interface Ratio {
  readonly ratio: number;
  readonly average: number;
  readonly percent?: number;
}

/** Source: metrics/utilization.go GetResourceUtilizationRatio */
function utilization(
  metrics: ReadonlyMap<string, number>,
  requests: ReadonlyMap<string, number>,
  { averageUtilization = 0 }: MetricTarget,
): Ratio {
  let [used, asked] = [0, 0];
  for (const [name, value] of metrics) {
    used += value;
    asked += requests.get(name) ?? 0;
  }
  if (!asked) throw new MetricFailure('no metrics returned matched known pods');
  const percent = Math.trunc((used * 100) / asked);
  return { ratio: percent / averageUtilization, percent, average: Math.trunc(used / metrics.size) };
}

/** Source: metrics/utilization.go GetMetricUsageRatio */
function plain(metrics: ReadonlyMap<string, number>, wanted: number): Ratio {
  const average = Math.trunc([...metrics.values()].reduce((sum, value) => sum + value, 0) / metrics.size);
  return { ratio: average / wanted, average };
}
