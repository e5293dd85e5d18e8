import { goText } from '../go-text';
import { JsonPathError, parseTemplate, type Step, type Steps, type Template } from './parse';

/** JSONPath, evaluated: `.items[?(@.status.phase=="Running")].metadata.name`.
 *  A Go map has its entries in no order; here they are in that of their keys. Source: client-go util/jsonpath/jsonpath.go */

export { JsonPathError } from './parse';

/** @param path one path, without braces
 *  @returns every value that it finds; nothing for fields that are not there
 *  @throws JsonPathError for a path that cannot be read, and for an index that a list does not have */
export function select(path: string, at: unknown): unknown[] {
  return new Execution(parseTemplate(`{${path}}`), true).find(at).flat();
}

/** @param missing may fields be missing?
 *  @returns for each piece of the template what it finds
 *  @throws JsonPathError */
export function findResults(template: string, at: unknown, missing = true): unknown[][] {
  return new Execution(parseTemplate(template), missing).find(at);
}

class Execution {
  /** Ranges begun, running and ended: a range runs the pieces behind it once for each value, up to its end. */
  #begun = 0;
  #running = 0;
  #ended = 0;
  #lastEnd = -1;

  constructor(
    readonly template: Template,
    readonly missing: boolean,
  ) {}

  find(at: unknown, from = 0): unknown[][] {
    const all: unknown[][] = [];
    for (let i = from; i < this.template.length; i++) {
      const found = this.#steps([at], this.template[i]!);
      if (this.#ended > 0 && this.#ended <= this.#running) {
        this.#ended--;
        this.#lastEnd = i;
        break;
      }
      if (this.#begun === 0) {
        all.push(found);
        continue;
      }
      this.#begun--;
      this.#running++;
      for (const value of found) all.push(...this.find(value, i + 1));
      // With nothing to run over, the end has to be found all the same.
      if (!found.length) this.find(undefined, i + 1);
      this.#running--;
      if (this.#lastEnd > i) i = this.#lastEnd;
    }
    return all;
  }

  #steps(values: readonly unknown[], steps: Steps): unknown[] {
    return steps.reduce<unknown[]>((found, step) => this.#step(found, step), [...values]);
  }

  #step(values: unknown[], step: Step): unknown[] {
    switch (step.kind) {
      case 'text':
        return [step.text];
      case 'value':
        return values.map(() => step.value);
      case 'identifier':
        return this.#identifier(values, step.name);
      case 'field':
        return this.#field(values, step.name);
      case 'wildcard':
        return values.flatMap(members);
      case 'recursive':
        return values.flatMap(descendants);
      case 'slice':
        return sliced(values, step);
      case 'union':
        return step.parts.flatMap((part) => this.#steps(values, part));
      case 'filter':
        return values.flatMap((value) => this.#filtered(value, step));
    }
  }

  #identifier(values: unknown[], name: string): unknown[] {
    if (name === 'range') {
      this.#begun++;
      return values;
    }
    if (name !== 'end') throw new JsonPathError(`unrecognized identifier ${name}`);
    if (this.#running === 0) throw new JsonPathError('not in range, nothing to end');
    this.#ended++;
    return [];
  }

  #field(values: readonly unknown[], name: string): unknown[] {
    const found = values.flatMap((value) => {
      const inner = isMap(value) && Object.hasOwn(value, name) ? value[name] : undefined;
      return inner === undefined ? [] : [inner];
    });
    if (values.length && !found.length && !this.missing) throw new JsonPathError(`${name} is not found`);
    return found;
  }

  #filtered(value: unknown, filter: Step & { readonly kind: 'filter' }): unknown[] {
    if (!Array.isArray(value))
      throw new JsonPathError(
        `${value === undefined ? '<invalid reflect.Value>' : goText(value)} is not array or slice and cannot be filtered`,
      );
    return value.filter((item) => this.#passes(item, filter));
  }

  #passes(item: unknown, { left, operator, right }: Step & { readonly kind: 'filter' }): boolean {
    if (operator === 'exists') return this.#steps([item], left).length > 0;
    const one = (steps: Steps) => {
      const found = this.#steps([item], steps);
      if (found.length > 1) throw new JsonPathError('can only compare one element at a time');
      return found;
    };
    const lefts = one(left);
    if (!lefts.length) return false;
    const rights = one(right);
    return rights.length > 0 && compared(lefts[0], operator, rights[0]);
  }
}

const isMap = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

function members(value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  if (!isMap(value)) return [];
  return Object.keys(value)
    .sort()
    .flatMap((key) => (value[key] === undefined ? [] : [value[key]]));
}

/** It, and all that is in it; what has nothing in it is left out. */
function descendants(value: unknown): unknown[] {
  const inner = members(value);
  return inner.length ? [value, ...inner.flatMap(descendants)] : [];
}

function sliced(values: readonly unknown[], step: Step & { readonly kind: 'slice' }): unknown[] {
  const found: unknown[] = [];
  for (const value of values) {
    if (value === null || value === undefined) continue;
    if (!Array.isArray(value)) throw new JsonPathError(`${goType(value)} is not array or slice`);
    const bounds = boundsOf(step, value.length);
    if (!bounds) return found;
    const every = step.step ?? 1;
    if (every <= 0) throw new JsonPathError('step must be > 0');
    found.push(...value.slice(...bounds).filter((_, i) => i % every === 0));
  }
  return found;
}

/** @returns undefined when nothing is asked for */
function boundsOf({ from = 0, to, single }: Step & { readonly kind: 'slice' }, length: number): [number, number] | undefined {
  const first = from < 0 ? from + length : from;
  let last = single ? from + 1 : (to ?? length);
  if (last < 0 || (last === 0 && single)) last += length;
  if (first === last) return undefined;
  const outside = (index: number) => new JsonPathError(`array index out of bounds: index ${index}, length ${length}`);
  if (first >= length || first < 0) throw outside(first);
  if (last > length || last < 0) throw outside(last - 1);
  if (first > last) throw new JsonPathError(`starting index ${first} is greater than ending index ${last}`);
  return [first, last];
}

/** Source: client-go third_party/forked/golang/template/funcs.go */
function compared(left: unknown, operator: string, right: unknown): boolean {
  if (!['<', '>', '==', '!=', '<=', '>='].includes(operator)) throw new JsonPathError(`unrecognized filter operator ${operator}`);
  if (typeof left === 'object' || typeof right === 'object') throw new JsonPathError('invalid type for comparison');
  if (kindOf(left) !== kindOf(right)) throw new JsonPathError('incompatible types for comparison');
  if (operator === '==') return left === right;
  if (operator === '!=') return left !== right;
  if (typeof left === 'boolean') throw new JsonPathError('invalid type for comparison');
  const [a, b] = [left as string | number, right as string | number];
  return operator === '<' ? a < b : operator === '>' ? a > b : operator === '<=' ? a <= b : a >= b;
}

const kindOf = (value: unknown): string => (typeof value === 'number' ? (Number.isInteger(value) ? 'int' : 'float') : typeof value);

function goType(value: unknown): string {
  if (isMap(value)) return 'map[string]interface {}';
  if (typeof value === 'boolean') return 'bool';
  return typeof value === 'string' ? 'string' : Number.isInteger(value) ? 'int64' : 'float64';
}
