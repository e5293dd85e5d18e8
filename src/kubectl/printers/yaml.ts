/** Objects as YAML, as kubectl prints them: keys sorted, lists not indented, quotes and folds as go-yaml chooses them.
 *  MODELS sigs.k8s.io/yaml Marshal (goyaml.v2 encode.go stringv, emitterc.go yaml_emitter_analyze_scalar,
 *  yaml_emitter_select_scalar_style).
 *  OMITS control characters other than tab and newline: they are printed as JSON escapes. */

const WIDTH = 80;

export function toYaml(value: unknown): string {
  if (isMap(value) && Object.keys(value).length) return mapLines(value, 0).join('\n') + '\n';
  if (Array.isArray(value) && value.length) return listLines(value, 0).join('\n') + '\n';
  return `${leaf(value, 0, 0)}\n`;
}

const isMap = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

function mapLines(map: Readonly<Record<string, unknown>>, indent: number): string[] {
  const keys = Object.keys(map).filter((key) => map[key] !== undefined);
  return keys.sort(byteOrder).flatMap((key) => entryLines(key, map[key], indent));
}

/** Go sorts keys by their letters, numbers in them by value. Source: goyaml.v2 sorter.go */
function byteOrder(a: string, b: string): number {
  const [left, right] = [a.match(/\d+|[^\d]/gu) ?? [], b.match(/\d+|[^\d]/gu) ?? []];
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const [x, y] = [left[i]!, right[i]!];
    if (x === y) continue;
    const letters = [x, y].map((part) => /\p{L}/u.test(part));
    if (letters[0] && letters[1]) return x < y ? -1 : 1;
    if (letters[0] || letters[1]) return letters[0] ? 1 : -1;
    if (/^\d/.test(x) && /^\d/.test(y)) return Number(x) - Number(y) || (x < y ? -1 : 1);
    return x < y ? -1 : 1;
  }
  return left.length - right.length;
}

function entryLines(key: string, value: unknown, indent: number): string[] {
  const pad = ' '.repeat(indent);
  const name = `${pad}${keyText(key)}:`;
  if (isMap(value) && Object.keys(value).length) return [name, ...mapLines(value, indent + 2)];
  if (Array.isArray(value) && value.length) return [name, ...listLines(value, indent)];
  return `${name} ${leaf(value, indent + 2, name.length + 1)}`.split('\n');
}

const keyText = (key: string) => (key.includes('\n') ? JSON.stringify(key) : scalar(key, 0, -Infinity));

function listLines(list: readonly unknown[], indent: number): string[] {
  const pad = ' '.repeat(indent);
  return list.flatMap((item) => {
    const lines =
      isMap(item) && Object.keys(item).length
        ? mapLines(item, indent + 2)
        : Array.isArray(item) && item.length
          ? listLines(item, indent + 2)
          : `${pad}  ${leaf(item, indent + 2, indent + 2)}`.split('\n');
    return [`${pad}- ${lines[0]!.slice(indent + 2)}`, ...lines.slice(1)];
  });
}

/** @param column where the text begins: long ones are folded */
function leaf(value: unknown, indent: number, column: number): string {
  if (value === null || value === undefined) return 'null';
  if (Array.isArray(value)) return '[]';
  if (typeof value === 'object') return '{}';
  if (typeof value === 'string') return scalar(value, indent, column);
  return typeof value === 'number' ? numberText(value) : String(value);
}

/** Go prints large floats with an exponent of two digits. */
const numberText = (value: number) =>
  Number.isInteger(value) && Math.abs(value) < 1e21 ? String(value) : String(value).replace(/e([+-])(\d)$/, 'e$10$2');

/** Tabs, control characters and what no reader shows: only double quotes can hold them. */
const UNPRINTABLE = /[^\n\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]|[\u2028\u2029\ufeff]/u;

function scalar(text: string, indent: number, column: number): string {
  if (UNPRINTABLE.test(text)) return doubleQuoted(text, indent, column);
  if (text.includes('\n')) return literalAllowed(text) ? literal(text, indent) : doubleQuoted(text, indent, column);
  if (!isPlainText(text)) return doubleQuoted(text, indent, column);
  return folded(plainAllowed(text) ? text : `'${text.replaceAll("'", "''")}'`, indent, column);
}

