import { describe, expect, it } from 'vitest';
import { images } from '../../../src/cluster/images';
import { pi } from '../../../src/cluster/images/perl';
import { Nodes } from '../kubelet/world';

type Env = Readonly<Record<string, string>>;

/** One Pod of one container, half a minute later. */
function started(image: string, container: Record<string, unknown> = {}, env: Env = {}, spec: Record<string, unknown> = {}): Nodes {
  const world = new Nodes();
  const variables = Object.entries(env).map(([name, value]) => ({ name, value }));
  world.pod('p', { image, env: variables, ...container }, spec);
  world.run(30_000);
  return world;
}

const exec = (world: Nodes, ...command: string[]) => world.exec('p', ...command);
const sh = (world: Nodes, script: string) => {
  const { stdout, stderr } = exec(world, 'sh', '-c', script);
  return stdout + stderr;
};

describe('the simulated images', () => {
  it('have names that are taken once', () => {
    const names = images.flatMap(({ name, aliases = [] }) => [name, ...aliases]);
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
  });

  it('podinfo is healthy where its port is said to be, in its own probe’s eyes', () => {
    const probe = { exec: { command: ['podcli', 'check', 'http', 'localhost:8080/healthz'] } };
    const world = started('ghcr.io/stefanprodan/podinfo:6.7.0', { command: ['./podinfo', '--port=8080'], readinessProbe: probe });
    expect(world.status('p').ready).toBe(true);
    expect(exec(world, 'podcli', 'check', 'http', 'localhost:9898/healthz').exitCode).toBe(1);
    expect(JSON.parse(sh(world, 'curl -s localhost:8080'))).toMatchObject({ hostname: 'p', message: 'greetings from podinfo v6.7.0' });
  });

  /** Images whose own command ends by itself: exit code and the last line that it prints. */
  const ENDING: readonly (readonly [string, Record<string, unknown>, Env, number, string])[] = [
    ['hello-world', {}, {}, 0, ''],
    ['busybox', {}, {}, 0, ''],
    ['alpine', { args: ['echo', 'hi'] }, {}, 0, 'hi'],
    ['docker.io/library/bash:5', { args: ['-c', 'a=(x y z); echo ${a[1]} ${#a[@]}'] }, {}, 0, 'y 3'],
    ['perl:5.34.0', { command: ['perl', '-Mbignum=bpi', '-wle', 'print bpi(20)'] }, {}, 0, '3.1415926535897932385'],
    ['python:3.12', { command: ['python', '-c', 'print("hello")'] }, {}, 0, 'hello'],
    ['python:3.12', { command: ['python', 'app.py'] }, {}, 2, "python: can't open file '/app.py': [Errno 2] No such file or directory"],
    ['hashicorp/http-echo', {}, {}, 1, 'Missing -text option!'],
    ['postgres:17', {}, {}, 1, '       https://www.postgresql.org/docs/current/auth-trust.html'],
    ['mysql:8.0', {}, {}, 1, '    - MYSQL_RANDOM_ROOT_PASSWORD'],
    ['mysql:5.7', {}, {}, 1, '  You need to specify one of MYSQL_ROOT_PASSWORD, MYSQL_ALLOW_EMPTY_PASSWORD and MYSQL_RANDOM_ROOT_PASSWORD'],
    [
      'polinux/stress',
      { command: ['stress', '--cpu', '1', '--timeout', '5'] },
      {},
      0,
      'stress: info: [1] dispatching hogs: 1 cpu, 0 io, 0 vm, 0 hdd',
    ],
    ['curlimages/curl', {}, {}, 2, "curl: try 'curl --help' or 'curl --manual' for more information"],
    [
      'gcr.io/google-samples/hello-frontend:1.0',
      {},
      {},
      1,
      'nginx: [emerg] host not found in upstream "hello" in /etc/nginx/conf.d/frontend.conf:2',
    ],
  ];

  it.each(ENDING)('%s %j %j ends with %i', (image, container, env, code, line) => {
    const world = started(image, container, env, { restartPolicy: 'Never' });
    expect(world.status('p').state).toMatchObject({ terminated: { exitCode: code } });
    expect(world.logs('p').at(-1) ?? '').toBe(line);
  });

  /** Images that serve: what one of their own clients, or a shell beside them, prints. */
  const SERVING: readonly (readonly [string, Record<string, unknown>, Env, string, string])[] = [
    [
      'redis:7.4',
      {},
      {},
      'redis-cli set k v; redis-cli get k; redis-cli incr n; redis-cli nonsense',
      "OK\nv\n1\nERR unknown command 'nonsense', with args beginning with: \n",
    ],
    ['redis:7.4', {}, {}, 'redis-cli rpush l a b c; redis-cli lrange l 0 -1; redis-cli lpop l; redis-cli llen l', '3\na\nb\nc\na\n2\n'],
    ['postgres:17', {}, { POSTGRES_PASSWORD: 'x' }, 'psql -U postgres -c "select 1 + 1"', ' ?column? \n----------\n        2\n(1 row)\n\n'],
    ['postgres:17', {}, { POSTGRES_PASSWORD: 'x' }, 'pg_isready', '/var/run/postgresql:5432 - accepting connections\n'],
    ['mysql:8.0', {}, { MYSQL_ROOT_PASSWORD: 'x' }, 'mysqladmin ping -px', 'mysqld is alive\n'],
    [
      'mysql:8.0',
      {},
      { MYSQL_ROOT_PASSWORD: 'x' },
      'mysql -e "select 1"',
      "ERROR 1045 (28000): Access denied for user 'root'@'localhost' (using password: NO)\n",
    ],
    [
      'mysql:8.0',
      {},
      { MYSQL_ALLOW_EMPTY_PASSWORD: '1' },
      "mysql -e \"create database d; create table d.t (m varchar(9)); insert into d.t values ('hello')\"; mysql -e 'select * from d.t'",
      'm\nhello\n',
    ],
    ['mongo:8', {}, {}, 'mongosh --eval "db.runCommand({ping: 1})"', '{ ok: 1 }\n'],
    ['prom/node-exporter:v0.14.0', {}, {}, 'wget -qO- localhost:9100/metrics | grep -c "^node_cpu{"', '8\n'],
    ['registry.k8s.io/e2e-test-images/agnhost:2.53', { args: ['netexec'] }, {}, 'curl -s localhost:8080/hostname', 'p'],
    [
      'registry.k8s.io/e2e-test-images/agnhost:2.53',
      { args: ['netexec'] },
      {},
      'curl -s "localhost:8080/shell?cmd=echo+hi"',
      '{"output":"hi\\n"}',
    ],
    ['httpd:2.4', {}, {}, 'curl -s localhost', '<html><body><h1>It works!</h1></body></html>\n'],
    [
      'python:3.12',
      { command: ['python3', '-m', 'http.server', '9000'] },
      {},
      'curl -sI localhost:9000 | head -n 1',
      'HTTP/1.1 200 OK\r\n',
    ],
    ['nginx:1.7.9', {}, {}, 'curl -sI localhost | head -n 2', 'HTTP/1.1 200 OK\r\nServer: nginx/1.7.9\r\n'],
  ];

  it.each(SERVING)('%s %j %j: %s', (image, container, env, script, output) => {
    expect(sh(started(image, container, env), script)).toBe(output);
  });

  it('keep on a volume what they were told', () => {
    const world = new Nodes();
    const pod = { volumes: [{ name: 'v', hostPath: { path: '/data' } }] };
    const start = () => world.pod('p', { image: 'redis', volumeMounts: [{ name: 'v', mountPath: '/data' }] }, pod);
    start();
    world.run(20_000);
    exec(world, 'redis-cli', 'set', 'k', 'kept');
    world.delete('p', 0);
    start();
    world.run(20_000);
    expect(exec(world, 'redis-cli', 'get', 'k').stdout).toBe('kept\n');
  });

  it('lose with their container what no volume holds', () => {
    const world = started('redis');
    exec(world, 'redis-cli', 'set', 'k', 'lost');
    world.fault({ kind: 'kill-container', namespace: 'default', pod: 'p', container: 'c' });
    world.run(20_000);
    expect(exec(world, 'redis-cli', 'get', 'k').stdout).toBe('\n');
  });

  it('are killed for more memory than they may have', () => {
    const args = { command: ['stress', '--vm', '1', '--vm-bytes', '250M', '--vm-hang', '1'], resources: { limits: { memory: '100Mi' } } };
    const world = started('polinux/stress', args, {}, { restartPolicy: 'Never' });
    expect(world.status('p').state).toMatchObject({ terminated: { exitCode: 137, reason: 'OOMKilled' } });
  });

  it('follow the leader of redis by the name of its Service', () => {
    const world = new Nodes();
    world.create('services', { metadata: { name: 'redis-leader' }, spec: { selector: { app: 'leader' }, ports: [{ port: 6379 }] } });
    world.pod('leader', { image: 'redis:6.0.5' }, {}, { app: 'leader' });
    world.pod('follower', { image: 'us-docker.pkg.dev/google-samples/containers/gke/gb-redis-follower:v2' });
    world.run(30_000);
    world.exec('leader', 'redis-cli', 'set', 'messages', 'hello');
    expect(world.exec('follower', 'redis-cli', 'get', 'messages').stdout).toBe('hello\n');
    expect(world.exec('follower', 'redis-cli', 'set', 'a', 'b').stdout).toBe("READONLY You can't write against a read only replica.\n");
  });
});

describe('pi', () => {
  it.each([
    [1, '3'],
    [5, '3.1416'],
    [50, '3.1415926535897932384626433832795028841971693993751'],
  ])('of %i digits', (digits, text) => {
    expect(pi(digits)).toBe(text);
  });

  // kubernetes.io/docs/concepts/workloads/controllers/job shows the whole number.
  it('of 2000 digits ends as in the documentation', () => {
    expect(pi(2000)).toHaveLength(2001);
    expect(pi(2000)).toMatch(/^3\.14159\d*3904780275901$/);
  });
});
