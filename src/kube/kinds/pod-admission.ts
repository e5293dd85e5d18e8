import { freeze, longer } from '../plain-data';
import { limitPod } from '../quota/limits';
import { forbidden } from '../status';
import type { Draft, Surroundings } from './kind';
import type { Container, Pod, PodSpec, Toleration, Volume } from './pod';
import { fill } from './pod-defaults';
import { qosClass } from './qos-class';
import { admitRuntimeClass } from './runtime-class';

/** What happens to a new pod at the door, in place.
 *  MODELS the strategy of pods and the admission plugins ServiceAccount, RuntimeClass, Priority, LimitRanger and DefaultTolerationSeconds.
 *  OMITS the wait for a namespace's `default` ServiceAccount: it comes a moment after its namespace, and a beginner
 *  who creates both at once would meet that race without having done anything wrong. */
export function admitPod(pod: Draft<Pod>, around: Surroundings): void {
  const { spec } = pod;
  admitServiceAccount(pod, spec, around);
  admitPriority(pod, spec, around);
  limitPod(pod, spec, around);
  spec.tolerations = tolerations(spec.tolerations);
  admitRuntimeClass(pod, around);
  pod.status = { phase: 'Pending', qosClass: qosClass(spec) };
}

/** What an update does not say, and the door adds again, in place. */
export function admitPodUpdate(pod: Draft<Pod>, old: Pod): void {
  if (pod.spec.tolerations === old.spec.tolerations) return;
  const { priority, preemptionPolicy } = old.spec;
  pod.spec = { ...fill(pod.spec, { priority, preemptionPolicy }), tolerations: tolerations(pod.spec.tolerations) };
}

const refuse = (pod: Draft<Pod>, why: string) => forbidden({ group: '', resource: 'pods' }, pod.metadata.name, why);

/** Source: plugin/pkg/admission/serviceaccount */
function admitServiceAccount(pod: Draft<Pod>, spec: PodSpec, around: Surroundings): void {
  fill(spec, { serviceAccountName: 'default', serviceAccount: spec.serviceAccountName ?? 'default' });
  const key = `${pod.metadata.namespace}/${spec.serviceAccountName}`;
  const account = around.find('serviceaccounts', key);
  if (!account && spec.serviceAccountName !== 'default')
    throw refuse(pod, `error looking up service account ${key}: serviceaccount "${spec.serviceAccountName}" not found`);
  if (account?.['imagePullSecrets'] && !spec.imagePullSecrets?.length) spec.imagePullSecrets = account['imagePullSecrets'];
  if (spec.automountServiceAccountToken ?? account?.['automountServiceAccountToken'] ?? true) mountToken(spec, around);
}

const TOKEN_PATH = '/var/run/secrets/kubernetes.io/serviceaccount';

const hasToken = (container: Container) => container.volumeMounts?.some(({ mountPath }) => mountPath === TOKEN_PATH) ?? false;

function mountToken(spec: PodSpec, around: Surroundings): void {
  if ([...(spec.initContainers ?? []), ...(spec.containers ?? [])].every(hasToken)) return;
  const name = `kube-api-access-${around.random.suffix(5)}`;
  for (const container of [...(spec.initContainers ?? []), ...(spec.containers ?? [])])
    if (!hasToken(container)) container.volumeMounts = longer(container.volumeMounts, { name, readOnly: true, mountPath: TOKEN_PATH });
  spec.volumes = longer(spec.volumes, { name, projected: TOKEN });
}

/** One frozen value for every pod: what is equal is shared. */
const TOKEN: NonNullable<Volume['projected']> = freeze({
  defaultMode: 0o644,
  sources: [
    { serviceAccountToken: { expirationSeconds: 3607, path: 'token' } },
    { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
    { downwardAPI: { items: [{ path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } }] } },
  ],
});

/** The number comes from the class, never from the manifest. Source: plugin/pkg/admission/priority */
function admitPriority(pod: Draft<Pod>, spec: PodSpec, around: Surroundings): void {
  const name = spec.priorityClassName;
  const found = name ? around.find('priorityclasses', name) : around.list('priorityclasses').find((one) => one['globalDefault'] === true);
  if (name && !found) throw refuse(pod, `no PriorityClass with name ${name} was found`);
  const priority = (found?.['value'] as number | undefined) ?? 0;
  if (spec.priority !== undefined && spec.priority !== priority) throw refuse(pod, mismatch(spec.priority, priority));
  if (found) spec.priorityClassName = found.metadata.name;
  spec.priority = priority;
  fill(spec, { preemptionPolicy: (found?.['preemptionPolicy'] as string | undefined) ?? 'PreemptLowerPriority' });
}

const mismatch = (given: number, computed: number) =>
  `the integer value of priority (${given}) must not be provided in pod spec; priority admission controller computed ${computed} from the given PriorityClass name`;

/** Pods stay five minutes on a node that is lost. Source: plugin/pkg/admission/defaulttolerationseconds */
function tolerations(written: readonly Toleration[] = []): Toleration[] {
  const covered = (key: string) => written.some((one) => (one.key === key || !one.key) && (!one.effect || one.effect === 'NoExecute'));
  return [...written, ...LOST.filter(({ key }) => !covered(key!))];
}

const LOST: readonly Toleration[] = freeze(
  ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable'].map((key) => ({
    key,
    operator: 'Exists',
    effect: 'NoExecute',
    tolerationSeconds: 300,
  })),
);
