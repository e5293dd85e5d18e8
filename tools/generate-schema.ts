import { writeFileSync } from 'node:fs';
import { createGenerator } from 'ts-json-schema-generator';

/** Reads the types of kubernetes-types (1.30), adds the fields that came in 1.31 and 1.32 from the models of
 *  @kubernetes/client-node (1.34), and writes what the API server needs of them:
 *  `shapes.json`, field names and types only, for strict decoding; `full.json`, with descriptions, for explain
 *  and editors. Run after a change of kubernetes-types or of the kinds below: `npm run schema`. */

const KINDS: Readonly<Record<string, readonly string[]>> = {
  'core/v1': [
    ...['ConfigMap', 'LimitRange', 'Namespace', 'Node', 'PersistentVolume', 'PersistentVolumeClaim', 'Pod', 'PodTemplate'],
    ...['ReplicationController', 'ResourceQuota', 'Secret', 'Service', 'ServiceAccount'],
  ],
  'apps/v1': ['ControllerRevision', 'DaemonSet', 'Deployment', 'ReplicaSet', 'StatefulSet'],
  'admissionregistration/v1': [
    ...['MutatingWebhookConfiguration', 'ValidatingAdmissionPolicy', 'ValidatingAdmissionPolicyBinding'],
    'ValidatingWebhookConfiguration',
  ],
  'apiextensions/v1': ['CustomResourceDefinition'],
  'autoscaling/v2': ['HorizontalPodAutoscaler'],
  'autoscaling/v1': ['HorizontalPodAutoscaler'],
  'batch/v1': ['CronJob', 'Job'],
  'discovery/v1': ['EndpointSlice'],
  'networking/v1': ['Ingress', 'IngressClass', 'NetworkPolicy'],
  'policy/v1': ['PodDisruptionBudget'],
  'rbac/v1': ['ClusterRole', 'ClusterRoleBinding', 'Role', 'RoleBinding'],
  'scheduling/v1': ['PriorityClass'],
  'storage/v1': ['StorageClass', 'CSIDriver', 'CSINode', 'CSIStorageCapacity', 'VolumeAttachment'],
  'coordination/v1': ['Lease'],
  'node/v1': ['RuntimeClass'],
  'certificates/v1': ['CertificateSigningRequest'],
  'flowcontrol/v1': ['FlowSchema', 'PriorityLevelConfiguration'],
};

/** Fields that came after 1.30 and up to 1.32, and those of a rule that its type leaves out. Source: staging/src/k8s.io/api, by comparing releases */
const LATER: Readonly<Record<string, readonly string[]>> = {
  ContainerStatus: ['allocatedResourcesStatus', 'user'],
  LeaseSpec: ['preferredHolder', 'strategy'],
  NamedRuleWithOperations: ['resources', 'scope'],
  NodeRuntimeHandlerFeatures: ['userNamespaces'],
  NodeStatus: ['features'],
  PodResourceClaim: ['resourceClaimName', 'resourceClaimTemplateName'],
  PodSecurityContext: ['seLinuxChangePolicy', 'supplementalGroupsPolicy'],
  PodSpec: ['resources'],
  ResourceClaim: ['request'],
  RuleWithOperations: ['resources', 'scope'],
  Volume: ['image'],
};
/** Fields that went. */
const GONE: Readonly<Record<string, string>> = { PodResourceClaim: 'source' };

interface Schema {
  $ref?: string;
  type?: string | string[];
  description?: string;
  properties?: Record<string, Schema>;
  items?: Schema;
  additionalProperties?: boolean | Schema;
  required?: string[];
  anyOf?: Schema[];
  definitions?: Record<string, Schema>;
}

const generate = (group: string, kind: string) => schemaOf(`node_modules/kubernetes-types/${group}.d.ts`, kind);

function schemaOf(path: string, kind: string): Schema {
  return createGenerator({
    path,
    tsconfig: 'tools/schema.tsconfig.json',
    type: kind,
    skipTypeCheck: true,
    additionalProperties: false,
    topRef: true,
  }).createSchema(kind) as Schema;
}

/** Structs whose names another group or version has taken: these bear the version, or the group. */
const SECOND: Readonly<Record<string, string>> = {
  'autoscaling/v1': 'v1.HorizontalPodAutoscaler',
  'flowcontrol/v1': 'flowcontrol.Subject',
};

const definitions: Record<string, Schema> = {};
for (const [group, kinds] of Object.entries(KINDS)) {
  for (const kind of kinds) {
    for (const [name, schema] of Object.entries(second(group, generate(group, kind).definitions ?? {})))
      definitions[name.replaceAll(/[<>]/g, '')] ??= mend(schema, name);
  }
}

for (const [name, fields] of Object.entries(LATER)) addLater(name, fields);

