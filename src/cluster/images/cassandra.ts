import type { Io, Program } from '../process/host';
import type { Image } from './image';
import { bare, server } from './server';

/** cassandra, as the documentation's StatefulSet runs it.
 *  MODELS its slow start, `nodetool status` over those that answer, the readiness script, cqlsh's banner.
 *  OMITS data. */

const BOOT = 18_000;

const cassandraServer = server({
  ports: [7000, 7199, 9042],
  lines: (io) => [
    `Starting Cassandra on ${io.host.ip}`,
    `CASSANDRA_CLUSTER_NAME ${io.env['CASSANDRA_CLUSTER_NAME'] ?? 'Test Cluster'}`,
    `CASSANDRA_SEEDS ${io.env['CASSANDRA_SEEDS'] ?? io.host.ip}`,
  ],
  boot: BOOT,
  ready: (io) => [
    `INFO  ${new Date(io.host.now).toISOString().slice(11, 19)} Starting listening for CQL clients on /0.0.0.0:9042 (unencrypted)...`,
    `INFO  ${new Date(io.host.now).toISOString().slice(11, 19)} Node /${io.host.ip} state jump to NORMAL`,
  ],
  exit: 143,
  after: 1_500,
  serve: () => bare(''),
});

/** Those of the headless Service that take part. */
function members(io: Io): readonly string[] {
  const seeds = io.env['CASSANDRA_SEEDS'] ?? '';
  const service = seeds.split(',')[0]!.split('.').slice(1).join('.');
  const addresses = (service ? io.host.network.resolve(service)?.addresses : undefined) ?? [];
  const all = [...new Set([io.host.ip, ...addresses])].sort();
  return all.filter((host) => !('error' in io.host.network.request({ host, port: 7000, protocol: 'tcp', quiet: true })));
}

const nodetool: Program = {
  run(io) {
    const up = members(io);
    if (!up.includes(io.host.ip))
      return (
        io.err("nodetool: Failed to connect to '127.0.0.1:7199' - ConnectException: 'Connection refused (Connection refused)'.\n"),
        1
      );
    if (io.args[0] === 'drain') return 0;
    const owns = `${(100 / up.length).toFixed(1)}%`;
    const rows = up.map(
      (ip, i) =>
        `UN  ${ip.padEnd(11)} ${(84 + i * 7).toFixed(2)} KiB  32      ${owns.padEnd(18)}${hostId(ip)}  Rack1-${io.env['CASSANDRA_CLUSTER_NAME'] ?? 'Cluster'}`,
    );
    io.out(
      `Datacenter: ${io.env['CASSANDRA_DC'] ?? 'datacenter1'}\n======================\nStatus=Up/Down\n|/ State=Normal/Leaving/Joining/Moving\n--  Address     Load       Tokens       Owns (effective)  Host ID                               Rack\n${rows.join('\n')}\n\n`,
    );
    return 0;
  },
};

/** The same for an address whenever it is asked. */
function hostId(ip: string): string {
  let hash = 17;
  let hex = '';
  for (let round = 0; hex.length < 32; round++) {
    for (const c of ip) hash = (Math.imul(hash, 31) + c.charCodeAt(0) + round) >>> 0;
    hex += hash.toString(16).padStart(8, '0');
  }
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

const readyProbe: Program = { run: (io) => (members(io).includes(io.host.ip) ? 0 : 1) };

export const cassandra: Image = {
  idle: { cpu: 45, memory: 1180 },
  name: 'gcr.io/google-samples/cassandra',
  aliases: ['docker.io/library/cassandra', 'registry.k8s.io/cassandra', 'k8s.gcr.io/cassandra-e2e-test'],
  tags: 'any',
  bytes: 141_000_000,
  entrypoint: [],
  owner: 999,
  cmd: ['/sbin/dumb-init', '/bin/bash', '/run.sh'],
  tools: 'debian',
  programs: () => ({
    'dumb-init': cassandraServer,
    'run.sh': cassandraServer,
    'docker-entrypoint.sh': cassandraServer,
    nodetool,
    'ready-probe.sh': readyProbe,
    cqlsh: { run: () => 0 },
  }),
  files: () => ({ '/cassandra_data/': '', '/var/lib/cassandra/': '' }),
};
