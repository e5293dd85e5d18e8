import { resolvePath } from './expand';
import { patternOf } from './glob';
import { SyntaxProblem } from './parser';
import type { Shell } from './control';

/** `test`, `[` and `[[`: conditions. @throws SyntaxProblem
 *  OMITS file times, permissions other than existence, and locale order. */
export function test(words: readonly string[], shell: Shell, patterns: boolean): boolean {
  let at = 0;
  const { host, task } = shell;
  const path = (name: string) => resolvePath(name, task.cwd);

  function or(): boolean {
    let value = and();
    while (words[at] === '-o' || words[at] === '||') {
      at++;
      const right = and();
      value = value || right;
    }
    return value;
  }

  function and(): boolean {
    let value = not();
    while (words[at] === '-a' || words[at] === '&&') {
      at++;
      const right = not();
      value = value && right;
    }
    return value;
  }

  function not(): boolean {
    if (words[at] !== '!' || words.length - at < 2) return primary();
    at++;
    return !not();
  }

  function primary(): boolean {
    const word = words[at];
    if (word === undefined) return false;
    const operator = words[at + 1];
    if (operator !== undefined && Object.hasOwn(BINARY, operator) && words[at + 2] !== undefined) return binary();
    if (/^-[a-zA-Z]$/.test(word) && operator !== undefined) {
      at += 2;
      return unary(word, operator);
    }
    if (word === '(') {
      at++;
      const value = or();
      at++;
      return value;
    }
    at++;
    return word !== '';
  }

  function unary(operator: string, operand: string): boolean {
    if (operator === '-z') return operand === '';
    if (operator === '-n') return operand !== '';
    if (operator === '-d') return host.files.isDirectory(path(operand));
    const text = host.files.read(path(operand));
    if (operator === '-s') return !!text;
    if (operator === '-f') return text !== undefined;
    if ('-e -r -w -x -a'.includes(operator)) return text !== undefined || host.files.isDirectory(path(operand));
    return false;
  }

  function binary(): boolean {
    const [left, operator, right] = [words[at]!, words[at + 1]!, words[at + 2]!];
    at += 3;
    if (operator === '=~') {
      const match = new RegExp(right).exec(left);
      if (match) match.forEach((text, i) => (task.vars[`BASH_REMATCH[${i}]`] = text ?? ''));
      return match !== null;
    }
    if (patterns && (operator === '=' || operator === '==')) return patternOf(right).test(left);
    if (patterns && operator === '!=') return !patternOf(right).test(left);
    return BINARY[operator]!(left, right);
  }

  return or();
}

const whole = (text: string) => {
  if (!/^\s*[-+]?\d+\s*$/.test(text)) throw new SyntaxProblem(`${text}: bad number`);
  return Number(text);
};

const BINARY: Readonly<Record<string, (a: string, b: string) => boolean>> = {
  '=': (a, b) => a === b,
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '<': (a, b) => a < b,
  '>': (a, b) => a > b,
  '-eq': (a, b) => whole(a) === whole(b),
  '-ne': (a, b) => whole(a) !== whole(b),
  '-lt': (a, b) => whole(a) < whole(b),
  '-le': (a, b) => whole(a) <= whole(b),
  '-gt': (a, b) => whole(a) > whole(b),
  '-ge': (a, b) => whole(a) >= whole(b),
  '=~': () => false,
};
