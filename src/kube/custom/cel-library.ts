import { EvaluationError, Optional, type Environment } from '@marcbachmann/cel-js';
import { label, label1035, labelValue, maskTrailingDash, qualifiedName, subdomain } from '../names';
import { same } from '../plain-data';
import { parseQuantity, QuantityError, type Quantity } from '../quantity';
import { addAddresses, addUrls } from './cel-network';
import { fitsFormat } from './formats';

/** What Kubernetes adds to CEL, and what it takes of CEL's own extensions.
 *  MODELS the libraries quantity, url, ip, cidr, regex, lists, format, sets and strings of 1.32.
 *  OMITS authorizer, which rules of a schema do not have, two-variable comprehensions, and RE2's own syntax where
 *  JavaScript's differs.
 *  Source: apiserver/pkg/cel/library, apiserver/pkg/cel/environment/base.go */
export function withKubernetesLibraries(environment: Environment): Environment {
  for (const add of [addQuantities, addUrls, addAddresses, addTexts, addLists, addFormats]) add(environment);
  return environment;
}

const fail = (message: string): never => {
  throw new EvaluationError(message);
};

/** A Kubernetes quantity. */
class CelQuantity {
  constructor(readonly nano: bigint) {}
}

const NANO = 1_000_000_000n;
const LARGEST = 2n ** 63n;

function quantity(text: string): Quantity | undefined {
  try {
    return parseQuantity(text);
  } catch (error) {
    if (error instanceof QuantityError) return undefined;
    throw error;
  }
}

const isInteger = ({ nano }: CelQuantity) => nano % NANO === 0n && nano / NANO < LARGEST && nano / NANO >= -LARGEST;

function addQuantities(env: Environment): void {
  env.registerType('kubernetes.Quantity', CelQuantity);
  const read = (text: string) =>
    new CelQuantity(
      (quantity(text) ?? fail("quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'")).nano,
    );
  const sign = (one: bigint) => (one > 0n ? 1n : one < 0n ? -1n : 0n);
  const Q = 'kubernetes.Quantity';
  env.registerFunction(`quantity(string): ${Q}`, read);
  env.registerFunction('isQuantity(string): bool', (text: string) => quantity(text) !== undefined);
  env.registerFunction(`${Q}.isInteger(): bool`, isInteger);
  env.registerFunction(`${Q}.asInteger(): int`, (one: CelQuantity) =>
    isInteger(one) ? one.nano / NANO : fail('cannot convert value to integer'),
  );
  env.registerFunction(`${Q}.asApproximateFloat(): double`, ({ nano }: CelQuantity) => Number(nano) / 1e9);
  env.registerFunction(`${Q}.sign(): int`, ({ nano }: CelQuantity) => sign(nano));
  env.registerFunction(`${Q}.compareTo(${Q}): int`, (a: CelQuantity, b: CelQuantity) => sign(a.nano - b.nano));
  env.registerFunction(`${Q}.isGreaterThan(${Q}): bool`, (a: CelQuantity, b: CelQuantity) => a.nano > b.nano);
  env.registerFunction(`${Q}.isLessThan(${Q}): bool`, (a: CelQuantity, b: CelQuantity) => a.nano < b.nano);
  env.registerFunction(`${Q}.add(${Q}): ${Q}`, (a: CelQuantity, b: CelQuantity) => new CelQuantity(a.nano + b.nano));
  env.registerFunction(`${Q}.add(int): ${Q}`, (a: CelQuantity, b: bigint) => new CelQuantity(a.nano + b * NANO));
  env.registerFunction(`${Q}.sub(${Q}): ${Q}`, (a: CelQuantity, b: CelQuantity) => new CelQuantity(a.nano - b.nano));
  env.registerFunction(`${Q}.sub(int): ${Q}`, (a: CelQuantity, b: bigint) => new CelQuantity(a.nano - b * NANO));
  env.registerOperator(`${Q} == ${Q}`, (a: CelQuantity, b: CelQuantity) => a.nano === b.nano);
}

/** What stands before the dot of `format.named`, `sets.contains` and `strings.quote`. */
class FormatNames {}
class SetNames {}
class StringNames {}

