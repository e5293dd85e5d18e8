import { badRequest, StatusError, statusError } from '../../../kube/status';
import { MESSAGES } from '../../../kube/schema/messages';
import { fieldsOf, type WireField } from './wire';

/** Objects as protobuf: what kubectl ≥ 1.32 sends when it creates something by a typed client.
 *  A field that is not known here is an error: it must not be lost without a word.
 *  Source: apimachinery/pkg/runtime/serializer/protobuf */

const MAGIC = [0x6b, 0x38, 0x73, 0x00];

interface Field {
  readonly name: string;
  /** One letter, or the name of a message. */
  readonly type: string;
  readonly many: '' | '*' | '{' | '.';
  readonly pointer: boolean;
}

const read = new Map<string, ReadonlyMap<number, Field>>();

function messageOf(name: string): ReadonlyMap<number, Field> {
  let fields = read.get(name);
  if (!fields) {
    const entries = MESSAGES[name]!.split(';').map((text) => /^(\w+):(\d+) ([*{.]?)([\w-]+)(\??)$/.exec(text)!);
    fields = new Map(
      entries.map(([, field, number, many, type, pointer]) => [
        Number(number),
        { name: field!, type: type!, many: many as Field['many'], pointer: pointer === '?' },
      ]),
    );
    read.set(name, fields);
  }
  return fields;
}

/** @throws 400 for bytes that are no object, 415 for a kind or a field that is not known here */
export function decodeProtobuf(bytes: Uint8Array): unknown {
  if (MAGIC.some((byte, i) => bytes[i] !== byte))
    throw badRequest('provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]');
  try {
    return unwrapped(bytes.subarray(MAGIC.length));
  } catch (error) {
    if (error instanceof StatusError) throw error;
    throw badRequest(`unable to decode protobuf: ${(error as Error).message}`);
  }
}

/** runtime.Unknown: which kind it is, and the object. */
function unwrapped(bytes: Uint8Array): unknown {
  const parts = new Map([...fieldsOf(bytes)].map(({ number, value }) => [number, value as Uint8Array]));
  const about = new Map([...fieldsOf(parts.get(1) ?? new Uint8Array())].map(({ number, value }) => [number, textOf(value)]));
  const [apiVersion = '', kind = ''] = [about.get(1), about.get(2)];
  const name = Object.hasOwn(MESSAGES, `${apiVersion} ${kind}`) ? `${apiVersion} ${kind}` : undefined;
  // Every group has the options of a delete.
  const message = name ?? (kind === 'DeleteOptions' ? kind : undefined);
  if (!message) throw unsupported(`${kind} of ${apiVersion}`);
  return { apiVersion, kind, ...decode(message, parts.get(2) ?? new Uint8Array()) };
}

const unsupported = (what: string) =>
  statusError(
    415,
    'UnsupportedMediaType',
    `this server does not read ${what} as protobuf: send it as application/json (kubectl create -f does)`,
  );

const text = new TextDecoder();
const textOf = (value: WireField['value']): string => text.decode(value as Uint8Array);

function decode(message: string, bytes: Uint8Array): Record<string, unknown> {
  const fields = messageOf(message);
  const object: Record<string, any> = {};
  for (const { number, value } of fieldsOf(bytes)) {
    const field = fields.get(number);
    if (!field) throw unsupported(`field ${number} of ${message}`);
    put(object, field, value);
  }
  return object;
}

function put(object: Record<string, any>, field: Field, value: WireField['value']): void {
  const { name, type, many, pointer } = field;
  if (type === '-') return;
  if (many === '*') {
    (object[name] ??= []).push(valueOf(type, value));
    return;
  }
  if (many === '.') return void Object.assign(object, decode(type, value as Uint8Array));
  if (many === '{') {
    const [key, held] = entryOf(type, value as Uint8Array);
    return void ((object[name] ??= {})[key] = held);
  }
  const one = valueOf(type, value);
  const zero = one === '' || one === 0 || one === false || one === undefined;
  if (pointer || !zero) object[name] = one;
}

function entryOf(type: string, bytes: Uint8Array): [string, unknown] {
  let key = '';
  let held: unknown = type === 's' || type === 'y' ? '' : undefined;
  for (const { number, value } of fieldsOf(bytes)) {
    if (number === 1) key = textOf(value);
    else held = valueOf(type, value);
  }
  return [key, held];
}

const LEAVES: Readonly<Record<string, (value: WireField['value']) => unknown>> = {
  s: textOf,
  i: Number,
  b: (value) => value !== 0n,
  y: (value) => btoa(Array.from(value as Uint8Array, (byte) => String.fromCharCode(byte)).join('')),
  q: (value) => textOf([...fieldsOf(value as Uint8Array)][0]?.value ?? new Uint8Array()) || '0',
  x: intOrString,
  t: timeOf,
};

function valueOf(type: string, value: WireField['value']): unknown {
  const leaf = LEAVES[type];
  return leaf ? leaf(value) : decode(type, value as Uint8Array);
}

function intOrString(value: WireField['value']): number | string {
  const parts = new Map([...fieldsOf(value as Uint8Array)].map((field) => [field.number, field.value]));
  return Number(parts.get(1) ?? 0n) === 0 ? Number(parts.get(2) ?? 0n) : textOf(parts.get(3) ?? new Uint8Array());
}

function timeOf(value: WireField['value']): string | undefined {
  const seconds = [...fieldsOf(value as Uint8Array)].find(({ number }) => number === 1)?.value;
  return seconds === undefined ? undefined : new Date(Number(seconds) * 1000).toISOString().replace('.000Z', 'Z');
}
