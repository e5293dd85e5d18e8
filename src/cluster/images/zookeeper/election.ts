import type { Io } from '../../process/host';
import { peerThread, say } from './log-line';
import { ask, majority, notificationOf, others, type Member, type Notification } from './member';
import { readLog, writeEpoch, writeLog } from './storage';
import { compareZxids, printZxid } from './zxid';

/** Who leads: the looking member with the highest epoch, transaction and id, once a majority is there to be led.
 *  MODELS fast leader election, synchronisation of followers with the leader's log, loss of the leader and of the
 *  majority. OMITS observers, and syncLimit: a member that is cut off is missed at the next tick.
 *  Source: FastLeaderElection.java totalOrderPredicate, QuorumPeer.java, Leader.java, Learner.java */

const log = (io: Io, { configuration: { id, clientPort } }: Member, level: 'INFO' | 'WARN', where: string, message: string) =>
  say(io, id, level, peerThread(id, clientPort, where), message);

/** Go on in time: look for a leader, or see whether there still is one. */
export function tick(io: Io, member: Member): Member {
  if (member.mode === 'looking') return look(io, member);
  return member.mode === 'following' ? follow(io, member) : lead(io, member);
}

/** ms until the next tick. */
export function pauseOf({ mode, looked, configuration: { tickTime } }: Member): number {
  return mode === 'looking' ? Math.min(200 * 2 ** looked, tickTime) : tickTime;
}

export function beginLooking(io: Io, member: Member): Member {
  const { leader: _, formed: __, followers: ___, ...rest } = member;
  const looking: Member = { ...rest, mode: 'looking', since: io.host.now, looked: 0 };
  log(io, looking, 'INFO', 'QuorumPeer@774', 'LOOKING');
  const { zxid } = notificationOf(io, looking);
  log(io, looking, 'INFO', 'FastLeaderElection@818', `New election. My id =  ${member.configuration.id}, proposed zxid=${printZxid(zxid)}`);
  return looking;
}

function look(io: Io, member: Member): Member {
  const { configuration } = member;
  const heard = new Map<number, Notification>();
  for (const server of others(configuration)) {
    const answer = ask<Notification>(io, server, 'electionPort', { ask: 'vote' });
    if (answer) heard.set(server.id, answer);
    else if (member.looked === 0)
      log(
        io,
        member,
        'WARN',
        'QuorumCnxManager@400',
        `Cannot open channel to ${server.id} at election address ${server.host}:${server.electionPort}`,
      );
  }
  const leader = [...heard.values()].find(({ mode }) => mode === 'leading');
  if (leader) return join(io, member, leader);
  const candidates = [notificationOf(io, member), ...heard.values()].filter(({ mode }) => mode === 'looking');
  const best = candidates.reduce((a, b) => (outranks(b, a) ? b : a));
  if (candidates.length < majority(configuration) || best.id !== configuration.id) return { ...member, looked: member.looked + 1 };
  return takeLead(io, member, Math.max(...candidates.map(({ storedEpoch }) => storedEpoch)) + 1);
}

const outranks = (a: Notification, b: Notification) => (a.storedEpoch - b.storedEpoch || compareZxids(a.zxid, b.zxid) || a.id - b.id) > 0;

const took = (io: Io, { since }: Member) => io.host.now - since;

function takeLead(io: Io, member: Member, epoch: number): Member {
  const { configuration } = member;
  log(io, member, 'INFO', 'QuorumPeer@856', 'LEADING');
  log(io, member, 'INFO', 'Leader@361', `LEADING - LEADER ELECTION TOOK - ${took(io, member)}`);
  writeEpoch(io.host, configuration, epoch);
  return { ...member, mode: 'leading', leader: configuration.id, epoch, since: io.host.now, looked: 0, followers: [] };
}

/** Follow a leader: its log becomes this member's log. */
function join(io: Io, member: Member, { id, epoch }: Notification): Member {
  const { configuration } = member;
  const server = configuration.servers.find((one) => one.id === id)!;
  const synced = ask<{ log: string }>(io, server, 'serverPort', { ask: 'sync', id: configuration.id, epoch });
  if (!synced) return { ...member, looked: member.looked + 1 };
  log(io, member, 'INFO', 'QuorumPeer@844', 'FOLLOWING');
  log(io, member, 'INFO', 'Follower@64', `FOLLOWING - LEADER ELECTION TOOK - ${took(io, member)}`);
  const how = synced.log === readLog(io.host, configuration) ? 'an empty diff' : 'a snapshot';
  log(io, member, 'INFO', 'Learner@329', `Getting ${how} from leader ${printZxid({ epoch, count: 0 })}`);
  writeLog(io.host, configuration, synced.log);
  writeEpoch(io.host, configuration, epoch);
  return { ...member, mode: 'following', leader: id, epoch, since: io.host.now, looked: 0 };
}

function follow(io: Io, member: Member): Member {
  const { configuration, leader, epoch } = member;
  const server = configuration.servers.find(({ id }) => id === leader)!;
  const answer = ask<Notification>(io, server, 'electionPort', { ask: 'vote' });
  if (answer?.mode === 'leading' && answer.epoch === epoch) return member;
  log(io, member, 'WARN', 'Follower@89', 'Exception when following the leader');
  log(io, member, 'INFO', 'Follower@166', 'shutdown called');
  return beginLooking(io, member);
}

/** Ids of those that follow this leader now. */
export function followersOf(io: Io, { configuration, epoch }: Member): number[] {
  return others(configuration).flatMap((server) => {
    const answer = ask<Notification>(io, server, 'electionPort', { ask: 'vote' });
    return answer?.mode === 'following' && answer.leader === configuration.id && answer.epoch === epoch ? [server.id] : [];
  });
}

function lead(io: Io, member: Member): Member {
  const { configuration, formed, since } = member;
  const followers = followersOf(io, member);
  if (followers.length + 1 >= majority(configuration)) return { ...member, followers, formed: true };
  const patience = configuration.initLimit * configuration.tickTime;
  if (!formed && io.host.now - since < patience) return { ...member, followers };
  const synced = [configuration.id, ...followers].join(',');
  log(io, member, 'INFO', 'Leader@493', `Shutting down`);
  log(io, member, 'INFO', 'Leader@499', `Shutdown called. Not sufficient followers synced, only synced with sids: [ ${synced} ]`);
  return beginLooking(io, member);
}
