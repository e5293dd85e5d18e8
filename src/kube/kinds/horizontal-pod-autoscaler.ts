/** HorizontalPodAutoscaler autoscaling/v2, and v1 by conversion.
 *  Source: pkg/apis/autoscaling/{v2,v1}/{defaults,conversion}.go, printers.go formatHPAMetrics */
import type * as autoscaling from 'kubernetes-types/autoscaling/v2';
import type { ApiObject, Condition } from '../object';
import { ageColumn, nameColumn, text } from './cells';
import { v1Face } from './horizontal-pod-autoscaler-v1';
import { validateAutoscaler } from './horizontal-pod-autoscaler-validation';
import { defineKind } from './kind';
import { fill } from './pod-defaults';

export type MetricSpec = autoscaling.MetricSpec;
export type MetricStatus = autoscaling.MetricStatus;
export type MetricTarget = autoscaling.MetricTarget;
export type ScalingRules = autoscaling.HPAScalingRules;
export type HorizontalPodAutoscalerSpec = autoscaling.HorizontalPodAutoscalerSpec;

export interface HorizontalPodAutoscalerStatus {
  currentReplicas?: number;
  desiredReplicas: number;
  lastScaleTime?: string;
  /** In the order of the spec's metrics; `{ type: '' }` where one could not be read. */
  currentMetrics?: readonly MetricStatus[] | null;
  conditions?: readonly Condition[];
}

export type HorizontalPodAutoscaler = ApiObject<HorizontalPodAutoscalerSpec, HorizontalPodAutoscalerStatus>;

export const horizontalPodAutoscaler = defineKind<HorizontalPodAutoscaler>({
  group: 'autoscaling',
  version: 'v2',
  kind: 'HorizontalPodAutoscaler',
  resource: 'horizontalpodautoscalers',
  singular: 'horizontalpodautoscaler',
  shortNames: ['hpa'],
  categories: ['all'],
  namespaced: true,
  subresources: ['status'],
  schema: 'io.k8s.api.autoscaling.v2.HorizontalPodAutoscaler',
  generation: false,
  faces: [v1Face],
  defaults: ({ spec }) => defaults(spec),
  prepareForCreate: (object) => void (object.status = { desiredReplicas: 0, currentMetrics: null }),
  validate: ({ spec }) => validateAutoscaler(spec),
  columns: [
    nameColumn,
    text('Reference', ({ spec: { scaleTargetRef: to } }) => `${to.kind}/${to.name}`),
    text('Targets', ({ spec, status }) => targets(spec.metrics ?? [], status.currentMetrics ?? [])),
    text('MinPods', ({ spec }) => String(spec.minReplicas ?? '<unset>')),
    text('MaxPods', ({ spec }) => String(spec.maxReplicas)),
    text('Replicas', ({ status }) => String(status.currentReplicas ?? 0)),
    ageColumn,
  ],
});

/** 80 % of the CPU asked for, where no metric is named. */
const DEFAULT_METRIC: MetricSpec = { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } } };

function defaults(spec: HorizontalPodAutoscalerSpec): void {
  fill(spec, { minReplicas: 1 });
  if (!spec.metrics?.length) spec.metrics = [DEFAULT_METRIC];
  const { behavior } = spec;
  if (!behavior?.scaleUp && !behavior?.scaleDown) return;
  behavior.scaleUp = rules(UP, behavior.scaleUp);
  behavior.scaleDown = rules(DOWN, behavior.scaleDown);
}

const rules = (standard: ScalingRules, given: ScalingRules = {}): ScalingRules => ({ ...standard, ...given });

const UP: ScalingRules = {
  stabilizationWindowSeconds: 0,
  selectPolicy: 'Max',
  policies: [
    { type: 'Pods', value: 4, periodSeconds: 15 },
    { type: 'Percent', value: 100, periodSeconds: 15 },
  ],
};
/** How long to wait before going down is the controller's to say, where nobody else has. */
const DOWN: ScalingRules = { selectPolicy: 'Max', policies: [{ type: 'Percent', value: 100, periodSeconds: 15 }] };

const UNKNOWN = '<unknown>';
const SHOWN = 2;

function targets(specs: readonly MetricSpec[], statuses: readonly MetricStatus[]): string {
  if (!specs.length) return '<none>';
  const list = specs.map((spec, i) => target(spec, statuses[i]));
  const shown = list.slice(0, SHOWN).join(', ');
  return list.length > SHOWN ? `${shown} + ${list.length - SHOWN} more...` : shown;
}

function target(spec: MetricSpec, status: MetricStatus | undefined): string {
  switch (spec.type) {
    case 'External':
      return value(spec.external!.target, status?.external?.current);
    case 'Object':
      return value(spec.object!.target, status?.object?.current);
    case 'Pods':
      return `${status?.pods?.current.averageValue ?? UNKNOWN}/${spec.pods!.target.averageValue ?? '0'}`;
    case 'Resource':
      return `${spec.resource!.name}: ${share(spec.resource!.target, status?.resource?.current)}`;
    case 'ContainerResource':
      return `${spec.containerResource!.name}: ${share(spec.containerResource!.target, status?.containerResource?.current)}`;
    default:
      return '<unknown type>';
  }
}

const value = (wanted: MetricTarget, current: autoscaling.MetricValueStatus | undefined): string =>
  wanted.averageValue !== undefined
    ? `${current?.averageValue ?? UNKNOWN}/${wanted.averageValue} (avg)`
    : `${current?.value ?? UNKNOWN}/${wanted.value ?? '0'}`;

function share(wanted: MetricTarget, current: autoscaling.MetricValueStatus | undefined): string {
  if (wanted.averageValue !== undefined) return `${current?.averageValue ?? UNKNOWN}/${wanted.averageValue}`;
  const is = current?.averageUtilization === undefined ? UNKNOWN : `${current.averageUtilization}%`;
  return `${is}/${wanted.averageUtilization === undefined ? '<auto>' : `${wanted.averageUtilization}%`}`;
}
