/** Redis' commands over plain data.
 *  MODELS strings, numbers, lists, sets, hashes and expiry. Source: redis.io/docs/latest/commands */

type Value =
  string | { readonly list: readonly string[] } | { readonly set: readonly string[] } | { readonly hash: Readonly<Record<string, string>> };

interface Entry {
  readonly value: Value;
  /** ms since the Unix epoch. */
  readonly until?: number;
}

export type Data = Readonly<Record<string, Entry>>;

export type Reply =
  { readonly error: string } | { readonly status: string } | { readonly value: string | number | null | readonly (string | number)[] };

interface Done {
  readonly reply: Reply;
  /** The same object when nothing was written. */
  readonly data: Data;
}

const OK: Reply = { status: 'OK' };
const WRONG: Reply = { error: 'WRONGTYPE Operation against a key holding the wrong kind of value' };
const SYNTAX: Reply = { error: 'ERR syntax error' };

class WrongType extends Error {
  override readonly name = 'WrongType';
}

interface Context {
  readonly args: readonly string[];
  readonly data: Data;
  readonly now: number;
}

type Command = (context: Context) => Reply | Done;

export function run(words: readonly string[], before: Data, now: number): Done {
  const [name = '', ...args] = words;
  const data = alive(before, now);
  const spec = Object.hasOwn(COMMANDS, name.toUpperCase()) ? COMMANDS[name.toUpperCase()] : undefined;
  const shown = args.map((arg) => `'${arg}' `).join('');
  if (!spec) return { reply: { error: `ERR unknown command '${name}', with args beginning with: ${shown}` }, data: before };
  const [least, command] = spec;
  if (args.length < least) return { reply: { error: `ERR wrong number of arguments for '${name.toLowerCase()}' command` }, data: before };
  try {
    const done = command({ args, data, now });
    if (!('reply' in done)) return { reply: done, data: before };
    return done.data === data ? { ...done, data: before } : done;
  } catch (error) {
    if (!(error instanceof WrongType)) throw error;
    return { reply: WRONG, data: before };
  }
}

function alive(data: Data, now: number): Data {
  const dead = Object.entries(data).filter(([, { until }]) => until !== undefined && until <= now);
  return dead.length
    ? without(
        data,
        dead.map(([key]) => key),
      )
    : data;
}

const without = (data: Data, keys: readonly string[]): Data =>
  Object.fromEntries(Object.entries(data).filter(([key]) => !keys.includes(key)));

/** Put a value; an empty collection is no key. */
function put({ data }: Context, key: string, value: Value, until?: number): Data {
  const empty =
    typeof value === 'object' &&
    Object.values(value).every((one) => (Array.isArray(one) ? one.length : Object.keys(one as object).length) === 0);
  return empty ? without(data, [key]) : { ...data, [key]: { value, ...(until !== undefined && { until }) } };
}

function text({ data }: Context, key: string): string | undefined {
  const value = data[key]?.value;
  if (value !== undefined && typeof value !== 'string') throw new WrongType();
  return value;
}

function list({ data }: Context, key: string): readonly string[] {
  const value = data[key]?.value;
  if (value === undefined) return [];
  if (typeof value === 'string' || !('list' in value)) throw new WrongType();
  return value.list;
}

function set({ data }: Context, key: string): readonly string[] {
  const value = data[key]?.value;
  if (value === undefined) return [];
  if (typeof value === 'string' || !('set' in value)) throw new WrongType();
  return value.set;
}

function hash({ data }: Context, key: string): Readonly<Record<string, string>> {
  const value = data[key]?.value;
  if (value === undefined) return {};
  if (typeof value === 'string' || !('hash' in value)) throw new WrongType();
  return value.hash;
}

const done = (value: string | number | null, data: Data): Done => ({ reply: { value }, data });

function setText(context: Context): Reply | Done {
  const [key = '', value = '', ...options] = context.args;
  const upper = options.map((one) => one.toUpperCase());
  const seconds = upper.indexOf('EX') >= 0 ? Number(options[upper.indexOf('EX') + 1]) : undefined;
  if (upper.some((one) => !/^(EX|NX|XX|\d+)$/.test(one))) return SYNTAX;
  const there = context.data[key] !== undefined;
  if ((upper.includes('NX') && there) || (upper.includes('XX') && !there)) return { value: null };
  return { reply: OK, data: put(context, key, value, seconds === undefined ? undefined : context.now + seconds * 1_000) };
}

function add(by: (args: readonly string[]) => number): Command {
  return (context) => {
    const key = context.args[0]!;
    const number = Number(text(context, key) ?? 0);
    const step = by(context.args);
    if (!Number.isInteger(number) || !Number.isInteger(step)) return { error: 'ERR value is not an integer or out of range' };
    return done(number + step, put(context, key, String(number + step), context.data[key]?.until));
  };
}

const push =
  (left: boolean): Command =>
  (context) => {
    const [key = '', ...values] = context.args;
    const all = left ? [...[...values].reverse(), ...list(context, key)] : [...list(context, key), ...values];
    return done(all.length, put(context, key, { list: all }));
  };

