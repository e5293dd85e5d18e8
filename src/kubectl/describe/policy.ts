import type * as policy from 'kubernetes-types/policy/v1';
import type * as scheduling from 'kubernetes-types/scheduling/v1';
import type { KubeObject } from '../../kube/object';
import { formatLabelSelector } from '../../kube/selectors';
import { formatLabels, UNSET } from './common';
import type { Describer } from './describer';

/** PodDisruptionBudgets and PriorityClasses. Source: describe.go describePodDisruptionBudgetV1, describePriorityClass */

type Budget = KubeObject & { readonly spec: policy.PodDisruptionBudgetSpec; readonly status?: policy.PodDisruptionBudgetStatus };

export const podDisruptionBudget: Describer = {
  resource: 'poddisruptionbudgets',
  lines(out, { metadata, spec, status }: Budget) {
    out.line(0, `Name:\t${metadata.name}`);
    out.line(0, `Namespace:\t${metadata.namespace}`);
    if (spec.minAvailable !== undefined) out.line(0, `Min available:\t${spec.minAvailable}`);
    else if (spec.maxUnavailable !== undefined) out.line(0, `Max unavailable:\t${spec.maxUnavailable}`);
    out.line(0, `Selector:\t${spec.selector ? formatLabelSelector(spec.selector) : UNSET}`);
    out.line(0, 'Status:');
    out.line(2, `Allowed disruptions:\t${status?.disruptionsAllowed ?? 0}`);
    out.line(2, `Current:\t${status?.currentHealthy ?? 0}`);
    out.line(2, `Desired:\t${status?.desiredHealthy ?? 0}`);
    out.line(2, `Total:\t${status?.expectedPods ?? 0}`);
  },
};

export const priorityClass: Describer = {
  resource: 'priorityclasses',
  lines(out, object: KubeObject & scheduling.PriorityClass) {
    out.line(0, `Name:\t${object.metadata.name}`);
    out.line(0, `Value:\t${object.value}`);
    out.line(0, `GlobalDefault:\t${object.globalDefault ?? false}`);
    out.line(0, `PreemptionPolicy:\t${object.preemptionPolicy ?? ''}`);
    out.line(0, `Description:\t${object.description ?? ''}`);
    out.line(0, `Annotations:\t${formatLabels(object.metadata.annotations)}`);
  },
};
