/** The rules of a pod spec, shared by Pods and pod templates. Source: pkg/apis/core/validation ValidatePodSpec
 *  OMITS security contexts, DNS, Windows and resource claims: nothing here acts on them. */
import type * as core from 'kubernetes-types/core/v1';
import { labelCauses } from '../../metadata-validation';
import type { StatusCause } from '../../status';
import { validateContainers, validateEphemeralContainers, validateInitContainers } from './containers';
import { dnsLabel, dnsSubdomain, invalidValue, oneOf } from './field-errors';
import { validateNodeAffinity, validateSpread, validateTolerations } from './scheduling';
import { validateVolumes } from './volumes';

const DNS_POLICIES = ['ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None'];

/** @param path  where the spec stands: `spec`, `spec.template.spec` */

export function validatePodSpec(path: string, spec: Partial<core.PodSpec> = {}): StatusCause[] {
  const volumes = new Set((spec.volumes ?? []).map(({ name }) => name));
  const own = [...(spec.containers ?? []), ...(spec.initContainers ?? [])];
  const context = { volumes, grace: spec.terminationGracePeriodSeconds ?? 0 };
  return [
    ...validateVolumes(`${path}.volumes`, spec.volumes),
    ...validateContainers(`${path}.containers`, spec.containers, context),
    ...validateInitContainers(`${path}.initContainers`, spec.initContainers, spec.containers ?? [], context),
    ...validateEphemeralContainers(`${path}.ephemeralContainers`, spec.ephemeralContainers, own, context),
    ...oneOf(`${path}.restartPolicy`, spec.restartPolicy, ['Always', 'OnFailure', 'Never']),
    ...oneOf(`${path}.dnsPolicy`, spec.dnsPolicy, DNS_POLICIES),
    ...labelCauses(`${path}.nodeSelector`, spec.nodeSelector),
    ...validateNodeAffinity(`${path}.affinity.nodeAffinity`, spec.affinity?.nodeAffinity),
    ...validateSpread(`${path}.topologySpreadConstraints`, spec.topologySpreadConstraints),
    ...validateNames(path, spec),
    ...validateTolerations(`${path}.tolerations`, spec.tolerations),
    ...oneOf(`${path}.preemptionPolicy`, spec.preemptionPolicy, ['PreemptLowerPriority', 'Never']),
  ];
}

const LONGEST_DEADLINE = 2 ** 31 - 1;

function validateNames(path: string, spec: Partial<core.PodSpec>): StatusCause[] {
  const deadline = spec.activeDeadlineSeconds;
  const names = (['serviceAccountName', 'nodeName', 'priorityClassName'] as const).flatMap((field) =>
    spec[field] ? dnsSubdomain(`${path}.${field}`, spec[field]) : [],
  );
  const labels = (['hostname', 'subdomain'] as const).flatMap((field) => (spec[field] ? dnsLabel(`${path}.${field}`, spec[field]) : []));
  if (deadline === undefined || (deadline >= 1 && deadline <= LONGEST_DEADLINE)) return [...names, ...labels];
  const range = `must be between 1 and ${LONGEST_DEADLINE}, inclusive`;
  return [...names, invalidValue(`${path}.activeDeadlineSeconds`, deadline, range), ...labels];
}
