import type { KubeObject, Manifest } from '../object';
import type { HorizontalPodAutoscalerSpec, HorizontalPodAutoscalerStatus, MetricSpec, MetricStatus } from './horizontal-pod-autoscaler';
import type { Face } from './kind';

/** autoscaling/v1: a target for the CPU and nothing else; what v2 says besides is kept in annotations.
 *  Source: pkg/apis/autoscaling/v1/conversion.go */

const PREFIX = 'autoscaling.alpha.kubernetes.io/';
const KEPT = ['metrics', 'current-metrics', 'conditions', 'behavior'] as const;

const isCpu = (metric: { readonly type: string; readonly resource?: { readonly name: string } }) =>
  metric.type === 'Resource' && metric.resource?.name === 'cpu';

/** The one metric that v1 has a field for. */
const percent = (metric: MetricSpec) => (isCpu(metric) ? metric.resource!.target.averageUtilization : undefined);

function show(object: KubeObject): KubeObject {
  const { metrics = [], behavior, ...spec } = object['spec'] as HorizontalPodAutoscalerSpec;
  const { currentMetrics, conditions, ...status } = object['status'] as HorizontalPodAutoscalerStatus;
  const main = metrics.find((metric) => percent(metric) !== undefined);
  const current = (currentMetrics ?? []).find((one: MetricStatus) => isCpu(one) && one.resource?.current.averageUtilization !== undefined);
  const others = metrics.filter((metric) => metric !== main);
  const annotations = {
    ...object.metadata.annotations,
    ...text('metrics', others.length ? others : undefined),
    ...text('current-metrics', currentMetrics?.length ? currentMetrics : undefined),
    ...text('conditions', conditions?.length ? conditions : undefined),
    ...text('behavior', behavior),
  };
  return {
    ...object,
    apiVersion: 'autoscaling/v1',
    metadata: { ...object.metadata, ...(Object.keys(annotations).length && { annotations }) },
    spec: { ...spec, ...(main && { targetCPUUtilizationPercentage: percent(main) }) },
    status: {
      currentReplicas: 0,
      ...status,
      ...(current && { currentCPUUtilizationPercentage: current.resource!.current.averageUtilization }),
    },
  };
}

const text = (name: string, value: unknown) => (value === undefined ? {} : { [PREFIX + name]: JSON.stringify(value) });

function read(manifest: Manifest): Manifest {
  const { targetCPUUtilizationPercentage: target, ...spec } = (manifest['spec'] ?? {}) as Record<string, unknown>;
  const annotations: Record<string, string> = { ...manifest.metadata?.annotations };
  const own: MetricSpec[] =
    target === undefined
      ? []
      : [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: target as number } } }];
  const metrics = [...own, ...((parsed(annotations, 'metrics') as MetricSpec[] | undefined) ?? [])];
  const behavior = parsed(annotations, 'behavior');
  for (const name of KEPT) delete annotations[PREFIX + name];
  const { currentCPUUtilizationPercentage: _, ...status } = (manifest['status'] ?? {}) as Record<string, unknown>;
  return {
    ...manifest,
    metadata: { ...manifest.metadata, annotations },
    spec: { ...spec, ...(metrics.length && { metrics }), ...(behavior !== undefined && { behavior }) },
    ...(manifest['status'] && { status }),
  };
}

/** What cannot be read there counts for nothing. */
function parsed(annotations: Readonly<Record<string, string>>, name: string): unknown {
  try {
    return JSON.parse(annotations[PREFIX + name] ?? '') as unknown;
  } catch {
    return undefined;
  }
}

export const v1Face: Face = { version: 'v1', shape: 'v1.HorizontalPodAutoscaler', show, read };
