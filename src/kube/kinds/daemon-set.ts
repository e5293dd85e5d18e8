import type { ApiObject, Condition, LabelSelector } from '../object';
import { same } from '../plain-data';
import type { StatusCause } from '../status';
import { ageColumn, formatLabels, integer, nameColumn, selectorColumn, templateColumns, text } from './cells';
import { defineKind, type Draft } from './kind';
import { fill } from './pod-defaults';
import type { PodTemplateSpec } from './pod';
import { defaultTemplate } from './pod-template';
import { invalidValue, nonNegative, notSupported, required } from './validation/field-errors';
import { goIntOrString, goSelector, GoText } from './validation/go-values';
import { atMost100Percent, intOrPercent, isZero, type IntOrString } from './validation/int-or-percent';
import { isEmptySelector, validateLabelSelector } from './validation/selector';
import { fixedSelector, validateLongRunning, validateMatch, validateTemplate } from './validation/template';

export interface DaemonSetSpec {
  selector: LabelSelector;
  template: PodTemplateSpec;
  updateStrategy: { type: 'RollingUpdate' | 'OnDelete'; rollingUpdate?: { maxSurge?: IntOrString; maxUnavailable?: IntOrString } };
  minReadySeconds?: number;
  revisionHistoryLimit: number;
}

export interface DaemonSetStatus {
  currentNumberScheduled: number;
  numberMisscheduled: number;
  desiredNumberScheduled: number;
  numberReady: number;
  updatedNumberScheduled?: number;
  numberAvailable?: number;
  numberUnavailable?: number;
  observedGeneration?: number;
  collisionCount?: number;
  conditions?: readonly Condition[];
}

export type DaemonSet = ApiObject<DaemonSetSpec, DaemonSetStatus>;

export const daemonSet = defineKind<DaemonSet>({
  group: 'apps',
  version: 'v1',
  kind: 'DaemonSet',
  resource: 'daemonsets',
  singular: 'daemonset',
  shortNames: ['ds'],
  categories: ['all'],
  namespaced: true,
  subresources: ['status'],
  schema: 'io.k8s.api.apps.v1.DaemonSet',
  defaults: ({ spec }) => defaultDaemonSet(spec),
  prepareForCreate(object) {
    object.status = { currentNumberScheduled: 0, numberMisscheduled: 0, desiredNumberScheduled: 0, numberReady: 0 };
    countTemplate(object, 1);
  },
  prepareForUpdate(object, old) {
    const before = Number(old.metadata.annotations?.[TEMPLATE_GENERATION] ?? 0);
    countTemplate(object, same(object.spec.template, old.spec.template) ? before : before + 1);
  },
  validate,
  columns: [
    nameColumn,
    integer('Desired', ({ status }) => status.desiredNumberScheduled),
    integer('Current', ({ status }) => status.currentNumberScheduled),
    integer('Ready', ({ status }) => status.numberReady),
    integer('Up-to-date', ({ status }) => status.updatedNumberScheduled ?? 0),
    integer('Available', ({ status }) => status.numberAvailable ?? 0),
    text('Node Selector', ({ spec }) => formatLabels(spec.template.spec.nodeSelector)),
    ageColumn,
    ...templateColumns,
    selectorColumn,
  ],
});

/** How often the template has changed: an annotation left over from an older version of the API.
 *  Source: pkg/apis/apps/v1/conversion.go Convert_apps_DaemonSet_To_v1_DaemonSet */
const TEMPLATE_GENERATION = 'deprecated.daemonset.template.generation';

function countTemplate(object: Draft<DaemonSet>, generation: number): void {
  const annotations = { ...object.metadata.annotations, [TEMPLATE_GENERATION]: String(generation) };
  object.metadata = { ...object.metadata, annotations };
}

/** Source: pkg/apis/apps/v1/defaults.go SetDefaults_DaemonSet */
function defaultDaemonSet(spec: DaemonSetSpec): void {
  fill(spec, { revisionHistoryLimit: 10 });
  const strategy = fill((spec.updateStrategy ??= { type: 'RollingUpdate' }), { type: 'RollingUpdate' });
  if (strategy.type === 'RollingUpdate') fill((strategy.rollingUpdate ??= {}), { maxUnavailable: 1, maxSurge: 0 });
  defaultTemplate(spec);
}

/** Source: pkg/apis/apps/validation ValidateDaemonSetSpec */
function validate({ spec }: DaemonSet, old?: DaemonSet): StatusCause[] {
  const { selector } = spec;
  const empty = 'empty selector is invalid for daemonset';
  return [
    ...validateLabelSelector('spec.selector', selector),
    ...validateMatch(spec),
    ...(selector && isEmptySelector(selector) ? [invalidValue('spec.selector', goSelector(selector), empty)] : []),
    ...validateTemplate('spec.template', spec.template),
    ...validateLongRunning(spec, 'DaemonSet'),
    ...nonNegative('spec.minReadySeconds', spec.minReadySeconds),
    ...validateStrategy(spec.updateStrategy),
    ...nonNegative('spec.revisionHistoryLimit', spec.revisionHistoryLimit),
    ...(old ? fixedSelector(spec, old.spec) : []),
  ];
}

/** Source: ValidateDaemonSetUpdateStrategy */
function validateStrategy({ type, rollingUpdate }: DaemonSetSpec['updateStrategy']): StatusCause[] {
  if (type === 'OnDelete') return [];
  if (type === 'RollingUpdate') return validateRollingUpdate(rollingUpdate ?? {});
  const shown = `apps.DaemonSetUpdateStrategy{Type:${JSON.stringify(type)}, RollingUpdate:(*apps.RollingUpdateDaemonSet)(nil)}`;
  return [notSupported('spec.updateStrategy', new GoText(shown), ['RollingUpdate', 'OnDelete'])];
}

/** A node's pod is replaced first or joined first, never both. */
function validateRollingUpdate({ maxSurge, maxUnavailable }: NonNullable<DaemonSetSpec['updateStrategy']['rollingUpdate']>): StatusCause[] {
  const path = 'spec.updateStrategy.rollingUpdate';
  const [unavailable, surge] = [`${path}.maxUnavailable`, `${path}.maxSurge`];
  const causes = [
    ...intOrPercent(unavailable, maxUnavailable),
    ...intOrPercent(surge, maxSurge),
    ...atMost100Percent(unavailable, maxUnavailable),
    ...atMost100Percent(surge, maxSurge),
  ];
  if (isZero(maxUnavailable) && isZero(maxSurge)) causes.push(required(unavailable, 'cannot be 0 when maxSurge is 0'));
  if (!isZero(maxUnavailable) && !isZero(maxSurge))
    causes.push(invalidValue(surge, goIntOrString(maxSurge ?? 0), 'may not be set when maxUnavailable is non-zero'));
  return causes;
}
