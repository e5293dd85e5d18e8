import { describe, expect, it } from 'vitest';
import type { Job } from '../../../src/kube/kinds/job';
import { job, world, type TestWorld } from './world';

const INDEX = 'batch.kubernetes.io/job-completion-index';
const started = (spec: Record<string, unknown> = {}, image?: string, podSpec?: Record<string, unknown>, ms = 30_000): TestWorld => {
  const one = world();
  one.create('jobs', job(spec, image, podSpec));
  one.run(ms);
  return one;
};
const the = ({ get }: TestWorld) => get<Job>('jobs', 'work');
const condition = (one: TestWorld, type: string) => the(one).status.conditions?.find((each) => each.type === type);
const made = (one: TestWorld) => one.steps.filter((step) => step.startsWith('create')).length;
const told = (one: TestWorld) => one.events().filter((event) => !/^(Scheduled|SuccessfulCreate)/.test(event));
/** Seconds between the end of each pod and the making of the next. */
function pauses(one: TestWorld, ms: number): number[] {
  const [ends, makes]: [number[], number[]] = [[], []];
  one.api.onChange(({ resource, type, object, old }) => {
    if (resource !== 'pods') return;
    if (type === 'ADDED') makes.push(one.engine.now);
    else if (object['status'].phase === 'Failed' && old!['status'].phase !== 'Failed') ends.push(one.engine.now);
  });
  one.run(ms);
  return makes.slice(1).map((make, i) => Math.floor((make - ends[i]!) / 1000));
}

