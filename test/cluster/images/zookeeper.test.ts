import { beforeEach, describe, expect, it } from 'vitest';
import { Nodes } from '../kubelet/world';

const MEMBERS = ['zk-0', 'zk-1', 'zk-2'];

/** Three members, each on its own node with a claim of its own, as a StatefulSet would make them. */
class Ensemble extends Nodes {
  constructor(seed = 1) {
    super(['node-0', 'node-1', 'node-2'], seed);
    this.create('services', { metadata: { name: 'zk-hs' }, spec: { clusterIP: 'None', selector: { app: 'zk' }, ports: [{ port: 2888 }] } });
    for (const name of MEMBERS) {
      const spec = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } };
      const csi = { driver: 'disk', volumeHandle: name };
      const { accessModes, resources } = spec;
      this.create('persistentvolumes', { metadata: { name }, spec: { accessModes, capacity: resources.requests, csi } });
      this.create('persistentvolumeclaims', { metadata: { name: `data-${name}` }, spec: { ...spec, volumeName: name } });
      const claim = this.engine.api.get('persistentvolumeclaims', `default/data-${name}`)!;
      this.engine.api.updateStatus('persistentvolumeclaims', { ...claim, status: { phase: 'Bound' } });
      this.start(name);
    }
    this.run(20_000);
  }

  start(name: string): void {
    const container = {
      image: 'gcr.io/google_samples/k8szk:v3',
      command: ['sh', '-c', 'zkGenConfig.sh && zkServer.sh start-foreground'],
      env: [{ name: 'ZK_REPLICAS', value: '3' }],
      volumeMounts: [{ name: 'data', mountPath: '/var/lib/zookeeper' }],
    };
    const volumes = [{ name: 'data', persistentVolumeClaim: { claimName: `data-${name}` } }];
    const nodeName = name.replace('zk', 'node');
    this.pod(name, container, { nodeName, hostname: name, subdomain: 'zk-hs', volumes }, { app: 'zk' });
  }

  lose(...names: string[]): void {
    for (const name of names) this.delete(name, 0);
    this.run(10_000);
  }

  cli(member: string, ...words: string[]) {
    return this.exec(member, 'zkCli.sh', ...words);
  }

  mode(member: string): string {
    return /Mode: (.*)|Error contacting service/.exec(this.exec(member, 'zkServer.sh', 'status').stdout)?.[1] ?? 'not serving';
  }

  word(member: string, word: string): string {
    return this.exec(member, 'sh', '-c', `echo ${word} | nc localhost 2181`).stdout;
  }

  leader(): string {
    return MEMBERS.find((name) => this.find(name) && this.mode(name) === 'leader')!;
  }
}

describe('a ZooKeeper ensemble', () => {
  let zk: Ensemble;
  beforeEach(() => void (zk = new Ensemble()));

  it('elects one leader, and the others follow', () => {
    expect(MEMBERS.map((name) => zk.mode(name)).sort()).toEqual(['follower', 'follower', 'leader']);
  });

  it('keeps on one member what another was told', () => {
    expect(zk.cli('zk-0', 'create', '/hello', 'world')).toMatchObject({ exitCode: 0, stderr: 'Created /hello\n' });
    const { stdout, stderr } = zk.cli('zk-1', 'get', '/hello');
    expect(stdout).toBe('Connecting to localhost:2181\n\nWATCHER::\n\nWatchedEvent state:SyncConnected type:None path:null\nworld\n');
    expect(stderr).toMatch(/^cZxid = 0x100000002\nctime = \w{3} \w{3} \d\d \d\d:\d\d:\d\d UTC 2025\n/);
    expect(stderr).toMatch(/dataLength = 5\nnumChildren = 0\n$/);
  });

  it('chooses another leader when its leader is lost, and goes on', () => {
    zk.cli('zk-0', 'create', '/hello', 'world');
    const lost = zk.leader();
    zk.lose(lost);
    const others = MEMBERS.filter((name) => name !== lost);
    expect(others.map((name) => zk.mode(name)).sort()).toEqual(['follower', 'leader']);
    expect(zk.cli(others[0]!, 'set', '/hello', 'again').exitCode).toBe(0);
    expect(zk.cli(others[1]!, 'get', '/hello').stdout).toMatch(/\nagain\n$/);
  });

  it('serves nobody without a majority, though the server is there', () => {
    zk.cli('zk-0', 'create', '/hello', 'world');
    zk.lose('zk-1', 'zk-2');
    expect(zk.mode('zk-0')).toBe('not serving');
    const { stderr, exitCode } = zk.cli('zk-0', 'get', '/hello');
    expect(exitCode).toBe(1);
    expect(stderr).toContain('KeeperErrorCode = ConnectionLoss for /hello');
    expect(zk.word('zk-0', 'ruok')).toBe('imok');
    expect(zk.word('zk-0', 'srvr')).toBe('This ZooKeeper instance is not currently serving requests\n');
  });

  it('finds its data again when all members were lost', () => {
    zk.cli('zk-0', 'create', '/hello', 'world');
    zk.lose(...MEMBERS);
    for (const name of MEMBERS) zk.start(name);
    zk.run(20_000);
    expect(zk.cli('zk-2', 'get', '/hello').stdout).toMatch(/\nworld\n$/);
    expect(zk.word('zk-0', 'srvr')).toMatch(/Zxid: 0x20000000/);
  });

  it('tells a member that comes back what it missed', () => {
    const away = MEMBERS.find((name) => name !== zk.leader())!;
    zk.lose(away);
    zk.cli(zk.leader(), 'create', '/hello', 'world');
    zk.start(away);
    zk.run(20_000);
    expect(zk.mode(away)).toBe('follower');
    expect(zk.cli(away, 'get', '/hello').stdout).toMatch(/\nworld\n$/);
  });

  it('leaves a member that is cut off without service, while the others go on', () => {
    const lost = zk.leader();
    zk.fault({ kind: 'cut-node', node: lost.replace('zk', 'node') });
    zk.run(10_000);
    const others = MEMBERS.filter((name) => name !== lost);
    expect(others.map((name) => zk.mode(name)).sort()).toEqual(['follower', 'leader']);
  });

  it('prints what zkCli prints of nodes that are not there, are there, or are not empty', () => {
    const say = (...words: string[]) => zk.cli('zk-0', ...words).stderr;
    expect(say('get', '/a')).toBe('Node does not exist: /a\n');
    expect(say('create', '/a', '1')).toBe('Created /a\n');
    expect(say('create', '/a', '1')).toBe('Node already exists: /a\n');
    expect(say('create', '-s', '/a/n', '1')).toBe('Created /a/n0000000000\n');
    expect(say('delete', '/a')).toBe('Node not empty: /a\n');
    expect(zk.cli('zk-1', 'ls', '/').stdout).toMatch(/\n\[a, zookeeper\]\n$/);
    expect(say('rmr', '/a')).toBe('');
    expect(say('get', '/a')).toBe('Node does not exist: /a\n');
  });

  it('forgets an ephemeral node with its session', () => {
    zk.cli('zk-0', 'create', '-e', '/mine', 'x');
    expect(zk.cli('zk-0', 'get', '/mine').stderr).toBe('Node does not exist: /mine\n');
  });

  it('lives the same life twice', () => {
    const again = new Ensemble();
    for (const name of MEMBERS) expect(again.logs(name)).toEqual(zk.logs(name));
  });
});
