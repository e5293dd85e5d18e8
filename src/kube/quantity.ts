/** Resource quantities: `500m`, `0.5`, `1Gi`, `1e3`. Source: apimachinery pkg/api/resource/quantity.go */

type Format = 'DecimalSI' | 'BinarySI' | 'DecimalExponent';

/** An exact amount: whole billionths. What is finer is rounded up, as upstream does. */
export interface Quantity {
  readonly nano: bigint;
  /** How it was written, and is written again. */
  readonly format: Format;
}

const FORM = /^([+-]?)(\d+\.?\d*|\.\d+)([A-Za-z]*[-+]?\d*)$/;
const EXPONENT = /^[eE]([-+]?\d+)$/;
const DECIMAL: readonly string[] = ['n', 'u', 'm', '', 'k', 'M', 'G', 'T', 'P', 'E'];
const BINARY: readonly string[] = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];
/** More digits, or a greater exponent, than anything real has: upstream saturates long before. */
const LONGEST = 64;
const NANO = 1_000_000_000n;

/** Why a text is no quantity, in upstream's words. */
export class QuantityError extends Error {}

const WRONG_FORM = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";

/** @throws QuantityError */
export function parseQuantity(text: string | number): Quantity {
  const found = FORM.exec(String(text).trim());
  if (!found || found[0].length > LONGEST) throw new QuantityError(WRONG_FORM);
  const [, sign, digits = '', suffix = ''] = found;
  const { format, base, power } = scaleOf(suffix);
  const [whole = '', fraction = ''] = digits.split('.');
  const numerator = BigInt(whole + fraction) * NANO * (power > 0 ? base ** BigInt(power) : 1n);
  const divisor = 10n ** BigInt(fraction.length) * (power < 0 ? base ** BigInt(-power) : 1n);
  const nano = (numerator + divisor - 1n) / divisor;
  return { nano: sign === '-' ? -nano : nano, format };
}

function scaleOf(suffix: string): { readonly format: Format; readonly base: bigint; readonly power: number } {
  const exponent = EXPONENT.exec(suffix);
  if (exponent) return { format: 'DecimalExponent', base: 10n, power: Math.max(-LONGEST, Math.min(Number(exponent[1]), LONGEST)) };
  const [decimal, binary] = [DECIMAL.indexOf(suffix), BINARY.indexOf(suffix)];
  if (decimal >= 0) return { format: 'DecimalSI', base: 1000n, power: decimal - DECIMAL.indexOf('') };
  if (binary > 0) return { format: 'BinarySI', base: 1024n, power: binary };
  throw new QuantityError("unable to parse quantity's suffix");
}

/** The one text of an amount: no fraction, the largest unit that loses nothing. Source: CanonicalizeBytes */
export function formatQuantity({ nano, format }: Quantity): string {
  if (nano === 0n) return '0';
  const small = nano < 1024n * NANO && nano > -1024n * NANO;
  return format === 'BinarySI' && !small ? binaryText(nano) : decimalText(nano, format);
}

function binaryText(nano: bigint): string {
  let amount = nano > 0n ? (nano + NANO - 1n) / NANO : nano / NANO;
  let unit = 0;
  for (; unit < BINARY.length - 1 && amount % 1024n === 0n; unit++) amount /= 1024n;
  return `${amount}${BINARY[unit]}`;
}

function decimalText(nano: bigint, format: Format): string {
  let amount = nano;
  let unit = 0;
  for (; unit < DECIMAL.length - 1 && amount % 1000n === 0n; unit++) amount /= 1000n;
  const power = (unit - DECIMAL.indexOf('')) * 3;
  if (format === 'DecimalExponent') return power === 0 ? String(amount) : `${amount}e${power}`;
  return `${amount}${DECIMAL[unit]}`;
}

/** As the API server stores it: `0.5` → `500m`, `1024Mi` → `1Gi`. @throws QuantityError */
export const canonicalQuantity = (text: string | number): string => formatQuantity(parseQuantity(text));

/** Negative when `a` is less than `b`. @throws QuantityError */
export function compareQuantities(a: string | number, b: string | number): number {
  const difference = parseQuantity(a).nano - parseQuantity(b).nano;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** The sum, written as the first is (as the second when the first is nothing). @throws QuantityError */
export function addQuantities(a: string | number, b: string | number): string {
  const [left, right] = [parseQuantity(a), parseQuantity(b)];
  return formatQuantity({ nano: left.nano + right.nano, format: left.nano === 0n ? right.format : left.format });
}

const milli = new Map<string, number>();

/** In thousandths of the base unit (millicores for cpu, thousandths of a byte for memory), rounded up. Remembered:
 *  the scheduler asks for the same few again and again.
 *  @returns NaN when it is not a quantity */
export function milliValue(quantity: string | number | undefined): number {
  if (quantity === undefined) return 0;
  const text = String(quantity);
  let known = milli.get(text);
  if (known === undefined) milli.set(text, (known = readMilli(text)));
  return known;
}

function readMilli(text: string): number {
  try {
    const { nano } = parseQuantity(text);
    return Number(nano > 0n ? (nano + 999_999n) / 1_000_000n : nano / 1_000_000n);
  } catch (error) {
    if (error instanceof QuantityError) return NaN;
    throw error;
  }
}

/** In base units, rounded up: cores, bytes. */
export const value = (quantity: string | number | undefined): number => Math.ceil(milliValue(quantity) / 1000);

/** The canonical text of thousandths, decimal: `250m`, `2`, `1500m`. */
export const fromMilli = (amount: number): string => (amount % 1000 === 0 ? String(amount / 1000) : `${amount}m`);
