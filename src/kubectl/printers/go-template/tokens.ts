import { TemplateError } from './syntax';

/** Text and actions of a Go template, cut into tokens. Source: text/template/parse/lex.go */

export interface Piece {
  readonly text?: string;
  /** The words of an action. */
  readonly tokens?: readonly string[];
  readonly line: number;
}

const TOKEN =
  /\s*(?:("(?:[^"\\\n]|\\.)*"|`[^`]*`|'(?:[^'\\]|\\.)+')|(:=|=|\||\(|\)|,)|(\$\w*)|((?:\.\w+)+|\.)|([-+]?\d[\w.]*)|([A-Za-z_]\w*))(?=([\s\S]?))/y;

export function piecesOf(template: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  let trim = false;
  while (at < template.length) {
    const open = template.indexOf('{{', at);
    const line = lineOf(template, open < 0 ? template.length : open);
    const left = open >= 0 && /^-\s/.test(template.slice(open + 2, open + 4));
    let text = template.slice(at, open < 0 ? undefined : open);
    if (trim) text = text.trimStart();
    if (left) text = text.trimEnd();
    if (text) pieces.push({ text, line });
    if (open < 0) break;
    const { inner, end } = actionAt(template, open + (left ? 3 : 2), line);
    trim = /\s-$/.test(inner);
    const body = trim ? inner.slice(0, -1) : inner;
    if (!/^\s*\/\*[\s\S]*\*\/\s*$/.test(body)) pieces.push({ tokens: tokensOf(body, line), line });
    at = end;
  }
  return pieces;
}

const lineOf = (text: string, at: number) => text.slice(0, at).split('\n').length;

/** Up to `}}`, which may stand in a text of the action. */
function actionAt(template: string, from: number, line: number): { inner: string; end: number } {
  const rest = /^(?:"(?:[^"\\\n]|\\.)*"|`[^`]*`|'(?:[^'\\\n]|\\.)+'|\/\*[\s\S]*?\*\/|(?!\}\})[\s\S])*?\}\}/.exec(template.slice(from));
  if (!rest) throw new TemplateError(`template: output:${line}: unclosed action`);
  return { inner: rest[0].slice(0, -2), end: from + rest[0].length };
}

function tokensOf(body: string, line: number): string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < body.trimEnd().length) {
    const from = TOKEN.lastIndex;
    const found = TOKEN.exec(body);
    if (!found) throw new TemplateError(`template: output:${line}: ${badSign(body.slice(from).trimStart())}`);
    const word = found[0].trimStart();
    // `$x.a` and `(…).a` go on where the word before them ends; `a .b` are two words.
    tokens.push(word.startsWith('.') && found[0] === word && tokens.length ? `\0${word}` : word);
  }
  return tokens;
}

const badSign = (rest: string) =>
  rest.startsWith('"') ? 'unterminated quoted string' : `unexpected ${JSON.stringify(rest[0])} in operand`;