describe('a Job', () => {
  it('J1: runs one pod to its end, and says so (job_controller.go)', () => {
    const one = started();
    expect(the(one).spec).toMatchObject({ completions: 1, parallelism: 1, backoffLimit: 6, completionMode: 'NonIndexed', suspend: false });
    expect(the(one).status).toMatchObject({ succeeded: 1, ready: 0, terminating: 0, uncountedTerminatedPods: {} });
    expect(made(one)).toBe(1);
  });

  it('J30, J31: is complete in two steps, of which the last has the time (newSuccessCondition, enactJobFinished)', () => {
    const one = started();
    const { conditions, completionTime } = the(one).status;
    expect(conditions).toMatchObject([
      { type: 'SuccessCriteriaMet', status: 'True', reason: 'CompletionsReached', message: 'Reached expected number of succeeded pods' },
      { type: 'Complete', status: 'True', reason: 'CompletionsReached', message: 'Reached expected number of succeeded pods' },
    ]);
    expect(completionTime).toBe(conditions![1]!.lastTransitionTime);
    expect(told(one)).toEqual(['Completed: Job completed']);
    expect(one.sources()).toContain('job-controller');
  });

  it('J2: with completions alone, one after the other (defaults)', () => {
    const one = world();
    one.create('jobs', job({ completions: 3 }));
    one.run(60_000, () => expect(one.active().length).toBeLessThanOrEqual(1));
    expect(the(one).status).toMatchObject({ succeeded: 3 });
  });

  it('J4: never more at once than are missing', () => {
    const one = world();
    one.create('jobs', job({ completions: 5, parallelism: 3 }));
    one.run(60_000, () => expect(one.active().length).toBeLessThanOrEqual(Math.min(3, 5 - (the(one).status.succeeded ?? 0))));
    expect(made(one)).toBe(5);
  });

  it('J3: as a work queue, is complete when one has succeeded and the others have ended (syncJob)', () => {
    const one = started({ parallelism: 3 }, 'nginx', undefined, 5000);
    const [first, second, third] = one.names();
    expect(the(one).spec.completions).toBeUndefined();
    one.end(first!, 0);
    one.run(10_000);
    expect(condition(one, 'Complete')).toBeUndefined();
    expect(made(one)).toBe(3);
    one.end(second!, 0);
    one.end(third!, 1);
    one.run(10_000);
    expect(condition(one, 'Complete')).toMatchObject({ status: 'True' });
    expect(the(one).status).toMatchObject({ succeeded: 2, failed: 1 });
  });

  it('J5: with parallelism 0, does nothing (manageJob)', () => {
    const one = started({ parallelism: 3, completions: 3 }, 'nginx', undefined, 5000);
    one.patch('jobs', 'work', { spec: { parallelism: 0 } });
    one.run(10_000);
    expect(one.pods()).toHaveLength(0);
    expect(the(one).status.failed).toBeUndefined();
  });

  it('J6: must say how its pods restart (validation)', () => {
    expect(() => started({}, 'nginx', { restartPolicy: 'Always' })).toThrow(
      'spec.template.spec.restartPolicy: Required value: valid values: "OnFailure", "Never"',
    );
  });

  it('J7: selects its pods by its own uid (generateSelector)', () => {
    const one = started();
    const { uid } = the(one).metadata;
    expect(the(one).spec.selector).toEqual({ matchLabels: { 'batch.kubernetes.io/controller-uid': uid } });
    expect(one.pods()[0]!.metadata.labels).toEqual({
      'batch.kubernetes.io/controller-uid': uid,
      'batch.kubernetes.io/job-name': 'work',
      'controller-uid': uid,
      'job-name': 'work',
    });
  });

  it('J8: holds its pods by a finalizer until they are counted (trackJobStatusAndRemoveFinalizers)', () => {
    const one = started({}, 'nginx', undefined, 5000);
    const [name] = one.names();
    expect(one.pod(name!).metadata.finalizers).toEqual(['batch.kubernetes.io/job-tracking']);
    one.end(name!, 0);
    one.run(5000);
    expect(one.pod(name!).metadata.finalizers).toBeUndefined();
  });

  it('J8: writes a pod down before it counts it', () => {
    const one = started({}, 'nginx', undefined, 5000);
    const uncounted: (readonly string[])[] = [];
    one.api.onChange(({ resource, object }) => {
      if (resource === 'jobs') uncounted.push(object['status'].uncountedTerminatedPods?.succeeded ?? []);
    });
    one.end(one.names()[0]!, 0);
    one.run(5000);
    expect(uncounted).toContainEqual([one.pods()[0]!.metadata.uid]);
    expect(the(one).status.uncountedTerminatedPods).toEqual({});
  });

  it('J8: a pod that somebody deletes counts as failed, and is replaced (isPodFailed)', () => {
    const one = started({}, 'nginx', undefined, 5000);
    one.deletePod(one.names()[0]!);
    one.run(30_000);
    expect(the(one).status).toMatchObject({ active: 1, failed: 1 });
  });

  it('J9: too many: those go first that have done least (activePodsForRemoval)', () => {
    const one = started({ parallelism: 3, completions: 9 }, 'nginx', undefined, 5000);
    const [, unready] = one.names();
    one.setReady(unready!, false);
    one.patch('jobs', 'work', { spec: { parallelism: 2 } });
    one.run(5000);
    expect(one.names()).toHaveLength(2);
    expect(one.names()).not.toContain(unready);
  });

  it('J10: at most 500 pods a pass, in batches that double (MaxPodCreateDeletePerSync)', () => {
    const one = world();
    one.create('jobs', job({ parallelism: 700, completions: 700 }, 'nginx'));
    const counts = new Set<number>();
    one.run(1000, () => counts.add(one.pods().length));
    expect(Math.max(...counts)).toBe(500);
    one.run(1500);
    expect(one.pods()).toHaveLength(700);
    const refused = world();
    refused.create('resourcequotas', { metadata: { name: 'none' }, spec: { hard: { pods: '5' } } });
    refused.run(2000);
    refused.create('jobs', job({ parallelism: 10, completions: 10 }, 'nginx'));
    const refusals = () => refused.events().filter((event) => event.startsWith('FailedCreate')).length;
    let first = 0;
    refused.run(300, () => (first ||= refusals()));
    // 1 + 2 + 4 are tried, 5 of them are made; the next 3 are not tried.
    expect([refused.pods().length, first]).toEqual([5, 2]);
  });

  it('J11: what happens to its pods within a second it looks at once (SyncJobBatchPeriod)', () => {
    const one = started({ parallelism: 3, completions: 3 }, 'nginx', undefined, 5000);
    const seen: number[] = [];
    one.api.onChange(({ resource, object }) => {
      if (resource === 'jobs') seen.push((object['status'] as Job['status']).succeeded ?? 0);
    });
    for (const name of one.names()) {
      one.end(name, 0);
      one.run(300);
    }
    expect(the(one).status.succeeded).toBeUndefined();
    one.run(3000);
    expect([...new Set(seen)].filter(Boolean)).toEqual([3]);
  });

  it('J12: grows and shrinks, but keeps its template (validation)', () => {
    const one = started({ completions: 9 }, 'nginx', undefined, 5000);
    one.patch('jobs', 'work', { spec: { parallelism: 4 } });
    one.run(5000);
    expect(one.active()).toHaveLength(4);
    const template = { spec: { containers: [{ name: 'c', image: 'other' }] } };
    expect(() => one.patch('jobs', 'work', { spec: { template } })).toThrow('field is immutable');
  });
});

