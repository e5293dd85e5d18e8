import { plainNodes } from '../../src/cluster/bootstrap';
import { SimulatedCluster } from '../../src/cluster/simulated';
import type { Fault } from '../../src/kube/fault';
import type { Manifest } from '../../src/kube/object';

/** The state that command lines are compared over: every kind, in many conditions. */

/** Objects are about a hundred days old to a client's clock: it then counts in days, which do not pass meanwhile. */
const AGE = 100.5 * 86_400_000;

/** The same day for every world of a run. */
const EPOCH = Math.floor((Date.now() - AGE) / 60_000) * 60_000;

const labels = (app: string, more: Record<string, string> = {}) => ({ app, ...more });

const template = (app: string, spec: object, more: Record<string, string> = {}) => ({ metadata: { labels: labels(app, more) }, spec });

const nginx = (image = 'nginx:1.27') => ({ name: 'nginx', image, ports: [{ containerPort: 80, name: 'http' }] });

const sh = (script: string) => ({ name: 'main', image: 'busybox:1.36', command: ['sh', '-c', script] });

const apps = (kind: string, name: string, spec: object, metadata: object = {}): Manifest => ({
  apiVersion: 'apps/v1',
  kind,
  metadata: { name, labels: labels(name), ...metadata },
  spec: { selector: { matchLabels: { app: name } }, ...spec },
});

const core = (kind: string, name: string, rest: object, metadata: object = {}): Manifest => ({
  apiVersion: 'v1',
  kind,
  metadata: { name, ...metadata },
  ...rest,
});

const webPod = {
  initContainers: [{ name: 'prepare', image: 'busybox:1.36', command: ['sh', '-c', 'echo preparing'] }],
  containers: [
    {
      ...nginx(),
      env: [
        { name: 'MODE', value: 'test' },
        { name: 'NODE', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } },
        { name: 'COLOUR', valueFrom: { configMapKeyRef: { name: 'settings', key: 'colour' } } },
      ],
      resources: { requests: { cpu: '100m', memory: '64Mi' }, limits: { memory: '128Mi' } },
      readinessProbe: { httpGet: { path: '/', port: 'http' }, periodSeconds: 5 },
      livenessProbe: { tcpSocket: { port: 80 }, initialDelaySeconds: 10 },
      volumeMounts: [
        { name: 'settings', mountPath: '/etc/settings', readOnly: true },
        { name: 'scratch', mountPath: '/scratch' },
      ],
    },
  ],
  volumes: [
    { name: 'settings', configMap: { name: 'settings' } },
    { name: 'scratch', emptyDir: {} },
  ],
};

const claim = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } };

