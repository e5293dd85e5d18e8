/** The shape of a Go template, once it is read. Source: text/template/parse/node.go */

export type Node =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'action'; readonly pipe: Pipe }
  | { readonly kind: Block; readonly pipe: Pipe; readonly body: readonly Node[]; readonly otherwise: readonly Node[] };

export type Block = 'if' | 'range' | 'with';

export interface Pipe {
  /** `$i, $item :=` */
  readonly variables: readonly string[];
  /** `=`: variables that are there already. */
  readonly assigns: boolean;
  readonly commands: readonly (readonly Operand[])[];
}

/** A word of a command, and the fields that are taken of it: `$x.a.b`, `(index .items 0).metadata`. */
export interface Operand {
  readonly base:
    | { readonly kind: 'dot' }
    | { readonly kind: 'variable'; readonly name: string }
    | { readonly kind: 'literal'; readonly value: unknown }
    | { readonly kind: 'function'; readonly name: string }
    | { readonly kind: 'pipe'; readonly pipe: Pipe };
  readonly fields: readonly string[];
}

/** What is wrong with a template, in Go's words. */
export class TemplateError extends Error {
  override readonly name = 'TemplateError';
}