describe('a Job whose pods fail', () => {
  it('J13, J14: waits longer and longer before it tries again', () => {
    const one = world();
    one.create('jobs', job({ backoffLimit: 20 }, 'ends-1'));
    expect(
      pauses(one, 1_900_000)
        .slice(0, 7)
        .map((seconds) => Math.round(seconds / 10) * 10),
    ).toEqual([10, 20, 40, 80, 160, 320, 600]);
  });

  it('J25, J27: gives up after one more than its limit (exceedsBackoffLimit)', () => {
    const one = started({ backoffLimit: 2 }, 'ends-1', undefined, 120_000);
    expect(the(one).status).toMatchObject({ failed: 3 });
    expect(condition(one, 'Failed')).toMatchObject({
      status: 'True',
      reason: 'BackoffLimitExceeded',
      message: 'Job has reached the specified backoff limit',
    });
    expect(told(one)).toEqual(['BackoffLimitExceeded: Job has reached the specified backoff limit']);
    expect(the(one).status.completionTime).toBeUndefined();
  });

  it('J32: has no time of completion (enactJobFinished)', () => {
    const one = started({ backoffLimit: 0 }, 'ends-1');
    expect(condition(one, 'Failed')!.status).toBe('True');
    expect(the(one).status.completionTime).toBeUndefined();
    expect(the(one).status.startTime).toBeDefined();
  });

  it('J33: tells of every pod it makes and deletes, as the job-controller (controller_utils.go)', () => {
    const one = started({ parallelism: 2, completions: 2 }, 'nginx', undefined, 5000);
    const [first, second] = one.names();
    one.patch('jobs', 'work', { spec: { parallelism: 1 } });
    one.run(3000);
    const gone = [first, second].find((name) => !one.names().includes(name!));
    const pods = one.api.list('events').filter(({ reason }) => /^Successful/.test(String(reason)));
    expect(pods.map(({ reason, message }) => `${reason}: ${message}`)).toEqual([
      `SuccessfulCreate: Created pod: ${first}`,
      `SuccessfulCreate: Created pod: ${second}`,
      `SuccessfulDelete: Deleted pod: ${gone}`,
    ]);
    expect(pods.map(({ source }) => (source as { component: string }).component)).toEqual(Array(3).fill('job-controller'));
  });

  it('J29: ends what still runs, and counts it as failed (deleteActivePods)', () => {
    const one = started({ backoffLimit: 0, parallelism: 2, completions: 2 }, 'nginx', undefined, 5000);
    one.end(one.names()[0]!, 1);
    one.run(20_000);
    expect(one.active()).toHaveLength(0);
    expect(the(one).status).toMatchObject({ failed: 2 });
    expect(the(one).status.active).toBeUndefined();
  });

  it('J31: says FailureTarget first, and Failed when no pod is left (docs)', () => {
    const one = started({ backoffLimit: 0, parallelism: 2, completions: 2 }, 'nginx', undefined, 5000);
    one.end(one.names()[0]!, 1);
    one.run(1400);
    expect(condition(one, 'FailureTarget')).toMatchObject({ status: 'True', reason: 'BackoffLimitExceeded' });
    expect(condition(one, 'Failed')).toBeUndefined();
    expect(the(one).status.terminating).toBe(1);
    one.run(10_000);
    expect(condition(one, 'Failed')).toMatchObject({ status: 'True' });
  });

  it('a success sets the back-off back (newBackoffRecord)', () => {
    const one = started({ completions: 5, parallelism: 1, backoffLimit: 20 }, 'nginx', undefined, 3000);
    one.end(one.names()[0]!, 1);
    one.run(15_000);
    one.end(one.names()[0]!, 0);
    one.run(5000);
    one.end(one.names()[0]!, 1);
    one.run(8000);
    expect(one.active()).toHaveLength(0);
    one.run(5000);
    expect(one.active()).toHaveLength(1);
  });
});

