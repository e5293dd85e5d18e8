import type { Io } from '../../process/host';
import type { Configuration, Server } from './configuration';
import { readEpoch, readLog } from './storage';
import { lastZxid } from './tree';
import type { Zxid } from './zxid';

/** What a running member knows besides its files: its part in the ensemble. Plain data, kept while it waits. */
export interface Member {
  readonly configuration: Configuration;
  readonly mode: 'standalone' | 'looking' | 'following' | 'leading';
  /** Id of the leader it follows. */
  readonly leader?: number;
  readonly epoch: number;
  /** As a leader: it has had a majority. */
  readonly formed?: boolean;
  /** As a leader: who follows, at the last tick. */
  readonly followers?: readonly number[];
  /** When this mode began, ms since the Unix epoch. */
  readonly since: number;
  /** How often it has looked for a leader since then. */
  readonly looked: number;
}

/** What a member tells another who asks over the election port. */
export interface Notification {
  readonly id: number;
  readonly mode: Member['mode'];
  readonly leader?: number;
  readonly epoch: number;
  readonly zxid: Zxid;
  readonly storedEpoch: number;
}

export function notificationOf({ host }: Io, { configuration, mode, leader, epoch }: Member): Notification {
  const zxid = lastZxid(readLog(host, configuration));
  const storedEpoch = readEpoch(host, configuration);
  return { id: configuration.id, mode, epoch, zxid, storedEpoch, ...(leader !== undefined && { leader }) };
}

/** Ask another member; undefined: nobody answers. The chatter of an ensemble is no part of the story. */
export function ask<Answer>({ host }: Io, server: Server, port: 'serverPort' | 'electionPort', question: object): Answer | undefined {
  const answer = host.network.request({
    host: server.host,
    port: server[port],
    protocol: 'tcp',
    body: JSON.stringify(question),
    quiet: true,
  });
  return 'error' in answer ? undefined : (JSON.parse(answer.body) as Answer);
}

export const others = ({ id, servers }: Configuration) => servers.filter((server) => server.id !== id);

export const majority = ({ servers }: Configuration) => Math.floor(servers.length / 2) + 1;
