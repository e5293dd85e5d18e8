import type { Io, Program, Request, Response } from '../process/host';
import type { Image } from './image';
import { bare, entrypoint, server } from './server';
import { execute, SqlProblem, statementsOf, type Answer, type Databases } from './sql';
import { releaseOf, tagsOf } from './tags';

/** postgres.
 *  MODELS the entrypoint's demand for a password, first and later starts on its data directory, `psql -c`,
 *  `pg_isready`, the little SQL of sql.ts. OMITS roles and replication. */

const SERIES = {
  '9.4': [0, 26],
  '9.5': [0, 25],
  '9.6': [0, 24],
  '10': [0, 23],
  '11': [0, 22],
  '12': [0, 22],
  '13': [0, 22],
  '14': [0, 19],
  '15': [0, 14],
  '16': [0, 10],
  '17': [0, 6],
  '18': [0, 0],
};

interface Stored {
  readonly databases: Databases;
}

const fileOf = (io: Io) => `${io.env['PGDATA'] ?? '/var/lib/postgresql/data'}/podplay.json`;
const load = (io: Io) => JSON.parse(io.host.files.read(fileOf(io)) ?? 'null') as Stored | null;
const time = (io: Io) => `${new Date(io.host.now).toISOString().slice(0, 23).replace('T', ' ')} UTC`;

/** Source: docker-library/postgres docker-entrypoint.sh docker_verify_minimum_env */
function problem(io: Io): string | undefined {
  if (load(io) || io.env['POSTGRES_PASSWORD'] || io.env['POSTGRES_HOST_AUTH_METHOD'] === 'trust') return undefined;
  return `Error: Database is uninitialized and superuser password is not specified.
       You must specify POSTGRES_PASSWORD to a non-empty value for the
       superuser. For example, "-e POSTGRES_PASSWORD=password" on "docker run".

       You may also use "POSTGRES_HOST_AUTH_METHOD=trust" to allow all
       connections without a password. This is *not* recommended.

       See PostgreSQL documentation about "trust":
       https://www.postgresql.org/docs/current/auth-trust.html
`;
}

function initialize(io: Io): readonly string[] {
  if (load(io)) return ['', 'PostgreSQL Database directory appears to contain a database; Skipping initialization', ''];
  const { files } = io.host;
  const directory = fileOf(io).replace(/\/[^/]*$/, '');
  if (!files.isDirectory(directory)) files.makeDirectory(directory);
  const database = io.env['POSTGRES_DB'] ?? io.env['POSTGRES_USER'] ?? 'postgres';
  files.write(fileOf(io), JSON.stringify({ databases: { postgres: {}, template0: {}, template1: {}, [database]: {} } } satisfies Stored));
  return [
    'The files belonging to this database system will be owned by user "postgres".',
    'This user must also own the server process.',
    '',
    'Success. You can now start the database server using:',
    '',
    'PostgreSQL init process complete; ready for start up.',
    '',
  ];
}

const daemon = (version: string) =>
  server({
    ports: [5432],
    problem,
    lines: initialize,
    boot: 2_500,
    ready: (io) => [
      `${time(io)} [1] LOG:  starting PostgreSQL ${version} (Debian ${version}-1.pgdg120+1) on x86_64-pc-linux-gnu, compiled by gcc (Debian 12.2.0-14) 12.2.0, 64-bit`,
      `${time(io)} [1] LOG:  listening on IPv4 address "0.0.0.0", port 5432`,
      `${time(io)} [1] LOG:  database system is ready to accept connections`,
    ],
    after: 300,
    serve: (request, io) => serve(request, io, version),
  });

interface Query {
  readonly database: string;
  readonly user: string;
  readonly sql: string;
}

type Reply =
  { readonly fatal: string } | { readonly error?: string; readonly answers: readonly Pick<Answer, 'columns' | 'rows' | 'tag'>[] };

