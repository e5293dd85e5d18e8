import type { HorizontalPodAutoscaler, MetricSpec, MetricStatus, MetricTarget } from '../../kube/kinds/horizontal-pod-autoscaler';
import type { Pod } from '../../kube/kinds/pod';
import { fromMilli } from '../../kube/quantity';
import type { World } from '../component';
import { MetricFailure, proposal } from './autoscaler-replicas';

/** The metrics of an autoscaler, each with the size it asks for. The largest wins.
 *  OMITS metrics that need an adapter (Pods, Object, External): there is none here, and the failure says so.
 *  Source: pkg/controller/podautoscaler/horizontal.go computeReplicasForMetrics, computeReplicasForMetric */

export interface Computed {
  readonly replicas: number;
  /** `cpu resource utilization (percentage of request)` */
  readonly name: string;
  readonly statuses: readonly MetricStatus[];
  /** Some could not be read, and it did not matter. */
  readonly failure?: string;
}

/** None could be read, or too few to go down. */
export interface Uncomputed {
  /** Of the first that failed: reason of its condition and event. */
  readonly reason: string;
  readonly message: string;
  readonly failure: string;
  readonly statuses: readonly MetricStatus[];
}

interface Answer {
  readonly replicas: number;
  readonly name: string;
  readonly status: MetricStatus;
}

interface Failed {
  readonly reason: string;
  readonly message: string;
  /** What it is about, in front of the message. */
  readonly about: string;
}

export interface Target {
  readonly autoscaler: HorizontalPodAutoscaler;
  readonly pods: readonly Pod[];
  readonly current: number;
}

/** @param complain  hears the reason and message of each metric that cannot be read */
export function compute(world: World, target: Target, complain: (reason: string, message: string) => void): Computed | Uncomputed {
  const { metrics = [] } = target.autoscaler.spec;
  const answers = metrics.map((metric) => one(world, target, metric));
  const failed = answers.filter((answer): answer is Failed => 'about' in answer);
  for (const { reason, message } of failed) complain(reason, message);
  const statuses = answers.map((answer): MetricStatus => ('about' in answer ? { type: '' } : answer.status));
  const read = answers.filter((answer): answer is Answer => !('about' in answer));
  const best = read.reduce<Answer | undefined>((most, answer) => (most && answer.replicas <= most.replicas ? most : answer), undefined);
  const [first] = failed;
  const failure =
    first && `invalid metrics (${failed.length} invalid out of ${metrics.length}), first error is: ${first.about}: ${first.message}`;
  if (best && !(first && best.replicas < target.current))
    return { replicas: best.replicas, name: best.name, statuses, ...(failure && { failure }) };
  return { reason: first!.reason, message: first!.message, failure: failure!, statuses };
}

function one(world: World, target: Target, metric: MetricSpec): Answer | Failed {
  if (metric.type !== 'Resource' && metric.type !== 'ContainerResource') return unavailable(target.autoscaler, metric);
  const { name: resource, target: wanted } = (metric.resource ?? metric.containerResource)!;
  const container = metric.containerResource?.container;
  const kind = metric.type === 'Resource' ? 'resource' : 'container resource';
  try {
    const { autoscaler, pods, current } = target;
    const asked = { autoscaler, resource, target: wanted, pods, current, ...(container !== undefined && { container }) };
    const found = proposal(world, asked);
    const status = {
      name: resource,
      current: {
        averageValue: resource === 'memory' ? String(Math.round(found.average / 1000)) : fromMilli(found.average),
        ...(found.utilization !== undefined && { averageUtilization: found.utilization }),
      },
    };
    const named = `${resource} ${kind}${wanted.averageValue === undefined ? ' utilization (percentage of request)' : ''}`;
    if (container === undefined) return { replicas: found.replicas, name: named, status: { type: 'Resource', resource: status } };
    return { replicas: found.replicas, name: named, status: { type: 'ContainerResource', containerResource: { ...status, container } } };
  } catch (error) {
    if (!(error instanceof MetricFailure)) throw error;
    const what = wanted.averageValue === undefined ? 'utilization' : 'usage';
    const reason = metric.type === 'Resource' ? 'FailedGetResourceMetric' : 'FailedGetContainerResourceMetric';
    return {
      reason,
      message: `failed to get ${resource} ${what}: ${error.message}`,
      about: `failed to get ${resource} ${kind} metric value`,
    };
  }
}

/** What the controller hears where nobody serves the custom and external metrics APIs. */
function unavailable({ metadata: { namespace } }: HorizontalPodAutoscaler, { type, pods, object, external }: MetricSpec): Failed {
  if (type === 'External') {
    const { name, selector } = external!.metric;
    const labels = selector
      ? `&LabelSelector{MatchLabels:${goLabels(selector.matchLabels)},MatchExpressions:[]LabelSelectorRequirement{},}`
      : 'nil';
    const why = `unable to get external metric ${namespace}/${name}/${labels}: unable to fetch metrics from external metrics API: the server could not find the requested resource (get ${name}.external.metrics.k8s.io)`;
    return { reason: 'FailedGetExternalMetric', message: why, about: `failed to get ${name} external metric value` };
  }
  const API = 'unable to fetch metrics from custom metrics API: no known available metric versions found';
  if (type === 'Object') {
    const { metric, describedObject: on } = object!;
    const message = `unable to get metric ${metric.name}: ${on.kind} on ${namespace} ${on.name}/${API}`;
    return { reason: 'FailedGetObjectMetric', message, about: 'failed to get object metric value' };
  }
  return {
    reason: 'FailedGetPodsMetric',
    message: `unable to get metric ${pods!.metric.name}: ${API}`,
    about: 'failed to get pods metric value',
  };
}

const goLabels = (labels: Readonly<Record<string, string>> = {}) =>
  `map[string]string{${Object.keys(labels)
    .sort()
    .map((key) => `${key}: ${labels[key]},`)
    .join('')}}`;

export type { MetricTarget };
