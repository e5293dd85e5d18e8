import { KubectlError } from '../errors';

/** JSONPath templates. Source: client-go util/jsonpath
 *  MODELS fields, `[*]`, indexes, slices, filters with one comparison, `..`, unions of fields, text, range/end.
 *  OMITS nested filters and escapes beyond `\n`, `\t`, `\.`. */

type Token = { readonly text: string } | { readonly path: string } | { readonly range: string; readonly body: readonly Token[] };

/** @returns the text; fields that are not there print nothing */
export function jsonPath(template: string, object: object): string {
  return render(parse(template), object, object);
}

function parse(template: string): Token[] {
  const stack: Token[][] = [[]];
  const ranges: string[] = [];
  for (const [, braced, text] of template.matchAll(/\{([^{}]*)\}|([^{}]+)/g)) {
    const into = stack.at(-1)!;
    if (text !== undefined) into.push({ text });
    else if (braced!.startsWith('range ')) {
      ranges.push(braced!.slice(6).trim());
      stack.push([]);
    } else if (braced === 'end') {
      const body = stack.pop()!;
      const range = ranges.pop();
      if (range === undefined) throw new KubectlError(`error parsing jsonpath ${template}, not in range, nothing to end`);
      stack.at(-1)!.push({ range, body });
    } else if (/^["'].*["']$/.test(braced!.trim()))
      into.push({ text: braced!.trim().slice(1, -1).replaceAll('\\n', '\n').replaceAll('\\t', '\t') });
    else into.push({ path: braced!.trim() });
  }
  return stack[0]!;
}

function render(tokens: readonly Token[], at: unknown, root: unknown): string {
  return tokens
    .map((token) => {
      if ('text' in token) return token.text;
      if ('path' in token) return select(token.path, at, root).map(shown).join(' ');
      return select(token.range, at, root)
        .map((item) => render(token.body, item, root))
        .join('');
    })
    .join('');
}

const shown = (value: unknown) => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));

const STEP = /\.\.([\w-]+)|\.?\[\?\(@([^)\]]*)\)\]|\.?\[([^\]]*)\]|\.((?:\\.|[^.[\]\\])+)|^((?:\\.|[^.[\]\\$@])+)/g;

/** The values at a path: `.items[*].metadata.name`. */
export function select(path: string, at: unknown, root: unknown = at): unknown[] {
  let values: unknown[] = [path.startsWith('$') ? root : at];
  for (const [, deep, filter, bracket, field, bare] of path.replace(/^[$@]/, '').matchAll(STEP)) {
    if (deep !== undefined) values = values.flatMap((value) => descend(value, deep));
    else if (filter !== undefined) values = values.flatMap((value) => list(value).filter((item) => passes(item, filter)));
    else if (bracket !== undefined) values = values.flatMap((value) => pick(value, bracket));
    else values = values.flatMap((value) => fieldOf(value, (field ?? bare)!.replaceAll('\\.', '.')));
  }
  return values;
}

const list = (value: unknown): unknown[] =>
  Array.isArray(value) ? value : typeof value === 'object' && value !== null ? Object.values(value) : [];

function fieldOf(value: unknown, name: string): unknown[] {
  if (name === '*') return list(value);
  const inner = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
  return inner === undefined ? [] : [inner];
}

function pick(value: unknown, bracket: string): unknown[] {
  if (bracket === '*') return list(value);
  if (/^['"]/.test(bracket)) return bracket.split(',').flatMap((name) => fieldOf(value, name.trim().slice(1, -1).replaceAll('\\.', '.')));
  if (!Array.isArray(value)) return [];
  if (bracket.includes(':')) {
    const [from, to] = bracket.split(':').map((part) => (part === '' ? undefined : Number(part)));
    return value.slice(from, to);
  }
  return bracket.split(',').flatMap((index) => {
    const item: unknown = value.at(Number(index));
    return item === undefined ? [] : [item];
  });
}

function descend(value: unknown, name: string): unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  return [...fieldOf(value, name), ...Object.values(value).flatMap((inner) => descend(inner, name))];
}

function passes(item: unknown, condition: string): boolean {
  const found = /^(.*?)\s*(==|!=|<=|>=|<|>)\s*(.*)$/.exec(condition);
  if (!found) return select(condition, item).length > 0;
  const [, path, operator, literal] = found;
  const value = select(path!, item)[0];
  const wanted: unknown = /^['"]/.test(literal!) ? literal!.slice(1, -1) : (JSON.parse(literal!) as unknown);
  if (operator === '==') return value === wanted;
  if (operator === '!=') return value !== wanted;
  const [left, right] = [Number(value), Number(wanted)];
  return operator === '<' ? left < right : operator === '>' ? left > right : operator === '<=' ? left <= right : left >= right;
}
