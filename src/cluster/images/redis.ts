import type { Io, Program, Request, Response } from '../process/host';
import type { Image } from './image';
import { run, type Data, type Reply } from './redis-commands';
import { bare, entrypoint, server } from './server';
import { releaseOf, tagsOf } from './tags';

/** redis: a server that keeps its data in /data, and redis-cli.
 *  MODELS the commands of redis-commands.ts, replicas (`replicaof`), requirepass, INFO, a configuration file's port.
 *  OMITS publish and subscribe, transactions, clusters; every write is saved at once, as text in dump.rdb. */

const SERIES = {
  '2.8': [6, 23],
  '3.0': [0, 7],
  '3.2': [0, 12],
  '4.0': [0, 14],
  '5.0': [0, 14],
  '6.0': [0, 20],
  '6.2': [0, 20],
  '7.0': [0, 15],
  '7.2': [0, 11],
  '7.4': [0, 6],
  '8.0': [0, 4],
  '8.2': [0, 2],
};

/** Settings: from the command line, after those of a file. */
function settings(io: Io): Map<string, string> {
  const file = io.args[0]?.startsWith('-') ? undefined : io.args[0];
  const values = new Map<string, string>();
  for (const line of (file === undefined ? '' : (io.host.files.read(file) ?? '')).split('\n')) {
    const [name = '', ...rest] = line.trim().split(/\s+/);
    if (name && !name.startsWith('#')) values.set(name, rest.join(' ').replace(/^"(.*)"$/, '$1'));
  }
  for (const [i, arg] of io.args.entries()) {
    if (!arg.startsWith('--')) continue;
    const end = io.args.findIndex((one, j) => j > i && one.startsWith('--'));
    values.set(arg.slice(2), io.args.slice(i + 1, end < 0 ? undefined : end).join(' '));
  }
  return values;
}

const portOf = (io: Io) => Number(settings(io).get('port') ?? 6379);

function masterOf(io: Io): { readonly host: string; readonly port: number } | undefined {
  const [host, port = '6379'] = (settings(io).get('replicaof') ?? settings(io).get('slaveof') ?? '').split(' ');
  return host ? { host, port: Number(port) } : undefined;
}

const fileOf = (io: Io) => `${settings(io).get('dir') ?? '/data'}/${settings(io).get('dbfilename') ?? 'dump.rdb'}`;

function load(io: Io): Data {
  return JSON.parse(io.host.files.read(fileOf(io)) ?? '{}') as Data;
}

const store = (io: Io, data: Data) => io.host.files.write(fileOf(io), JSON.stringify(data));

/** A replica's data: its master's, as long as that answers. */
function synced(io: Io): { readonly data: Data; readonly link: 'up' | 'down' } {
  const master = masterOf(io);
  const answer = master && io.host.network.request({ ...master, protocol: 'tcp', body: JSON.stringify(['SYNC']), quiet: true });
  if (!answer || 'error' in answer) return { data: load(io), link: 'down' };
  const { value } = JSON.parse(answer.body) as { value: string };
  store(io, JSON.parse(value) as Data);
  return { data: JSON.parse(value) as Data, link: 'up' };
}

function info(io: Io, version: string, data: Data): string {
  const master = masterOf(io);
  const replication = master
    ? ['role:slave', `master_host:${master.host}`, `master_port:${master.port}`, `master_link_status:${synced(io).link}`]
    : ['role:master', 'connected_slaves:0'];
  const keys = Object.keys(data).length;
  return [
    '# Server',
    `redis_version:${version}`,
    'redis_mode:standalone',
    'process_id:1',
    `tcp_port:${portOf(io)}`,
    '',
    '# Replication',
    ...replication,
    '',
    '# Keyspace',
    ...(keys ? [`db0:keys=${keys},expires=0,avg_ttl=0`] : []),
    '',
  ].join('\r\n');
}

