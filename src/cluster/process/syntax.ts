/** The shell's syntax as plain data: what the parser makes and tasks hold. */

export type Part =
  | { readonly p: 'text'; readonly text: string; readonly quoted: boolean }
  | {
      readonly p: 'variable';
      readonly name: string;
      /** Of an array: `${name[index]}`. */ readonly index?: Word;
      readonly quoted: boolean;
      readonly operator?: string;
      readonly operand?: Word;
    }
  | { readonly p: 'command'; readonly body: Node; readonly quoted: boolean }
  | { readonly p: 'arithmetic'; readonly words: Word; readonly quoted: boolean };

export type Word = readonly Part[];

/** `name=value`, or an array: `name=(a b c)`. */
export interface Assignment {
  readonly name: string;
  readonly value: Word;
  readonly items?: readonly Word[];
}

export interface Redirection {
  /** 0, 1 or 2; 3: both outputs. */
  readonly fd: number;
  readonly operator: '<' | '>' | '>>' | '>&' | '<<' | '<<<';
  readonly target: Word;
}

export type Node =
  | { readonly t: 'list'; readonly items: readonly Node[] }
  | { readonly t: 'and-or'; readonly or: boolean; readonly left: Node; readonly right: Node }
  | { readonly t: 'not'; readonly node: Node }
  | { readonly t: 'pipe'; readonly stages: readonly Node[] }
  | { readonly t: 'if'; readonly arms: readonly { readonly test: Node; readonly body: Node }[]; readonly otherwise?: Node }
  | { readonly t: 'while'; readonly until: boolean; readonly test: Node; readonly body: Node }
  | { readonly t: 'for'; readonly name: string; readonly words?: readonly Word[]; readonly body: Node }
  | { readonly t: 'case'; readonly word: Word; readonly arms: readonly { readonly patterns: readonly Word[]; readonly body: Node }[] }
  | { readonly t: 'subshell'; readonly body: Node }
  | { readonly t: 'function'; readonly name: string; readonly body: Node }
  | { readonly t: 'background'; readonly node: Node }
  | { readonly t: 'redirect'; readonly node: Node; readonly redirections: readonly Redirection[] }
  | {
      readonly t: 'command';
      readonly assignments: readonly Assignment[];
      readonly words: readonly Word[];
    };