const OBJECTS: readonly Manifest[] = [
  core('Namespace', 'other', {}),
  core('ConfigMap', 'settings', { data: { colour: 'blue' } }),
  core('Secret', 'token', { type: 'Opaque', data: { password: 'c2VjcmV0' } }),
  core('ServiceAccount', 'robot', {}),
  apps('Deployment', 'web', { replicas: 3, template: template('web', webPod, { tier: 'front' }) }),
  apps('Deployment', 'broken', { template: template('broken', { containers: [nginx('nginx:no-such-tag')] }) }),
  apps('Deployment', 'crashing', { template: template('crashing', { containers: [sh('echo starting; exit 1')] }) }),
  apps('Deployment', 'idle', {
    replicas: 0,
    paused: true,
    strategy: { type: 'Recreate' },
    template: template('idle', { containers: [nginx()] }),
  }),
  apps('StatefulSet', 'db', {
    serviceName: 'db',
    replicas: 2,
    template: template('db', { containers: [{ ...sh('sleep 100000'), volumeMounts: [{ name: 'data', mountPath: '/data' }] }] }),
    volumeClaimTemplates: [{ metadata: { name: 'data' }, spec: claim }],
  }),
  apps('DaemonSet', 'agent', { template: template('agent', { containers: [sh('sleep 100000')] }) }),
  {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: 'sum' },
    spec: { completions: 2, template: { spec: { restartPolicy: 'Never', containers: [sh('echo 42')] } } },
  },
  {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: 'hopeless' },
    spec: { backoffLimit: 1, template: { spec: { restartPolicy: 'Never', containers: [sh('exit 3')] } } },
  },
  {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: { name: 'nightly' },
    spec: {
      schedule: '0 3 * * *',
      suspend: true,
      jobTemplate: { spec: { template: { spec: { restartPolicy: 'OnFailure', containers: [sh('date')] } } } },
    },
  },
  core(
    'Service',
    'web',
    { spec: { selector: { app: 'web' }, ports: [{ name: 'http', port: 80, targetPort: 'http' }] } },
    { labels: labels('web') },
  ),
  core('Service', 'db', { spec: { clusterIP: 'None', selector: { app: 'db' }, ports: [{ port: 5432 }] } }),
  core('Service', 'outer', {
    spec: { type: 'NodePort', selector: { app: 'web' }, ports: [{ port: 8080, targetPort: 80, nodePort: 30080 }] },
  }),
  core('Service', 'nobody', { spec: { selector: { app: 'nobody' }, ports: [{ port: 1 }] } }),
  core('PersistentVolumeClaim', 'spare', { spec: claim }),
  {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name: 'web' },
    spec: { minAvailable: 2, selector: { matchLabels: { app: 'web' } } },
  },
  {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name: 'agent' },
    spec: { maxUnavailable: '50%', selector: { matchLabels: { app: 'agent' } } },
  },
  {
    apiVersion: 'scheduling.k8s.io/v1',
    kind: 'PriorityClass',
    metadata: { name: 'urgent' },
    value: 1000,
    description: 'Before all others',
  },
  core(
    'Pod',
    'lonely',
    { spec: { nodeSelector: { disk: 'ssd' }, containers: [nginx()] } },
    { labels: { role: 'alone' }, annotations: { note: 'waits for a disk' } },
  ),
  core(
    'Pod',
    'pair',
    { spec: { containers: [sh('echo one; sleep 100000'), { ...nginx(), name: 'second' }] } },
    { labels: { role: 'pair' } },
  ),
  core('Pod', 'done', { spec: { restartPolicy: 'Never', containers: [sh('echo line one; echo line two; echo line three')] } }),
  core('Pod', 'failed', { spec: { restartPolicy: 'Never', containers: [sh('echo oh no; exit 2')] } }),
  core('Pod', 'elsewhere', { spec: { containers: [nginx()] } }, { namespace: 'other' }),
];

const FAULTS: readonly Fault[] = [{ kind: 'kill-container', namespace: 'default', pod: 'pair', container: 'main' }];

/** A new world, at rest. Two of them are the same to the byte. */
export function differentialWorld(): SimulatedCluster {
  return new SimulatedCluster({ seed: 5, epoch: EPOCH, nodes: plainNodes(3), setup: setup(), keepLog: false });
}

function setup() {
  const creates = OBJECTS.map((create) => ({ create }));
  return [...creates, { wait: 60_000 }, ...FAULTS.map((fault) => ({ fault })), { wait: 90_000 }];
}

/** A custom kind with all that a definition may say. */
const DEFINITION = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: crontabs.stable.example.com
spec:
  group: stable.example.com
  scope: Namespaced
  names:
    plural: crontabs
    singular: crontab
    kind: CronTab
    shortNames: [ct]
    categories: [all, tables]
  versions:
    - name: v1
      served: true
      storage: true
      subresources:
        status: {}
        scale:
          specReplicasPath: .spec.replicas
          statusReplicasPath: .status.replicas
          labelSelectorPath: .status.labelSelector
      additionalPrinterColumns:
        - { name: Spec, type: string, description: The cron spec, jsonPath: .spec.cronSpec }
        - { name: Replicas, type: integer, jsonPath: .spec.replicas }
        - { name: Image, type: string, jsonPath: .spec.image, priority: 1 }
        - { name: Age, type: date, jsonPath: .metadata.creationTimestamp }
      schema:
        openAPIV3Schema:
          type: object
          description: A table of cron.
          properties:
            spec:
              type: object
              required: [cronSpec]
              description: What is wanted.
              x-kubernetes-validations:
                - { rule: "self.replicas <= self.max", message: replicas must not exceed max }
              properties:
                cronSpec: { type: string, pattern: '^(\\d+|\\*)(/\\d+)?(\\s+(\\d+|\\*)(/\\d+)?){4}$', description: When. }
                image: { type: string }
                replicas: { type: integer, minimum: 1, maximum: 10, default: 1 }
                max: { type: integer, default: 5 }
                mode: { type: string, enum: [Fast, Slow] }
                ports: { type: array, maxItems: 2, items: { type: object, required: [port], properties: { port: { type: integer } } } }
                labels: { type: object, additionalProperties: { type: string } }
                any: { type: object, x-kubernetes-preserve-unknown-fields: true }
                size: { x-kubernetes-int-or-string: true }
            status:
              type: object
              properties:
                replicas: { type: integer }
                labelSelector: { type: string }
    - name: v1beta1
      served: true
      storage: false
      schema:
        openAPIV3Schema:
          type: object
          properties:
            spec: { type: object, properties: { cronSpec: { type: string }, image: { type: string, default: none } } }