function answer(io: Io, version: string, words: readonly string[]): Reply {
  const [name = ''] = words;
  const command = name.toUpperCase();
  const replica = masterOf(io);
  if (command === 'SYNC') return { value: JSON.stringify(load(io)) };
  const data = replica ? synced(io).data : load(io);
  if (command === 'INFO') return { value: info(io, version, data) };
  if (command === 'ROLE') return { value: replica ? ['slave', replica.host, replica.port] : ['master', 0] };
  if (command === 'CONFIG') return { value: words.slice(2).flatMap((key) => [key, settings(io).get(key) ?? defaults[key] ?? '']) };
  const { reply, data: after } = run(words, data, io.host.now);
  if (after !== data && replica) return { error: "READONLY You can't write against a read only replica." };
  if (after !== data && store(io, after)) return { error: 'MISCONF Errors writing to the data directory' };
  return reply;
}

const defaults: Readonly<Record<string, string>> = {
  maxmemory: '0',
  'maxmemory-policy': 'noeviction',
  appendonly: 'no',
  save: '3600 1 300 100 60 10000',
};

/** Requests come as a JSON list from redis-cli here, or as a line from anybody else. */
function serve(request: Request, io: Io, version: string): Response | undefined {
  if (request.protocol !== 'tcp') return undefined;
  const body = request.body ?? '';
  if (body.startsWith('[')) return bare(JSON.stringify(answer(io, version, JSON.parse(body) as string[])));
  const lines = body.split(/\r?\n/).filter(Boolean);
  return bare(lines.map((line) => inline(answer(io, version, line.trim().split(/\s+/)))).join(''));
}

