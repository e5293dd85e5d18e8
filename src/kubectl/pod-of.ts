import type { KubeObject, LabelSelector } from '../kube/object';
import type { KubectlEnv } from './env';
import { KubectlError } from './errors';
import { goSort } from './go-sort';
import { findResource, objectRef } from './resources';

/** From a workload to its pods. Source: polymorphichelpers/helpers.go GetFirstPod, attachablepodforobject.go */

/** `app=web,tier in (a,b)`: what a workload's selector is as text; undefined for what selects no pods. */
export function selectorText({ kind, spec }: KubeObject): string | undefined {
  if (kind === 'Service' || kind === 'ReplicationController') return pairs(spec?.selector);
  const selector = spec?.selector as LabelSelector | undefined;
  if (!selector) return undefined;
  const expressions = (selector.matchExpressions ?? []).map(({ key, operator, values = [] }) => {
    if (operator === 'Exists') return key;
    return operator === 'DoesNotExist' ? `!${key}` : `${key} ${operator === 'In' ? 'in' : 'notin'} (${values.join(',')})`;
  });
  return [pairs(selector.matchLabels), ...expressions].filter(Boolean).join(',');
}

const pairs = (labels: Readonly<Record<string, string>> | undefined): string | undefined =>
  labels &&
  Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(',');

/** The pods that `pod`, `pod/x` or `deploy/x` means, those that serve best first. */
export async function podsOf(
  env: KubectlEnv,
  word: string,
  namespace: string,
  best: 'logs' | 'exec' = 'exec',
): Promise<readonly KubeObject[]> {
  const [kind, name] = word.includes('/') ? (word.split('/') as [string, string]) : ['pods', word];
  const resource = await findResource(env.cluster, kind);
  const object = await env.cluster.get(objectRef(resource, name, namespace));
  if (resource.resource === 'pods') return [object];
  const labelSelector = selectorText(object);
  if (!labelSelector) {
    const type = `*${resource.version}.${resource.kind}`;
    throw new KubectlError(`cannot ${best === 'logs' ? 'get the logs from' : 'attach to'} ${type}: selector for ${type} not implemented`);
  }
  const pods = await env.cluster.list(await findResource(env.cluster, 'pods'), { namespace, labelSelector });
  return goSort(pods.items, best === 'logs' ? byLogging : byActivity);
}

type Order = (a: KubeObject, b: KubeObject) => boolean;

const phases: Readonly<Record<string, number>> = { Running: 0, Unknown: 1, Pending: 2 };
/** A pod that has ended counts as running for its logs, as pending for everything else. */
const phaseRank = ({ status }: KubeObject, ended: number) => phases[status?.phase as string] ?? ended;

interface Ready {
  readonly type: string;
  readonly status: string;
  readonly lastTransitionTime?: string;
}

const readySince = ({ status }: KubeObject): number | undefined => {
  const ready = (status?.conditions as readonly Ready[] | undefined)?.find(({ type }) => type === 'Ready');
  return ready?.status === 'True' ? Date.parse(ready.lastTransitionTime ?? '') : undefined;
};

const restarts = ({ status }: KubeObject) =>
  Math.max(0, ...((status?.containerStatuses ?? []) as readonly { restartCount: number }[]).map(({ restartCount }) => restartCount));

const created = ({ metadata }: KubeObject) => Date.parse(metadata.creationTimestamp);

/** On a node, running, ready and ready for long come first, then by restarts, then the oldest.
 *  Source: util/podutils/podutils.go ByLogging, ActivePods (reversed) */
const ordering =
  (ended: number, moreRestartsFirst: boolean): Order =>
  (a, b) => {
    const [onNode, onNodeToo] = [Boolean(a['spec'].nodeName), Boolean(b['spec'].nodeName)];
    if (onNode !== onNodeToo) return onNode;
    const phase = phaseRank(a, ended) - phaseRank(b, ended);
    if (phase) return phase < 0;
    const [since, sinceToo] = [readySince(a), readySince(b)];
    if ((since === undefined) !== (sinceToo === undefined)) return since !== undefined;
    if (since !== undefined && since !== sinceToo) return since < sinceToo!;
    const restarted = restarts(a) - restarts(b);
    if (restarted) return moreRestartsFirst ? restarted > 0 : restarted < 0;
    return created(a) < created(b);
  };

const byLogging = ordering(0, true);
const byActivity = ordering(2, false);

/** The first of them. @throws KubectlError when there is none */
export async function podOf(env: KubectlEnv, word: string, namespace: string): Promise<KubeObject> {
  const [pod] = await podsOf(env, word, namespace);
  if (!pod) throw new KubectlError('timed out waiting for the condition', { hint: `${word} has no pods now.` });
  return pod;
}

interface Containers {
  readonly containers: readonly { readonly name: string }[];
  readonly initContainers?: readonly { readonly name: string }[];
  readonly ephemeralContainers?: readonly { readonly name: string }[];
}

/** The container that is meant when none is named; says so when there is a choice.
 *  Source: podcmd/podcmd.go FindOrDefaultContainerByName */
export function defaultContainer(env: KubectlEnv, pod: KubeObject, quiet = false): string {
  const { containers, initContainers = [], ephemeralContainers = [] } = pod['spec'] as Containers;
  const annotated = pod.metadata.annotations?.['kubectl.kubernetes.io/default-container'];
  if (annotated && containers.some(({ name }) => name === annotated)) return annotated;
  const names = [
    ...containers.map(({ name }) => name),
    ...ephemeralContainers.map(({ name }) => `${name} (ephem)`),
    ...initContainers.map(({ name }) => `${name} (init)`),
  ];
  const [first] = containers;
  if (names.length > 1 && !quiet) env.err(`Defaulted container "${first!.name}" out of: ${names.join(', ')}\n`);
  return first!.name;
}

export function hasContainer(pod: KubeObject, name: string): boolean {
  const { containers, initContainers = [], ephemeralContainers = [] } = pod['spec'] as Containers;
  return [...containers, ...initContainers, ...ephemeralContainers].some((one) => one.name === name);
}

/** @throws KubectlError when the pod has no such container */
export function checkedContainer(pod: KubeObject, name: string): string {
  if (hasContainer(pod, name)) return name;
  throw new KubectlError(`container ${name} is not valid for pod ${pod.metadata.name}`);
}
