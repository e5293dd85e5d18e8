import type { CronJob, CronJobStatus } from '../../kube/kinds/cron-job';
import type { Job } from '../../kube/kinds/job';
import type { World } from '../component';

/** One pass over a CronJob; its status is written at the end. */
export interface CronTurn {
  readonly world: World;
  readonly cronJob: CronJob;
  status: CronJobStatus;
}

export function tell({ world, cronJob }: CronTurn, type: 'Normal' | 'Warning', reason: string, message: string): void {
  world.record(cronJob, type, reason, message, { component: 'cronjob-controller' });
}

export function dropActive(turn: CronTurn, uid: string): void {
  turn.status = { ...turn.status, active: (turn.status.active ?? []).filter((one) => one.uid !== uid) };
}

export const isActive = ({ status }: CronTurn, uid: string) => status.active?.some((one) => one.uid === uid) ?? false;

/** Which end a finished Job has come to. */
export const endingOf = ({ status }: Job) =>
  status.conditions?.find(({ type, status: is }) => (type === 'Complete' || type === 'Failed') && is === 'True')?.type;
