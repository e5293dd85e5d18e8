import type * as apps from 'kubernetes-types/apps/v1';
import type * as core from 'kubernetes-types/core/v1';
import { controllerOf, type KubeObject } from '../../kube/object';
import { same } from '../../kube/plain-data';
import { formatLabelSelector, matches } from '../../kube/selectors';
import { controlledBy, formatLabels, marks, NONE, rfc1123, table, type Description } from './common';
import type { Around, Describer } from './describer';
import { templateLines } from './template';
import { claimTemplateLines } from './volumes';

/** Deployments, ReplicaSets, StatefulSets and DaemonSets. Source: describe.go describeDeployment … describeDaemonSet */

type Of<T extends { spec?: object; status?: object }> = KubeObject & {
  readonly spec: NonNullable<T['spec']>;
  readonly status?: T['status'];
};
type Deployment = Of<apps.Deployment> & { readonly status?: apps.DeploymentStatus };
type ReplicaSet = Of<apps.ReplicaSet> & { readonly status?: apps.ReplicaSetStatus };
type ReplicationController = Of<core.ReplicationController> & { readonly status?: core.ReplicationControllerStatus };
type StatefulSet = Of<apps.StatefulSet> & { readonly status?: apps.StatefulSetStatus };
type DaemonSet = Of<apps.DaemonSet> & { readonly status?: apps.DaemonSetStatus };

export const deployment: Describer = {
  resource: 'deployments',
  async lines(out, object: Deployment, around) {
    const { metadata, spec, status } = object;
    const { replicas = 0, updatedReplicas = 0, availableReplicas = 0, unavailableReplicas = 0 } = status ?? {};
    out.line(0, `Name:\t${metadata.name}`);
    out.line(0, `Namespace:\t${metadata.namespace}`);
    out.line(0, `CreationTimestamp:\t${rfc1123(metadata.creationTimestamp)}`);
    marks(out, metadata);
    out.line(0, `Selector:\t${formatLabelSelector(spec.selector)}`);
    out.line(
      0,
      `Replicas:\t${spec.replicas} desired | ${updatedReplicas} updated | ${replicas} total | ${availableReplicas} available | ${unavailableReplicas} unavailable`,
    );
    strategy(out, spec);
    templateLines(out, spec.template);
    conditionLines(out, status?.conditions);
    replicaSets(out, object, (await around.list('replicasets', { namespace: metadata.namespace! })) as readonly ReplicaSet[]);
  },
};

function strategy(out: Description, { strategy, minReadySeconds = 0 }: apps.DeploymentSpec): void {
  out.line(0, `StrategyType:\t${strategy?.type ?? ''}`);
  out.line(0, `MinReadySeconds:\t${minReadySeconds}`);
  const rolling = strategy?.rollingUpdate;
  if (rolling) out.line(0, `RollingUpdateStrategy:\t${rolling.maxUnavailable} max unavailable, ${rolling.maxSurge} max surge`);
}

function conditionLines(
  out: Description,
  conditions: readonly (apps.DeploymentCondition | apps.ReplicaSetCondition | core.ReplicationControllerCondition)[] = [],
): void {
  if (!conditions.length) return;
  out.line(0, 'Conditions:');
  table(
    out,
    1,
    ['Type', 'Status', 'Reason'],
    conditions.map(({ type, status, reason = '' }) => [`${type} `, status, reason]),
  );
}

/** The new one is the first whose template is the wanted one; all others are old. Source: deploymentutil */
function replicaSets(out: Description, { metadata, spec }: Deployment, all: readonly ReplicaSet[]): void {
  const selected = (one: ReplicaSet) => matches(spec.selector, one.metadata.labels);
  const own = all.filter((one) => controllerOf(one)?.uid === metadata.uid && selected(one)).sort(byCreation);
  if (!own.length) return;
  const wanted = templateOf(spec.template);
  const newest = own.find((one) => same(templateOf(one.spec.template!), wanted));
  out.line(
    0,
    `OldReplicaSets:\t${
      own
        .filter((one) => one !== newest)
        .map(created)
        .join(', ') || NONE
    }`,
  );
  out.line(0, `NewReplicaSet:\t${newest ? created(newest) : NONE}`);
}

const byCreation = ({ metadata: a }: KubeObject, { metadata: b }: KubeObject) =>
  Date.parse(a.creationTimestamp) - Date.parse(b.creationTimestamp) || (a.name < b.name ? -1 : 1);

const created = ({ metadata, spec, status }: ReplicaSet) => `${metadata.name} (${status?.replicas ?? 0}/${spec.replicas} replicas created)`;