describe('a Job with a deadline', () => {
  it('J28: fails when it is over, whatever its limit (pastActiveDeadline)', () => {
    const one = started({ activeDeadlineSeconds: 20 }, 'nginx', undefined, 40_000);
    expect(condition(one, 'Failed')).toMatchObject({
      reason: 'DeadlineExceeded',
      message: 'Job was active longer than specified deadline',
    });
    expect(one.pods()).toHaveLength(0);
    expect(told(one)).toContain('DeadlineExceeded: Job was active longer than specified deadline');
  });

  it('J28, J35: the clock stands while it is suspended, and starts anew', () => {
    const one = started({ activeDeadlineSeconds: 20 }, 'nginx', undefined, 15_000);
    const before = the(one).status.startTime!;
    one.patch('jobs', 'work', { spec: { suspend: true } });
    one.run(60_000);
    expect(condition(one, 'Failed')).toBeUndefined();
    one.patch('jobs', 'work', { spec: { suspend: false } });
    one.run(15_000);
    expect(Date.parse(the(one).status.startTime!)).toBeGreaterThan(Date.parse(before) + 60_000);
    expect(condition(one, 'Failed')).toBeUndefined();
    one.run(15_000);
    expect(condition(one, 'Failed')).toMatchObject({ reason: 'DeadlineExceeded' });
  });
});

describe('a suspended Job', () => {
  it('J34: made so, has not started (syncJob)', () => {
    const one = started({ suspend: true });
    expect(one.pods()).toHaveLength(0);
    expect(the(one).status.startTime).toBeUndefined();
    expect(condition(one, 'Suspended')).toMatchObject({ status: 'True', reason: 'JobSuspended', message: 'Job suspended' });
    expect(told(one)).toEqual(['Suspended: Job suspended']);
  });

  it('J34: lets go of its pods, and does not hold them for failures (deleteJobPods)', () => {
    const one = started({ parallelism: 2, completions: 2 }, 'nginx', undefined, 5000);
    one.patch('jobs', 'work', { spec: { suspend: true } });
    one.run(5000);
    expect(one.pods()).toHaveLength(0);
    expect(the(one).status.failed).toBeUndefined();
  });

  it('J35: resumed, goes on (syncJob)', () => {
    const one = started({ suspend: true });
    one.patch('jobs', 'work', { spec: { suspend: false } });
    one.run(20_000);
    expect(condition(one, 'Suspended')).toMatchObject({ status: 'False', reason: 'JobResumed', message: 'Job resumed' });
    expect(told(one)).toEqual(['Suspended: Job suspended', 'Resumed: Job resumed', 'Completed: Job completed']);
  });
});

