/** A little SQL over plain data, for mysql and postgres.
 *  MODELS create and drop database and table, insert, select of columns, `*`, count(*), literals and sums, where with
 *  equality, update, delete, truncate, show.
 *  OMITS types, joins, order, indexes, transactions: of what it does not know it says so. */

export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export type Databases = Readonly<Record<string, Readonly<Record<string, Table>>>>;

export interface Answer {
  readonly databases: Databases;
  readonly columns?: readonly string[];
  readonly rows?: readonly (readonly string[])[];
  /** What postgres says of a command that gives no rows. */
  readonly tag?: string;
}

/** @property code mysql's error number @property state SQLSTATE */
export class SqlProblem extends Error {
  override readonly name = 'SqlProblem';
  constructor(
    readonly code: number,
    readonly state: string,
    message: string,
  ) {
    super(message);
  }
}

export interface Session {
  readonly databases: Databases;
  /** The database in use; mysql: '' when none is. */
  readonly current: string;
  /** What `version()`, `@@server_id`, `now()` … give. */
  readonly values: (name: string) => string | undefined;
}

/** One statement. @throws SqlProblem */
export function execute(session: Session, statement: string): Answer {
  const text = statement.trim().replace(/\s+/g, ' ');
  for (const [pattern, run] of STATEMENTS) {
    const match = pattern.exec(text);
    if (match)
      return run(
        session,
        match.slice(1).map((one) => one?.trim() ?? ''),
      );
  }
  throw new SqlProblem(1064, '42601', `podplay: this little SQL does not know: ${text}`);
}

