import type * as core from 'kubernetes-types/core/v1';
import { age } from '../../kube/duration';
import { qosClass } from '../../kube/kinds/qos-class';
import type { KubeObject } from '../../kube/object';
import { controlledBy, marks, NONE, rfc1123, type Description } from './common';
import { containerLines } from './containers';
import type { Describer } from './describer';
import { placementLines, spreadLines } from './scheduling';
import { volumeLines } from './volumes';

type Pod = KubeObject & { readonly spec: core.PodSpec; readonly status?: core.PodStatus };

/** Source: describe.go describePod */
export const pod: Describer = {
  resource: 'pods',
  lines(out, object: Pod, { now }) {
    const { spec, status = {} } = object;
    place(out, object);
    marks(out, object.metadata);
    phase(out, object, now);
    addresses(out, status);
    controlledBy(out, object);
    if (status.nominatedNodeName) out.line(0, `NominatedNodeName:\t${status.nominatedNodeName}`);
    const whole = object as unknown as core.Pod;
    if (spec.initContainers?.length) containerLines(out, 0, 'Init Containers', spec.initContainers, status.initContainerStatuses, whole);
    containerLines(out, 0, 'Containers', spec.containers, status.containerStatuses, whole);
    const ephemeral = (spec.ephemeralContainers ?? []) as readonly core.Container[];
    if (ephemeral.length) containerLines(out, 0, 'Ephemeral Containers', ephemeral, status.ephemeralContainerStatuses, whole);
    conditions(out, object);
    volumeLines(out, 0, spec.volumes);
    out.line(0, `QoS Class:\t${status.qosClass ?? qosClass(spec)}`);
    placementLines(out, 0, spec);
    spreadLines(out, 0, spec);
  },
};

function place(out: Description, { metadata, spec, status }: Pod): void {
  out.line(0, `Name:\t${metadata.name}`);
  out.line(0, `Namespace:\t${metadata.namespace}`);
  if (spec.priority !== undefined) out.line(0, `Priority:\t${spec.priority}`);
  if (spec.priorityClassName) out.line(0, `Priority Class Name:\t${spec.priorityClassName}`);
  if (spec.runtimeClassName) out.line(0, `Runtime Class Name:\t${spec.runtimeClassName}`);
  if (spec.serviceAccountName) out.line(0, `Service Account:\t${spec.serviceAccountName}`);
  out.line(0, `Node:\t${spec.nodeName ? `${spec.nodeName}/${status?.hostIP ?? ''}` : NONE}`);
  if (status?.startTime) out.line(0, `Start Time:\t${rfc1123(status.startTime)}`);
}

function phase(out: Description, { metadata, spec, status }: Pod, now: number): void {
  const ended = status?.phase === 'Succeeded' || status?.phase === 'Failed';
  if (metadata.deletionTimestamp && !ended) {
    out.line(0, `Status:\tTerminating (lasts ${age(metadata.deletionTimestamp, now)})`);
    out.line(0, `Termination Grace Period:\t${metadata.deletionGracePeriodSeconds}s`);
  } else out.line(0, `Status:\t${status?.phase ?? ''}`);
  if (status?.reason) out.line(0, `Reason:\t${status.reason}`);
  if (status?.message) out.line(0, `Message:\t${status.message}`);
  const profile = spec.securityContext?.seccompProfile;
  if (profile) out.line(0, `SeccompProfile:\t${profile.type}`);
  if (profile?.type === 'Localhost') out.line(0, `LocalhostProfile:\t${profile.localhostProfile ?? ''}`);
}

function addresses(out: Description, { podIP = '', podIPs = [] }: core.PodStatus): void {
  out.line(0, `IP:\t${podIP}`);
  out.line(0, podIPs.length ? 'IPs:' : `IPs:\t${NONE}`);
  for (const { ip } of podIPs) out.line(1, `IP:\t${ip}`);
}

function conditions(out: Description, { spec, status }: Pod): void {
  const all = status?.conditions ?? [];
  if (spec.readinessGates?.length) {
    out.line(0, 'Readiness Gates:');
    out.line(1, 'Type\tStatus');
    for (const { conditionType } of spec.readinessGates)
      out.line(1, `${conditionType} \t${all.find(({ type }) => type === conditionType)?.status ?? NONE} `);
  }
  if (!all.length) return;
  out.line(0, 'Conditions:');
  out.line(1, 'Type\tStatus');
  for (const { type, status: is } of all) out.line(1, `${type} \t${is} `);
}