describe('a Job that has ended', () => {
  it('J36: stays for ever, unless it has a time to live (ttlafterfinished)', () => {
    expect(the(started({}, undefined, undefined, 3_000_000))).toBeDefined();
    const one = started({ ttlSecondsAfterFinished: 60 });
    expect(the(one)).toBeDefined();
    one.run(60_000);
    expect(the(one)).toBeUndefined();
    expect(one.pods()).toHaveLength(0);
  });

  it('J36: a time of 0 is none', () => {
    const one = started({ ttlSecondsAfterFinished: 0 }, undefined, undefined, 10_000);
    expect(the(one)).toBeUndefined();
  });

  it.each(['Background', 'Foreground'] as const)('J38: takes its pods with it when it is deleted (%s)', (propagationPolicy) => {
    const one = started({ parallelism: 2, completions: 4 }, 'nginx', undefined, 5000);
    one.api.delete('jobs', 'default/work', { propagationPolicy });
    one.run(20_000);
    expect(one.pods()).toHaveLength(0);
    expect(the(one)).toBeUndefined();
  });

  it('J38: or leaves them, and their finalizer goes (syncOrphanPod)', () => {
    const one = started({}, 'nginx', undefined, 5000);
    one.api.delete('jobs', 'default/work', { propagationPolicy: 'Orphan' });
    one.run(10_000);
    expect(one.pods()).toHaveLength(1);
    expect(one.pods()[0]!.metadata.finalizers).toBeUndefined();
  });

  it('J38: leaves its pods when nobody says what becomes of them (registry/batch/job OrphanDependents)', () => {
    const one = started({}, 'nginx', undefined, 5000);
    one.api.delete('jobs', 'default/work');
    one.run(5000);
    expect(one.get('jobs', 'work')).toBeUndefined();
    expect(one.pods().map(({ metadata }) => [metadata.ownerReferences, metadata.finalizers])).toEqual([[undefined, undefined]]);
  });

  it('J69: says how it goes (printers.go)', () => {
    const row = (one: TestWorld) => {
      const { columns, rows } = one.engine.api.table('jobs', [one.get('jobs', 'work')]);
      const shown = columns.flatMap(({ name, priority }, i) => (priority ? [] : [[name, rows[0]!.cells[i]] as const]));
      return Object.fromEntries(shown.filter(([name]) => name !== 'Age'));
    };
    const one = started({}, 'nginx', undefined, 5000);
    expect(row(one)).toEqual({ Name: 'work', Status: 'Running', Completions: '0/1', Duration: '5s' });
    one.patch('jobs', 'work', { spec: { suspend: true } });
    one.run(3000);
    expect(row(one)).toMatchObject({ Status: 'Suspended', Completions: '0/1' });
    expect(row(started())).toMatchObject({ Status: 'Complete', Completions: '1/1' });
    expect(row(started({ backoffLimit: 0 }, 'ends-1'))).toMatchObject({ Status: 'Failed', Completions: '0/1' });
    expect(row(started({ parallelism: 3, completions: undefined }, 'nginx', undefined, 5000))).toMatchObject({ Completions: '0/1 of 3' });
  });

  it('J70: whose gates are on in 1.32, these fields are kept (docs feature-gates)', () => {
    const given = {
      completionMode: 'Indexed',
      completions: 3,
      parallelism: 1,
      backoffLimitPerIndex: 1,
      maxFailedIndexes: 2,
      podReplacementPolicy: 'Failed',
      podFailurePolicy: { rules: [{ action: 'FailIndex', onExitCodes: { operator: 'In', values: [42] } }] },
      successPolicy: { rules: [{ succeededIndexes: '0-1' }] },
    };
    expect(the(started(given, 'nginx', undefined, 1000)).spec).toMatchObject(given);
    const another = started({ managedBy: 'example.com/other' }, 'nginx', undefined, 5000);
    expect([the(another).spec.managedBy, another.pods()]).toEqual(['example.com/other', []]);
    const elastic = started({ completionMode: 'Indexed', completions: 3, parallelism: 3 }, 'nginx', undefined, 3000);
    elastic.patch('jobs', 'work', { spec: { completions: 2, parallelism: 2 } });
    expect(the(elastic).spec).toMatchObject({ completions: 2, parallelism: 2 });
  });

  it('J37: tells of more successes than it asked for (recordJobFinished)', () => {
    const one = started({ parallelism: 2, completions: 2 }, 'nginx', undefined, 5000);
    const [pod] = one.active();
    const { labels, ownerReferences, finalizers } = pod!.metadata;
    one.create('pods', {
      metadata: { name: 'extra', labels: { ...labels }, ownerReferences: [...ownerReferences!], finalizers: [...finalizers!] },
      spec: pod!.spec,
    });
    for (const name of [...one.names()]) one.end(name, 0);
    one.run(5000);
    expect(told(one)).toContain('TooManySucceededPods: Too many succeeded pods running after completion count reached');
  });
});

