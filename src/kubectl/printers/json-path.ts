import { KubectlError } from '../errors';
import { select } from '../../kube/json-path';

/** JSONPath templates. Source: client-go util/jsonpath
 *  MODELS text, fields, `[*]`, indexes, slices, unions, filters with one comparison, `..`, quoted text, range/end.
 *  OMITS several paths in one pair of braces. */

type Token =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'path'; readonly path: string }
  | { readonly type: 'range'; readonly path: string; readonly body: readonly Token[] };

export type JsonPath = (object: object) => string;

/** @throws KubectlError in kubectl's words when the template cannot be read
 *  @returns prints one object; fields that are not there print nothing */
export function jsonPath(template: string): JsonPath {
  const tokens = parse(template);
  return (object) => guarded(template, () => render(tokens, object, object));
}

/** The values that a template finds, one after another, as `jsonpath-as-json` shows them. */
export function jsonPathValues(template: string): (object: object) => readonly unknown[] {
  const tokens = parse(template);
  const found = (list: readonly Token[], at: unknown, root: unknown): unknown[] =>
    list.flatMap((token) => {
      if (token.type === 'text') return [token.text];
      const values = select(token.path, at, root);
      return token.type === 'path' ? values : values.flatMap((value) => found(token.body, value, root));
    });
  return (object) => guarded(template, () => found(tokens, object, object));
}

function guarded<T>(template: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new KubectlError(
      `error executing jsonpath ${JSON.stringify(template)}: Error executing template: ${error.message}. Printing more information for debugging the template:\n\ttemplate was:\n\t\t${template}\n`,
    );
  }
}

function parse(template: string): readonly Token[] {
  const bodies: Token[][] = [[]];
  const ranges: string[] = [];
  const wrong = (why: string) => new KubectlError(`error parsing jsonpath ${template}, ${why}`);
  for (let i = 0; i < template.length;) {
    const open = template[i] === '{';
    const end = open ? closing(template, i + 1, wrong) : next(template, i);
    const text = template.slice(open ? i + 1 : i, end);
    i = open ? end + 1 : end;
    if (!open) bodies.at(-1)!.push({ type: 'text', text });
    else if (/^\s*range\s/.test(text)) {
      ranges.push(text.trim().slice(5).trim());
      bodies.push([]);
    } else if (text.trim() === 'end') {
      const path = ranges.pop();
      if (path === undefined) throw wrong('not in range, nothing to end');
      const body = bodies.pop()!;
      bodies.at(-1)!.push({ type: 'range', path, body });
    } else bodies.at(-1)!.push(action(text.trim(), wrong));
  }
  if (ranges.length) throw wrong('unclosed range');
  return bodies[0]!;
}

type Wrong = (why: string) => KubectlError;

const next = (template: string, from: number) => (template.indexOf('{', from) < 0 ? template.length : template.indexOf('{', from));

/** Where the brace ends that began before `from`; braces in quotes do not count. */
function closing(template: string, from: number, wrong: Wrong): number {
  let quote = '';
  let depth = 0;
  for (let i = from; i < template.length; i++) {
    const character = template[i]!;
    if (quote) {
      if (character === '\\') i++;
      else if (character === quote) quote = '';
    } else if (character === '"' || character === "'") quote = character;
    else if (character === '[') depth++;
    else if (character === ']') depth--;
    else if (character === '}' && depth > 0) throw wrong('unterminated array');
    else if (character === '}') return i;
  }
  throw wrong(quote ? 'unterminated quoted string' : depth > 0 ? 'unterminated array' : 'unclosed action');
}

function action(text: string, wrong: Wrong): Token {
  const quoted = /^(["'])(.*)\1$/s.exec(text);
  if (quoted && !text.slice(1, -1).includes(text[0]!)) return { type: 'text', text: unescaped(quoted[2]!) };
  if (!/^[.$@[]/.test(text) && !/^[\w]/.test(text)) throw wrong(`unrecognized character in action: U+${hex(text)}`);
  if (/^\w+$/.test(text) && text !== 'end') throw wrong(`unrecognized identifier ${text}`);
  return { type: 'path', path: text };
}

const hex = (text: string) => `${(text.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')} '${text[0] ?? ''}'`;

const unescaped = (text: string) => text.replace(/\\(.)/g, (_, letter: string) => ({ n: '\n', t: '\t', r: '\r' })[letter] ?? letter);

function render(tokens: readonly Token[], at: unknown, root: unknown): string {
  return tokens
    .map((token) => {
      if (token.type === 'text') return token.text;
      const values = select(token.path, at, root);
      return token.type === 'path' ? values.map(shown).join(' ') : values.map((value) => render(token.body, value, root)).join('');
    })
    .join('');
}

const shown = (value: unknown) => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));
