import { backOffs, remaining } from '../../cluster/controllers/job-back-off';
import { machines, told } from '../../cluster/machines';
import { claimState } from '../../cluster/machines/claim.machine';
import { jobDelays, jobState } from '../../cluster/machines/job.machine';
import { rolloutDelays, rolloutState } from '../../cluster/machines/rollout.machine';
import type { Deployment } from '../../kube/kinds/deployment';
import type { Job } from '../../kube/kinds/job';
import type { PersistentVolumeClaim } from '../../kube/kinds/persistent-volume-claim';
import type { LogEntry } from '../../kube/log';
import { keyOf } from '../../kube/object';
import type { Playground } from '../../playground';
import { targetsOf, type MachineConfig } from '../../stage/statechart/chart';
import { findObject } from './find-object';

/** The statecharts that an object lives by, each with where it stands now. */
export interface Life {
  /** `Pod`, `Container nginx` … */
  readonly title: string;
  readonly config: MachineConfig;
  readonly state: string;
  /** What comes by itself, soonest first. */
  readonly next: readonly Next[];
}

export interface Next {
  readonly to: string;
  /** ms until then. */
  readonly left: number;
}

const CONFIGS: Readonly<Record<string, keyof typeof machines>> = { Pod: 'pod', Container: 'container', Node: 'node' };

/** The last step of each of its machines tells where it stands; of what has none, its status. */
export function livesOf(playground: Playground, uid: string): Life[] {
  const last = new Map<string, LogEntry>();
  for (const entry of playground.log)
    if (entry.type === 'machine' && entry.object?.uid === uid) last.set(`${entry.object.kind} ${entry.object.name}`, entry);
  return last.size ? [...last.values()].flatMap((entry) => lifeOf(playground, uid, entry)) : toldLife(playground, uid);
}

function lifeOf({ cluster: { engine } }: Playground, uid: string, { object, to = '' }: LogEntry): Life[] {
  const machine = CONFIGS[object!.kind];
  if (!machine) return [];
  const name = object!.kind === 'Container' ? object!.name.slice(object!.name.indexOf('/') + 1) : '';
  const config = machines[machine].config as MachineConfig;
  const key = object!.kind === 'Node' ? `node:${object!.name}` : name ? `${uid}/${name}` : uid;
  const next = nextOf(config, to, (delay) => {
    const due = engine.dueAt('kubelet', key, `xstate.after.${delay}.${config.id}.${to}`);
    return due === undefined ? undefined : due - engine.now;
  });
  return [{ title: name ? `Container ${name}` : object!.kind, config, state: to, next }];
}

function toldLife({ view, cluster: { engine } }: Playground, uid: string): Life[] {
  const object = findObject(view, uid)?.object as unknown;
  const { now } = engine;
  switch ((object as { kind?: string } | undefined)?.kind) {
    case 'Job': {
      const job = object as Job;
      const backOff = backOffs(engine).get(keyOf(job.metadata));
      const wait = backOff ? remaining(backOff, now) : 0;
      return [lifeTold('Job', told.job.config as MachineConfig, jobState(job, wait), jobDelays(job, now, wait))];
    }
    case 'Deployment': {
      const deployment = object as Deployment;
      return [lifeTold('Rollout', told.rollout.config as MachineConfig, rolloutState(deployment), rolloutDelays(deployment, now))];
    }
    case 'PersistentVolumeClaim':
      return [lifeTold('Claim', told.claim.config as MachineConfig, claimState(object as PersistentVolumeClaim), {})];
  }
  return [];
}

const lifeTold = (title: string, config: MachineConfig, state: string, delays: Readonly<Record<string, number>>): Life => ({
  title,
  config,
  state,
  next: nextOf(config, state, (delay) => delays[delay]),
});

function nextOf({ states }: MachineConfig, state: string, leftOf: (delay: string) => number | undefined): Next[] {
  const next = Object.entries((states?.[state]?.after ?? {}) as Record<string, unknown>).flatMap(([delay, target]) => {
    const left = leftOf(delay);
    return left === undefined ? [] : targetsOf(target).map((to): Next => ({ to, left: Math.max(0, left) }));
  });
  return next.sort((a, b) => a.left - b.left);
}
