import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addQuantities, canonicalQuantity, compareQuantities, fromMilli, milliValue, value } from '../../src/kube/quantity';

describe('a resource quantity', () => {
  // Source: apimachinery pkg/api/resource/quantity_test.go
  it.each([
    ['0', '0'],
    ['0.5', '500m'],
    ['500m', '500m'],
    ['1000m', '1'],
    ['1', '1'],
    ['1000', '1k'],
    ['1500', '1500'],
    ['100000m', '100'],
    ['1Gi', '1Gi'],
    ['1024Mi', '1Gi'],
    ['1.5Gi', '1536Mi'],
    ['1500Mi', '1500Mi'],
    ['0.5Ki', '512'],
    ['1e3', '1e3'],
    ['12e2', '1200'],
    ['1E', '1E'],
    ['0.0000000001', '1n'],
    ['-1.5', '-1500m'],
    ['.5', '500m'],
    ['5.', '5'],
    [2, '2'],
    [0.25, '250m'],
  ])('%s is written %s', (text, canonical) => {
    expect(canonicalQuantity(text)).toBe(canonical);
  });

  it.each([
    ['', "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"],
    ['one', "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"],
    ['1GB', "unable to parse quantity's suffix"],
    ['1mi', "unable to parse quantity's suffix"],
  ])('%s is none', (text, message) => {
    expect(() => canonicalQuantity(text)).toThrow(message);
    expect(milliValue(text)).toBeNaN();
  });

  it('stays quick for an exponent that would fill the memory', () => {
    expect(canonicalQuantity('1e999999999')).toMatch(/E$|e\d+$/);
  });

  it('compares and adds across units', () => {
    expect(compareQuantities('1Gi', '1G')).toBe(1);
    expect(compareQuantities('500m', '0.5')).toBe(0);
    expect(addQuantities('500m', '1')).toBe('1500m');
    expect(addQuantities('512Mi', '512Mi')).toBe('1Gi');
    expect(addQuantities('0', '256Mi')).toBe('256Mi');
  });

  it('counts in thousandths and in units, rounded up', () => {
    expect([milliValue('0.1'), milliValue('1'), milliValue('100u'), milliValue(undefined)]).toEqual([100, 1000, 1, 0]);
    expect([value('1Ki'), value('1500m'), value('2')]).toEqual([1024, 2, 2]);
    expect([fromMilli(250), fromMilli(2000)]).toEqual(['250m', '2']);
  });

  it('keeps its amount when it is made canonical', () => {
    const texts = fc.tuple(fc.integer({ min: 0, max: 1_000_000 }), fc.constantFrom('', 'm', 'k', 'Ki', 'M', 'Mi', 'Gi', 'e3'));
    fc.assert(
      fc.property(texts, ([amount, unit]) => {
        const text = `${amount}${unit}`;
        expect(compareQuantities(canonicalQuantity(text), text)).toBe(0);
        expect(canonicalQuantity(canonicalQuantity(text))).toBe(canonicalQuantity(text));
      }),
    );
  });
});
