import type { Io } from '../../process/host';
import type { Member } from './member';
import { isServing } from './requests';
import { readLog } from './storage';
import { lastZxid, treeOf } from './tree';
import { printZxid, type Zxid } from './zxid';

/** The four-letter words. Since 3.5 only those of `4lw.commands.whitelist` (srvr when there is none). */

export const BUILT: Readonly<Record<string, string>> = {
  '3.4.9': '3.4.9-1757313, built on 08/23/2016 06:50 GMT',
  '3.4.10': '3.4.10-39d3a4f269333c922ed3db283be479f9deacaa0f, built on 03/23/2017 10:13 GMT',
};
export const built = (version: string) => BUILT[version] ?? `${version}, built on 2023-10-05 10:34 UTC`;

const NOT_SERVING = 'This ZooKeeper instance is not currently serving requests\n';
const MODES: Readonly<Record<Member['mode'], string>> = {
  standalone: 'standalone',
  following: 'follower',
  leading: 'leader',
  looking: 'looking',
};

export const isOld = (version: string) => version.startsWith('3.4');

/** @returns undefined: it is no such word */
export function fourLetterWord(io: Io, member: Member, version: string, word: string): string | undefined {
  const answer = Object.hasOwn(WORDS, word) ? WORDS[word] : undefined;
  if (!answer) return undefined;
  const allowed = member.configuration.words ?? (isOld(version) ? ['*'] : ['srvr']);
  if (!allowed.includes('*') && !allowed.includes(word)) return `${word} is not executed because it is not in the whitelist.\n`;
  return answer(io, member, version);
}

/** The last transaction that a member has seen, its leader's election included. */
function seen({ host }: Io, { configuration, epoch }: Member): Zxid {
  const last = lastZxid(readLog(host, configuration));
  return last.epoch < epoch ? { epoch, count: 0 } : last;
}

const count = ({ host }: Io, { configuration }: Member) => treeOf(readLog(host, configuration)).size + 1;

function srvr(io: Io, member: Member, version: string): string {
  if (!isServing(member)) return NOT_SERVING;
  return [
    `Zookeeper version: ${built(version)}`,
    'Latency min/avg/max: 0/0/0',
    'Received: 1',
    'Sent: 0',
    'Connections: 1',
    'Outstanding: 0',
    `Zxid: ${printZxid(seen(io, member))}`,
    `Mode: ${MODES[member.mode]}`,
    `Node count: ${count(io, member)}`,
    '',
  ].join('\n');
}

function mntr(io: Io, member: Member, version: string): string {
  if (!isServing(member)) return NOT_SERVING;
  const rows: (readonly [string, string | number])[] = [
    ['zk_version', built(version)],
    ['zk_avg_latency', 0],
    ['zk_num_alive_connections', 1],
    ['zk_outstanding_requests', 0],
    ['zk_server_state', MODES[member.mode]],
    ['zk_znode_count', count(io, member)],
    ['zk_watch_count', 0],
  ];
  if (member.mode === 'leading') rows.push(['zk_followers', member.followers!.length], ['zk_synced_followers', member.followers!.length]);
  return rows.map(([name, value]) => `${name}\t${value}\n`).join('');
}

function conf(_: Io, { configuration }: Member): string {
  const { clientPort, dataDir, tickTime, id, initLimit, servers } = configuration;
  const own = servers.find((server) => server.id === id);
  return [
    `clientPort=${clientPort}`,
    `dataDir=${dataDir}/version-2`,
    `tickTime=${tickTime}`,
    `serverId=${id}`,
    ...(own ? [`initLimit=${initLimit}`, `electionPort=${own.electionPort}`, `quorumPort=${own.serverPort}`, `peerType=0`] : []),
    '',
  ].join('\n');
}

const WORDS: Readonly<Record<string, (io: Io, member: Member, version: string) => string>> = {
  ruok: () => 'imok',
  srvr,
  stat: (io, member, version) => {
    const text = srvr(io, member, version);
    return text === NOT_SERVING ? text : text.replace('\n', '\nClients:\n\n');
  },
  mntr,
  conf,
  isro: () => 'rw',
};
