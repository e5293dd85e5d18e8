import type { Deployment } from '../../kube/kinds/deployment';
import type { Pod, PodTemplateSpec } from '../../kube/kinds/pod';
import type { ReplicaSet } from '../../kube/kinds/replica-set';
import { controllerOf, type KubeObject } from '../../kube/object';
import { formatLabelSelector } from '../../kube/selectors';
import { description, eventLines, mapLines, rfc1123, type Description } from './common';
import { containerLines } from './containers';
import { volumes } from './pod';

/** Source: describe.go describeDeployment. @param replicaSets its own, oldest first; the newest has the highest revision */
export function describeDeployment(
  object: KubeObject,
  replicaSets: readonly ReplicaSet[],
  events: readonly KubeObject[],
  now: number,
): string {
  const { metadata, spec, status } = object as unknown as Deployment;
  const out = description();
  out.line(0, `Name:\t${metadata.name}`);
  out.line(0, `Namespace:\t${metadata.namespace}`);
  out.line(0, `CreationTimestamp:\t${rfc1123(metadata.creationTimestamp)}`);
  mapLines(out, 'Labels', metadata.labels, '=');
  mapLines(out, 'Annotations', metadata.annotations, ': ');
  out.line(0, `Selector:\t${formatLabelSelector(spec.selector)}`);
  const { updatedReplicas = 0, replicas = 0, availableReplicas = 0, unavailableReplicas = 0 } = status;
  out.line(
    0,
    `Replicas:\t${spec.replicas} desired | ${updatedReplicas} updated | ${replicas} total | ${availableReplicas} available | ${unavailableReplicas} unavailable`,
  );
  out.line(0, `StrategyType:\t${spec.strategy.type}`);
  out.line(0, `MinReadySeconds:\t${spec.minReadySeconds ?? 0}`);
  const rolling = spec.strategy.rollingUpdate;
  if (rolling) out.line(0, `RollingUpdateStrategy:\t${rolling.maxUnavailable} max unavailable, ${rolling.maxSurge} max surge`);
  templateLines(out, spec.template);
  if (status.conditions?.length) {
    out.line(0, 'Conditions:');
    out.line(1, 'Type\tStatus\tReason');
    out.line(1, '----\t------\t------');
    for (const { type, status: is, reason } of status.conditions) out.line(1, `${type}\t${is}\t${reason}`);
  }
  const revision = (one: ReplicaSet) => Number(one.metadata.annotations?.['deployment.kubernetes.io/revision'] ?? 0);
  const newest = [...replicaSets].sort((a, b) => revision(b) - revision(a))[0];
  const old = replicaSets.filter((one) => one !== newest && one.spec.replicas > 0);
  const text = (one: ReplicaSet) => `${one.metadata.name} (${one.status.replicas}/${one.spec.replicas} replicas created)`;
  out.line(0, `OldReplicaSets:\t${old.map(text).join(', ') || '<none>'}`);
  out.line(0, `NewReplicaSet:\t${newest ? text(newest) : '<none>'}`);
  eventLines(out, events, now);
  return out.toString();
}

/** Source: describe.go describeReplicaSet */
export function describeReplicaSet(object: KubeObject, pods: readonly Pod[], events: readonly KubeObject[], now: number): string {
  const replicaSet = object as unknown as ReplicaSet;
  const { metadata, spec, status } = replicaSet;
  const out = description();
  out.line(0, `Name:\t${metadata.name}`);
  out.line(0, `Namespace:\t${metadata.namespace}`);
  out.line(0, `Selector:\t${formatLabelSelector(spec.selector)}`);
  mapLines(out, 'Labels', metadata.labels, '=');
  mapLines(out, 'Annotations', metadata.annotations, ': ');
  const owner = controllerOf(replicaSet);
  if (owner) out.line(0, `Controlled By:\t${owner.kind}/${owner.name}`);
  out.line(0, `Replicas:\t${status.replicas} current / ${spec.replicas} desired`);
  const count = (phase: string) => pods.filter((pod) => pod.status.phase === phase && !pod.metadata.deletionTimestamp).length;
  out.line(
    0,
    `Pods Status:\t${count('Running')} Running / ${count('Pending')} Waiting / ${count('Succeeded')} Succeeded / ${count('Failed')} Failed`,
  );
  templateLines(out, spec.template);
  if (status.conditions?.length) {
    out.line(0, 'Conditions:');
    out.line(1, 'Type\tStatus\tReason');
    out.line(1, '----\t------\t------');
    for (const { type, status: is, reason } of status.conditions) out.line(1, `${type}\t${is}\t${reason}`);
  }
  eventLines(out, events, now);
  return out.toString();
}

function templateLines(out: Description, { metadata, spec }: PodTemplateSpec): void {
  out.line(0, 'Pod Template:');
  mapLines(out, 'Labels', metadata?.labels, '=', 1);
  if (Object.keys(metadata?.annotations ?? {}).length) mapLines(out, 'Annotations', metadata?.annotations, ': ', 1);
  if (spec.initContainers?.length) containerLines(out, 'Init Containers', spec.initContainers, undefined, 1);
  containerLines(out, 'Containers', spec.containers, undefined, 1);
  volumes(out, spec, 1);
  mapLines(out, 'Node-Selectors', spec.nodeSelector, '=', 1);
  out.line(
    1,
    `Tolerations:\t${spec.tolerations?.map(({ key = '', effect }) => `${key}${effect ? `:${effect}` : ''}`).join(', ') || '<none>'}`,
  );
}