const pattern = (text: string, flags: string): RegExp => {
  try {
    return new RegExp(text, `${flags}u`);
  } catch {
    return fail(`Illegal regex: ${text}`);
  }
};

function addTexts(env: Environment): void {
  env.registerFunction('string.find(string): string', (text: string, wanted: string) => pattern(wanted, '').exec(text)?.[0] ?? '');
  const all = (text: string, wanted: string) => [...text.matchAll(pattern(wanted, 'g'))].map(([found]) => found);
  env.registerFunction('string.findAll(string): list<string>', all);
  env.registerFunction('string.findAll(string, int): list<string>', (text: string, wanted: string, most: bigint) =>
    most < 0n ? all(text, wanted) : all(text, wanted).slice(0, Number(most)),
  );
  env.registerFunction('string.charAt(int): string', (text: string, at: bigint) => {
    const chars = [...text];
    return at < 0n || at > BigInt(chars.length) ? fail(`index out of range: ${at}`) : (chars[Number(at)] ?? '');
  });
  env.registerFunction('string.replace(string, string): string', (text: string, from: string, to: string) =>
    text.replaceAll(from, () => to),
  );
  env.registerFunction('string.replace(string, string, int): string', (text: string, from: string, to: string, most: bigint) => {
    if (most < 0n) return text.replaceAll(from, () => to);
    let left = most;
    return text.replaceAll(from, () => (left-- > 0n ? to : from));
  });
  env.registerFunction('string.format(list): string', (text: string, values: readonly unknown[]) => formatted(text, values));
  env.registerType('kubernetes.StringNames', StringNames).registerConstant('strings', 'kubernetes.StringNames', new StringNames());
  env.registerFunction('kubernetes.StringNames.quote(string): string', (_: StringNames, text: string) => JSON.stringify(text));
}

/** Source: cel-go ext/formatting.go */
function formatted(text: string, values: readonly unknown[]): string {
  let at = 0;
  return text.replace(/%(%|(?:\.(\d+))?([sdfeboxX]))/g, (_, whole: string, digits: string | undefined, verb: string) => {
    if (whole === '%') return '%';
    if (at >= values.length) fail(`index ${at} out of range`);
    return shownAs(verb, values[at++], digits === undefined ? 6 : Number(digits));
  });
}

