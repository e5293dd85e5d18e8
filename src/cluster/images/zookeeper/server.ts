import type { Io, Outcome, Program, Request, Response } from '../../process/host';
import { readConfiguration, type Paths } from './configuration';
import { beginLooking, pauseOf, tick } from './election';
import { fourLetterWord, isOld } from './four-letter-words';
import { peerThread, say } from './log-line';
import { notificationOf, type Member } from './member';
import { serveClient, servePeer, type Asked, type PeerQuestion } from './requests';
import { prepareStorage, readEpoch } from './storage';

/** zkServer.sh: one member of an ensemble.
 *  MODELS start-foreground, status, stop; election, replication and reads (election.ts, requests.ts). Two members
 *  talk over the ports of zoo.cfg, in words of their own.
 *  OMITS start in the background, watches, SASL, TLS and dynamic reconfiguration. */
export function zkServer(version: string, paths: Paths): Program {
  return {
    run(io) {
      const [verb = ''] = io.args;
      io.out(`ZooKeeper JMX enabled by default\nUsing config: ${paths.printed}\n`);
      if (verb === 'start-foreground') return start(io, paths);
      if (verb === 'status') return status(io, version, paths);
      if (verb === 'stop') return (io.out('Stopping zookeeper ... no zookeeper to stop (could not find file zookeeper_server.pid)\n'), 0);
      io.err('Usage: ./zkServer.sh {start|start-foreground|stop|restart|status|upgrade|print-cmd}\n');
      return 1;
    },
    resume(io, member: Member): Outcome {
      const next = tick(io, member);
      return { wait: pauseOf(next), state: next };
    },
    // The JVM ends with 128 + 15.
    onSignal: (signal) => (signal === 'TERM' ? { exit: 143, after: 150 } : signal === 'INT' ? { exit: 130, after: 150 } : undefined),
    ports(io) {
      const configuration = readConfiguration(io.host, paths);
      if (!configuration) return [];
      const own = configuration.servers.find(({ id }) => id === configuration.id);
      return [configuration.clientPort, ...(own ? [own.serverPort, own.electionPort] : [])];
    },
    serve: (request, io, member: Member) => serve(request, io, member, version),
  };
}

function start(io: Io, paths: Paths): Outcome {
  const configuration = readConfiguration(io.host, paths);
  if (!configuration) {
    say(io, undefined, 'ERROR', 'main:QuorumPeerMain@86', 'Invalid config, exiting abnormally');
    io.err(`Invalid config, exiting abnormally\n`);
    return 2;
  }
  const { id, servers, clientPort, dataDir } = configuration;
  say(io, undefined, 'INFO', 'main:QuorumPeerConfig@124', `Reading configuration from: ${paths.printed}`);
  const problem = prepareStorage(io.host, configuration);
  if (problem)
    return (say(io, id, 'ERROR', 'main:QuorumPeerMain@92', `Unable to create data directory ${dataDir}/version-2: ${problem}`), 1);
  if (servers.length && !servers.some((server) => server.id === id)) {
    say(io, undefined, 'ERROR', 'main:QuorumPeerMain@86', `Invalid config, exiting abnormally: ${dataDir}/myid file is missing`);
    return 2;
  }
  const member: Member = { configuration, mode: 'standalone', epoch: readEpoch(io.host, configuration), since: io.host.now, looked: 0 };
  if (!servers.length) {
    say(io, undefined, 'WARN', 'main:QuorumPeerMain@113', 'Either no config or no quorum defined in config, running  in standalone mode');
    say(io, undefined, 'INFO', 'main:NIOServerCnxnFactory@89', `binding to port 0.0.0.0/0.0.0.0:${clientPort}`);
    return { wait: Infinity, state: member };
  }
  say(io, id, 'INFO', 'main:QuorumPeerMain@127', 'Starting quorum peer');
  say(io, id, 'INFO', 'main:NIOServerCnxnFactory@89', `binding to port 0.0.0.0/0.0.0.0:${clientPort}`);
  const looking = beginLooking(io, member);
  return { wait: 100 + io.host.random.int(200), state: looking };
}

function status(io: Io, version: string, paths: Paths): number {
  const configuration = readConfiguration(io.host, paths);
  const port = configuration?.clientPort ?? 2181;
  if (!isOld(version)) io.out(`Client port found: ${port}. Client address: localhost. Client SSL: false.\n`);
  const answer = io.host.network.request({ host: 'localhost', port, protocol: 'tcp', body: 'srvr', quiet: true });
  const mode = 'error' in answer ? undefined : /^Mode: .*$/m.exec(answer.body)?.[0];
  if (mode) return (io.out(`${mode}\n`), 0);
  io.out('Error contacting service. It is probably not running.\n');
  return 1;
}

const reply = (body: string): Response => ({ status: 0, headers: [], body });

function serve(request: Request, io: Io, member: Member, version: string): Response | undefined {
  const { configuration } = member;
  const body = request.body ?? '';
  if (request.protocol !== 'tcp') return undefined;
  if (request.port !== configuration.clientPort) return servePeers(request, io, member);
  const word = fourLetterWord(io, member, version, body.trim());
  if (word !== undefined) return reply(word);
  if (!body.startsWith('{')) return undefined;
  const result = serveClient(io, member, JSON.parse(body) as Asked);
  if (result) return reply(JSON.stringify(result));
  say(
    io,
    configuration.id,
    'WARN',
    peerThread(configuration.id, configuration.clientPort, 'NIOServerCnxn@362'),
    'Exception causing close of session 0x0: ZooKeeperServer not running',
  );
  return undefined;
}

function servePeers({ port, body = '' }: Request, io: Io, member: Member): Response | undefined {
  const own = member.configuration.servers.find(({ id }) => id === member.configuration.id);
  // Something else that opens the port, a probe, gets no answer.
  if (!body.startsWith('{')) return undefined;
  if (port === own?.electionPort) return reply(JSON.stringify(notificationOf(io, member)));
  const answer = servePeer(io, member, JSON.parse(body) as PeerQuestion);
  return answer && reply(JSON.stringify(answer));
}
