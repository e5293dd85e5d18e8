import type { Io, Program, Request, Response } from '../process/host';
import type { Image } from './image';
import { bare, entrypoint, server } from './server';
import { execute, SqlProblem, statementsOf, type Answer, type Databases } from './sql';
import { releaseOf, tagsOf } from './tags';

/** mysql and mariadb.
 *  MODELS the entrypoint's demand for a password, first and later starts on /var/lib/mysql, `mysql -e`,
 *  `mysqladmin ping`, passwords, the little SQL of sql.ts.
 *  OMITS replication and dumps. Data lies in one file, podplay.json, of the data directory. */

const SERIES = {
  '5.5': [40, 62],
  '5.6': [17, 51],
  '5.7': [4, 44],
  '8.0': [11, 44],
  '8.4': [0, 7],
  '9.0': [0, 1],
  '9.1': [0, 0],
  '9.2': [0, 0],
  '9.3': [0, 0],
  '9.4': [0, 0],
};
const MARIA = {
  ...{ '10.1': [8, 48], '10.2': [6, 44], '10.3': [6, 39], '10.4': [6, 34], '10.5': [4, 29], '10.6': [3, 23], '10.11': [2, 14] },
  ...{ '11.4': [2, 8], '11.7': [2, 2], '11.8': [2, 3] },
};

const FILE = '/var/lib/mysql/podplay.json';
const PASSWORDS = ['ROOT_PASSWORD', 'ALLOW_EMPTY_PASSWORD', 'RANDOM_ROOT_PASSWORD'];

interface Stored {
  readonly password: string;
  readonly databases: Databases;
}

const load = (io: Io) => JSON.parse(io.host.files.read(FILE) ?? 'null') as Stored | null;

const variable = (io: Io, name: string) => io.env[`MYSQL_${name}`] ?? io.env[`MARIADB_${name}`];

const time = (io: Io) => new Date(io.host.now).toISOString().slice(0, 19).replace('T', ' ');

/** Without one of three variables there is no first start. Source: docker-library/mysql docker-entrypoint.sh */
function problem(io: Io, version: string): string | undefined {
  if (load(io) || PASSWORDS.some((name) => variable(io, name) !== undefined)) return undefined;
  if (version.startsWith('5'))
    return 'error: database is uninitialized and password option is not specified \n  You need to specify one of MYSQL_ROOT_PASSWORD, MYSQL_ALLOW_EMPTY_PASSWORD and MYSQL_RANDOM_ROOT_PASSWORD\n';
  return `${time(io)}+00:00 [ERROR] [Entrypoint]: Database is uninitialized and password option is not specified\n    You need to specify one of the following as an environment variable:\n    - MYSQL_ROOT_PASSWORD\n    - MYSQL_ALLOW_EMPTY_PASSWORD\n    - MYSQL_RANDOM_ROOT_PASSWORD\n`;
}

function initialize(io: Io): readonly string[] {
  if (load(io)) return [`${time(io)}+00:00 [Note] [Entrypoint]: Starting MySQL`];
  const database = variable(io, 'DATABASE');
  const databases: Databases = { information_schema: {}, mysql: {}, performance_schema: {}, sys: {}, ...(database && { [database]: {} }) };
  io.host.files.write(FILE, JSON.stringify({ password: variable(io, 'ROOT_PASSWORD') ?? '', databases } satisfies Stored));
  return ['Initializing database files', 'Database files initialized', 'MySQL init process done. Ready for start up.'].map(
    (line) => `${time(io)}+00:00 [Note] [Entrypoint]: ${line}`,
  );
}

const daemon = (version: string) =>
  server({
    ports: [3306],
    problem: (io) => problem(io, version),
    lines: (io) => [`${time(io)}+00:00 [Note] [Entrypoint]: Entrypoint script for MySQL Server ${version} started.`, ...initialize(io)],
    boot: 6_000,
    ready: (io) => [
      `${new Date(io.host.now).toISOString()} 0 [System] [MY-010931] [Server] /usr/sbin/mysqld: ready for connections. Version: '${version}'  socket: '/var/run/mysqld/mysqld.sock'  port: 3306  MySQL Community Server - GPL.`,
    ],
    after: 1_200,
    signals: ['TERM', 'QUIT'],
    serve: (request, io) => serve(request, io, version),
  });

