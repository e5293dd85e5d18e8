/** One path of JSONPath: `.items[?(@.status.phase=="Running")].metadata.name`. Source: client-go util/jsonpath/jsonpath.go */

/** @param at   what `.` and `@` begin at
 *  @param root what `$` begins at
 *  @returns every value that the path finds; nothing for fields that are not there
 *  @throws RangeError for an index that a list does not have */
export function select(path: string, at: unknown, root: unknown = at): unknown[] {
  let values: unknown[] = [path.startsWith('$') ? root : at];
  for (const step of steps(path.replace(/^[$@]/, ''))) values = values.flatMap((value) => take(value, step, root));
  return values;
}

type Step = { readonly deep: true } | { readonly field: string } | { readonly bracket: string };

/** The path cut into its steps. */
function steps(path: string): Step[] {
  const found: Step[] = [];
  for (let i = 0; i < path.length;) {
    if (path.startsWith('..', i)) {
      found.push({ deep: true });
      i += path[i + 2] === '[' ? 2 : 1;
    } else if (path[i] === '[') {
      const end = bracketEnd(path, i);
      found.push({ bracket: path.slice(i + 1, end).trim() });
      i = end + 1;
    } else {
      const [all, name] = /^\.?((?:\\.|[^.[\\])*)/.exec(path.slice(i))!;
      if (name) found.push({ field: name.replaceAll(/\\(.)/g, '$1') });
      i += Math.max(all.length, 1);
    }
  }
  return found;
}

function bracketEnd(path: string, from: number): number {
  let depth = 0;
  let quote = '';
  for (let i = from; i < path.length; i++) {
    const character = path[i]!;
    if (quote) quote = character === quote ? '' : quote;
    else if (character === '"' || character === "'") quote = character;
    else if (character === '[') depth++;
    else if (character === ']' && --depth === 0) return i;
  }
  return path.length;
}

const members = (value: unknown): unknown[] =>
  Array.isArray(value) ? value : typeof value === 'object' && value !== null ? Object.values(value) : [];

function take(value: unknown, step: Step, root: unknown): unknown[] {
  if ('deep' in step) return [value, ...descendants(value)];
  if ('field' in step) return field(value, step.field);
  const { bracket } = step;
  if (bracket === '*') return members(value);
  if (bracket.startsWith('?(')) return members(value).filter((item) => passes(item, bracket.slice(2, -1), root));
  return bracket.split(',').flatMap((part) => picked(value, part.trim()));
}

function descendants(value: unknown): unknown[] {
  return members(value).flatMap((inner) => (typeof inner === 'object' && inner !== null ? [inner, ...descendants(inner)] : []));
}

function field(value: unknown, name: string): unknown[] {
  if (name === '*') return members(value);
  if (typeof value !== 'object' || value === null || Array.isArray(value) || !Object.hasOwn(value, name)) return [];
  const inner = (value as Record<string, unknown>)[name];
  return inner === undefined ? [] : [inner];
}

/** `'name'`, `2`, `-1`, `1:3`. */
function picked(value: unknown, part: string): unknown[] {
  if (/^['"]/.test(part)) return field(value, part.slice(1, -1).replaceAll(/\\(.)/g, '$1'));
  if (!Array.isArray(value)) return [];
  if (part.includes(':')) {
    const [from, to, step = 1] = part.split(':').map((number) => (number === '' ? undefined : Number(number)));
    return value.slice(from, to).filter((_, i) => i % step === 0);
  }
  const index = Number(part);
  const at = index < 0 ? index + value.length : index;
  if (at < 0 || at >= value.length) throw new RangeError(`array index out of bounds: index ${at}, length ${value.length}`);
  return [value[at]];
}

function passes(item: unknown, condition: string, root: unknown): boolean {
  const compared = /^(.*?)\s*(==|!=|<=|>=|<|>)\s*(.*)$/s.exec(condition);
  if (!compared) return select(condition.trim(), item, root).length > 0;
  const [left] = operand(compared[1]!.trim(), item, root);
  const [right] = operand(compared[3]!.trim(), item, root);
  if (left === undefined || right === undefined) return false;
  return compare(left, compared[2]!, right);
}

function operand(text: string, item: unknown, root: unknown): unknown[] {
  if (/^[@$.]/.test(text)) return select(text, item, root);
  if (/^['"]/.test(text)) return [text.slice(1, -1)];
  return /^(true|false)$/.test(text) ? [text === 'true'] : [Number(text)];
}

function compare(left: unknown, operator: string, right: unknown): boolean {
  if (operator === '==') return left === right;
  if (operator === '!=') return left !== right;
  const [a, b] = [left as string | number, right as string | number];
  return operator === '<' ? a < b : operator === '>' ? a > b : operator === '<=' ? a <= b : a >= b;
}
