/** Resource quantities: `500m`, `0.5`, `1Gi`, `1e3`. Source: apimachinery pkg/api/resource/quantity.go */

const FORM = /^([+-]?(?:\d+\.?\d*|\.\d+))([KMGTPE]i|[numkMGTPE]|[eE][+-]?\d+)?$/;
const SUFFIXES: Readonly<Record<string, number>> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

/** In thousandths of the base unit (millicores for cpu, thousandths of a byte for memory), rounded up.
 *  @returns NaN when it is not a quantity */
export function milliValue(quantity: string | number | undefined): number {
  if (quantity === undefined) return 0;
  const found = FORM.exec(String(quantity).trim());
  if (!found) return NaN;
  const [, number, suffix = ''] = found;
  const factor = /^[eE][+-]?\d+$/.test(suffix) ? 10 ** Number(suffix.slice(1)) : (SUFFIXES[suffix] ?? 1);
  // Rounded first to what a float can hold, so that 0.1 is 100 and not 101.
  return Math.ceil(Number((Number(number) * factor * 1000).toPrecision(15)));
}

/** In base units, rounded up: cores, bytes. */
export const value = (quantity: string | number | undefined): number => Math.ceil(milliValue(quantity) / 1000);

/** The canonical text of thousandths, decimal: `250m`, `2`, `1500m`. */
export const fromMilli = (milli: number): string => (milli % 1000 === 0 ? String(milli / 1000) : `${milli}m`);