/** The aggregator's own group is not among those types. Source: kube-aggregator/pkg/apis/apiregistration/v1/types.go */
const leaf = (type: string): Schema => ({ type });
const struct = (name: string): Schema => ({ $ref: `#/definitions/${name}` });
definitions['APIService'] = {
  type: 'object',
  description: 'APIService represents a server for a particular GroupVersion. Name must be "version.group".',
  properties: {
    apiVersion: leaf('string'),
    kind: leaf('string'),
    metadata: struct('ObjectMeta'),
    spec: struct('APIServiceSpec'),
    status: struct('APIServiceStatus'),
  },
};
definitions['APIServiceSpec'] = {
  type: 'object',
  properties: {
    caBundle: leaf('string'),
    group: leaf('string'),
    groupPriorityMinimum: leaf('integer'),
    insecureSkipTLSVerify: leaf('boolean'),
    service: struct('APIServiceReference'),
    version: leaf('string'),
    versionPriority: leaf('integer'),
  },
};
definitions['APIServiceReference'] = {
  type: 'object',
  properties: { name: leaf('string'), namespace: leaf('string'), port: leaf('integer') },
};
definitions['APIServiceStatus'] = { type: 'object', properties: { conditions: { type: 'array', items: struct('Condition') } } };

/** client-node's names begin with the version: V1ImageVolumeSource. */
function addLater(name: string, fields: readonly string[]): void {
  const model = schemaOf(`node_modules/@kubernetes/client-node/dist/gen/models/V1${name}.d.ts`, `V1${name}`);
  const own = (JSON.parse(JSON.stringify(model).replaceAll('#/definitions/V1', '#/definitions/').replaceAll("\\\\'", "'")) as Schema)
    .definitions!;
  const take = (schema: Schema) => {
    for (const [, other] of JSON.stringify(schema).matchAll(/#\/definitions\/(\w+)/g)) {
      if (definitions[other!]) continue;
      definitions[other!] = mend(own[`V1${other}`]!, other!);
      take(definitions[other!]!);
    }
  };
  for (const field of fields) take((definitions[name]!.properties![field] = own[`V1${name}`]!.properties![field]!));
  if (GONE[name]) delete definitions[name]!.properties![GONE[name]];
  mend(definitions[name]!, name);
}

function second(group: string, own: Record<string, Schema>): Record<string, Schema> {
  const [, prefix] = /^(\w+\.)(.*)$/.exec(SECOND[group] ?? '') ?? [];
  const kind = SECOND[group]?.slice(prefix?.length);
  if (!prefix || !kind) return own;
  const named = (name: string) => (name.startsWith(kind) ? prefix + name : name);
  const text = JSON.stringify(own).replaceAll(`#/definitions/${kind}`, `#/definitions/${prefix}${kind}`);
  return Object.fromEntries(Object.entries(JSON.parse(text) as Record<string, Schema>).map(([name, one]) => [named(name), one]));
}

/** Integers come out as `number`; a StatefulSet's serviceName is optional since 1.32's own schema says so in practice. */
function mend(schema: Schema, name: string): Schema {
  if (name === 'StatefulSetSpec') schema.required = schema.required?.filter((one) => one !== 'serviceName');
  // A CustomResourceDefinition's schema is taken as it is: what stands in it is not ours to drop.
  if (name === 'CustomResourceValidation')
    schema.properties!['openAPIV3Schema'] = { description: schema.properties!['openAPIV3Schema']!.description! };
  const visit = (node: Schema, field: string) => {
    if (node.type === 'number') node.type = 'integer';
    if (node.$ref) node.$ref = node.$ref.replaceAll(/%3C|%3E/g, '');
    for (const [key, inner] of Object.entries(node.properties ?? {})) visit(inner, key);
    if (node.items) visit(node.items, field);
    if (typeof node.additionalProperties === 'object') visit(node.additionalProperties, field);
  };
  visit(schema, '');
  return schema;
}

/** One letter a type: s string, b boolean, i integer, q int-or-string or quantity, t time, * anything;
 *  `[x` a list of x, `{x` a map of x, `@n` the struct of that number. */
const names = Object.keys(definitions)
  .filter((name) => definitions[name]!.properties)
  .sort();
const number = new Map(names.map((name, i) => [name, i]));

function compact(schema: Schema): string {
  if (schema.$ref) {
    const name = schema.$ref.replace('#/definitions/', '');
    if (number.has(name)) return `@${number.get(name)}`;
    const target = definitions[name];
    if (name === 'Quantity' || name === 'IntOrString') return 'q';
    return target ? compact(target) : '*';
  }
  if (schema.type === 'array') return `[${schema.items ? compact(schema.items) : '*'}`;
  if (schema.type === 'object') return typeof schema.additionalProperties === 'object' ? `{${compact(schema.additionalProperties)}` : '*';
  if (schema.type === 'string') return 's';
  if (schema.type === 'boolean') return 'b';
  return schema.type === 'integer' ? 'i' : '*';
}

const shapes = names.map((name) => [
  name,
  Object.fromEntries(Object.entries(definitions[name]!.properties!).map(([field, schema]) => [field, compact(schema)])),
]);
writeFileSync('src/kube/schema/shapes.json', `${JSON.stringify(shapes)}\n`);
writeFileSync('src/kube/schema/full.json', `${JSON.stringify({ definitions })}\n`);
