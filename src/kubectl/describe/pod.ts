import type * as core from 'kubernetes-types/core/v1';
import { controllerOf, type KubeObject } from '../../kube/object';
import { description, eventLines, mapLines, rfc1123, type Description } from './common';
import { containerLines } from './containers';

/** Source: describe.go describePod */
export function describePod(object: KubeObject, events: readonly KubeObject[], now: number): string {
  const pod = object as unknown as core.Pod & KubeObject;
  const spec = pod.spec!;
  const status = pod.status!;
  const out = description();
  out.line(0, `Name:\t${pod.metadata.name}`);
  out.line(0, `Namespace:\t${pod.metadata.namespace}`);
  out.line(0, `Priority:\t${spec.priority ?? 0}`);
  if (spec.priorityClassName) out.line(0, `Priority Class Name:\t${spec.priorityClassName}`);
  out.line(0, `Service Account:\t${spec.serviceAccountName ?? ''}`);
  out.line(0, `Node:\t${spec.nodeName ? `${spec.nodeName}/${status.hostIP ?? ''}` : '<none>'}`);
  if (status.startTime) out.line(0, `Start Time:\t${rfc1123(status.startTime)}`);
  mapLines(out, 'Labels', pod.metadata.labels, '=');
  mapLines(out, 'Annotations', pod.metadata.annotations, ': ');
  const { deletionTimestamp, deletionGracePeriodSeconds } = pod.metadata;
  if (deletionTimestamp && status.phase !== 'Succeeded' && status.phase !== 'Failed') {
    out.line(0, `Status:\tTerminating (lasts ${Math.max(0, Math.round((now - Date.parse(deletionTimestamp)) / 1000))}s)`);
    out.line(0, `Termination Grace Period:\t${deletionGracePeriodSeconds}s`);
  } else out.line(0, `Status:\t${status.phase}`);
  if (status.reason) out.line(0, `Reason:\t${status.reason}`);
  if (status.message) out.line(0, `Message:\t${status.message}`);
  out.line(0, `IP:\t${status.podIP ?? ''}`);
  if (status.podIPs?.length) {
    out.line(0, 'IPs:');
    for (const { ip } of status.podIPs) out.line(1, `IP:\t${ip}`);
  } else out.line(0, 'IPs:\t<none>');
  const owner = controllerOf(object);
  if (owner) out.line(0, `Controlled By:\t${owner.kind}/${owner.name}`);
  if (spec.initContainers?.length) containerLines(out, 'Init Containers', spec.initContainers, status.initContainerStatuses, 0, pod);
  containerLines(out, 'Containers', spec.containers, status.containerStatuses, 0, pod);
  if (status.conditions?.length) {
    out.line(0, 'Conditions:');
    out.line(1, 'Type\tStatus');
    for (const { type, status: is } of status.conditions) out.line(1, `${type}\t${is} `);
  }
  volumes(out, spec);
  out.line(0, `QoS Class:\t${status.qosClass ?? ''}`);
  mapLines(out, 'Node-Selectors', spec.nodeSelector, '=');
  tolerations(out, spec);
  eventLines(out, events, now);
  return out.toString();
}

function tolerations(out: Description, { tolerations: all = [] }: core.PodSpec): void {
  if (!all.length) return out.line(0, 'Tolerations:\t<none>');
  all.forEach(({ key = '', operator, value, effect, tolerationSeconds }, i) => {
    const text = `${key}${value ? `=${value}` : ''}${effect ? `:${effect}` : ''}${operator === 'Exists' && !value ? ' op=Exists' : ''}${tolerationSeconds !== undefined ? ` for ${tolerationSeconds}s` : ''}`;
    out.line(0, `${i ? '' : 'Tolerations:'}\t${text}`);
  });
}

const UNSET = '<unset>';

export function volumes(out: Description, { volumes: all = [] }: core.PodSpec, level = 0): void {
  if (!all.length) return out.line(level, `${level ? '' : ''}Volumes:\t<none>`);
  out.line(level, 'Volumes:');
  for (const volume of all) {
    out.line(level + 1, `${volume.name}:`);
    const say = (text: string) => out.line(level + 2, text);
    if (volume.emptyDir) {
      say("Type:\tEmptyDir (a temporary directory that shares a pod's lifetime)");
      say(`Medium:\t${volume.emptyDir.medium ?? ''}`);
      say(`SizeLimit:\t${volume.emptyDir.sizeLimit ?? UNSET}`);
    } else if (volume.configMap) {
      say('Type:\tConfigMap (a volume populated by a ConfigMap)');
      say(`Name:\t${volume.configMap.name}`);
      say(`Optional:\t${volume.configMap.optional ?? false}`);
    } else if (volume.secret) {
      say('Type:\tSecret (a volume populated by a Secret)');
      say(`SecretName:\t${volume.secret.secretName}`);
      say(`Optional:\t${volume.secret.optional ?? false}`);
    } else if (volume.persistentVolumeClaim) {
      say('Type:\tPersistentVolumeClaim (a reference to a PersistentVolumeClaim in the same namespace)');
      say(`ClaimName:\t${volume.persistentVolumeClaim.claimName}`);
      say(`ReadOnly:\t${volume.persistentVolumeClaim.readOnly ?? false}`);
    } else if (volume.hostPath) {
      say('Type:\tHostPath (bare host directory volume)');
      say(`Path:\t${volume.hostPath.path}`);
      say(`HostPathType:\t${volume.hostPath.type ?? ''}`);
    } else say(`Type:\t${Object.keys(volume).find((key) => key !== 'name') ?? '<unknown>'}`);
  }
}
