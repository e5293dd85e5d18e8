import type { Io } from '../process/host';
import type { Image } from './image';
import { response, server } from './server';

/** Agents that gather logs: they follow files and listen for records. OMITS sending anything anywhere. */

const time = (io: Io) => new Date(io.host.now).toISOString().slice(0, 19).replace('T', ' ');

/** The configuration that the image reads, for the log. */
const configuration = (io: Io) =>
  ['/fluentd/etc/fluent.conf', '/etc/fluent/fluent.conf', '/etc/td-agent/td-agent.conf'].find(
    (path) => io.host.files.read(path) !== undefined,
  ) ?? '/fluentd/etc/fluent.conf';

const fluentdServer = server({
  lines: (io) => [
    `${time(io)} +0000 [info]: parsing config file is succeeded path="${configuration(io)}"`,
    `${time(io)} +0000 [info]: gem 'fluentd' version '1.16.5'`,
    `${time(io)} +0000 [info]: starting fluentd-1.16.5 pid=7 ruby="3.2.4"`,
  ],
  boot: 1_500,
  ready: (io) => [
    `${time(io)} +0000 [info]: #0 starting fluentd worker pid=16 ppid=7 worker=0`,
    `${time(io)} +0000 [info]: #0 listening port port=24224 bind="0.0.0.0"`,
    `${time(io)} +0000 [info]: #0 fluentd worker is now running worker=0`,
  ],
  ports: [24_224],
  after: 400,
});

export const fluentd: Image = {
  idle: { cpu: 3, memory: 62 },
  name: 'docker.io/fluent/fluentd',
  aliases: [
    'docker.io/library/fluentd',
    'quay.io/fluentd_elasticsearch/fluentd',
    'docker.io/fluent/fluentd-kubernetes-daemonset',
    'registry.k8s.io/fluentd-gcp',
    'registry.k8s.io/fluentd-elasticsearch',
    'gcr.io/google_containers/fluentd-elasticsearch',
    'gcr.io/google_containers/fluentd-gcp',
    'k8s.gcr.io/fluentd-elasticsearch',
    'k8s.gcr.io/fluentd-gcp',
  ],
  tags: 'any',
  bytes: 52_000_000,
  entrypoint: ['/entrypoint.sh'],
  cmd: ['fluentd'],
  tools: 'debian',
  programs: () => ({ fluentd: fluentdServer, 'entrypoint.sh': fluentdServer, 'td-agent': fluentdServer }),
  files: () => ({
    '/fluentd/etc/fluent.conf': '<source>\n  @type forward\n  port 24224\n</source>\n<match **>\n  @type stdout\n</match>\n',
  }),
};

const fluentBitServer = server({
  lines: (io) => [
    'Fluent Bit v3.2.10',
    '* Copyright (C) 2015-2024 The Fluent Bit Authors',
    '* https://fluentbit.io',
    '',
    ...['[engine] started (pid=1)', '[storage] ver=1.5.2, type=memory, sync=normal, checksum=off', '[sp] stream processor started'].map(
      (line) => `[${time(io).replaceAll('-', '/')}] [ info] ${line}`,
    ),
  ],
  ports: [2_020],
  serve: (request) =>
    request.protocol === 'http'
      ? response(200, '{"fluent-bit":{"version":"3.2.10","edition":"Community"}}', 'application/json')
      : undefined,
});

export const fluentBit: Image = {
  idle: { cpu: 2, memory: 9 },
  name: 'docker.io/fluent/fluent-bit',
  aliases: ['cr.fluentbit.io/fluent/fluent-bit'],
  tags: 'any',
  bytes: 37_000_000,
  entrypoint: ['/fluent-bit/bin/fluent-bit'],
  cmd: ['-c', '/fluent-bit/etc/fluent-bit.conf'],
  tools: 'none',
  programs: () => ({ 'fluent-bit': fluentBitServer }),
};