`;

const rights = (verbs: string, role: string, user: string) => `apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: few, namespace: default, labels: {by: ${user}}}
rules:
- {apiGroups: [""], resources: [pods], verbs: [${verbs}]}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: few, namespace: default}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: ${role}}
subjects:
- {kind: User, name: ${user}, apiGroup: rbac.authorization.k8s.io}
`;

/** Manifests that lie where both kubectls run. */
export const FILES: Readonly<Record<string, string>> = {
  'new.yaml': `apiVersion: apps/v1
kind: Deployment
metadata:
  name: new
  labels: {app: new}
spec:
  replicas: 1
  selector: {matchLabels: {app: new}}
  template:
    metadata: {labels: {app: new}}
    spec:
      containers:
      - name: nginx
        image: nginx:1.26
`,
  'newer.yaml': `apiVersion: apps/v1
kind: Deployment
metadata:
  name: new
  labels: {app: new, version: "2"}
spec:
  replicas: 2
  selector: {matchLabels: {app: new}}
  template:
    metadata: {labels: {app: new}}
    spec:
      containers:
      - name: nginx
        image: nginx:1.27
`,
  'two.yaml': `apiVersion: v1
kind: ConfigMap
metadata: {name: first}
data: {a: "1"}
---
apiVersion: v1
kind: Service
metadata: {name: second}
spec:
  selector: {app: web}
  ports:
  - port: 80
`,
  'unknown-field.yaml': `apiVersion: v1
kind: ConfigMap
metadata: {name: strange}
dada: {a: "1"}
`,
  'unknown-kind.yaml': `apiVersion: example.com/v1
kind: Unicorn
metadata: {name: u}
`,
  'invalid.yaml': `apiVersion: apps/v1
kind: Deployment
metadata: {name: invalid}
spec:
  selector: {matchLabels: {app: a}}
  template:
    metadata: {labels: {app: b}}
    spec:
      containers:
      - name: nginx
        image: nginx
`,
  'broken.yaml': `apiVersion: v1
kind: [
`,
  'kind.yaml': DEFINITION,
  'kind-without-type.yaml': DEFINITION.replace('image: { type: string }', 'image: {}'),
  'tab.yaml': `apiVersion: stable.example.com/v1
kind: CronTab
metadata: {name: first}
spec: {cronSpec: "* * * * */5", image: tab}
---
apiVersion: stable.example.com/v1
kind: CronTab
metadata: {name: second, labels: {app: web}}
spec:
  cronSpec: "0 0 * * 0"
  replicas: 2
  mode: Fast
  ports: [{port: 80}]
  labels: {a: b}
  any: {deep: {er: [1, two, 3.5]}}
  size: 5%
`,
  'newer-tab.yaml': `apiVersion: stable.example.com/v1
kind: CronTab
metadata: {name: second, labels: {app: web}}
spec:
  cronSpec: "0 0 * * 0"
  replicas: 3
  mode: Fast
  ports: [{port: 81}]
  any: {deep: {er: [1, two, 3.5]}}
  size: 5%
`,
  'bad-tab.yaml': `apiVersion: stable.example.com/v1
kind: CronTab
metadata: {name: bad}
spec: {cronSpec: never, replicas: 11, mode: Slowly, ports: [{port: http}]}
`,
  'strange-tab.yaml': `apiVersion: stable.example.com/v1
kind: CronTab
metadata: {name: strange}
spec: {cronSpec: "* * * * */5", kronSpec: x, ports: [{port: 1, prot: 2}]}
`,
  'empty.json': '{}',
  'map.json': '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"mapped"},"data":{"a":"b"}}',
  'rights.yaml': rights('get, list', 'few', 'bob'),
  'more-rights.yaml': rights('get, watch', 'many', 'alice'),
  'pod.yaml': `apiVersion: v1
kind: Pod
metadata: {name: plain}
spec:
  containers:
  - name: main
    image: nginx:1.27
`,
};
