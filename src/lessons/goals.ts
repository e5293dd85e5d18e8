import { Environment } from '@marcbachmann/cel-js';
import type { KubeObject } from '../kube/object';
import type { Pod } from '../kube/kinds/pod';
import { podStatus } from '../kube/kinds/pod-status';
import { parseLabelSelector } from '../kube/selectors';
import type { View } from '../kube/view';
import type { LessonGoal } from './lesson';
import { PodsPast, readyNow, type Story } from './past';

/** What goals are judged by: the cluster as it is, and its story since the step began. */
export interface Evidence extends Story {
  readonly view: View;
  readonly namespace: string;
  /** The length of the log when the step began. */
  readonly from: number;
}

/** The evidence of the evaluation that is running: CEL functions get arguments only. Set for the length of one
 *  synchronous call. */
let evidence: Evidence;

/** The past of a selection of pods is read once: it belongs to the log that it was read from. */
const pasts = new WeakMap<Story['log'], Map<string, PodsPast>>();

function past(selector: string): PodsPast {
  const { log, stored, namespace } = evidence;
  let known = pasts.get(log);
  if (!known) pasts.set(log, (known = new Map<string, PodsPast>()));
  const key = `${namespace} ${selector}`;
  let one = known.get(key);
  if (!one) {
    const matches = parseLabelSelector(selector);
    one = new PodsPast({ log, stored }, ({ metadata }) => metadata.namespace === namespace && matches(metadata.labels ?? {}));
    known.set(key, one);
  }
  return one;
}

const matching = (objects: readonly KubeObject[], selector: string) => {
  const matches = parseLabelSelector(selector);
  return objects.filter(
    (object) => (object.metadata.namespace ?? evidence.namespace) === evidence.namespace && matches(object.metadata.labels ?? {}),
  );
};

const summaries = (selector: string) => matching(evidence.view.list('pods'), selector).map((pod) => summary(pod as unknown as Pod));

/** A pod as a goal sees it: `pods('app=web').all(p, p.ready && p.image == 'nginx:1.9.1')`. */
function summary(pod: Pod) {
  const statuses = pod.status.containerStatuses ?? [];
  return {
    name: pod.metadata.name,
    uid: pod.metadata.uid,
    ready: readyNow(pod),
    status: podStatus(pod),
    phase: pod.status.phase ?? 'Pending',
    /** Names of the containers that run now, init containers among them. */
    running: [...(pod.status.initContainerStatuses ?? []), ...statuses].filter(({ state }) => state?.running).map(({ name }) => name),
    node: pod.spec.nodeName ?? '',
    image: pod.spec.containers[0]?.image ?? '',
    images: pod.spec.containers.map((container) => container.image ?? ''),
    labels: pod.metadata.labels ?? {},
    restarts: statuses.reduce((sum, status) => sum + status.restartCount, 0),
    terminating: pod.metadata.deletionTimestamp !== undefined,
    spec: pod.spec,
  };
}

function find(resource: string, name: string): KubeObject | undefined {
  return evidence.view.get(resource, `${evidence.namespace}/${name}`) ?? evidence.view.get(resource, name);
}

const since = () => evidence.log.slice(evidence.from);
const inputs = (verb: string) => since().filter((entry) => entry.type === 'input' && entry.verb === verb);

const environment = new Environment({ enableOptionalTypes: true })
  .registerFunction('pods(): list<dyn>', () => summaries(''))
  .registerFunction('pods(string): list<dyn>', summaries)
  .registerFunction('objects(string): list<dyn>', (resource: string) => matching(evidence.view.list(resource), ''))
  .registerFunction('objects(string, string): list<dyn>', (resource: string, selector: string) =>
    matching(evidence.view.list(resource), selector),
  )
  .registerFunction('nodes(): list<dyn>', () => [...evidence.view.list('nodes')])
  .registerFunction('exists(string, string): bool', (resource: string, name: string) => find(resource, name) !== undefined)
  .registerFunction('object(string, string): dyn', (resource: string, name: string) => find(resource, name) ?? {})
  // How often the learner did this since the step began: did('delete', 'pods') >= 1.
  .registerFunction('did(string, string): int', (verb: string, resource: string) =>
    BigInt(inputs(verb).filter((entry) => entry.object?.resource === resource).length),
  )
  .registerFunction('ran(string): bool', (word: string) => inputs('exec').some((entry) => entry.note?.includes(word) === true))
  .registerFunction('happened(string): bool', (reason: string) =>
    evidence.view.list('events').some((event) => event.metadata.namespace === evidence.namespace && event['reason'] === reason),
  )
  // What was so at some moment since the step began; what stood at its beginning counts as well.
  .registerFunction('fewestReady(string): int', (selector: string) => BigInt(past(selector).fewestReady(evidence.from)))
  .registerFunction('mostActive(string): int', (selector: string) => BigInt(past(selector).mostActive(evidence.from)))
  .registerFunction('mostUnready(string): int', (selector: string) => BigInt(past(selector).mostUnready(evidence.from)))
  // Names of pods in the order in which they became ready, were gone, or came to a word of kubectl's STATUS column.
  .registerFunction('order(string, string): list<string>', (selector: string, what: string) => past(selector).order(evidence.from, what))
  .registerFunction('faulted(string): bool', (kind: string) => since().some((entry) => entry.type === 'fault' && entry.verb === kind))
  .registerFunction('served(): int', () => BigInt(since().filter((entry) => entry.type === 'request' && entry.ok === true).length))
  .registerFunction('failed(): int', () => BigInt(since().filter((entry) => entry.type === 'request' && entry.ok === false).length));

type Condition = () => unknown;
const parsed = new Map<string, Condition>();

function parse(expr: string): Condition {
  let condition = parsed.get(expr);
  if (!condition) parsed.set(expr, (condition = environment.parse(expr) as unknown as Condition));
  return condition;
}

/** @returns what is wrong with the expression, or undefined when it is a condition */
export function checkGoal(expr: string): string | undefined {
  const result = environment.check(expr);
  if (!result.valid) return result.error?.message.split('\n')[0] ?? 'it does not parse';
  return result.type === 'bool' || result.type === 'dyn' ? undefined : `it gives a ${result.type}, not true or false`;
}

/** The goals not met yet, in the order they are written. A goal that asks for a field which is not there is
 *  not met. */
export function unmet(goals: readonly LessonGoal[], by: Evidence): LessonGoal[] {
  return goals.filter((goal) => !met(goal, by));
}

function met(goal: LessonGoal, by: Evidence): boolean {
  evidence = by;
  try {
    return parse(goal.expr)() === true;
  } catch (error) {
    // CEL's own way to say "no such field yet"; anything else is a bug in the goal's functions.
    if (error instanceof Error && error.name === 'EvaluationError') return false;
    throw error;
  }
}
