export class ArithmeticProblem extends Error {
  override readonly name = 'ArithmeticProblem';
}

/** Shell arithmetic on whole numbers. @throws ArithmeticProblem in ash's words */
export function evaluate(text: string, variables: { get(name: string): number; set(name: string, value: number): void }): number {
  const tokens = text.match(/0[xX][0-9a-fA-F]+|\d+|[A-Za-z_]\w*|\*\*|<<|>>|&&|\|\||[<>=!]=|[-+*/%]=|\+\+|--|[-+*/%<>=!?:()&|^~,]/g) ?? [];
  let at = 0;
  const next = () => tokens[at++];
  const fail = () => new ArithmeticProblem('arithmetic syntax error');

  function primary(): number {
    const token = next();
    if (token === undefined) throw fail();
    if (token === '(') {
      const value = comma();
      if (next() !== ')') throw fail();
      return value;
    }
    if (token === '-') return -primary();
    if (token === '+') return primary();
    if (token === '!') return primary() === 0 ? 1 : 0;
    if (token === '~') return ~primary();
    if (token === '++' || token === '--') return assign(next()!, token === '++' ? 1 : -1);
    if (/^0[xX]/.test(token)) return parseInt(token, 16);
    if (/^\d/.test(token)) return parseInt(token, token.startsWith('0') && /^0[0-7]+$/.test(token) ? 8 : 10);
    if (!/^[A-Za-z_]/.test(token)) throw fail();
    return named(token);
  }

  function assign(name: string, by: number): number {
    variables.set(name, variables.get(name) + by);
    return variables.get(name);
  }

  function named(name: string): number {
    const operator = tokens[at];
    if (operator === '=' || /^[-+*/%]=$/.test(operator ?? '')) {
      at++;
      const right = ternary();
      variables.set(name, operator === '=' ? right : apply(operator![0]!, variables.get(name), right));
      return variables.get(name);
    }
    if (operator !== '++' && operator !== '--') return variables.get(name);
    at++;
    const before = variables.get(name);
    assign(name, operator === '++' ? 1 : -1);
    return before;
  }

  function binary(level: number): number {
    if (level === LEVELS.length) return primary();
    let left = binary(level + 1);
    while (LEVELS[level]!.includes(tokens[at] ?? ' ')) left = apply(next()!, left, binary(level + 1));
    return left;
  }

  function ternary(): number {
    const test = binary(0);
    if (tokens[at] !== '?') return test;
    at++;
    const yes = ternary();
    if (next() !== ':') throw fail();
    const no = ternary();
    return test ? yes : no;
  }

  function comma(): number {
    let value = ternary();
    while (tokens[at] === ',') {
      at++;
      value = ternary();
    }
    return value;
  }

  if (!tokens.length) return 0;
  const value = comma();
  if (at < tokens.length) throw fail();
  return value;
}

const LEVELS: readonly (readonly string[])[] = [
  ['||'],
  ['&&'],
  ['|'],
  ['^'],
  ['&'],
  ['==', '!='],
  ['<', '>', '<=', '>='],
  ['<<', '>>'],
  ['+', '-'],
  ['*', '/', '%'],
  ['**'],
];

function apply(operator: string, a: number, b: number): number {
  if ((operator === '/' || operator === '%') && b === 0) throw new ArithmeticProblem('divide by zero');
  return Number(OPERATIONS[operator]!(a, b));
}

const OPERATIONS: Readonly<Record<string, (a: number, b: number) => number | boolean>> = {
  '||': (a, b) => a !== 0 || b !== 0,
  '&&': (a, b) => a !== 0 && b !== 0,
  '|': (a, b) => a | b,
  '^': (a, b) => a ^ b,
  '&': (a, b) => a & b,
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '<': (a, b) => a < b,
  '>': (a, b) => a > b,
  '<=': (a, b) => a <= b,
  '>=': (a, b) => a >= b,
  '<<': (a, b) => a << b,
  '>>': (a, b) => a >> b,
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => Math.trunc(a / b),
  '%': (a, b) => a % b,
  '**': (a, b) => a ** b,
};
