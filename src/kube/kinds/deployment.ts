import type { ApiObject, Condition, LabelSelector } from '../object';
import type { StatusCause } from '../status';
import { ageColumn, containerColumns, nameColumn, selectorColumn, templateContainers } from './cells';
import { forbiddenField, invalidValue, nonNegative, notSupported } from './field-errors';
import { defineKind, type Column } from './kind';
import { fill } from './pod-defaults';
import type { PodTemplateSpec } from './pod';
import { defaultTemplate, fixedSelector, validateTemplate } from './template';

export interface DeploymentSpec {
  replicas: number;
  selector: LabelSelector;
  template: PodTemplateSpec;
  strategy: { type: 'RollingUpdate' | 'Recreate'; rollingUpdate?: { maxSurge?: number | string; maxUnavailable?: number | string } };
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

const column = (name: string, type: 'string' | 'integer', cell: (deployment: Deployment) => string | number): Column<Deployment> => ({
  name,
  type,
  cell,
});

export const deployment = defineKind<Deployment>({
  group: 'apps',
  version: 'v1',
  kind: 'Deployment',
  resource: 'deployments',
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
    nameColumn as unknown as Column<Deployment>,
    column('Ready', 'string', ({ spec, status }) => `${status.readyReplicas ?? 0}/${spec.replicas}`),
    column('Up-to-date', 'integer', ({ status }) => status.updatedReplicas ?? 0),
    column('Available', 'integer', ({ status }) => status.availableReplicas ?? 0),
    ageColumn as unknown as Column<Deployment>,
    ...containerColumns<Deployment>((one) => templateContainers(one)),
    selectorColumn<Deployment>((one) => one.spec.selector),
  ],
});

/** Source: pkg/apis/apps/v1/defaults.go SetDefaults_Deployment */
function defaultDeployment(spec: DeploymentSpec | undefined): void {
  if (!spec) return;
  fill(spec, { replicas: 1, strategy: { type: 'RollingUpdate' }, revisionHistoryLimit: 10, progressDeadlineSeconds: 600 });
  fill(spec.strategy, { type: 'RollingUpdate' });
  if (spec.strategy.type === 'RollingUpdate') {
    const rolling = { maxUnavailable: '25%', maxSurge: '25%', ...spec.strategy.rollingUpdate };
    if (Object.keys(rolling).length !== Object.keys(spec.strategy.rollingUpdate ?? {}).length)
      spec.strategy = { ...spec.strategy, rollingUpdate: rolling };
  }
  defaultTemplate(spec);
}

/** Source: pkg/apis/apps/validation ValidateDeploymentSpec */
function validate({ spec }: Deployment, old?: Deployment): StatusCause[] {
  const causes = [
    ...nonNegative('spec.replicas', spec?.replicas),
    ...nonNegative('spec.minReadySeconds', spec?.minReadySeconds),
    ...validateTemplate(spec),
  ];
  const strategy = spec?.strategy;
  if (strategy && !['Recreate', 'RollingUpdate'].includes(strategy.type))
    causes.push(notSupported('spec.strategy.type', strategy.type, ['Recreate', 'RollingUpdate']));
  if (strategy?.type === 'Recreate' && strategy.rollingUpdate) {
    causes.push(forbiddenField('spec.strategy.rollingUpdate', "may not be specified when strategy `type` is 'Recreate'"));
  }
  const { maxSurge, maxUnavailable } = strategy?.rollingUpdate ?? {};
  if (zero(maxSurge) && zero(maxUnavailable) && strategy?.rollingUpdate) {
    causes.push(invalidValue('spec.strategy.rollingUpdate.maxUnavailable', maxUnavailable, 'may not be 0 when `maxSurge` is 0'));
  }
  return old ? [...causes, ...fixedSelector(spec, old.spec)] : causes;
}

const zero = (value: number | string | undefined) => value === 0 || value === '0%';
