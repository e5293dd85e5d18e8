import type { ApiObject, Condition, LabelSelector } from '../object';
import type { StatusCause } from '../status';
import { ageColumn, integer, nameColumn, selectorColumn, templateColumns, text } from './cells';
import { defineKind } from './kind';
import { fill } from './pod-defaults';
import type { PodTemplateSpec } from './pod';
import { defaultTemplate } from './pod-template';
import { forbiddenField, invalidValue, nonNegative, notSupported } from './validation/field-errors';
import { goIntOrString, GoText } from './validation/go-values';
import { atMost100Percent, intOrPercent, isZero, type IntOrString } from './validation/int-or-percent';
import { fixedSelector, validateLongRunning, validateMatch, validateSelector, validateTemplate } from './validation/template';

export interface DeploymentSpec {
  replicas: number;
  selector: LabelSelector;
  template: PodTemplateSpec;
  strategy: { type: 'RollingUpdate' | 'Recreate'; rollingUpdate?: { maxSurge?: IntOrString; maxUnavailable?: IntOrString } };
  minReadySeconds?: number;
  revisionHistoryLimit?: number;
  progressDeadlineSeconds?: number;
  paused?: boolean;
}

export interface DeploymentStatus {
  observedGeneration?: number;
  replicas?: number;
  updatedReplicas?: number;
  readyReplicas?: number;
  availableReplicas?: number;
  unavailableReplicas?: number;
  collisionCount?: number;
  conditions?: readonly Condition[];
}

export type Deployment = ApiObject<DeploymentSpec, DeploymentStatus>;

export const deployment = defineKind<Deployment>({
  group: 'apps',
  version: 'v1',
  kind: 'Deployment',
  resource: 'deployments',
  statusKeeps: ['labels'],
  singular: 'deployment',
  shortNames: ['deploy'],
  categories: ['all'],
  namespaced: true,
  subresources: ['status', 'scale'],
  schema: 'io.k8s.api.apps.v1.Deployment',
  scale: { specReplicas: 'spec.replicas', statusReplicas: 'status.replicas', selector: 'spec.selector' },
  defaults: ({ spec }) => defaultDeployment(spec),
  validate,
  columns: [
    nameColumn,
    text('Ready', ({ spec, status }) => `${status.readyReplicas ?? 0}/${spec.replicas}`),
    integer('Up-to-date', ({ status }) => status.updatedReplicas ?? 0),
    integer('Available', ({ status }) => status.availableReplicas ?? 0),
    ageColumn,
    ...templateColumns,
    selectorColumn,
  ],
});

/** Source: pkg/apis/apps/v1/defaults.go SetDefaults_Deployment */
function defaultDeployment(spec: DeploymentSpec): void {
  fill(spec, { replicas: 1, revisionHistoryLimit: 10, progressDeadlineSeconds: 600 });
  const strategy = fill((spec.strategy ??= { type: 'RollingUpdate' }), { type: 'RollingUpdate' });
  if (strategy.type === 'RollingUpdate') fill((strategy.rollingUpdate ??= {}), { maxUnavailable: '25%', maxSurge: '25%' });
  defaultTemplate(spec);
}

/** Source: pkg/apis/apps/validation ValidateDeploymentSpec; the selector: registry/apps/deployment/strategy.go ValidateUpdate */
function validate({ spec }: Deployment, old?: Deployment): StatusCause[] {
  return [
    ...nonNegative('spec.replicas', spec.replicas),
    ...validateSelector(spec, 'deployment'),
    ...validateMatch(spec),
    ...validateTemplate('spec.template', spec.template),
    ...validateLongRunning(spec, 'ReplicaSet'),
    ...validateStrategy(spec.strategy),
    ...nonNegative('spec.minReadySeconds', spec.minReadySeconds),
    ...nonNegative('spec.revisionHistoryLimit', spec.revisionHistoryLimit),
    ...validateDeadline(spec),
    ...(old ? fixedSelector(spec, old.spec) : []),
  ];
}

function validateDeadline({ progressDeadlineSeconds: deadline = 600, minReadySeconds = 0 }: DeploymentSpec): StatusCause[] {
  const field = 'spec.progressDeadlineSeconds';
  const causes = nonNegative(field, deadline);
  return deadline <= minReadySeconds ? [...causes, invalidValue(field, deadline, 'must be greater than minReadySeconds')] : causes;
}

/** Source: ValidateDeploymentStrategy */
function validateStrategy({ type, rollingUpdate }: DeploymentSpec['strategy']): StatusCause[] {
  if (type === 'RollingUpdate') return validateRollingUpdate(rollingUpdate ?? {});
  if (type !== 'Recreate') {
    const shown = new GoText(`apps.DeploymentStrategy{Type:${JSON.stringify(type)}, RollingUpdate:(*apps.RollingUpdateDeployment)(nil)}`);
    return [notSupported('spec.strategy', shown, ['Recreate', 'RollingUpdate'])];
  }
  if (!rollingUpdate) return [];
  return [forbiddenField('spec.strategy.rollingUpdate', "may not be specified when strategy `type` is 'Recreate'")];
}

function validateRollingUpdate({ maxSurge, maxUnavailable }: NonNullable<DeploymentSpec['strategy']['rollingUpdate']>): StatusCause[] {
  const path = 'spec.strategy.rollingUpdate';
  const causes = [...intOrPercent(`${path}.maxUnavailable`, maxUnavailable), ...intOrPercent(`${path}.maxSurge`, maxSurge)];
  if (isZero(maxUnavailable) && isZero(maxSurge)) {
    const shown = goIntOrString(maxUnavailable ?? 0);
    causes.push(invalidValue(`${path}.maxUnavailable`, shown, 'may not be 0 when `maxSurge` is 0'));
  }
  return [...causes, ...atMost100Percent(`${path}.maxUnavailable`, maxUnavailable)];
}
