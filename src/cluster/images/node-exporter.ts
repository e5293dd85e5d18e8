import type { Io, Request, Response } from '../process/host';
import type { Image } from './image';
import { option, response, server, text } from './server';

/** Prometheus' node exporter: what a node measures, on port 9100.
 *  MODELS the page of links, /metrics with a few families, its log before and after 1.0.
 *  OMITS true measures: the numbers are plausible, and grow with time. */

const RELEASES = [
  '0.11.0',
  '0.12.0',
  '0.13.0',
  '0.14.0',
  '0.15.0',
  '0.15.1',
  '0.15.2',
  '0.16.0',
  '0.17.0',
  '0.18.0',
  '0.18.1',
  '1.0.0',
  '1.0.1',
  '1.1.0',
  '1.1.1',
  '1.1.2',
  '1.2.0',
  '1.2.2',
  '1.3.0',
  '1.3.1',
  '1.4.0',
  '1.4.1',
  '1.5.0',
  '1.6.0',
  '1.6.1',
  '1.7.0',
  '1.8.0',
  '1.8.1',
  '1.8.2',
  '1.9.0',
  '1.9.1',
];
const LATEST = '1.9.1';

const versionOf = (tag: string) => (tag.startsWith('v') ? tag.slice(1) : LATEST);
const major = (version: string) => Number(version.split('.')[0]);

/** Address given, or the standard one. */
const port = (io: Io) => Number((option(io.args, 'web.listen-address') ?? ':9100').split(':').at(-1));

function started(io: Io, version: string): string[] {
  const old = major(version) < 1;
  const say = (message: string, more = '') =>
    old
      ? `time="${new Date(io.host.now).toISOString().replace(/\.\d+Z/, 'Z')}" level=info msg="${message}${more}" source="node_exporter.go:140"`
      : `time=${new Date(io.host.now).toISOString()} level=INFO source=node_exporter.go:216 msg="${message}"${more}`;
  const versions = old
    ? ` (version=${version}, branch=master, revision=840ba5dcc71a084a3bc63cb6063003c1f94435a6)`
    : ` version="(version=${version}, branch=HEAD)"`;
  return [
    say('Starting node_exporter', versions),
    say('Enabled collectors'),
    ...['cpu', 'diskstats', 'filesystem', 'loadavg', 'meminfo', 'netdev', 'uname'].map((name) => say(old ? ` - ${name}` : name)),
    say('Listening on', old ? ` :${port(io)}` : ` address=[::]:${port(io)}`),
  ];
}

/** Families since 0.16 carry their unit in the name. */
function metrics(io: Io, version: string): string {
  const seconds = Math.floor(io.host.now / 1_000) % 1_000_000;
  const modern = major(version) >= 1 || Number(version.split('.')[1]) >= 16;
  const [cpu, total, free, time] = modern
    ? ['node_cpu_seconds_total', 'node_memory_MemTotal_bytes', 'node_memory_MemAvailable_bytes', 'node_time_seconds']
    : ['node_cpu', 'node_memory_MemTotal', 'node_memory_MemAvailable', 'node_time'];
  const label = (index: number) => (modern ? String(index) : `cpu${index}`);
  const load = ((seconds % 97) / 100).toFixed(2);
  const family = (name: string, kind: string, help: string, rows: readonly string[]) => [
    `# HELP ${name} ${help}`,
    `# TYPE ${name} ${kind}`,
    ...rows,
  ];
  return [
    ...family(
      cpu,
      'counter',
      'Seconds the CPUs spent in each mode.',
      [0, 1, 2, 3].flatMap((i) => [
        `${cpu}{cpu="${label(i)}",mode="idle"} ${seconds - i}.42`,
        `${cpu}{cpu="${label(i)}",mode="user"} ${Math.floor(seconds / 20)}.17`,
      ]),
    ),
    ...family('node_load1', 'gauge', '1m load average.', [`node_load1 ${load}`]),
    ...family(free, 'gauge', 'Memory information field MemAvailable_bytes.', [`${free} 6.505373696e+09`]),
    ...family(total, 'gauge', 'Memory information field MemTotal_bytes.', [`${total} 8.589934592e+09`]),
    ...family('node_uname_info', 'gauge', 'Labeled system information as provided by the uname system call.', [
      `node_uname_info{domainname="(none)",machine="x86_64",nodename="${io.host.hostname}",release="6.1.0-31-amd64",sysname="Linux"} 1`,
    ]),
    ...family(time, 'gauge', 'System time in seconds since epoch (1970).', [`${time} ${(io.host.now / 1_000).toExponential(9)}`]),
    '',
  ].join('\n');
}

function serve(request: Request, io: Io, version: string): Response | undefined {
  if (request.protocol !== 'http') return undefined;
  const path = (request.path ?? '/').split('?')[0];
  if (path === '/metrics') return response(200, metrics(io, version), 'text/plain; version=0.0.4; charset=utf-8');
  if (path !== '/') return text(404, '404 page not found\n');
  return response(
    200,
    '<html>\n<head><title>Node Exporter</title></head>\n<body>\n<h1>Node Exporter</h1>\n<p><a href="/metrics">Metrics</a></p>\n</body>\n</html>\n',
    'text/html',
  );
}

export const nodeExporter: Image = {
  idle: { cpu: 2, memory: 14 },
  name: 'docker.io/prom/node-exporter',
  aliases: ['quay.io/prometheus/node-exporter', 'docker.io/bitnami/node-exporter'],
  tags: ['latest', 'master', ...RELEASES.flatMap((release) => [`v${release}`, release])],
  bytes: (tag) => (major(versionOf(tag)) < 1 ? 7_200_000 : 12_400_000),
  entrypoint: ['/bin/node_exporter'],
  user: { uid: 65_534, gid: 65_534, name: 'nobody' },
  tools: 'busybox',
  programs(tag) {
    const version = versionOf(/^\d/.test(tag) ? `v${tag}` : tag);
    return {
      node_exporter: server({
        ports: (io) => [port(io)],
        lines: (io) => started(io, version),
        exit: major(version) < 1 ? 2 : 0,
        serve: (request, io) => serve(request, io, version),
      }),
    };
  },
};
