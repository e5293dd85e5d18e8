import type { Job } from '../../kube/kinds/job';
import type { Pod } from '../../kube/kinds/pod';
import { groupBy } from '../group';
import { SHADES, type Generation, type Seat, type Workload } from './actors';
import type { Household } from './workloads';

/** A Job is a row of work items: done, in hand, failed, still to do. What is in hand is not done, however ready its Pod is. */
export function jobWorkload(job: Job, house: Household): Workload {
  const { metadata, status } = job;
  const generation = jobGeneration(job, 1, house, `${metadata.uid}/`);
  const failed = status.failed ?? 0;
  const { givenUp } = generation;
  const note = givenUp ?? (failed ? `${failed} failed` : job.spec.suspend ? 'suspended' : undefined);
  return {
    uid: metadata.uid,
    kind: 'Job',
    name: metadata.name,
    desired: generation.desired,
    ready: status.succeeded ?? 0,
    unit: 'done',
    ...(note && { note }),
    ...(givenUp && { givenUp }),
    generations: [generation],
  };
}

export function jobGeneration(job: Job, hue: number, house: Household, key: string = job.metadata.uid): Generation {
  const { metadata, spec, status } = job;
  const pods = house.podsOf(metadata.uid);
  const wanted = spec.completions ?? spec.parallelism ?? 1;
  const items = spec.completionMode === 'Indexed' ? indexed(job, pods, wanted, hue) : counted(job, pods, wanted, hue);
  const givenUp = reasonOfFailure(job);
  const seats = givenUp ? items.map((seat): Seat => (seat.state === 'missing' ? { ...seat, state: 'failed' } : seat)) : items;
  const title = spec.template.spec.containers.map(({ image = '' }) => image).join(', ');
  return {
    uid: key,
    name: metadata.name,
    kind: 'Job',
    hue,
    desired: wanted,
    current: status.succeeded ?? 0,
    title,
    numbered: true,
    ...(givenUp && { givenUp }),
    seats,
  };
}

function reasonOfFailure({ status }: Job): string | undefined {
  const failed = status.conditions?.find(({ type, status }) => type === 'Failed' && status === 'True');
  return failed && (failed.reason ?? 'Failed');
}

const isAtWork = ({ status: { phase } }: Pod) => phase === 'Pending' || phase === 'Running';

/** Items are alike: those done first, then those in hand, then those to do. */
function counted({ metadata: { uid }, status }: Job, pods: readonly Pod[], wanted: number, hue: number): Seat[] {
  const done = Math.min(status.succeeded ?? 0, wanted);
  const active = pods.filter(isAtWork).slice(0, Math.max(0, wanted - done));
  return Array.from({ length: wanted }, (_, i): Seat => {
    const key = `${uid}?${i}`;
    const pod = active[i - done];
    if (i < done) return { key, hue, state: 'done' };
    return pod ? { key, hue, pod: pod.metadata.uid, state: 'present' } : { key, hue, state: 'missing' };
  });
}

/** Each item has its number. */
function indexed({ metadata: { uid }, status }: Job, pods: readonly Pod[], wanted: number, hue: number): Seat[] {
  const done = parseIndexes(status.completedIndexes);
  const failed = parseIndexes(status.failedIndexes);
  const active = new Map(pods.filter(isAtWork).map((pod) => [indexOf(pod), pod]));
  const failures = groupBy(
    pods.filter((pod) => pod.status.phase === 'Failed'),
    indexOf,
  );
  const pieces = new Map(pods.flatMap((pod) => pieceOf(pod)));
  return Array.from({ length: wanted }, (_, i): Seat => {
    const seat = { key: `${uid}?${i}`, hue, label: String(i), ...(failures.has(i) && { failures: failures.get(i)!.length }) };
    const [pod, piece] = [active.get(i), pieces.get(i)];
    if (done.has(i)) return { ...seat, state: 'done', ...(piece && { piece }) };
    if (failed.has(i)) return { ...seat, state: 'failed' };
    return pod ? { ...seat, pod: pod.metadata.uid, state: 'present' } : { ...seat, state: 'missing' };
  });
}

const indexOf = ({ metadata: { annotations } }: Pod) => Number(annotations?.['batch.kubernetes.io/job-completion-index']);

/** What a Pod left in its termination message, if that is a picture in letters from light to dark. */
function pieceOf(pod: Pod): [number, readonly string[]][] {
  const message = pod.status.containerStatuses?.[0]?.state?.terminated?.message;
  if (pod.status.phase !== 'Succeeded' || !message || !PICTURE.test(message)) return [];
  return [[indexOf(pod), message.replace(/\n$/, '').split('\n')]];
}

/** Of the letters from light to dark, and not too large. */
const PICTURE = new RegExp(`^([${SHADES.replace('-', '\\-')}]{1,80}\\n?){1,8}$`);

/** `1,3-5` are 1, 3, 4 and 5. */
export function parseIndexes(text = ''): ReadonlySet<number> {
  const ranges = text.split(',').filter(Boolean);
  return new Set(
    ranges.flatMap((range) => {
      const [from = 0, to = from] = range.split('-').map(Number);
      return Array.from({ length: to - from + 1 }, (_, i) => from + i);
    }),
  );
}
