import { functions, isTrue } from './functions';
import { goText } from './go-text';
import { parseTemplate } from './parse';
import type { Node, Operand, Pipe } from './syntax';

/** `-o go-template=…`.
 *  MODELS text/template: fields, variables, pipelines, if, range, with, else, comments, trimmed blanks and the
 *  functions that people use on Kubernetes objects.
 *  OMITS define, template, block, break, continue and the functions for HTML, JavaScript and URLs: they say so.
 *  Source: text/template/exec.go, cli-runtime printers/template.go */

export { TemplateError } from './syntax';

/** @throws TemplateError when the template is wrong, or when it is used on an object that it does not fit */
export function goTemplate(template: string): (object: object) => string {
  const nodes = parseTemplate(template);
  return (object) => new Execution(object).list(nodes, object);
}

class Execution {
  readonly #variables: { readonly name: string; value: unknown }[];

  constructor(root: object) {
    this.#variables = [{ name: '$', value: root }];
  }

  list(nodes: readonly Node[], dot: unknown): string {
    const mark = this.#variables.length;
    const text = nodes.map((node) => this.#node(node, dot)).join('');
    this.#variables.length = mark;
    return text;
  }

  #node(node: Node, dot: unknown): string {
    if (node.kind === 'text') return node.text;
    if (node.kind === 'range') return this.#range(node, dot);
    const mark = this.#variables.length;
    const value = this.#pipe(node.pipe, dot);
    if (node.kind === 'action') return node.pipe.variables.length ? '' : goText(value);
    const text = isTrue(value) ? this.list(node.body, node.kind === 'with' ? value : dot) : this.list(node.otherwise, dot);
    this.#variables.length = mark;
    return text;
  }

  #range(node: Node & { readonly kind: 'if' | 'range' | 'with' }, dot: unknown): string {
    const { pipe, body, otherwise } = node;
    const entries = entriesOf(this.#pipe({ ...pipe, variables: [] }, dot));
    if (!entries.length) return this.list(otherwise, dot);
    return entries.map(([key, value]) => this.#once(pipe.variables, key, value, body)).join('');
  }

  /** One variable is the element, two are its key and the element. */
  #once(names: readonly string[], key: unknown, value: unknown, body: readonly Node[]): string {
    const mark = this.#variables.length;
    const values = names.length === 2 ? [key, value] : [value];
    names.forEach((name, i) => this.#variables.push({ name, value: values[i] }));
    const text = this.list(body, value);
    this.#variables.length = mark;
    return text;
  }

  #pipe({ variables, assigns, commands }: Pipe, dot: unknown): unknown {
    let value: unknown;
    commands.forEach((command, i) => (value = this.#command(command, dot, i ? [value] : [])));
    for (const name of variables) {
      const known = assigns ? this.#variables.findLast((one) => one.name === name) : undefined;
      if (known) known.value = value;
      else this.#variables.push({ name, value });
    }
    return value;
  }

  /** @param last what the command before it gave: it is the last argument */
  #command([first, ...rest]: readonly Operand[], dot: unknown, last: readonly unknown[]): unknown {
    if (first!.base.kind !== 'function') return this.#operand(first!, dot);
    const values = [...rest.map((operand) => this.#operand(operand, dot)), ...last];
    return fieldOf(functions[first!.base.name]!(...values), first!.fields);
  }

  #operand({ base, fields }: Operand, dot: unknown): unknown {
    return fieldOf(this.#base(base, dot), fields);
  }

  #base(base: Operand['base'], dot: unknown): unknown {
    if (base.kind === 'dot') return dot;
    if (base.kind === 'literal') return base.value;
    if (base.kind === 'variable') return this.#variables.findLast(({ name }) => name === base.name)?.value;
    return base.kind === 'pipe' ? this.#pipe(base.pipe, dot) : functions[base.name]!();
  }
}

/** A field of nothing is nothing. */
const fieldOf = (value: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>((inner, field) => (inner as Record<string, unknown> | null | undefined)?.[field], value);

/** A list in its order, a map by its sorted keys, a number as so many. */
function entriesOf(value: unknown): (readonly [unknown, unknown])[] {
  if (Array.isArray(value)) return value.map((one: unknown, i) => [i, one] as const);
  if (typeof value === 'number') return Array.from({ length: value }, (_, i) => [i, i] as const);
  return Object.entries(value ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
}