/** The wire's form. Source: redis protocol specification, RESP2 */
function inline(reply: Reply): string {
  if ('error' in reply) return `-${reply.error}\r\n`;
  if ('status' in reply) return `+${reply.status}\r\n`;
  const { value } = reply;
  if (value === null) return '$-1\r\n';
  if (typeof value === 'number') return `:${value}\r\n`;
  if (typeof value === 'string') return `$${new TextEncoder().encode(value).length}\r\n${value}\r\n`;
  return `*${value.length}\r\n${value.map((one) => inline({ value: one })).join('')}`;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `1:M 31 Mar 2025 09:00:10.123 * ` */
function logLine(io: Io, message: string, level = '*'): string {
  const d = new Date(io.host.now);
  return `1:${masterOf(io) ? 'S' : 'M'} ${String(d.getUTCDate()).padStart(2, '0')} ${MONTHS[d.getUTCMonth()]} ${d.getUTCFullYear()} ${d.toISOString().slice(11, 23)} ${level} ${message}`;
}

const redisServer = (version: string) =>
  server({
    ports: (io) => [portOf(io)],
    lines: (io) => [
      logLine(io, 'oO0OoO0OoO0Oo Redis is starting oO0OoO0OoO0Oo'),
      logLine(io, `Redis version=${version}, bits=64, commit=00000000, modified=0, pid=1, just started`),
      logLine(
        io,
        io.args.length
          ? 'Configuration loaded'
          : 'Warning: no config file specified, using the default config. In order to specify a config file use redis-server /path/to/redis.conf',
        io.args.length ? '*' : '#',
      ),
      logLine(io, `Running mode=standalone, port=${portOf(io)}.`),
      logLine(io, 'Server initialized'),
      ...(masterOf(io) ? [logLine(io, `Connecting to MASTER ${masterOf(io)!.host}:${masterOf(io)!.port}`)] : []),
      logLine(io, 'Ready to accept connections tcp'),
    ],
    problem: (io) => {
      const file = io.args[0]?.startsWith('-') ? undefined : io.args[0];
      return file === undefined || io.host.files.read(file) !== undefined
        ? undefined
        : `*** FATAL CONFIG FILE ERROR (Redis ${version}) ***\nCan't open the config file: No such file or directory\n`;
    },
    after: 60,
    serve: (request, io) => serve(request, io, version),
  });

/** redis-cli: a command, or one a line on standard input. Its output is that of a terminal. */
export const redisCli: Program = {
  run(io) {
    const args = [...io.args];
    let [host, port, raw] = ['127.0.0.1', '6379', false];
    while (args[0]?.startsWith('-')) {
      const flag = args.shift();
      if (flag === '-h') host = args.shift() ?? host;
      else if (flag === '-p') port = args.shift() ?? port;
      else if (flag === '-a' || flag === '-n' || flag === '-u') args.shift();
      else if (flag === '--raw') raw = true;
      else if (flag === '--version' || flag === '-v') return (io.out('redis-cli 7.4.2\n'), 0);
    }
    const commands = args.length
      ? [args]
      : io.stdin
          .split('\n')
          .map((line) => line.trim().split(/\s+/))
          .filter(([word]) => word);
    for (const words of commands) {
      const answered = io.host.network.request({ host, port: Number(port), protocol: 'tcp', body: JSON.stringify(words) });
      if ('error' in answered) return (io.err(`Could not connect to Redis at ${host}:${port}: ${CONNECTION[answered.error]}\n`), 1);
      const reply = JSON.parse(answered.body) as Reply;
      io.out(raw ? plain(reply) : printed(reply));
    }
    return 0;
  },
};

const CONNECTION = {
  resolve: 'Name or service not known',
  refused: 'Connection refused',
  timeout: 'Connection timed out',
  reset: 'Connection reset by peer',
};

/** Without a terminal redis-cli prints values bare. */
function plain(reply: Reply): string {
  if ('error' in reply) return `${reply.error}\n`;
  if ('status' in reply) return `${reply.status}\n`;
  return Array.isArray(reply.value) ? `${reply.value.join('\n')}\n` : `${String(reply.value ?? '')}\n`;
}

const printed = (reply: Reply): string => plain('error' in reply ? { error: reply.error } : reply);

export const redis: Image = {
  idle: { cpu: 2, memory: 8 },
  name: 'docker.io/library/redis',
  aliases: ['registry.k8s.io/redis', 'k8s.gcr.io/redis', 'public.ecr.aws/docker/library/redis', 'docker.io/bitnami/redis'],
  tags: [...tagsOf(SERIES, ['latest'], ['-alpine', '-alpine3.20', '-alpine3.21', '-bookworm', '-bullseye', '-buster']), 'e2e', 'v1'],
  bytes: (tag) => (tag.includes('alpine') ? 16_700_000 : 45_006_722),
  entrypoint: ['docker-entrypoint.sh'],
  cmd: ['redis-server'],
  owner: 999,
  directory: '/data',
  tools: (tag) => (tag.includes('alpine') ? 'alpine' : 'debian'),
  programs(tag) {
    const own = { 'redis-server': redisServer(releaseOf(tag, SERIES, '7.4.2')), 'redis-cli': redisCli };
    return { ...own, 'docker-entrypoint.sh': entrypoint('redis-server') };
  },
  files: () => ({ '/data/': '' }),
};

/** Replicas and masters that find each other by the names of their Services. */
const guestbook = (names: readonly string[], master: string | undefined): Image => ({
  ...redis,
  name: names[0]!,
  aliases: names.slice(1),
  tags: 'any',
  entrypoint: ['redis-server', ...(master ? ['--replicaof', `${master} 6379`] : [])],
  cmd: [],
});

export const gbFollower = guestbook(
  [
    'us-docker.pkg.dev/google-samples/containers/gke/gb-redis-follower',
    'gcr.io/google_samples/gb-redis-follower',
    'gcr.io/google-samples/gb-redis-follower',
  ],
  'redis-leader',
);
export const gbSlave = guestbook(
  ['gcr.io/google_samples/gb-redisslave', 'gcr.io/google-samples/gb-redisslave', 'docker.io/kubernetes/redis-slave'],
  'redis-master',
);
export const oldRedis = guestbook(['docker.io/kubernetes/redis', 'docker.io/gurpartap/redis'], undefined);
