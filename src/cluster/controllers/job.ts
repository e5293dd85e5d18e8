import type { Change } from '../../kube/api';
import { isFinished, type Job, type JobStatus } from '../../kube/kinds/job';
import type { Pod } from '../../kube/kinds/pod';
import type { Reconciler, World } from '../component';
import { backOffs } from './job-back-off';
import { endOf, isReached, jobCondition, reached, untilDeadline, withCondition } from './job-ending';
import { endPods, managePods, present } from './job-pods';
import { track } from './job-tracking';
import { takeTurn, TRACKING, type Turn } from './job-turn';
import { adopters, claim, ownersOf } from './ownership';
import { namespaceEnds } from './pod-control';

/** Runs pods until enough of them have succeeded, or too many have failed.
 *  MODELS fixed counts, work queues, indexes, back-off, its limits, failure and success policies, the deadline,
 *  suspension, replacement policy, counting by finalizers, conditions and events.
 *  OMITS that upstream reports no active pod at all for as long as a new one has to wait for its back-off.
 *  Source: pkg/controller/job/job_controller.go syncJob */
export const jobController: Reconciler = {
  name: 'job-controller',
  resource: 'jobs',
  latency: latencyOf,
  watches: {
    pods: (change, world) => {
      const owners = owned(change);
      return owners.length ? owners : adopting(change, world);
    },
  },
  reconcile(key, world) {
    const job = world.api.get<Job>('jobs', key);
    if (!job || isFinished(job)) return void backOffs(world).delete(key);
    if ((job.spec.managedBy ?? MANAGER) !== MANAGER) return;
    const started = startedJob(world, job);
    const pods = claim<Pod>(world, 'pods', job, job.spec.selector, () => true, [TRACKING]);
    return sync(takeTurn(world, key, started, pods));
  },
};

const owned = ownersOf('Job');
const adopting = adopters('jobs');
const MANAGER = 'kubernetes.io/job-controller';
const SOURCE = { component: 'job-controller' };

/** Changes of pods come in swarms: they are looked at together. Source: SyncJobBatchPeriod */
const BATCH = 1000;

function latencyOf({ resource, object, old }: Change): number | undefined {
  const immediate = resource === 'jobs' && (!old || object.metadata.generation !== old.metadata.generation);
  return immediate ? undefined : BATCH;
}

/** The clock of a Job starts when it is first seen and not suspended, and anew when it is resumed: before anything
 *  is judged by it, so that the time of its suspension never counts. Source: docs, Suspending a Job */
function startedJob({ timestamp }: World, job: Job): Job {
  if (job.spec.suspend || (job.status.startTime && !wasSuspended(job))) return job;
  return { ...job, status: { ...job.status, startTime: timestamp } };
}

const wasSuspended = ({ status }: Job) => status.conditions?.some(({ type, status: is }) => type === 'Suspended' && is === 'True') ?? false;

/** @returns ms after which to look again */
function sync(turn: Turn): number | undefined {
  const { world, key, job } = turn;
  let end = endOf(turn);
  // The pods of a Job on its way out are the garbage collector's.
  const outcome = end ? endPods(turn) : job.metadata.deletionTimestamp ? present(turn) : managePods(turn);
  if (!end && isReached(turn, outcome.active)) end = reached(world);
  const draft = end || job.metadata.deletionTimestamp ? job.status : suspension(turn);
  backOffs(world).set(key, turn.backOff);
  track(turn, outcome, end, draft);
  if (outcome.failure && !namespaceEnds(outcome.failure)) throw outcome.failure;
  return end ? undefined : earliest(outcome.wait, untilDeadline({ world, job: { ...job, status: draft } }));
}

const earliest = (a: number | undefined, b: number | undefined) => (a === undefined || b === undefined ? (a ?? b) : Math.min(a, b));

/** Suspended or resumed. */
function suspension({ world, job }: Turn): JobStatus {
  const { status, spec } = job;
  const before = status.conditions ?? [];
  const condition = spec.suspend
    ? jobCondition(world, 'Suspended', 'True', 'JobSuspended', 'Job suspended')
    : jobCondition(world, 'Suspended', 'False', 'JobResumed', 'Job resumed');
  const conditions = withCondition(before, condition);
  if (conditions === before) return status;
  world.record(job, 'Normal', spec.suspend ? 'Suspended' : 'Resumed', condition.message!, SOURCE);
  return { ...status, conditions };
}