const indexed = (spec: Record<string, unknown> = {}) => ({ completionMode: 'Indexed', completions: 3, parallelism: 3, ...spec });
const indexOf = (one: TestWorld, index: number) => one.active().find(({ metadata }) => metadata.annotations?.[INDEX] === String(index))!;

describe('an Indexed Job', () => {
  it('J39: tells each pod its index: name, host, label, annotation and variable (manageJob)', () => {
    const one = started(indexed(), 'nginx', undefined, 5000);
    const pod = indexOf(one, 1);
    expect(pod.metadata.name).toMatch(/^work-1-[a-z0-9]{5}$/);
    expect(pod.metadata.labels![INDEX]).toBe('1');
    expect(pod.spec.hostname).toBe('work-1');
    expect(pod.spec.containers[0]!.env).toEqual([
      { name: 'JOB_COMPLETION_INDEX', valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: `metadata.labels['${INDEX}']` } } },
    ]);
  });

  it('J40, J41: takes the lowest that are free, and writes down what is done', () => {
    const one = started(indexed({ completions: 5, parallelism: 2 }), 'nginx', undefined, 5000);
    one.end(indexOf(one, 1).metadata.name, 0);
    one.run(5000);
    expect(the(one).status).toMatchObject({ completedIndexes: '1', succeeded: 1 });
    expect(indexOf(one, 2)).toBeDefined();
    one.end(indexOf(one, 0).metadata.name, 0);
    one.end(indexOf(one, 2).metadata.name, 0);
    one.run(5000);
    expect(the(one).status).toMatchObject({ completedIndexes: '0-2', succeeded: 3 });
  });

  it('J42: an index that succeeds twice counts once', () => {
    const one = started(indexed({ completions: 2, parallelism: 2 }), 'nginx', undefined, 5000);
    const pod = indexOf(one, 0);
    const { labels, annotations, ownerReferences, finalizers } = pod.metadata;
    const metadata = {
      name: 'twin',
      labels: { ...labels },
      annotations: { ...annotations },
      ownerReferences: [...ownerReferences!],
      finalizers: [...finalizers!],
    };
    one.create('pods', { metadata, spec: pod.spec });
    one.end('twin', 0);
    one.end(pod.metadata.name, 0);
    one.run(5000);
    expect(the(one).status).toMatchObject({ completedIndexes: '0', succeeded: 1 });
  });

  it('J40: a second pod of an index goes (appendDuplicatedIndexPodsForRemoval)', () => {
    const one = started(indexed({ completions: 2, parallelism: 2 }), 'nginx', undefined, 5000);
    const pod = indexOf(one, 0);
    const { labels, annotations, ownerReferences } = pod.metadata;
    one.create('pods', {
      metadata: { name: 'twin', labels: { ...labels }, annotations: { ...annotations }, ownerReferences: [...ownerReferences!] },
      spec: pod.spec,
    });
    one.run(5000);
    expect(one.names()).not.toContain('twin');
  });

  it('J43, J44, J46: an index gives up by itself, the others go on, and the Job fails at the end (backoffLimitPerIndex)', () => {
    const one = started(indexed({ backoffLimitPerIndex: 1 }), 'nginx', undefined, 5000);
    expect(the(one).spec.backoffLimit).toBe(2 ** 31 - 1);
    one.end(indexOf(one, 0).metadata.name, 1);
    one.run(15_000);
    // J46: the next pod of the index knows of the failure.
    expect(indexOf(one, 0).metadata.annotations).toMatchObject({ 'batch.kubernetes.io/job-index-failure-count': '1' });
    one.end(indexOf(one, 0).metadata.name, 1);
    one.run(60_000);
    expect(the(one).status).toMatchObject({ failedIndexes: '0', failed: 2 });
    expect(condition(one, 'Failed')).toBeUndefined();
    one.end(indexOf(one, 1).metadata.name, 0);
    one.end(indexOf(one, 2).metadata.name, 0);
    one.run(5000);
    expect(condition(one, 'Failed')).toMatchObject({ reason: 'FailedIndexes', message: 'Job has failed indexes' });
    expect(the(one).status).toMatchObject({ completedIndexes: '1,2', failedIndexes: '0' });
  });

  it('J45: too many failed indexes end it at once (maxFailedIndexes)', () => {
    const one = started(indexed({ backoffLimitPerIndex: 0, maxFailedIndexes: 1 }), 'nginx', undefined, 5000);
    one.end(indexOf(one, 0).metadata.name, 1);
    one.end(indexOf(one, 1).metadata.name, 1);
    one.run(10_000);
    expect(condition(one, 'Failed')).toMatchObject({
      reason: 'MaxFailedIndexesExceeded',
      message: 'Job has exceeded the specified maximal number of failed indexes',
    });
    expect(one.active()).toHaveLength(0);
  });

  it('J47: shrinks, and forgets what is beyond (elastic)', () => {
    const one = started(indexed(), 'nginx', undefined, 5000);
    one.end(indexOf(one, 2).metadata.name, 0);
    one.run(5000);
    expect(the(one).status.completedIndexes).toBe('2');
    one.patch('jobs', 'work', { spec: { completions: 1, parallelism: 1 } });
    one.run(5000);
    expect(one.active()).toHaveLength(1);
    expect(the(one).status.completedIndexes).toBeUndefined();
  });

  it('J68: is a success when its policy is met; the rest is ended (success_policy.go)', () => {
    const one = started(indexed({ successPolicy: { rules: [{ succeededIndexes: '0' }] } }), 'nginx', undefined, 5000);
    one.end(indexOf(one, 0).metadata.name, 0);
    one.run(1400);
    expect(condition(one, 'SuccessCriteriaMet')).toMatchObject({ reason: 'SuccessPolicy', message: 'Matched rules at index 0' });
    expect(condition(one, 'Complete')).toBeUndefined();
    one.run(10_000);
    expect(condition(one, 'Complete')).toMatchObject({ reason: 'SuccessPolicy', message: 'Matched rules at index 0' });
    expect(one.active()).toHaveLength(0);
    expect(the(one).status.failed).toBeUndefined();
  });
});

