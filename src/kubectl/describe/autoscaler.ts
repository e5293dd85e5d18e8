import type {
  HorizontalPodAutoscaler,
  MetricSpec,
  MetricStatus,
  MetricTarget,
  ScalingRules,
} from '../../kube/kinds/horizontal-pod-autoscaler';
import { identity, rfc1123, table, type Description } from './common';
import type { Describer } from './describer';

/** Source: describe.go describeHorizontalPodAutoscalerV2 */
export const horizontalPodAutoscaler: Describer = {
  resource: 'horizontalpodautoscalers',
  lines(out, object: HorizontalPodAutoscaler) {
    const { spec, status } = object;
    identity(out, object);
    out.line(0, `CreationTimestamp:\t${rfc1123(object.metadata.creationTimestamp)}`);
    out.line(0, `Reference:\t${spec.scaleTargetRef.kind}/${spec.scaleTargetRef.name}`);
    out.line(0, 'Metrics:\t( current / target )');
    (spec.metrics ?? []).forEach((metric, i) => out.line(1, metricLine(metric, status.currentMetrics?.[i])));
    out.line(0, `Min replicas:\t${spec.minReplicas ?? '<unset>'}`);
    out.line(0, `Max replicas:\t${spec.maxReplicas}`);
    if (spec.behavior) {
      out.line(0, 'Behavior:');
      rulesLines(out, 'Scale Up', spec.behavior.scaleUp);
      rulesLines(out, 'Scale Down', spec.behavior.scaleDown);
    }
    out.line(0, `${spec.scaleTargetRef.kind} pods:\t${status.currentReplicas ?? 0} current / ${status.desiredReplicas} desired`);
    const { conditions = [] } = status;
    if (!conditions.length) return;
    out.line(0, 'Conditions:');
    const rows = conditions.map(({ type, status: holds, reason = '', message = '' }) => [type, holds, reason, message]);
    table(out, 1, ['Type', 'Status', 'Reason', 'Message'], rows);
  },
};

const UNKNOWN = '<unknown>';

function metricLine(metric: MetricSpec, status: MetricStatus | undefined): string {
  const { resource, containerResource, pods, object, external } = metric;
  switch (metric.type) {
    case 'External':
      return `"${external!.metric.name}" ${amount(external!.target, status?.external?.current)}`;
    case 'Pods':
      return `"${pods!.metric.name}" on pods:\t${status?.pods?.current.averageValue ?? UNKNOWN} / ${pods!.target.averageValue}`;
    case 'Object': {
      const on = object!.describedObject;
      return `"${object!.metric.name}" on ${on.kind}/${on.name} ${amount(object!.target, status?.object?.current)}`;
    }
    case 'Resource':
      return `resource ${resource!.name} on pods${share(resource!.target, status?.resource?.current)}`;
    case 'ContainerResource': {
      const { name, container, target } = containerResource!;
      return `resource ${name} of container "${container}" on pods${share(target, status?.containerResource?.current)}`;
    }
    default:
      return `<unknown metric type ${JSON.stringify(metric.type)}>`;
  }
}

type Current = NonNullable<MetricStatus['resource']>['current'] | undefined;

const amount = ({ value, averageValue }: MetricTarget, current: Current): string =>
  averageValue === undefined
    ? `(target value):\t${current?.value ?? UNKNOWN} / ${value}`
    : `(target average value):\t${current?.averageValue ?? UNKNOWN} / ${averageValue}`;

function share({ averageValue, averageUtilization }: MetricTarget, current: Current): string {
  if (averageValue !== undefined) return `:\t${current?.averageValue ?? UNKNOWN} / ${averageValue}`;
  const is = current?.averageUtilization === undefined ? UNKNOWN : `${current.averageUtilization}% (${current.averageValue ?? ''})`;
  return `  (as a percentage of request):\t${is} / ${averageUtilization === undefined ? '<auto>' : `${averageUtilization}%`}`;
}

/** Source: printDirectionBehavior */
function rulesLines(out: Description, direction: string, rules: ScalingRules | undefined): void {
  if (!rules) return;
  out.line(1, `${direction}:`);
  const { stabilizationWindowSeconds: window, selectPolicy = 'Max', policies = [] } = rules;
  if (window !== undefined) out.line(2, `Stabilization Window: ${window} seconds`);
  if (!policies.length) return;
  out.line(2, `Select Policy: ${selectPolicy}`);
  out.line(2, 'Policies:');
  for (const { type, value, periodSeconds } of policies) out.line(3, `- Type: ${type}\tValue: ${value}\tPeriod: ${periodSeconds} seconds`);
}