const pop =
  (left: boolean): Command =>
  (context) => {
    const key = context.args[0]!;
    const all = list(context, key);
    if (!all.length) return { value: null };
    return done((left ? all[0] : all.at(-1))!, put(context, key, { list: left ? all.slice(1) : all.slice(0, -1) }));
  };

function range(context: Context): Reply {
  const all = list(context, context.args[0]!);
  const at = (text: string) => (Number(text) < 0 ? all.length + Number(text) : Number(text));
  return { value: all.slice(Math.max(0, at(context.args[1]!)), at(context.args[2]!) + 1) };
}

function keys({ data, args }: Context): Reply {
  const pattern = new RegExp(
    `^${args[0]!
      .replace(/[.+^${}()|\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
  );
  return {
    value: Object.keys(data)
      .filter((key) => pattern.test(key))
      .sort(),
  };
}

function expire(context: Context): Reply | Done {
  const [key = '', seconds] = context.args;
  const entry = context.data[key];
  if (!entry) return { value: 0 };
  return done(1, { ...context.data, [key]: { ...entry, until: context.now + Number(seconds) * 1_000 } });
}

function left({ data, args, now }: Context): Reply {
  const entry = data[args[0]!];
  return { value: !entry ? -2 : entry.until === undefined ? -1 : Math.ceil((entry.until - now) / 1_000) };
}

function typeOf({ data, args }: Context): Reply {
  const value = data[args[0]!]?.value;
  return { status: value === undefined ? 'none' : typeof value === 'string' ? 'string' : Object.keys(value)[0]! };
}

function setFields(context: Context): Done {
  const [key = '', ...pairs] = context.args;
  const before = hash(context, key);
  const fields = Object.fromEntries(pairs.flatMap((name, i) => (i % 2 ? [] : [[name, pairs[i + 1] ?? '']]))) as Record<string, string>;
  const fresh = Object.keys(fields).filter((name) => before[name] === undefined).length;
  return done(fresh, put(context, key, { hash: { ...before, ...fields } }));
}

/** By name: how many arguments it needs at least, and what it does. */
const COMMANDS: Readonly<Record<string, readonly [number, Command]>> = {
  PING: [0, ({ args }) => (args[0] === undefined ? { status: 'PONG' } : { value: args[0] })],
  ECHO: [1, ({ args }) => ({ value: args[0]! })],
  SELECT: [1, () => OK],
  AUTH: [1, () => OK],
  SAVE: [0, () => OK],
  BGSAVE: [0, () => ({ status: 'Background saving started' })],
  QUIT: [0, () => OK],
  SET: [2, setText],
  GET: [1, (context) => ({ value: text(context, context.args[0]!) ?? null })],
  MGET: [1, (context) => ({ value: context.args.map((key) => text(context, key) ?? '') })],
  STRLEN: [1, (context) => ({ value: (text(context, context.args[0]!) ?? '').length })],
  APPEND: [
    2,
    (context) =>
      done(
        ((text(context, context.args[0]!) ?? '') + context.args[1]!).length,
        put(context, context.args[0]!, (text(context, context.args[0]!) ?? '') + context.args[1]!),
      ),
  ],
  INCR: [1, add(() => 1)],
  DECR: [1, add(() => -1)],
  INCRBY: [2, add((args) => Number(args[1]))],
  DECRBY: [2, add((args) => -Number(args[1]))],
  DEL: [1, ({ data, args }) => done(args.filter((key) => data[key]).length, args.some((key) => data[key]) ? without(data, args) : data)],
  EXISTS: [1, ({ data, args }) => ({ value: args.filter((key) => data[key]).length })],
  TYPE: [1, typeOf],
  KEYS: [1, keys],
  DBSIZE: [0, ({ data }) => ({ value: Object.keys(data).length })],
  FLUSHALL: [0, () => ({ reply: OK, data: {} })],
  FLUSHDB: [0, () => ({ reply: OK, data: {} })],
  EXPIRE: [2, expire],
  TTL: [1, left],
  LPUSH: [2, push(true)],
  RPUSH: [2, push(false)],
  LPOP: [1, pop(true)],
  RPOP: [1, pop(false)],
  LLEN: [1, (context) => ({ value: list(context, context.args[0]!).length })],
  LRANGE: [3, range],
  SADD: [
    2,
    (context) => {
      const [key = '', ...values] = context.args;
      const before = set(context, key);
      const all = [...new Set([...before, ...values])];
      return done(all.length - before.length, put(context, key, { set: all }));
    },
  ],
  SMEMBERS: [1, (context) => ({ value: set(context, context.args[0]!) })],
  SCARD: [1, (context) => ({ value: set(context, context.args[0]!).length })],
  HSET: [3, setFields],
  HGET: [2, (context) => ({ value: hash(context, context.args[0]!)[context.args[1]!] ?? null })],
  HGETALL: [1, (context) => ({ value: Object.entries(hash(context, context.args[0]!)).flat() })],
};