/** Without the hash, which only ReplicaSets' templates bear. */
function templateOf({ metadata, spec }: core.PodTemplateSpec): unknown {
  const { 'pod-template-hash': _, ...labels } = metadata?.labels ?? {};
  return { metadata: { ...metadata, creationTimestamp: undefined, labels }, spec };
}

export const replicaSet: Describer = {
  resource: 'replicasets',
  async lines(out, object: ReplicaSet, around) {
    const { metadata, spec, status } = object;
    out.line(0, `Name:\t${metadata.name}`);
    out.line(0, `Namespace:\t${metadata.namespace}`);
    out.line(0, `Selector:\t${formatLabelSelector(spec.selector)}`);
    marks(out, metadata);
    controlledBy(out, object);
    out.line(0, `Replicas:\t${status?.replicas ?? 0} current / ${spec.replicas} desired`);
    out.line(0, `Pods Status:\t${await podStatuses(object, around)}`);
    templateLines(out, spec.template!);
    conditionLines(out, status?.conditions);
  },
};

/** Source: describeReplicationController */
export const replicationController: Describer = {
  resource: 'replicationcontrollers',
  async lines(out, object: ReplicationController, around) {
    const { metadata, spec, status } = object;
    out.line(0, `Name:\t${metadata.name}`);
    out.line(0, `Namespace:\t${metadata.namespace}`);
    out.line(0, `Selector:\t${formatLabels(spec.selector)}`);
    marks(out, metadata);
    out.line(0, `Replicas:\t${status?.replicas ?? 0} current / ${spec.replicas} desired`);
    out.line(0, `Pods Status:\t${await podStatuses(object, around)}`);
    templateLines(out, spec.template!);
    conditionLines(out, status?.conditions);
  },
};

export const statefulSet: Describer = {
  resource: 'statefulsets',
  async lines(out, object: StatefulSet, around) {
    const { metadata, spec, status } = object;
    out.line(0, `Name:\t${metadata.name}`);
    out.line(0, `Namespace:\t${metadata.namespace}`);
    out.line(0, `CreationTimestamp:\t${rfc1123(metadata.creationTimestamp)}`);
    out.line(0, `Selector:\t${formatLabelSelector(spec.selector)}`);
    marks(out, metadata);
    out.line(0, `Replicas:\t${spec.replicas} desired | ${status?.replicas ?? 0} total`);
    out.line(0, `Update Strategy:\t${spec.updateStrategy?.type ?? ''}`);
    const { partition, maxUnavailable } = spec.updateStrategy?.rollingUpdate ?? {};
    if (partition !== undefined) out.line(1, `Partition:\t${partition}`);
    if (partition !== undefined && maxUnavailable !== undefined) out.line(1, `MaxUnavailable:\t${maxUnavailable}`);
    out.line(0, `Pods Status:\t${await podStatuses(object, around)}`);
    templateLines(out, spec.template);
    claimTemplateLines(out, spec.volumeClaimTemplates);
  },
};

/** kubectl 1.32 tells no namespace here. */
export const daemonSet: Describer = {
  resource: 'daemonsets',
  async lines(out, object: DaemonSet, around) {
    const { metadata, spec, status } = object;
    out.line(0, `Name:\t${metadata.name}`);
    out.line(0, `Selector:\t${formatLabelSelector(spec.selector)}`);
    out.line(0, `Node-Selector:\t${formatLabels(spec.template.spec?.nodeSelector)}`);
    marks(out, metadata);
    out.line(0, `Desired Number of Nodes Scheduled: ${status?.desiredNumberScheduled ?? 0}`);
    out.line(0, `Current Number of Nodes Scheduled: ${status?.currentNumberScheduled ?? 0}`);
    out.line(0, `Number of Nodes Scheduled with Up-to-date Pods: ${status?.updatedNumberScheduled ?? 0}`);
    out.line(0, `Number of Nodes Scheduled with Available Pods: ${status?.numberAvailable ?? 0}`);
    out.line(0, `Number of Nodes Misscheduled: ${status?.numberMisscheduled ?? 0}`);
    out.line(0, `Pods Status:\t${await podStatuses(object, around)}`);
    templateLines(out, spec.template);
  },
};

/** Source: getPodStatusForController */
async function podStatuses({ metadata }: KubeObject, around: Around): Promise<string> {
  const pods = (await around.list('pods', { namespace: metadata.namespace! })) ?? [];
  const own = pods.filter((pod) => controllerOf(pod)?.uid === metadata.uid);
  const count = (phase: string) => own.filter((pod) => pod['status']?.phase === phase).length;
  return `${count('Running')} Running / ${count('Pending')} Waiting / ${count('Succeeded')} Succeeded / ${count('Failed')} Failed`;
}
