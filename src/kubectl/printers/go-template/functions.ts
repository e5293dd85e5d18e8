import { goText } from './go-text';
import { TemplateError } from './syntax';

/** The functions of a template. Source: text/template/funcs.go, cli-runtime printers/template.go */

type Call = (...values: readonly any[]) => unknown;

/** Empty values count as false. Source: IsTrue */
export function isTrue(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0;
  if (typeof value === 'object' && value !== null) return Object.keys(value).length > 0;
  return Boolean(value);
}

const compare =
  (name: string, holds: (order: number) => boolean): Call =>
  (a, b) => {
    if (typeof a !== typeof b || typeof a === 'object')
      throw new TemplateError(
        `error calling ${name}: ${typeof a === 'object' ? 'non-comparable type' : 'incompatible types for comparison'}`,
      );
    return holds(a < b ? -1 : a > b ? 1 : 0);
  };

export const functions: Readonly<Record<string, Call>> = {
  and: (...values) => values.find((value) => !isTrue(value)) ?? values.at(-1),
  or: (...values) => values.find(isTrue) ?? values.at(-1),
  not: (value) => !isTrue(value),
  len(value) {
    if (typeof value === 'string') return new TextEncoder().encode(value).length;
    if (typeof value === 'object' && value !== null) return Object.keys(value as object).length;
    throw new TemplateError(`error calling len: len of ${value === undefined ? 'nil pointer' : `type ${typeof value}`}`);
  },
  index: (value, ...keys) => keys.reduce(element, value),
  eq: (a, ...others) => others.some((b) => a === b),
  ne: (a, b) => a !== b,
  lt: compare('lt', (order) => order < 0),
  le: compare('le', (order) => order <= 0),
  gt: compare('gt', (order) => order > 0),
  ge: compare('ge', (order) => order >= 0),
  print: (...values) => printed(values),
  println: (...values) => `${values.map(goText).join(' ')}\n`,
  printf: (format: string, ...values) => formatted(format, values),
  base64decode: (text: string) => new TextDecoder().decode(Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0))),
  exists: (value, ...keys) =>
    keys.reduce((inner: any, key: string) => (inner === undefined ? undefined : inner?.[key]), value) !== undefined,
};

function element(value: any, key: string | number): unknown {
  if (value === undefined || value === null) throw new TemplateError('error calling index: index of untyped nil');
  if (Array.isArray(value) && (typeof key !== 'number' || key < 0 || key >= value.length))
    throw new TemplateError(`error calling index: reflect: slice index out of range`);
  return value[key];
}

/** Blanks go between two values of which neither is a text. Source: fmt.Sprint */
function printed(values: readonly unknown[]): string {
  return values
    .map((value, i) => (i && typeof value !== 'string' && typeof values[i - 1] !== 'string' ? ' ' : '') + goText(value))
    .join('');
}

function formatted(format: string, values: readonly unknown[]): string {
  const left = [...values];
  return format.replace(
    /%([-+0 ]*)(\d*)(?:\.(\d+))?([vsdqtf%])/g,
    (_, flags: string, width: string, digits: string | undefined, verb: string) => {
      if (verb === '%') return '%';
      const value = left.shift();
      const text = verb === 'q' ? JSON.stringify(goText(value)) : verb === 'f' ? Number(value).toFixed(Number(digits ?? 6)) : goText(value);
      return flags.includes('-') ? text.padEnd(Number(width)) : text.padStart(Number(width), flags.includes('0') ? '0' : ' ');
    },
  );
}