describe('a Job with a failure policy', () => {
  const policy = (rule: Record<string, unknown>) => ({ podFailurePolicy: { rules: [rule] } });
  const on = (values: number[]) => ({ onExitCodes: { operator: 'In', values } });

  it('J50: does not count what it ignores, and tries again', () => {
    const one = started({ backoffLimit: 0, ...policy({ action: 'Ignore', ...on([1]) }) }, 'ends-1', undefined, 60_000);
    expect(made(one)).toBeGreaterThan(2);
    expect(the(one).status.failed).toBeUndefined();
  });

  it('J52: fails at once on an exit code (e2e: pod failure policy on exit code to fail the job early)', () => {
    const one = started({ parallelism: 2, completions: 2, ...policy({ action: 'FailJob', ...on([42]) }) }, 'nginx', undefined, 5000);
    const [name] = one.names();
    one.end(name!, 42);
    one.run(10_000);
    expect(condition(one, 'Failed')).toMatchObject({
      reason: 'PodFailurePolicy',
      message: `Container c for pod default/${name} failed with exit code 42 matching FailJob rule at index 0`,
    });
    expect(one.active()).toHaveLength(0);
  });

  it('J54: fails the index at once', () => {
    const one = started(indexed({ backoffLimitPerIndex: 5, ...policy({ action: 'FailIndex', ...on([9]) }) }), 'nginx', undefined, 5000);
    one.end(indexOf(one, 1).metadata.name, 9);
    one.run(5000);
    expect(the(one).status.failedIndexes).toBe('1');
  });

  it('J56: waits with the next pod until the last has ended (podReplacementPolicy Failed)', () => {
    const one = started(policy({ action: 'Count', ...on([1]) }), 'nginx', undefined, 5000);
    expect(the(one).spec.podReplacementPolicy).toBe('Failed');
    one.deletePod(one.names()[0]!);
    one.run(60_000, () => expect(one.pods().filter(({ status }) => status.phase === 'Running').length).toBeLessThanOrEqual(1));
    expect(the(one).status).toMatchObject({ active: 1, failed: 1 });
  });
});