/** Texts that would be read as something else are quoted. Source: goyaml.v2 resolve.go */
function isPlainText(text: string): boolean {
  if (text === '' || /^(~|null|Null|NULL)$/.test(text)) return false;
  if (/^(y|Y|yes|Yes|YES|on|On|ON|true|True|TRUE|n|N|no|No|NO|off|Off|OFF|false|False|FALSE)$/.test(text)) return false;
  if (/^[-+]?(\.inf|\.Inf|\.INF)$|^(\.nan|\.NaN|\.NAN)$/.test(text)) return false;
  if (/^[-+]?(0b[01_]+|0x[0-9a-fA-F_]+|0o?[0-7_]+|[0-9][0-9_]*)$/.test(text)) return false;
  if (/^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/.test(text.replaceAll('_', '')) && /^[-+.0-9]/.test(text)) return false;
  // Base 60, and the times of YAML 1.1.
  if (/^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/.test(text)) return false;
  return !/^\d{4}-\d{1,2}-\d{1,2}([Tt ]+\d{1,2}:\d{1,2}:\d{1,2}(\.\d+)?\s*(Z|[-+]\d{1,2}(:?\d{2})?)?)?$/.test(text);
}

/** Source: yaml_emitter_analyze_scalar, block_plain_allowed */
function plainAllowed(text: string): boolean {
  if (/^(---|\.\.\.)/.test(text)) return false;
  if (/^[#,[\]{}&*!|>'"%@`]/.test(text)) return false;
  if (/^[?:-]( |$)/.test(text)) return false;
  return !/:( |$)| #|^ | $/.test(text);
}

/** A block would lose spaces before a line's end at the very end, and cannot begin with a space. */
const literalAllowed = (text: string) => !/ $/.test(text) && !/ \n/.test(text) && !/^\s* \n/.test(text);

function literal(text: string, indent: number): string {
  const hint = /^[ \n]/.test(text) ? '2' : '';
  const chomp = !text.endsWith('\n') ? '-' : text === '\n' || text.endsWith('\n\n') ? '+' : '';
  const body = text.replace(/\n$/, '').split('\n');
  return [`|${hint}${chomp}`, ...body.map((line) => (line ? ' '.repeat(indent) + line : ''))].join('\n');
}

/** Break after a word that reaches over the width, at single spaces. Source: yaml_emitter_write_plain_scalar */
function folded(text: string, indent: number, column: number): string {
  let out = '';
  let at = column;
  const characters = [...text];
  characters.forEach((character, i) => {
    const single = character === ' ' && i > 0 && characters[i - 1] !== ' ' && characters[i + 1] !== ' ' && i < characters.length - 1;
    if (single && at > WIDTH) {
      out += `\n${' '.repeat(indent)}`;
      at = indent;
    } else {
      out += character;
      at++;
    }
  });
  return out;
}

/** Source: yaml_emitter_write_double_quoted_scalar */
function doubleQuoted(text: string, indent: number, column: number): string {
  let out = '"';
  let at = column + 1;
  const characters = [...text];
  let spaces = false;
  characters.forEach((character, i) => {
    if (character === ' ' && !spaces && at > WIDTH && i > 0 && i < characters.length - 1) {
      out += `\n${' '.repeat(indent)}${characters[i + 1] === ' ' ? '\\' : ''}`;
      at = indent;
      spaces = true;
      return;
    }
    const shown = escaped(character);
    out += shown;
    at += shown.length;
    spaces = character === ' ';
  });
  return `${out}"`;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\n': '\\n',
  '\t': '\\t',
  '\r': '\\r',
  '"': '\\"',
  '\\': '\\\\',
  '\0': '\\0',
  '\x1b': '\\e',
};

function escaped(character: string): string {
  const known = ESCAPES[character];
  if (known) return known;
  const code = character.codePointAt(0)!;
  if (code >= 0x20 && code < 0x7f) return character;
  if (code > 0xa0 && code !== 0xfeff && code !== 0x2028 && code !== 0x2029) return character;
  return code > 0xff ? `\\u${code.toString(16).toUpperCase().padStart(4, '0')}` : `\\x${code.toString(16).toUpperCase().padStart(2, '0')}`;
}
