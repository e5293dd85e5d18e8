/** The messages of the objects that kubectl creates through its typed clients: fields, their numbers and their types.
 *  Source: the generated.proto files of k8s.io/api (core, apps, batch, policy, autoscaling, scheduling, authorization)
 *  and of k8s.io/apimachinery.
 *
 *  `name:number type`, apart by `;`. Types: s text, i whole number, b boolean, y bytes, q Quantity, x IntOrString,
 *  t Time, - left out, or another message. Before it `*` a list, `{` a map by text, `.` fields of the parent itself.
 *  `?` after it: Go holds a pointer, so that zero is a value; otherwise zero is absent.
 *
 *  OMITS statuses (they are cleared on creation) and volume sources of clouds. */
export const MESSAGES: Readonly<Record<string, string>> = {
  ObjectMeta:
    'name:1 s;generateName:2 s;namespace:3 s;selfLink:4 s;uid:5 s;resourceVersion:6 s;generation:7 i;creationTimestamp:8 t;deletionTimestamp:9 t;deletionGracePeriodSeconds:10 i?;labels:11 {s;annotations:12 {s;ownerReferences:13 *OwnerReference;finalizers:14 *s;managedFields:17 -',
  OwnerReference: 'kind:1 s;name:3 s;uid:4 s;apiVersion:5 s;controller:6 b?;blockOwnerDeletion:7 b?',
  LabelSelector: 'matchLabels:1 {s;matchExpressions:2 *Requirement',
  Requirement: 'key:1 s;operator:2 s;values:3 *s',
  LocalObjectReference: 'name:1 s',
  ObjectReference: 'kind:1 s;namespace:2 s;name:3 s;uid:4 s;apiVersion:5 s;resourceVersion:6 s;fieldPath:7 s',

  'v1 Namespace': 'metadata:1 ObjectMeta;spec:2 NamespaceSpec;status:3 -',
  NamespaceSpec: 'finalizers:1 *s',
  'v1 ConfigMap': 'metadata:1 ObjectMeta;data:2 {s;binaryData:3 {y;immutable:4 b?',
  'v1 Secret': 'metadata:1 ObjectMeta;data:2 {y;type:3 s;stringData:4 {s;immutable:5 b?',
  'v1 ServiceAccount':
    'metadata:1 ObjectMeta;secrets:2 *ObjectReference;imagePullSecrets:3 *LocalObjectReference;automountServiceAccountToken:4 b?',
  'v1 Service': 'metadata:1 ObjectMeta;spec:2 ServiceSpec;status:3 -',
  ServiceSpec:
    'ports:1 *ServicePort;selector:2 {s;clusterIP:3 s;type:4 s;externalIPs:5 *s;sessionAffinity:7 s;loadBalancerIP:8 s;loadBalancerSourceRanges:9 *s;externalName:10 s;externalTrafficPolicy:11 s;healthCheckNodePort:12 i;publishNotReadyAddresses:13 b;sessionAffinityConfig:14 SessionAffinityConfig;ipFamilyPolicy:17 s?;clusterIPs:18 *s;ipFamilies:19 *s;allocateLoadBalancerNodePorts:20 b?;loadBalancerClass:21 s?;internalTrafficPolicy:22 s?;trafficDistribution:23 s?',
  ServicePort: 'name:1 s;protocol:2 s;port:3 i;targetPort:4 x;nodePort:5 i;appProtocol:6 s?',
  SessionAffinityConfig: 'clientIP:1 ClientIPConfig',
  ClientIPConfig: 'timeoutSeconds:1 i?',
  'v1 ResourceQuota': 'metadata:1 ObjectMeta;spec:2 ResourceQuotaSpec;status:3 -',
  ResourceQuotaSpec: 'hard:1 {q;scopes:2 *s;scopeSelector:3 ScopeSelector',
  ScopeSelector: 'matchExpressions:1 *ScopedRequirement',
  ScopedRequirement: 'scopeName:1 s;operator:2 s;values:3 *s',
  'v1 Pod': 'metadata:1 ObjectMeta;spec:2 PodSpec;status:3 -',
  'v1 Binding': 'metadata:1 ObjectMeta;target:2 ObjectReference',

  'apps/v1 Deployment': 'metadata:1 ObjectMeta;spec:2 DeploymentSpec;status:3 -',
  DeploymentSpec:
    'replicas:1 i?;selector:2 LabelSelector;template:3 PodTemplateSpec;strategy:4 DeploymentStrategy;minReadySeconds:5 i;revisionHistoryLimit:6 i?;paused:7 b;progressDeadlineSeconds:9 i?',
  DeploymentStrategy: 'type:1 s;rollingUpdate:2 RollingUpdateDeployment',
  RollingUpdateDeployment: 'maxUnavailable:1 x?;maxSurge:2 x?',
  'batch/v1 Job': 'metadata:1 ObjectMeta;spec:2 JobSpec;status:3 -',
  JobSpec:
    'parallelism:1 i?;completions:2 i?;activeDeadlineSeconds:3 i?;selector:4 LabelSelector;manualSelector:5 b?;template:6 PodTemplateSpec;backoffLimit:7 i?;ttlSecondsAfterFinished:8 i?;completionMode:9 s?;suspend:10 b?;podFailurePolicy:11 PodFailurePolicy;backoffLimitPerIndex:12 i?;maxFailedIndexes:13 i?;podReplacementPolicy:14 s?;managedBy:15 s?;successPolicy:16 SuccessPolicy',
  PodFailurePolicy: 'rules:1 *PodFailurePolicyRule',
  PodFailurePolicyRule: 'action:1 s;onExitCodes:2 OnExitCodes;onPodConditions:3 *OnPodCondition',
  OnExitCodes: 'containerName:1 s?;operator:2 s;values:3 *i',
  OnPodCondition: 'type:1 s;status:2 s',
  SuccessPolicy: 'rules:1 *SuccessPolicyRule',
  SuccessPolicyRule: 'succeededIndexes:1 s?;succeededCount:2 i?',
  'batch/v1 CronJob': 'metadata:1 ObjectMeta;spec:2 CronJobSpec;status:3 -',
  CronJobSpec:
    'schedule:1 s;startingDeadlineSeconds:2 i?;concurrencyPolicy:3 s;suspend:4 b?;jobTemplate:5 JobTemplateSpec;successfulJobsHistoryLimit:6 i?;failedJobsHistoryLimit:7 i?;timeZone:8 s?',
  JobTemplateSpec: 'metadata:1 ObjectMeta;spec:2 JobSpec',
  'policy/v1 PodDisruptionBudget': 'metadata:1 ObjectMeta;spec:2 PodDisruptionBudgetSpec;status:3 -',
  PodDisruptionBudgetSpec: 'minAvailable:1 x?;selector:2 LabelSelector;maxUnavailable:3 x?;unhealthyPodEvictionPolicy:4 s?',
  'policy/v1 Eviction': 'metadata:1 ObjectMeta;deleteOptions:2 DeleteOptions',
  DeleteOptions: 'gracePeriodSeconds:1 i?;preconditions:2 Preconditions;orphanDependents:3 b?;propagationPolicy:4 s?;dryRun:5 *s',
  'v1 DeleteOptions': 'gracePeriodSeconds:1 i?;preconditions:2 Preconditions;orphanDependents:3 b?;propagationPolicy:4 s?;dryRun:5 *s',
  Preconditions: 'uid:1 s?;resourceVersion:2 s?',
  'scheduling.k8s.io/v1 PriorityClass': 'metadata:1 ObjectMeta;value:2 i?;globalDefault:3 b;description:4 s;preemptionPolicy:5 s?',
  'autoscaling/v1 HorizontalPodAutoscaler': 'metadata:1 ObjectMeta;spec:2 HorizontalPodAutoscalerSpec;status:3 -',
  HorizontalPodAutoscalerSpec:
    'scaleTargetRef:1 CrossVersionObjectReference;minReplicas:2 i?;maxReplicas:3 i;targetCPUUtilizationPercentage:4 i?',
  CrossVersionObjectReference: 'kind:1 s;name:2 s;apiVersion:3 s',
  'authorization.k8s.io/v1 SelfSubjectAccessReview': 'metadata:1 ObjectMeta;spec:2 SelfSubjectAccessReviewSpec;status:3 -',
  SelfSubjectAccessReviewSpec: 'resourceAttributes:1 ResourceAttributes;nonResourceAttributes:2 NonResourceAttributes',
  ResourceAttributes: 'namespace:1 s;verb:2 s;group:3 s;version:4 s;resource:5 s;subresource:6 s;name:7 s',
  NonResourceAttributes: 'path:1 s;verb:2 s',

  PodTemplateSpec: 'metadata:1 ObjectMeta;spec:2 PodSpec',
  PodSpec:
    'volumes:1 *Volume;containers:2 *Container;restartPolicy:3 s;terminationGracePeriodSeconds:4 i?;activeDeadlineSeconds:5 i?;dnsPolicy:6 s;nodeSelector:7 {s;serviceAccountName:8 s;serviceAccount:9 s;nodeName:10 s;hostNetwork:11 b;hostPID:12 b;hostIPC:13 b;securityContext:14 PodSecurityContext;imagePullSecrets:15 *LocalObjectReference;hostname:16 s;subdomain:17 s;affinity:18 Affinity;schedulerName:19 s;initContainers:20 *Container;automountServiceAccountToken:21 b?;tolerations:22 *Toleration;hostAliases:23 *HostAlias;priorityClassName:24 s;priority:25 i?;dnsConfig:26 PodDNSConfig;shareProcessNamespace:27 b?;readinessGates:28 *PodReadinessGate;runtimeClassName:29 s?;enableServiceLinks:30 b?;preemptionPolicy:31 s?;overhead:32 {q;topologySpreadConstraints:33 *TopologySpreadConstraint;setHostnameAsFQDN:35 b?;os:36 PodOS;hostUsers:37 b?;schedulingGates:38 *PodSchedulingGate',
  PodOS: 'name:1 s',
  PodSchedulingGate: 'name:1 s',
  PodReadinessGate: 'conditionType:1 s',
  PodDNSConfig: 'nameservers:1 *s;searches:2 *s;options:3 *PodDNSConfigOption',
  PodDNSConfigOption: 'name:1 s;value:2 s?',
  HostAlias: 'ip:1 s;hostnames:2 *s',
  PodSecurityContext:
    'seLinuxOptions:1 SELinuxOptions;runAsUser:2 i?;runAsNonRoot:3 b?;supplementalGroups:4 *i;fsGroup:5 i?;runAsGroup:6 i?;sysctls:7 *Sysctl;fsGroupChangePolicy:9 s?;seccompProfile:10 SeccompProfile;supplementalGroupsPolicy:12 s?',
  SELinuxOptions: 'user:1 s;role:2 s;type:3 s;level:4 s',
  Sysctl: 'name:1 s;value:2 s',
  SeccompProfile: 'type:1 s;localhostProfile:2 s?',
  Container:
    'name:1 s;image:2 s;command:3 *s;args:4 *s;workingDir:5 s;ports:6 *ContainerPort;env:7 *EnvVar;resources:8 ResourceRequirements;volumeMounts:9 *VolumeMount;livenessProbe:10 Probe;readinessProbe:11 Probe;lifecycle:12 Lifecycle;terminationMessagePath:13 s;imagePullPolicy:14 s;securityContext:15 SecurityContext;stdin:16 b;stdinOnce:17 b;tty:18 b;envFrom:19 *EnvFromSource;terminationMessagePolicy:20 s;volumeDevices:21 *VolumeDevice;startupProbe:22 Probe;resizePolicy:23 *ContainerResizePolicy;restartPolicy:24 s?',
  ContainerPort: 'name:1 s;hostPort:2 i;containerPort:3 i;protocol:4 s;hostIP:5 s',
  ContainerResizePolicy: 'resourceName:1 s;restartPolicy:2 s',
  VolumeDevice: 'name:1 s;devicePath:2 s',
  EnvVar: 'name:1 s;value:2 s;valueFrom:3 EnvVarSource',
  EnvVarSource:
    'fieldRef:1 ObjectFieldSelector;resourceFieldRef:2 ResourceFieldSelector;configMapKeyRef:3 KeySelector;secretKeyRef:4 KeySelector',
  ObjectFieldSelector: 'apiVersion:1 s;fieldPath:2 s',
  ResourceFieldSelector: 'containerName:1 s;resource:2 s;divisor:3 q',
  KeySelector: 'localObjectReference:1 .LocalObjectReference;key:2 s;optional:3 b?',
  EnvFromSource: 'prefix:1 s;configMapRef:2 EnvSource;secretRef:3 EnvSource',
  EnvSource: 'localObjectReference:1 .LocalObjectReference;optional:2 b?',
  ResourceRequirements: 'limits:1 {q;requests:2 {q;claims:3 *ResourceClaim',
  ResourceClaim: 'name:1 s;request:2 s',
  VolumeMount: 'name:1 s;readOnly:2 b;mountPath:3 s;subPath:4 s;mountPropagation:5 s?;subPathExpr:6 s;recursiveReadOnly:7 s?',
  Probe:
    'handler:1 .Handler;initialDelaySeconds:2 i;timeoutSeconds:3 i;periodSeconds:4 i;successThreshold:5 i;failureThreshold:6 i;terminationGracePeriodSeconds:7 i?',
  // A probe's fourth handler is gRPC.
  Handler: 'exec:1 ExecAction;httpGet:2 HTTPGetAction;tcpSocket:3 TCPSocketAction;grpc:4 GRPCAction',
  // A lifecycle's is a sleep.
  LifecycleHandler: 'exec:1 ExecAction;httpGet:2 HTTPGetAction;tcpSocket:3 TCPSocketAction;sleep:4 SleepAction',
  Lifecycle: 'postStart:1 LifecycleHandler;preStop:2 LifecycleHandler;stopSignal:3 s?',
  ExecAction: 'command:1 *s',
  HTTPGetAction: 'path:1 s;port:2 x?;host:3 s;scheme:4 s;httpHeaders:5 *HTTPHeader',
  HTTPHeader: 'name:1 s;value:2 s',
  TCPSocketAction: 'port:1 x?;host:2 s',
  GRPCAction: 'port:1 i?;service:2 s?',
  SleepAction: 'seconds:1 i?',
  SecurityContext:
    'capabilities:1 Capabilities;privileged:2 b?;seLinuxOptions:3 SELinuxOptions;runAsUser:4 i?;runAsNonRoot:5 b?;readOnlyRootFilesystem:6 b?;allowPrivilegeEscalation:7 b?;runAsGroup:8 i?;procMount:9 s?;seccompProfile:11 SeccompProfile',
  Capabilities: 'add:1 *s;drop:2 *s',
  Volume: 'name:1 s;volumeSource:2 .VolumeSource',
  VolumeSource:
    'hostPath:1 HostPathVolumeSource;emptyDir:2 EmptyDirVolumeSource;secret:6 SecretVolumeSource;nfs:7 NFSVolumeSource;persistentVolumeClaim:10 PersistentVolumeClaimVolumeSource;downwardAPI:16 DownwardAPIVolumeSource;configMap:19 ConfigMapVolumeSource;projected:26 ProjectedVolumeSource',
  HostPathVolumeSource: 'path:1 s;type:2 s?',
  EmptyDirVolumeSource: 'medium:1 s;sizeLimit:2 q?',
  SecretVolumeSource: 'secretName:1 s;items:2 *KeyToPath;defaultMode:3 i?;optional:4 b?',
  ConfigMapVolumeSource: 'localObjectReference:1 .LocalObjectReference;items:2 *KeyToPath;defaultMode:3 i?;optional:4 b?',
  KeyToPath: 'key:1 s;path:2 s;mode:3 i?',
  NFSVolumeSource: 'server:1 s;path:2 s;readOnly:3 b',
  PersistentVolumeClaimVolumeSource: 'claimName:1 s;readOnly:2 b',
  DownwardAPIVolumeSource: 'items:1 *DownwardAPIVolumeFile;defaultMode:2 i?',
  DownwardAPIVolumeFile: 'path:1 s;fieldRef:2 ObjectFieldSelector;resourceFieldRef:3 ResourceFieldSelector;mode:4 i?',
  ProjectedVolumeSource: 'sources:1 *VolumeProjection;defaultMode:2 i?',
  VolumeProjection:
    'secret:1 ProjectedKeys;downwardAPI:2 DownwardAPIProjection;configMap:3 ProjectedKeys;serviceAccountToken:4 ServiceAccountTokenProjection',
  ProjectedKeys: 'localObjectReference:1 .LocalObjectReference;items:2 *KeyToPath;optional:4 b?',
  DownwardAPIProjection: 'items:1 *DownwardAPIVolumeFile',
  ServiceAccountTokenProjection: 'audience:1 s;expirationSeconds:2 i?;path:3 s',
  Toleration: 'key:1 s;operator:2 s;value:3 s;effect:4 s;tolerationSeconds:5 i?',
  Affinity: 'nodeAffinity:1 NodeAffinity;podAffinity:2 PodAffinity;podAntiAffinity:3 PodAffinity',
  NodeAffinity:
    'requiredDuringSchedulingIgnoredDuringExecution:1 NodeSelector;preferredDuringSchedulingIgnoredDuringExecution:2 *PreferredSchedulingTerm',
  NodeSelector: 'nodeSelectorTerms:1 *NodeSelectorTerm',
  NodeSelectorTerm: 'matchExpressions:1 *Requirement;matchFields:2 *Requirement',
  PreferredSchedulingTerm: 'weight:1 i;preference:2 NodeSelectorTerm',
  PodAffinity:
    'requiredDuringSchedulingIgnoredDuringExecution:1 *PodAffinityTerm;preferredDuringSchedulingIgnoredDuringExecution:2 *WeightedPodAffinityTerm',
  PodAffinityTerm:
    'labelSelector:1 LabelSelector;namespaces:2 *s;topologyKey:3 s;namespaceSelector:4 LabelSelector;matchLabelKeys:5 *s;mismatchLabelKeys:6 *s',
  WeightedPodAffinityTerm: 'weight:1 i;podAffinityTerm:2 PodAffinityTerm',
  TopologySpreadConstraint:
    'maxSkew:1 i;topologyKey:2 s;whenUnsatisfiable:3 s;labelSelector:4 LabelSelector;minDomains:5 i?;nodeAffinityPolicy:6 s?;nodeTaintsPolicy:7 s?;matchLabelKeys:8 *s',
};
