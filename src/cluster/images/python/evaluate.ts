import type { Io } from '../../process/host';
import { NotUnderstood, type Expression } from './syntax';

/** Plain data, so that a run can be saved. A float is apart: it prints `2.0`. */
export type Value = string | number | boolean | null | Float | readonly Value[];
interface Float {
  readonly float: number;
}
export type Variables = Record<string, Value>;

/** An exception that nobody caught. */
export class Raised extends Error {}

/** The end of the program. */
export class Exit extends Error {
  readonly code: number;

  constructor(code: number) {
    super();
    this.code = code;
  }
}

const isFloat = (value: Value): value is Float => typeof value === 'object' && value !== null && 'float' in value;
const isList = (value: Value): value is readonly Value[] => Array.isArray(value);

export function numberOf(value: Value): number {
  if (typeof value === 'number' || typeof value === 'boolean') return Number(value);
  if (isFloat(value)) return value.float;
  throw new Raised(`TypeError: unsupported operand type(s): '${typeOf(value)}'`);
}

const typeOf = (value: Value) =>
  value === null
    ? 'NoneType'
    : isFloat(value)
      ? 'float'
      : isList(value)
        ? 'list'
        : { string: 'str', number: 'int', boolean: 'bool' }[typeof value as string]!;

/** As print writes it; inside a list, as repr does. */
export function textOf(value: Value, quoted = false): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'string')
    return quoted ? `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n')}'` : value;
  if (isFloat(value)) return Number.isInteger(value.float) ? value.float.toFixed(1) : String(value.float);
  return isList(value) ? `[${value.map((one) => textOf(one, true)).join(', ')}]` : String(value);
}

export const isTrue = (value: Value): boolean =>
  isFloat(value) ? value.float !== 0 : isList(value) || typeof value === 'string' ? value.length > 0 : Boolean(value);

/** @throws Raised, Exit, NotUnderstood */
export function evaluate(of: Expression, variables: Variables, io: Io): Value {
  const inner = (one: Expression) => evaluate(one, variables, io);
  switch (of.op) {
    case 'value':
      return of.value;
    case 'float':
      return { float: of.value };
    case 'name':
      if (Object.hasOwn(variables, of.name)) return variables[of.name]!;
      throw new Raised(`NameError: name '${of.name}' is not defined`);
    case 'text':
      return of.parts.map((part) => (typeof part === 'string' ? part : formatted(inner(part[0]), part[1]))).join('');
    case 'list':
      return of.items.map(inner);
    case 'not':
      return !isTrue(inner(of.of));
    case 'unary': {
      const value = inner(of.of);
      return isFloat(value) ? { float: -value.float } : -numberOf(value);
    }
    case 'binary':
      return binary(of, inner);
    case 'index':
      return pathOf(of.of) === 'os.environ' ? environment(io, inner(of.at)) : item(inner(of.of), inner(of.at));
    case 'call':
      return call(of, variables, io);
    default:
      throw new NotUnderstood(pathOf(of) ?? of.op);
  }
}

/** `os.environ.get` of a chain of names. */
export function pathOf(of: Expression): string | undefined {
  if (of.op === 'name') return of.name;
  const before = of.op === 'member' ? pathOf(of.of) : undefined;
  return of.op === 'member' && before !== undefined ? `${before}.${of.name}` : undefined;
}

/** `.2f`, `03`. */
function formatted(value: Value, format: string): string {
  const [, zero, width = '0', digits] = /^(0?)(\d*)(?:\.(\d+)f)?d?$/.exec(format) ?? [];
  const text = digits === undefined ? textOf(value) : numberOf(value).toFixed(Number(digits));
  return text.padStart(Number(width), zero ? '0' : ' ');
}

function environment(io: Io, name: Value): Value {
  const found = io.env[String(name)];
  if (found === undefined) throw new Raised(`KeyError: ${textOf(name, true)}`);
  return found;
}

function item(of: Value, at: Value): Value {
  if (!isList(of) && typeof of !== 'string') throw new Raised(`TypeError: '${typeOf(of)}' object is not subscriptable`);
  const found = of.at(numberOf(at));
  if (found === undefined) throw new Raised(`IndexError: ${typeOf(of)} index out of range`);
  return found;
}

