import {
  mutatingWebhookConfiguration,
  validatingAdmissionPolicy,
  validatingAdmissionPolicyBinding,
  validatingWebhookConfiguration,
} from './admission-registration';
import { apiService } from './api-service';
import { certificateSigningRequest } from './certificate-signing-request';
import { configMap, secret } from './configuration';
import { csiDriver, csiNode, csiStorageCapacity, volumeAttachment } from './container-storage';
import { controllerRevision } from './controller-revision';
import { cronJob } from './cron-job';
import { customResourceDefinition } from './custom-resource-definition';
import { daemonSet } from './daemon-set';
import { deployment } from './deployment';
import { endpointSlice } from './endpoint-slice';
import { endpoints } from './endpoints';
import { event } from './event';
import { flowSchema, priorityLevelConfiguration } from './flow-control';
import { horizontalPodAutoscaler } from './horizontal-pod-autoscaler';
import { job } from './job';
import type { KindDefinition } from './kind';
import { lease } from './lease';
import { limitRange } from './limit-range';
import { namespace } from './namespace';
import { node } from './node';
import { ingress, ingressClass, networkPolicy } from './networking';
import { persistentVolume } from './persistent-volume';
import { persistentVolumeClaim } from './persistent-volume-claim';
import { pod } from './pod';
import { podDisruptionBudget } from './pod-disruption-budget';
import { priorityClass } from './priority-class';
import { clusterRole, clusterRoleBinding, role, roleBinding } from './rbac';
import { replicaSet } from './replica-set';
import { replicationController } from './replication-controller';
import { resourceQuota } from './resource-quota';
import { runtimeClass } from './runtime-class';
import { service } from './service';
import { serviceAccount } from './service-account';
import { statefulSet } from './stateful-set';
import { storageClass } from './storage-class';
import { podTemplate } from './stored-pod-template';

/** Every kind this cluster serves, in the order of discovery: by group, then by resource. A new kind is one file and one line here. */
export const kinds: readonly KindDefinition[] = [
  configMap,
  endpoints,
  event,
  limitRange,
  namespace,
  node,
  persistentVolumeClaim,
  persistentVolume,
  pod,
  podTemplate,
  replicationController,
  resourceQuota,
  secret,
  serviceAccount,
  service,
  mutatingWebhookConfiguration,
  validatingAdmissionPolicy,
  validatingAdmissionPolicyBinding,
  validatingWebhookConfiguration,
  customResourceDefinition,
  apiService,
  controllerRevision,
  daemonSet,
  deployment,
  replicaSet,
  statefulSet,
  horizontalPodAutoscaler,
  cronJob,
  job,
  certificateSigningRequest,
  lease,
  endpointSlice,
  flowSchema,
  priorityLevelConfiguration,
  ingress,
  ingressClass,
  networkPolicy,
  runtimeClass,
  podDisruptionBudget,
  clusterRole,
  clusterRoleBinding,
  role,
  roleBinding,
  priorityClass,
  csiDriver,
  csiNode,
  csiStorageCapacity,
  storageClass,
  volumeAttachment,
];

/** Is this one of the kinds that come with Kubernetes? All others are declared by CustomResourceDefinitions. */
export const isBuiltIn = ({ group, kind }: Pick<KindDefinition, 'group' | 'kind'>): boolean =>
  kinds.some((one) => one.kind === kind && one.group === group);
