import type { Image } from '../image';
import type { Io, Program } from '../../process/host';
import { releaseOf, tagsOf } from '../tags';
import { zkCli } from './client';
import type { Paths } from './configuration';
import { KUBERNETES_PATHS, startZookeeper, zkGenConfig, zookeeperReady } from './kubernetes-scripts';
import { zkServer } from './server';

/** ZooKeeper: an ensemble that keeps a small tree of data, and serves as long as a majority of its members do. */

const KUBERNETES_USER = { uid: 1000, gid: 1000, name: 'zookeeper' };
const DIRECTORIES = { '/opt/zookeeper/conf/': '', '/opt/zookeeper/bin/': '', '/var/lib/zookeeper/': '', '/var/log/zookeeper/': '' };

/** The images of Kubernetes' tutorial and of the talk. */
export const k8szk: Image = {
  name: 'gcr.io/google_samples/k8szk',
  aliases: ['gcr.io/google-samples/k8szk'],
  tags: ['v1', 'v2', 'v3'],
  bytes: 123_000_000,
  entrypoint: [],
  cmd: ['/bin/bash'],
  user: KUBERNETES_USER,
  tools: 'debian',
  extras: ['nc'],
  programs(tag) {
    const version = tag === 'v3' ? '3.4.10' : '3.4.9';
    const own = { 'zkGenConfig.sh': zkGenConfig, 'zkOk.sh': zookeeperReady, 'zkMetrics.sh': metrics };
    return { ...own, 'zkServer.sh': zkServer(version, KUBERNETES_PATHS), 'zkCli.sh': zkCli(version) };
  },
  files: () => DIRECTORIES,
};

export const kubernetesZookeeper: Image = {
  name: 'registry.k8s.io/kubernetes-zookeeper',
  aliases: [
    'k8s.gcr.io/kubernetes-zookeeper',
    'gcr.io/google_containers/kubernetes-zookeeper',
    'gcr.io/google-samples/kubernetes-zookeeper',
  ],
  tags: ['1.0-3.4.10', '1.0', 'latest'],
  bytes: 142_000_000,
  entrypoint: [],
  cmd: ['/bin/bash'],
  user: KUBERNETES_USER,
  tools: 'debian',
  extras: ['nc'],
  programs() {
    const server = zkServer('3.4.10', KUBERNETES_PATHS);
    const own = { 'start-zookeeper': startZookeeper(server), 'zookeeper-ready': zookeeperReady, 'zookeeper-metrics': metrics };
    return { ...own, 'zkServer.sh': server, 'zkCli.sh': zkCli('3.4.10') };
  },
  files: () => DIRECTORIES,
};

/** `mntr`, for people. */
const metrics: Program = {
  run(io) {
    const answer = io.host.network.request({
      host: '127.0.0.1',
      port: Number(io.args[0] ?? 2181),
      protocol: 'tcp',
      body: 'mntr',
      quiet: true,
    });
    if ('error' in answer) return 1;
    io.out(answer.body);
    return 0;
  },
};

const SERIES = {
  '3.4': [9, 14],
  '3.5': [5, 10],
  '3.6': [0, 4],
  '3.7': [0, 2],
  '3.8': [0, 4],
  '3.9': [0, 3],
};
const versionOf = (tag: string) => releaseOf(tag, SERIES, '3.9.3');
const OFFICIAL_PATHS: Paths = { configuration: '/conf/zoo.cfg', printed: '/conf/zoo.cfg' };

/** The official image's entrypoint: zoo.cfg and myid from ZOO_… variables, unless they are there. */
function writeOfficial(io: Io, version: string): void {
  const { files } = io.host;
  const { env } = io;
  const value = (name: string, otherwise: string) => env[`ZOO_${name}`] ?? otherwise;
  const servers = value('SERVERS', version.startsWith('3.4') ? '' : 'server.1=localhost:2888:3888;2181')
    .split(/\s+/)
    .filter(Boolean);
  if (files.read('/conf/zoo.cfg') === undefined)
    files.write(
      '/conf/zoo.cfg',
      [
        'dataDir=/data',
        'dataLogDir=/datalog',
        `tickTime=${value('TICK_TIME', '2000')}`,
        `initLimit=${value('INIT_LIMIT', '5')}`,
        `syncLimit=${value('SYNC_LIMIT', '2')}`,
        'clientPort=2181',
        ...(env['ZOO_4LW_COMMANDS_WHITELIST'] ? [`4lw.commands.whitelist=${env['ZOO_4LW_COMMANDS_WHITELIST']}`] : []),
        ...servers,
        '',
      ].join('\n'),
    );
  if (files.read('/data/myid') === undefined) files.write('/data/myid', `${value('MY_ID', '1')}\n`);
}

const officialEntrypoint = (version: string): Program => ({
  run(io) {
    if (io.args[0] === 'zkServer.sh' && io.args[1] === 'start-foreground') writeOfficial(io, version);
    return { exec: io.args };
  },
});

export const zookeeper: Image = {
  name: 'docker.io/library/zookeeper',
  tags: tagsOf(SERIES, ['latest'], ['-jre-11', '-jre-17']),
  bytes: 125_000_000,
  entrypoint: ['/docker-entrypoint.sh'],
  owner: 1_000,
  cmd: ['zkServer.sh', 'start-foreground'],
  directory: '/apache-zookeeper-3.9.3-bin',
  tools: 'debian',
  extras: ['nc', 'wget'],
  programs(tag) {
    const version = versionOf(tag);
    const server = zkServer(version, OFFICIAL_PATHS);
    return { 'zkServer.sh': server, 'zkCli.sh': zkCli(version), 'docker-entrypoint.sh': officialEntrypoint(version) };
  },
  files: () => ({ '/conf/': '', '/data/': '', '/datalog/': '', '/logs/': '' }),
};