function serve(request: Request, io: Io, version: string): Response | undefined {
  if (request.protocol !== 'tcp' || !request.body?.startsWith('{')) return undefined;
  return bare(JSON.stringify(answer(io, JSON.parse(request.body) as Query, version)));
}

function answer(io: Io, { database, user, sql }: Query, version: string): Reply {
  const superuser = io.env['POSTGRES_USER'] ?? 'postgres';
  let databases = load(io)?.databases ?? {};
  const before = databases;
  if (user !== superuser) return { fatal: `role "${user}" does not exist` };
  if (!databases[database]) return { fatal: `database "${database}" does not exist` };
  const values = (name: string) =>
    ({
      'version()': `PostgreSQL ${version} on x86_64-pc-linux-gnu`,
      'now()': time(io),
      'current_database()': database,
      current_user: user,
      'pg_is_in_recovery()': 'f',
    })[name];
  const answers: Answer[] = [];
  let error: string | undefined;
  try {
    for (const statement of statementsOf(sql)) {
      const result = execute({ databases, current: database, values }, statement === '\\l' ? 'show databases' : statement);
      databases = result.databases;
      answers.push(result);
    }
  } catch (thrown) {
    if (!(thrown instanceof SqlProblem)) throw thrown;
    error = inWords(thrown);
  }
  if (databases !== before) io.host.files.write(fileOf(io), JSON.stringify({ databases } satisfies Stored));
  return {
    answers: answers.map(({ columns, rows, tag }) => ({ ...(columns && { columns }), ...(rows && { rows }), ...(tag && { tag }) })),
    ...(error && { error }),
  };
}