function shownAs(verb: string, value: unknown, digits: number): string {
  if (verb === 's') return plain(value);
  if (verb === 'f') return Number(value).toFixed(digits);
  if (verb === 'e')
    return Number(value)
      .toExponential(digits)
      .replace(/e([+-])(\d)$/, 'e$10$2');
  const whole = typeof value === 'bigint' ? value : typeof value === 'boolean' ? BigInt(value) : undefined;
  if (whole === undefined) {
    if (typeof value !== 'string' || !/[xX]/.test(verb))
      return fail(`error during formatting: only integers can be formatted with %${verb}`);
    const hex = [...new TextEncoder().encode(value)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
    return verb === 'X' ? hex.toUpperCase() : hex;
  }
  const written = whole.toString({ d: 10, b: 2, o: 8, x: 16, X: 16 }[verb]);
  return verb === 'X' ? written.toUpperCase() : written;
}

function plain(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(plain).join(', ')}]`;
  if (value instanceof Date) return value.toISOString().replace('.000Z', 'Z');
  if (typeof value !== 'object' || value === null) return String(value);
  const entries = value instanceof Map ? [...(value as Map<unknown, unknown>)] : Object.entries(value);
  return `{${entries.map(([key, one]) => `${plain(key)}: ${plain(one)}`).join(', ')}}`;
}

type Ordered = bigint | number | string;

function addLists(env: Environment): void {
  const indexOf = (list: readonly unknown[], one: unknown) => BigInt(list.findIndex((each) => equal(each, one)));
  env.registerFunction('list.indexOf(dyn): int', indexOf);
  env.registerFunction('list.lastIndexOf(dyn): int', (list: readonly unknown[], one: unknown) =>
    BigInt(list.findLastIndex((each) => equal(each, one))),
  );
  env.registerFunction('list.isSorted(): bool', (list: readonly Ordered[]) => list.every((one, i) => i === 0 || list[i - 1]! <= one));
  const extreme = (name: string, better: (a: Ordered, b: Ordered) => boolean) =>
    env.registerFunction(`list.${name}(): dyn`, (list: readonly Ordered[]) =>
      list.length ? list.reduce((best, one) => (better(one, best) ? one : best)) : fail(`${name} called on empty list`),
    );
  extreme('min', (a, b) => a < b);
  extreme('max', (a, b) => a > b);
  env.registerFunction('list.sum(): dyn', (list: readonly (bigint | number)[]) =>
    list.reduce(
      (sum, one) => (typeof sum === 'bigint' && typeof one === 'bigint' ? sum + one : Number(sum) + Number(one)),
      typeof list[0] === 'number' ? 0 : 0n,
    ),
  );
  const holds = (list: readonly unknown[], others: readonly unknown[]) => others.every((one) => indexOf(list, one) >= 0n);
  env.registerType('kubernetes.SetNames', SetNames).registerConstant('sets', 'kubernetes.SetNames', new SetNames());
  env.registerFunction('kubernetes.SetNames.contains(list, list): bool', (_: SetNames, a: readonly unknown[], b: readonly unknown[]) =>
    holds(a, b),
  );
  env.registerFunction(
    'kubernetes.SetNames.equivalent(list, list): bool',
    (_: SetNames, a: readonly unknown[], b: readonly unknown[]) => holds(a, b) && holds(b, a),
  );
  env.registerFunction('kubernetes.SetNames.intersects(list, list): bool', (_: SetNames, a: readonly unknown[], b: readonly unknown[]) =>
    b.some((one) => indexOf(a, one) >= 0n),
  );
}

const equal = (a: unknown, b: unknown): boolean =>
  a === b ||
  (typeof a === 'bigint' && typeof b === 'number' && Number(a) === b) ||
  (typeof a === 'number' && typeof b === 'bigint' && a === Number(b)) ||
  (typeof a === 'object' && typeof b === 'object' && same(a, b));

/** A rule for texts that has a name. */
class CelFormat {
  constructor(
    readonly name: string,
    readonly faults: (text: string) => readonly string[],
  ) {}
}

const schemaFormat = (name: string, format: string) =>
  new CelFormat(name, (text) =>
    fitsFormat(format, text) ? [] : [`invalid ${format === 'byte' ? 'base64' : format === 'uri' ? 'URI' : format}`],
  );

const FORMATS = [
  new CelFormat('dns1123Label', label),
  new CelFormat('dns1123Subdomain', subdomain),
  new CelFormat('dns1035Label', label1035),
  new CelFormat('qualifiedName', qualifiedName),
  new CelFormat('dns1123LabelPrefix', (text) => label(maskTrailingDash(text))),
  new CelFormat('dns1123SubdomainPrefix', (text) => subdomain(maskTrailingDash(text))),
  new CelFormat('dns1035LabelPrefix', (text) => label1035(maskTrailingDash(text))),
  new CelFormat('labelValue', labelValue),
  schemaFormat('uri', 'uri'),
  schemaFormat('uuid', 'uuid'),
  schemaFormat('byte', 'byte'),
  schemaFormat('date', 'date'),
  schemaFormat('datetime', 'date-time'),
];

function addFormats(env: Environment): void {
  env.registerType('kubernetes.NamedFormat', CelFormat).registerType('kubernetes.FormatNames', FormatNames);
  env.registerConstant('format', 'kubernetes.FormatNames', new FormatNames());
  for (const one of FORMATS) env.registerFunction(`kubernetes.FormatNames.${one.name}(): kubernetes.NamedFormat`, () => one);
  env.registerFunction('kubernetes.FormatNames.named(string): optional<kubernetes.NamedFormat>', (_: FormatNames, name: string) => {
    const found = FORMATS.find((one) => one.name === name);
    return found ? Optional.of(found) : Optional.none();
  });
  env.registerFunction('kubernetes.NamedFormat.validate(string): optional<list<string>>', ({ faults }: CelFormat, text: string) => {
    const found = faults(text);
    return found.length ? Optional.of(found) : Optional.none();
  });
}