function binary(of: Extract<Expression, { op: 'binary' }>, inner: (one: Expression) => Value): Value {
  const left = inner(of.left);
  if (of.sign === 'and') return isTrue(left) ? inner(of.right) : left;
  if (of.sign === 'or') return isTrue(left) ? left : inner(of.right);
  const right = inner(of.right);
  const compared = COMPARE[of.sign];
  return compared ? compared(left, right) : compute(of.sign, left, right);
}

const equal = (a: Value, b: Value): boolean =>
  typeof a === 'string' || a === null || isList(a) ? JSON.stringify(a) === JSON.stringify(b) : isNumber(b) && numberOf(a) === numberOf(b);
const isNumber = (value: Value) => typeof value === 'number' || typeof value === 'boolean' || isFloat(value);
const order = (a: Value, b: Value) => {
  if (typeof a === 'string' && typeof b === 'string') return a < b ? -1 : a > b ? 1 : 0;
  if (!isNumber(a) || !isNumber(b)) throw new Raised(`TypeError: '<' not supported between instances of '${typeOf(a)}' and '${typeOf(b)}'`);
  return numberOf(a) - numberOf(b);
};
const within = (a: Value, b: Value) => (isList(b) ? b.some((one) => equal(one, a)) : String(b).includes(String(a)));

const COMPARE: Readonly<Record<string, (a: Value, b: Value) => boolean>> = {
  '==': equal,
  '!=': (a, b) => !equal(a, b),
  is: equal,
  'is not': (a, b) => !equal(a, b),
  '<': (a, b) => order(a, b) < 0,
  '>': (a, b) => order(a, b) > 0,
  '<=': (a, b) => order(a, b) <= 0,
  '>=': (a, b) => order(a, b) >= 0,
  in: within,
  'not in': (a, b) => !within(a, b),
};

function compute(sign: string, left: Value, right: Value): Value {
  if (typeof left === 'string' && sign === '%') return percent(left, isList(right) ? right : [right]);
  if (typeof left === 'string' && sign === '*') return left.repeat(numberOf(right));
  if (sign === '+' && typeof left === 'string' && typeof right === 'string') return left + right;
  if (sign === '+' && isList(left) && isList(right)) return [...left, ...right];
  if (!isNumber(left) || !isNumber(right))
    throw new Raised(
      typeof left === 'string' && sign === '+'
        ? `TypeError: can only concatenate str (not "${typeOf(right)}") to str`
        : `TypeError: unsupported operand type(s) for ${sign}: '${typeOf(left)}' and '${typeOf(right)}'`,
    );
  const [a, b] = [numberOf(left), numberOf(right)];
  if (b === 0 && ['/', '//', '%'].includes(sign)) throw new Raised('ZeroDivisionError: division by zero');
  const result = ARITHMETIC[sign]!(a, b);
  return sign === '/' || isFloat(left) || isFloat(right) ? { float: result } : result;
}

const ARITHMETIC: Readonly<Record<string, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '//': (a, b) => Math.floor(a / b),
  '%': (a, b) => a - b * Math.floor(a / b),
  '**': (a, b) => a ** b,
};

const percent = (text: string, values: readonly Value[]) => {
  const left = [...values];
  return text.replaceAll(/%(?:%|(?:\.(\d+))?([sdf]))/g, (_, digits: string | undefined, kind: string | undefined) => {
    if (!kind) return '%';
    const value = left.shift() ?? null;
    return kind === 'f' ? numberOf(value).toFixed(Number(digits ?? 6)) : kind === 'd' ? String(Math.trunc(numberOf(value))) : textOf(value);
  });
};

type Function_ = (args: readonly Value[], io: Io, named: Readonly<Record<string, Value>>) => Value;

function call(of: Extract<Expression, { op: 'call' }>, variables: Variables, io: Io): Value {
  const args = () => of.args.map((one) => evaluate(one, variables, io));
  const named = () => Object.fromEntries(Object.entries(of.named).map(([name, one]) => [name, evaluate(one, variables, io)]));
  const known = FUNCTIONS[pathOf(of.of) ?? ''];
  if (known) return known(args(), io, named());
  const method = of.of.op === 'member' ? METHODS[of.of.name] : undefined;
  if (!method || of.of.op !== 'member') throw new NotUnderstood(pathOf(of.of) ?? 'a call');
  return method(evaluate(of.of.of, variables, io), args());
}

