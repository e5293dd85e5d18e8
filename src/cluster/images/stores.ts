import type { Io, Program } from '../process/host';
import type { Image } from './image';
import { bare, entrypoint, response, server, type ServerOptions } from './server';

/** Databases and queues of which it matters that they start, listen, and say whether they are well. */

const store = (
  names: readonly string[],
  command: string,
  bytes: number,
  options: ServerOptions,
  more: Readonly<Record<string, Program>> = {},
): Image => ({
  name: names[0]!,
  aliases: names.slice(1),
  tags: 'any',
  bytes,
  entrypoint: ['docker-entrypoint.sh'],
  cmd: [command],
  owner: 999,
  tools: 'debian',
  extras: ['curl'],
  programs() {
    const own = { [command]: server(options), ...more };
    return { ...own, 'docker-entrypoint.sh': entrypoint(command) };
  },
});

const json = (io: Io, message: string, more: object = {}) =>
  JSON.stringify({ t: { $date: new Date(io.host.now).toISOString() }, s: 'I', c: 'NETWORK', ctx: 'listener', msg: message, ...more });

const answers = (io: Io, host: string, port: number) => {
  const answered = io.host.network.request({ host, port, protocol: 'tcp', quiet: true });
  return !('error' in answered) || answered.error === 'reset';
};

const mongosh: Program = {
  run(io) {
    const host =
      /^(?:mongodb:\/\/)?([\w.-]+)/.exec(
        io.args.find((arg) => /^mongodb:|^[\w.-]+$/.test(arg) && !arg.startsWith('-') && arg.includes('.')) ?? '',
      )?.[1] ?? '127.0.0.1';
    if (!answers(io, host, 27_017)) return (io.err(`MongoNetworkError: connect ECONNREFUSED ${host}:27017\n`), 1);
    const script = io.args[io.args.indexOf('--eval') + 1] ?? '';
    if (/ping/.test(script)) return (io.out('{ ok: 1 }\n'), 0);
    io.err('podplay: this mongosh knows ping.\n');
    return 1;
  },
};

export const mongo = store(
  ['docker.io/library/mongo'],
  'mongod',
  260_000_000,
  {
    ports: [27_017],
    boot: 1_500,
    ready: (io) => [
      json(io, 'Listening on', { attr: { address: '0.0.0.0' } }),
      json(io, 'Waiting for connections', { attr: { port: 27_017, ssl: 'off' } }),
    ],
    serve: (request) =>
      request.protocol === 'http'
        ? response(200, 'It looks like you are trying to access MongoDB over HTTP on the native driver port.\n', 'text/plain')
        : bare(''),
  },
  { mongosh, mongo: mongosh },
);

const diagnostics: Program = {
  run(io) {
    const well = answers(io, 'localhost', 5672);
    if (well) io.out('Ping succeeded\n');
    else io.err('Error: unable to perform an operation on node. Please see diagnostics information and suggestions below.\n');
    return well ? 0 : 69;
  },
};

export const rabbitmq = store(
  ['docker.io/library/rabbitmq'],
  'rabbitmq-server',
  110_000_000,
  {
    ports: [5672, 15_672],
    lines: (io) => [
      `${new Date(io.host.now).toISOString().replace('T', ' ').replace('Z', '+00:00')} [notice] <0.44.0> Application syslog exited with reason: stopped`,
      '',
      '  ##  ##      RabbitMQ 4.0.7',
      '  ##  ##',
      '  ##########  Copyright (c) 2007-2024 Broadcom Inc and/or its subsidiaries',
      '',
    ],
    boot: 5_000,
    ready: (io) => [
      `${new Date(io.host.now).toISOString().replace('T', ' ').replace('Z', '+00:00')} [info] <0.9.0> Server startup complete; 0 plugins started.`,
    ],
    after: 3_000,
    serve: () => undefined,
  },
  { 'rabbitmq-diagnostics': diagnostics, rabbitmqctl: diagnostics },
);

export const memcached = store(['docker.io/library/memcached'], 'memcached', 30_000_000, {
  ports: [11_211],
  serve: (request) => (/^version/.test(request.body ?? '') ? bare('VERSION 1.6.38\r\n') : bare('ERROR\r\n')),
});

export const elasticsearch = store(
  ['docker.io/library/elasticsearch', 'docker.elastic.co/elasticsearch/elasticsearch'],
  'elasticsearch',
  620_000_000,
  {
    ports: [9200, 9300],
    boot: 15_000,
    ready: (io) => [`{"@timestamp":"${new Date(io.host.now).toISOString()}", "log.level": "INFO", "message":"started"}`],
    exit: 143,
    after: 1_000,
    serve: (request, io) =>
      request.protocol === 'http'
        ? response(
            200,
            `${JSON.stringify({ name: io.host.hostname, cluster_name: 'docker-cluster', tagline: 'You Know, for Search' }, null, 2)}\n`,
            'application/json',
          )
        : undefined,
  },
);

export const etcd: Image = {
  ...store(
    ['quay.io/coreos/etcd', 'registry.k8s.io/etcd', 'k8s.gcr.io/etcd', 'gcr.io/etcd-development/etcd', 'docker.io/bitnami/etcd'],
    'etcd',
    21_000_000,
    {
      ports: [2379, 2380],
      lines: (io) => [
        `{"level":"info","ts":"${new Date(io.host.now).toISOString()}","caller":"embed/serve.go:103","msg":"ready to serve client requests"}`,
      ],
      serve: (request) =>
        request.path?.startsWith('/health')
          ? response(200, '{"health":"true","reason":""}', 'application/json')
          : response(404, '404 page not found\n', 'text/plain'),
    },
  ),
  entrypoint: [],
  tools: 'alpine',
};

export const minio: Image = {
  ...store(['docker.io/minio/minio', 'quay.io/minio/minio'], 'minio', 62_000_000, {
    ports: [9000, 9001],
    lines: (io) => [
      'MinIO Object Storage Server',
      'Copyright: 2015-2025 MinIO, Inc.',
      `API: http://${io.host.ip}:9000  http://127.0.0.1:9000`,
    ],
    serve: (request) =>
      request.path?.startsWith('/minio/health')
        ? response(200, '', 'text/plain')
        : response(403, '<Error><Code>AccessDenied</Code></Error>', 'application/xml'),
  }),
  entrypoint: ['/usr/bin/minio'],
  cmd: [],
};