/** What postgres says where mysql says otherwise. */
function inWords({ state, message }: SqlProblem): string {
  const name = /'(?:[^'.]*\.)?([^'.]*)'/.exec(message)?.[1] ?? '';
  if (state === '42P01') return `relation "${name}" does not exist`;
  if (state === '42P07') return `relation "${name}" already exists`;
  if (state === '42P04') return `database "${name}" already exists`;
  return state === '42703' ? `column "${name}" does not exist` : message;
}

interface Client extends Query {
  readonly host: string;
  readonly port: number;
  readonly bare: boolean;
}

function parse(io: Io): Client {
  const values = new Map<string, string>();
  const operands: string[] = [];
  let tuples = false;
  for (let i = 0; i < io.args.length; i++) {
    const arg = io.args[i]!;
    const long = /^--(host|port|username|dbname|command)=(.*)$/s.exec(arg);
    if (long) values.set({ host: 'h', port: 'p', username: 'U', dbname: 'd', command: 'c' }[long[1]!]!, long[2]!);
    else if (/^-[a-zA-Z]*t/.test(arg)) {
      tuples = true;
      if (arg.endsWith('c')) values.set('c', io.args[++i] ?? '');
    } else if (/^-[hpUdc]/.test(arg)) values.set(arg[1]!, arg.slice(2) || (io.args[++i] ?? ''));
    else if (!arg.startsWith('-')) operands.push(arg);
  }
  const uri = /^postgres(?:ql)?:\/\/(?:([^:@]+)(?::[^@]*)?@)?([^:/]+)(?::(\d+))?\/?(\w*)/.exec(operands[0] ?? '');
  const user = uri?.[1] ?? values.get('U') ?? operands[1] ?? io.env['PGUSER'] ?? io.host.user.name ?? 'postgres';
  return {
    host: uri?.[2] ?? values.get('h') ?? io.env['PGHOST'] ?? 'localhost',
    port: Number(uri?.[3] ?? values.get('p') ?? io.env['PGPORT'] ?? 5432),
    user,
    database: (uri?.[4] || undefined) ?? values.get('d') ?? (uri ? undefined : operands[0]) ?? io.env['PGDATABASE'] ?? user,
    sql: values.get('c') ?? io.stdin,
    bare: tuples,
  };
}

const psql: Program = {
  run(io) {
    const { host, port, user, database, sql, bare: tuples } = parse(io);
    const answered = io.host.network.request({
      host,
      port,
      protocol: 'tcp',
      body: JSON.stringify({ user, database, sql } satisfies Query),
    });
    const start =
      host === 'localhost'
        ? 'psql: error: connection to server on socket "/var/run/postgresql/.s.PGSQL.5432" failed:'
        : `psql: error: connection to server at "${host}", port ${port} failed:`;
    if ('error' in answered) {
      const why =
        answered.error === 'resolve'
          ? `psql: error: could not translate host name "${host}" to address: Name or service not known`
          : `${start} Connection ${answered.error === 'refused' ? 'refused' : 'timed out'}\n\tIs the server running on that host and accepting TCP/IP connections?`;
      return (io.err(`${why}\n`), 2);
    }
    const reply = JSON.parse(answered.body) as Reply;
    if ('fatal' in reply) return (io.err(`${start} FATAL:  ${reply.fatal}\n`), 2);
    for (const one of reply.answers) io.out(one.columns ? tableText(one.columns, one.rows ?? [], tuples) : `${one.tag}\n`);
    if (reply.error) return (io.err(`ERROR:  ${reply.error}\n`), 1);
    return 0;
  },
};

/** As psql aligns: the titles in the middle, numbers to the right. */
function tableText(columns: readonly string[], rows: readonly (readonly string[])[], tuples: boolean): string {
  const titles = columns.map((name) => (/^[\w]+$/.test(name) ? name : '?column?'));
  const widths = titles.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i]!.length)));
  const numeric = titles.map((_, i) => rows.length > 0 && rows.every((row) => /^-?\d+$/.test(row[i]!)));
  const line = (row: readonly string[]) =>
    row
      .map((value, i) => (numeric[i] ? ` ${value.padStart(widths[i]!)}` : ` ${value.padEnd(i === row.length - 1 ? 0 : widths[i]!)}`))
      .join(' |');
  if (tuples) return `${rows.map(line).join('\n')}\n\n`;
  const middle = (title: string, width: number) =>
    ` ${title.padStart(Math.floor((width - title.length) / 2) + title.length).padEnd(width)} `;
  const head = titles.map((title, i) => middle(title, widths[i]!)).join('|');
  return `${head}\n${widths.map((width) => '-'.repeat(width + 2)).join('+')}\n${rows.map((row) => `${line(row)}\n`).join('')}(${rows.length} row${rows.length === 1 ? '' : 's'})\n\n`;
}

const ready: Program = {
  run(io) {
    const { host, port } = parse(io);
    const answered = io.host.network.request({ host, port, protocol: 'tcp', quiet: true });
    const there = !('error' in answered) || answered.error === 'reset';
    io.out(`${host === 'localhost' ? '/var/run/postgresql' : host}:${port} - ${there ? 'accepting connections' : 'no response'}\n`);
    return there ? 0 : 2;
  },
};

export const postgres: Image = {
  idle: { cpu: 2, memory: 48 },
  name: 'docker.io/library/postgres',
  aliases: ['public.ecr.aws/docker/library/postgres', 'docker.io/postgis/postgis'],
  tags: tagsOf(SERIES, ['latest'], ['-alpine', '-alpine3.20', '-alpine3.21', '-bookworm', '-bullseye', '-trixie']),
  bytes: (tag) => (tag.includes('alpine') ? 104_000_000 : 150_000_000),
  entrypoint: ['docker-entrypoint.sh'],
  cmd: ['postgres'],
  owner: 999,
  env: { PGDATA: '/var/lib/postgresql/data', PG_MAJOR: '17' },
  tools: (tag) => (tag.includes('alpine') ? 'alpine' : 'debian'),
  programs(tag) {
    const own = { postgres: daemon(releaseOf(tag, SERIES, '17.4')), psql, pg_isready: ready };
    return { ...own, 'docker-entrypoint.sh': entrypoint('postgres') };
  },
  files: () => ({ '/var/lib/postgresql/data/': '' }),
};