export interface Query {
  readonly password: string;
  readonly database: string;
  readonly sql: string;
}

export type Reply =
  { readonly error: string } | { readonly database: string; readonly answers: readonly Pick<Answer, 'columns' | 'rows' | 'tag'>[] };

function serve(request: Request, io: Io, version: string): Response | undefined {
  if (request.protocol !== 'tcp') return undefined;
  if (!request.body?.startsWith('{')) return bare(`${version}\n`);
  return bare(JSON.stringify(answer(io, JSON.parse(request.body) as Query, version, request.client ?? 'localhost')));
}

function answer(io: Io, { password, database, sql }: Query, version: string, client: string): Reply {
  const stored = load(io) ?? { password: '', databases: {} };
  const from = client === '127.0.0.1' ? 'localhost' : client;
  if (password !== stored.password)
    return { error: `ERROR 1045 (28000): Access denied for user 'root'@'${from}' (using password: ${password ? 'YES' : 'NO'})` };
  let { databases } = stored;
  let current = database;
  const answers: Answer[] = [];
  const values = (name: string) =>
    ({
      '@@server_id': serverId(io),
      'version()': version,
      '@@version': version,
      'now()': time(io),
      'database()': current,
      '@@hostname': io.host.hostname,
    })[name];
  try {
    for (const statement of statementsOf(sql)) {
      const use = /^use ([\w`-]+)$/i.exec(statement)?.[1];
      if (use) current = use;
      if (current && !databases[current]) throw new SqlProblem(1049, '42000', `Unknown database '${current}'`);
      if (use) continue;
      const result = execute({ databases, current, values }, statement);
      databases = result.databases;
      answers.push(result);
    }
  } catch (error) {
    if (!(error instanceof SqlProblem)) throw error;
    return {
      error: `ERROR ${error.code} (${error.state.length === 5 && error.code === 1046 ? '3D000' : '42000'}) at line 1: ${error.message}`,
    };
  } finally {
    if (databases !== stored.databases) io.host.files.write(FILE, JSON.stringify({ ...stored, databases }));
  }
  return {
    database: current,
    answers: answers.map(({ columns, rows, tag }) => ({ ...(columns && { columns }), ...(rows && { rows }), ...(tag && { tag }) })),
  };
}

/** `server-id` of a file in conf.d, as the documentation's replicated MySQL writes it; 1 when there is none. */
function serverId({ host: { files } }: Io): string {
  const texts = (files.list('/etc/mysql/conf.d') ?? []).map((name) => files.read(`/etc/mysql/conf.d/${name}`) ?? '');
  return texts.map((one) => /^server-id\s*=\s*(\d+)/m.exec(one)?.[1]).find(Boolean) ?? '1';
}

interface Client {
  host: string;
  port: number;
  password: string;
  database: string;
  sql: string | undefined;
  bare: boolean;
}

function parse(io: Io): Client {
  const client: Client = {
    host: io.env['MYSQL_HOST'] ?? 'localhost',
    port: 3306,
    password: io.env['MYSQL_PWD'] ?? '',
    database: '',
    sql: undefined,
    bare: false,
  };
  for (let i = 0; i < io.args.length; i++) {
    const arg = io.args[i]!;
    const long = /^--(\w[\w-]*)(?:=(.*))?$/s.exec(arg);
    const flag = long
      ? { host: 'h', port: 'P', password: 'p', user: 'u', database: 'D', execute: 'e' }[long[1]!]
      : /^-[hPpuDeNBs]/.test(arg)
        ? arg[1]
        : undefined;
    const inline = long ? long[2] : arg.slice(2) || undefined;
    if (flag === 'p') client.password = inline ?? client.password;
    else if (flag && 'hPuDe'.includes(flag)) {
      const value = inline ?? io.args[++i] ?? '';
      if (flag === 'h') client.host = value;
      if (flag === 'P') client.port = Number(value);
      if (flag === 'D') client.database = value;
      if (flag === 'e') client.sql = value;
    } else if (/^-[NBs]|skip-column-names/.test(arg)) client.bare ||= /N|skip/.test(arg);
    else if (!arg.startsWith('-')) client.database = arg;
  }
  return client;
}

function connect(io: Io, { host, port, password, database }: Client, sql: string): Reply {
  const answered = io.host.network.request({
    host,
    port,
    protocol: 'tcp',
    body: JSON.stringify({ password, database, sql } satisfies Query),
  });
  if (!('error' in answered)) return JSON.parse(answered.body) as Reply;
  if (answered.error === 'resolve') return { error: `ERROR 2005 (HY000): Unknown MySQL server host '${host}' (-2)` };
  if (host === 'localhost')
    return { error: "ERROR 2002 (HY000): Can't connect to local MySQL server through socket '/var/run/mysqld/mysqld.sock' (2)" };
  return { error: `ERROR 2003 (HY000): Can't connect to MySQL server on '${host}:${port}' (${answered.error === 'refused' ? 111 : 110})` };
}

const mysql: Program = {
  run(io) {
    const client = parse(io);
    const warned = io.args.some((arg) => /^(-p.+|--password=.+)/.test(arg));
    if (warned) io.err('mysql: [Warning] Using a password on the command line interface can be insecure.\n');
    const reply = connect(io, client, client.sql ?? io.stdin);
    if ('error' in reply) return (io.err(`${reply.error}\n`), 1);
    for (const { columns, rows } of reply.answers) {
      if (!columns || !rows?.length) continue;
      if (!client.bare) io.out(`${columns.join('\t')}\n`);
      for (const row of rows) io.out(`${row.join('\t')}\n`);
    }
    return 0;
  },
};

const mysqladmin: Program = {
  run(io) {
    const command = io.args.findLast((arg) => !arg.startsWith('-') && !/^(root|localhost|127\.0\.0\.1)$/.test(arg)) ?? '';
    const reply = connect(io, { ...parse(io), database: '' }, 'select 1');
    const there = !('error' in reply) || reply.error.includes('1045');
    if (command !== 'ping') return (io.err(`podplay: of mysqladmin's commands there is ping\n`), 1);
    if (there) return (io.out('mysqld is alive\n'), 0);
    io.err(`mysqladmin: connect to server at 'localhost' failed\nerror: '${reply.error.replace(/^ERROR \d+ \(\w+\): /, '')}'\n`);
    return 1;
  },
};

const image = (
  names: readonly string[],
  series: Readonly<Record<string, readonly number[]>>,
  latest: string,
  daemonName: string,
): Image => ({
  name: names[0]!,
  aliases: names.slice(1),
  tags: tagsOf(series, ['latest', 'lts', 'innovation'], ['-debian', '-oracle', '-jammy', '-noble', '-oraclelinux8', '-oraclelinux9']),
  bytes: 153_000_000,
  entrypoint: ['docker-entrypoint.sh'],
  owner: 999,
  cmd: [daemonName],
  env: (tag) => ({ MYSQL_MAJOR: tag, MYSQL_VERSION: releaseOf(tag, series, latest) }),
  tools: 'debian',
  programs(tag) {
    const run = daemon(releaseOf(tag, series, latest));
    const own = { mysqld: run, mariadbd: run, mysql, mariadb: mysql, mysqladmin, 'mariadb-admin': mysqladmin };
    return { ...own, 'docker-entrypoint.sh': entrypoint(daemonName) };
  },
  files: () => ({ '/var/lib/mysql/': '', '/etc/mysql/conf.d/': '', '/docker-entrypoint-initdb.d/': '' }),
});

export const mysqlImage = image(
  ['docker.io/library/mysql', 'container-registry.oracle.com/mysql/community-server', 'public.ecr.aws/docker/library/mysql'],
  SERIES,
  '9.2.0',
  'mysqld',
);
export const mariadbImage = image(['docker.io/library/mariadb', 'public.ecr.aws/docker/library/mariadb'], MARIA, '11.7.2', 'mariadbd');