/** Is it a call that a program can make here? */
export const isKnownFunction = (path: string) => Object.hasOwn(FUNCTIONS, path);
export const isKnownMethod = (name: string) => Object.hasOwn(METHODS, name);

function toInteger(value: Value): number {
  if (typeof value === 'string') {
    if (/^\s*[+-]?\d+\s*$/.test(value)) return Number(value);
    throw new Raised(`ValueError: invalid literal for int() with base 10: ${textOf(value, true)}`);
  }
  if (value === null || isList(value))
    throw new Raised(`TypeError: int() argument must be a string, a bytes-like object or a real number, not '${typeOf(value)}'`);
  return Math.trunc(numberOf(value));
}

function range(args: readonly Value[]): Value {
  const numbers = args.map(numberOf);
  const [start, end, step] = numbers.length === 1 ? [0, numbers[0]!, 1] : [numbers[0]!, numbers[1]!, numbers[2] ?? 1];
  const length = Math.max(0, Math.ceil((end - start) / step));
  if (length > 100_000) throw new NotUnderstood(`range(${end})`);
  return Array.from({ length }, (_, i) => start + i * step);
}

function exit([code = 0]: readonly Value[], io: Io): never {
  if (typeof code === 'string') io.err(`${code}\n`);
  throw new Exit(typeof code === 'string' ? 1 : code === null ? 0 : numberOf(code) & 255);
}

function print(args: readonly Value[], io: Io, named: Readonly<Record<string, Value>>): Value {
  io.out(args.map((one) => textOf(one)).join(String(named['sep'] ?? ' ')) + String(named['end'] ?? '\n'));
  return null;
}

const chance = (io: Io) => io.host.random.int(2 ** 31) / 2 ** 31;
const get: Function_ = ([name, otherwise = null], io) => io.env[String(name)] ?? otherwise;

const FUNCTIONS: Readonly<Record<string, Function_>> = {
  print,
  range,
  exit,
  quit: exit,
  'sys.exit': exit,
  'os._exit': exit,
  'os.environ.get': get,
  'os.getenv': get,
  'os.getpid': () => 1,
  'socket.gethostname': (_, io) => io.host.hostname,
  'sys.stdout.flush': () => null,
  'time.time': (_, io) => ({ float: io.host.now / 1_000 }),
  'random.random': (_, io) => ({ float: chance(io) }),
  'random.randint': ([low, high], io) => numberOf(low!) + io.host.random.int(numberOf(high!) - numberOf(low!) + 1),
  'random.choice': ([list], io) => (list as readonly Value[])[io.host.random.int((list as readonly Value[]).length)]!,
  int: ([value = 0]) => toInteger(value),
  float: ([value = 0]) => ({ float: typeof value === 'string' ? Number(value) : numberOf(value) }),
  str: ([value = '']) => textOf(value),
  bool: ([value = false]) => isTrue(value),
  len: ([value]) => (value as string | readonly Value[]).length,
  sum: ([list]) => (list as readonly Value[]).reduce<number>((all, one) => all + numberOf(one), 0),
  max: (args) => pick(args, (a, b) => order(a, b) > 0),
  min: (args) => pick(args, (a, b) => order(a, b) < 0),
  abs: ([value]) => Math.abs(numberOf(value!)),
};

const pick = (args: readonly Value[], better: (a: Value, b: Value) => boolean) =>
  (args.length === 1 && isList(args[0]!) ? args[0] : args).reduce((best, one) => (better(one, best) ? one : best));

const METHODS: Readonly<Record<string, (of: Value, args: readonly Value[]) => Value>> = {
  upper: (of) => String(of).toUpperCase(),
  lower: (of) => String(of).toLowerCase(),
  strip: (of) => String(of).trim(),
  split: (of, [by]) => (by === undefined ? String(of).trim().split(/\s+/) : String(of).split(String(by))),
  join: (of, [list]) => (list as readonly Value[]).map((one) => textOf(one)).join(String(of)),
  replace: (of, [from, to]) => String(of).replaceAll(String(from), String(to)),
  startswith: (of, [start]) => String(of).startsWith(String(start)),
  endswith: (of, [end]) => String(of).endsWith(String(end)),
  format: (of, args) => {
    let next = 0;
    return String(of).replaceAll(/\{(\d*)(?::([^}]*))?\}/g, (_, at: string, format = '') =>
      formatted(args[at ? Number(at) : next++] ?? null, format as string),
    );
  },
};