/** Split at semicolons outside of quotes. */
export const statementsOf = (text: string) =>
  text
    .split(/;(?=(?:[^']|'[^']*')*$)/)
    .map((one) => one.trim())
    .filter((one) => one !== '' && !one.startsWith('--'));

type Run = (session: Session, groups: readonly string[]) => Answer;

const bare = (name: string) => name.replace(/[`"]/g, '');

/** A table's database and name. */
function place({ current }: Session, name: string): readonly [string, string] {
  const parts = bare(name).split('.');
  if (parts.length > 1 && parts[0] !== 'public') return [parts[0]!, parts[1]!];
  if (!current) throw new SqlProblem(1046, '3D000', 'No database selected');
  return [current, parts.at(-1)!];
}

function tableOf(session: Session, name: string): Table {
  const [database, table] = place(session, name);
  const found = session.databases[database]?.[table];
  if (!found) throw new SqlProblem(1146, '42P01', `Table '${database}.${table}' doesn't exist`);
  return found;
}

function withTable(session: Session, name: string, table: Table | undefined): Databases {
  const [database, key] = place(session, name);
  const { [key]: _, ...rest } = session.databases[database] ?? {};
  return { ...session.databases, [database]: table ? { ...rest, [key]: table } : rest };
}

const split = (list: string) => list.split(/,(?=(?:[^']|'[^']*')*$)(?![^(]*\))/).map((one) => one.trim());

/** A literal, a value of the server, or a sum of whole numbers. */
function literal({ values }: Session, text: string): string {
  const quoted = /^'((?:[^']|'')*)'$/.exec(text);
  if (quoted) return quoted[1]!.replaceAll("''", "'");
  if (/^-?\d+(\.\d+)?$/.test(text)) return text;
  const sum = /^(-?\d+) ?([-+*]) ?(-?\d+)$/.exec(text);
  if (sum)
    return String(
      sum[2] === '+' ? Number(sum[1]) + Number(sum[3]) : sum[2] === '-' ? Number(sum[1]) - Number(sum[3]) : Number(sum[1]) * Number(sum[3]),
    );
  const value = values(text.toLowerCase());
  if (value === undefined) throw new SqlProblem(1054, '42703', `Unknown column '${text}' in 'field list'`);
  return value;
}

function columnAt(table: Table, name: string): number {
  const at = table.columns.indexOf(bare(name));
  if (at < 0) throw new SqlProblem(1054, '42703', `Unknown column '${bare(name)}' in 'field list'`);
  return at;
}

/** The test of `where a = 'x' and b = 'y'`. */
function filter(session: Session, table: Table, where: string): (row: readonly string[]) => boolean {
  if (!where) return () => true;
  const tests = where.split(/ and /i).map((one) => {
    const [, name = '', value = ''] = /^([\w`".]+) ?= ?(.+)$/.exec(one.trim()) ?? [];
    return [columnAt(table, name), literal(session, value)] as const;
  });
  return (row) => tests.every(([at, value]) => row[at] === value);
}

const createDatabase: Run = ({ databases }, [optional = '', name = '']) => {
  if (!databases[bare(name)]) return { databases: { ...databases, [bare(name)]: {} }, tag: 'CREATE DATABASE' };
  if (optional) return { databases, tag: 'CREATE DATABASE' };
  throw new SqlProblem(1007, '42P04', `Can't create database '${bare(name)}'; database exists`);
};

const dropDatabase: Run = ({ databases }, [optional = '', name = '']) => {
  const { [bare(name)]: found, ...rest } = databases;
  if (!found && !optional) throw new SqlProblem(1008, '3D000', `Can't drop database '${bare(name)}'; database doesn't exist`);
  return { databases: rest, tag: 'DROP DATABASE' };
};

const createTable: Run = (session, [optional = '', name = '', columns = '']) => {
  const [database, key] = place(session, name);
  if (!session.databases[database]) throw new SqlProblem(1049, '3D000', `Unknown database '${database}'`);
  if (session.databases[database][key]) {
    if (optional) return { databases: session.databases, tag: 'CREATE TABLE' };
    throw new SqlProblem(1050, '42P07', `Table '${key}' already exists`);
  }
  const names = split(columns)
    .map((column) => bare(column.split(' ')[0]!))
    .filter((column) => !/^(primary|key|unique|constraint|foreign|index)$/i.test(column));
  return { databases: withTable(session, name, { columns: names, rows: [] }), tag: 'CREATE TABLE' };
};

const dropTable: Run = (session, [optional = '', name = '']) => {
  if (!optional) tableOf(session, name);
  return { databases: withTable(session, name, undefined), tag: 'DROP TABLE' };
};

const insert: Run = (session, [name = '', columns = '', values = '']) => {
  const table = tableOf(session, name);
  const names = columns ? split(columns).map(bare) : table.columns;
  const rows = [...values.matchAll(/\(((?:[^()']|'[^']*'|\([^)]*\))*)\)/g)].map(([, list = '']) => {
    const given = split(list).map((one) => literal(session, one));
    if (given.length !== names.length) throw new SqlProblem(1136, '42601', "Column count doesn't match value count at row 1");
    return table.columns.map(
      (column, i) =>
        given[names.indexOf(column)] ??
        (column === 'id' ? String(table.rows.length + 1) : given[i] !== undefined && !columns ? given[i] : 'NULL'),
    );
  });
  return { databases: withTable(session, name, { ...table, rows: [...table.rows, ...rows] }), tag: `INSERT 0 ${rows.length}` };
};

const select: Run = (session, [list = '', name = '', where = '']) => {
  if (!name) {
    const columns = split(list).map((one) => one.replace(/ as \w+$/i, ''));
    return {
      databases: session.databases,
      columns: split(list).map((one) => / as (\w+)$/i.exec(one)?.[1] ?? one),
      rows: [columns.map((one) => literal(session, one))],
    };
  }
  const table = tableOf(session, name);
  const rows = table.rows.filter(filter(session, table, where));
  if (/^count\(\*\)$/i.test(list)) return { databases: session.databases, columns: [list], rows: [[String(rows.length)]] };
  const columns = list === '*' ? table.columns : split(list).map(bare);
  return { databases: session.databases, columns, rows: rows.map((row) => columns.map((column) => row[columnAt(table, column)]!)) };
};

const update: Run = (session, [name = '', changes = '', where = '']) => {
  const table = tableOf(session, name);
  const set = split(changes).map(
    (one) => [columnAt(table, one.slice(0, one.indexOf('=')).trim()), literal(session, one.slice(one.indexOf('=') + 1).trim())] as const,
  );
  const wanted = filter(session, table, where);
  const rows = table.rows.map((row) => (wanted(row) ? row.map((value, i) => set.find(([at]) => at === i)?.[1] ?? value) : row));
  return { databases: withTable(session, name, { ...table, rows }), tag: `UPDATE ${table.rows.filter(wanted).length}` };
};

const remove: Run = (session, [name = '', where = '']) => {
  const table = tableOf(session, name);
  const wanted = filter(session, table, where);
  return {
    databases: withTable(session, name, { ...table, rows: table.rows.filter((row) => !wanted(row)) }),
    tag: `DELETE ${table.rows.filter(wanted).length}`,
  };
};

const STATEMENTS: readonly (readonly [RegExp, Run])[] = [
  [/^create (?:database|schema) (if not exists )?([\w`"-]+)/i, createDatabase],
  [/^drop (?:database|schema) (if exists )?([\w`"-]+)/i, dropDatabase],
  [/^create table (if not exists )?([\w`".]+) ?\((.*)\)/i, createTable],
  [/^drop table (if exists )?([\w`".]+)/i, dropTable],
  [/^insert into ([\w`".]+) ?(?:\(([^)]*)\))? ?values ?(.*)$/i, insert],
  [/^select (.*?) from ([\w`".]+)(?: where (.*?))?(?: (?:order by|limit) .*)?$/i, select],
  [/^select (.*)$/i, select],
  [/^update ([\w`".]+) set (.*?)(?: where (.*))?$/i, update],
  [/^delete from ([\w`".]+)(?: where (.*))?$/i, remove],
  [/^truncate (?:table )?([\w`".]+)()$/i, remove],
  [
    /^show (databases|schemas)$/i,
    ({ databases }) => ({
      databases,
      columns: ['Database'],
      rows: Object.keys(databases)
        .sort()
        .map((name) => [name]),
    }),
  ],
  [
    /^show tables$/i,
    ({ databases, current }) => ({
      databases,
      columns: [`Tables_in_${current}`],
      rows: Object.keys(databases[current] ?? {})
        .sort()
        .map((name) => [name]),
    }),
  ],
];
