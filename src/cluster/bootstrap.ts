import { KUBERNETES_SERVICE } from './controllers/kubernetes-service';
import type { Fault } from '../kube/fault';
import type { Manifest } from '../kube/object';
import { Random } from '../sim/random';
import type { Engine } from './engine';
import { registerNode } from './kubelet';
import { perform } from './perform';
import { DEFAULT_ROLES } from './roles';

export interface ScenarioNode {
  readonly name: string;
  readonly zone?: string;
  readonly cpu?: string;
  readonly memory?: string;
  /** How many pods it takes at most. Default 110, as the kubelet's. */
  readonly pods?: string;
  readonly labels?: Readonly<Record<string, string>>;
}

/** What a world starts from, besides its seed. */
export interface Scenario {
  readonly nodes: readonly ScenarioNode[];
  /** What has happened before anybody looks; in order. */
  readonly setup?: readonly SetupAction[];
}

type SetupAction = { readonly create: Manifest } | { readonly fault: Fault } | { /** Virtual ms. */ readonly wait: number };

/** `count` plain workers over three zones. */
export function plainNodes(count: number): ScenarioNode[] {
  return Array.from({ length: count }, (_, i) => ({ name: `node-${i + 1}`, zone: `zone-${'abc'[i % 3]}` }));
}

/** How long a new world lives before anybody sees it: its namespaces and nodes have settled by then. */
const SETTLE = 5_000;

/** Fill a new world with what every cluster has: its namespaces, its priority classes, a default StorageClass,
 *  the `kubernetes` Service and the nodes. Then let it settle, so that the first instant a person sees is at rest. */
export function bootstrap(engine: Engine, scenario: Scenario): void {
  engine.outside({ type: 'input', actor: 'cluster', note: 'the cluster starts' }, () => {
    for (const [resource, object] of FURNITURE)
      engine.api.create(resource, object, object.metadata?.namespace ? { namespace: object.metadata.namespace } : {});
    for (const node of scenario.nodes) registerNode(engine, node);
    createRoles(engine);
  });
  run(engine, SETTLE);
  for (const action of scenario.setup ?? []) prepare(engine, action);
}

/** Their uids are drawn apart: a world's own chance is that of its nodes and of what people do. */
function createRoles(engine: Engine): void {
  const { random } = engine;
  const before = random.save();
  random.load(new Random(ROLES_SEED).save());
  for (const [resource, object] of DEFAULT_ROLES) engine.api.create(resource, object);
  random.load(before);
}

const ROLES_SEED = 0x726f6c65;

function prepare(engine: Engine, action: SetupAction): void {
  if ('wait' in action) return run(engine, action.wait);
  if ('fault' in action) return void perform(engine, { type: 'fault', fault: action.fault });
  const { apiVersion = '', kind = '', metadata } = action.create;
  const resource = engine.api.resourceOf(apiVersion, kind);
  perform(engine, {
    type: 'create',
    resource,
    object: action.create,
    ...(resource.namespaced && { options: { namespace: metadata?.namespace ?? 'default' } }),
  });
}

function run(engine: Engine, ms: number): void {
  const until = engine.kernel.now + ms;
  for (let next = engine.kernel.nextAt(); next !== undefined && next <= until; next = engine.kernel.nextAt()) engine.step();
  engine.kernel.idleTo(until);
}

const namespace = (name: string): [string, Manifest] => ['namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name } }];

const priority = (name: string, value: number, description: string): [string, Manifest] => [
  'priorityclasses',
  {
    apiVersion: 'scheduling.k8s.io/v1',
    kind: 'PriorityClass',
    metadata: { name },
    value,
    description,
    preemptionPolicy: 'PreemptLowerPriority',
  },
];

const FURNITURE: readonly (readonly [string, Manifest])[] = [
  namespace('default'),
  namespace('kube-node-lease'),
  namespace('kube-public'),
  namespace('kube-system'),
  priority(
    'system-cluster-critical',
    2_000_000_000,
    'Used for system critical pods that must run in the cluster, but can be moved to another node if necessary.',
  ),
  priority('system-node-critical', 2_000_001_000, 'Used for system critical pods that must not be moved from their current node.'),
  [
    'storageclasses',
    {
      apiVersion: 'storage.k8s.io/v1',
      kind: 'StorageClass',
      metadata: { name: 'standard', annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
      provisioner: 'podplay.dev/simulated-disk',
      reclaimPolicy: 'Delete',
      volumeBindingMode: 'WaitForFirstConsumer',
      allowVolumeExpansion: true,
    },
  ],
  ...KUBERNETES_SERVICE,
];
