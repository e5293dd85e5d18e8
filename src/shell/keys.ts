/** What a person does at a keyboard, read from the bytes a terminal sends. */
export type Key =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'paste'; readonly text: string }
  | { readonly type: 'command'; readonly name: KeyName };

export type KeyName =
  | 'enter'
  | 'tab'
  | 'backspace'
  | 'delete'
  | 'left'
  | 'right'
  | 'up'
  | 'down'
  | 'home'
  | 'end'
  | 'word-left'
  | 'word-right'
  | 'delete-word'
  | 'delete-word-left'
  | 'kill-line'
  | 'kill-to-start'
  | 'kill-argument'
  | 'yank'
  | 'transpose'
  | 'last-argument'
  | 'search'
  | 'cancel'
  | 'interrupt'
  | 'end-of-input'
  | 'clear'
  | 'escape'
  | 'first'
  | 'last';

/** Control letters as emacs and bash use them. */
const CONTROL: Readonly<Record<string, KeyName>> = {
  '\r': 'enter',
  '\n': 'enter',
  '\t': 'tab',
  '\x7f': 'backspace',
  '\b': 'backspace',
  '\x01': 'home',
  '\x02': 'left',
  '\x03': 'interrupt',
  '\x04': 'end-of-input',
  '\x05': 'end',
  '\x06': 'right',
  '\x07': 'cancel',
  '\x0b': 'kill-line',
  '\x0c': 'clear',
  '\x0e': 'down',
  '\x10': 'up',
  '\x12': 'search',
  '\x14': 'transpose',
  '\x15': 'kill-to-start',
  '\x17': 'kill-argument',
  '\x19': 'yank',
};

/** What follows Escape. */
const SEQUENCES: Readonly<Record<string, KeyName>> = {
  '[A': 'up',
  '[B': 'down',
  '[C': 'right',
  '[D': 'left',
  OA: 'up',
  OB: 'down',
  OC: 'right',
  OD: 'left',
  '[H': 'home',
  '[F': 'end',
  OH: 'home',
  OF: 'end',
  '[1~': 'home',
  '[4~': 'end',
  '[7~': 'home',
  '[8~': 'end',
  '[3~': 'delete',
  '[1;5C': 'word-right',
  '[1;5D': 'word-left',
  '[1;3C': 'word-right',
  '[1;3D': 'word-left',
  '[3;5~': 'delete-word',
  '[3;3~': 'delete-word',
  b: 'word-left',
  f: 'word-right',
  d: 'delete-word',
  '\x7f': 'delete-word-left',
  '\b': 'delete-word-left',
  '.': 'last-argument',
  _: 'last-argument',
  '<': 'first',
  '>': 'last',
};

const PASTE_BEGINS = '[200~';
const PASTE_ENDS = '\x1b[201~';

const SEQUENCE = /^(?:\[[\d;]*[A-Za-z~]|O[A-Z]|[^[O])/;

/** Turns what the terminal sends into keys; a paste may come in several pieces. */
export class KeyReader {
  #pasting: string | undefined;

  read(data: string): Key[] {
    const keys: Key[] = [];
    for (let rest = data; rest;) rest = this.#one(rest, keys);
    return keys;
  }

  /** @returns what is left to read */
  #one(data: string, keys: Key[]): string {
    if (this.#pasting !== undefined) return this.#paste(data, keys);
    if (data[0] === '\x1b') return this.#sequence(data.slice(1), keys);
    const name = CONTROL[data[0]!];
    if (name) return (keys.push({ type: 'command', name }), data.slice(1));
    return this.#text(data, keys);
  }

  #text(data: string, keys: Key[]): string {
    const text = /^[^\x00-\x1f\x7f]*/.exec(data)![0];
    if (!text) return data.slice(1);
    keys.push({ type: 'text', text });
    return data.slice(text.length);
  }

  #sequence(data: string, keys: Key[]): string {
    if (data.startsWith(PASTE_BEGINS)) {
      this.#pasting = '';
      return data.slice(PASTE_BEGINS.length);
    }
    const sequence = SEQUENCE.exec(data)?.[0];
    if (sequence === undefined) return (keys.push({ type: 'command', name: 'escape' }), data);
    const name = SEQUENCES[sequence];
    if (name) keys.push({ type: 'command', name });
    return data.slice(sequence.length);
  }

  #paste(data: string, keys: Key[]): string {
    const all = this.#pasting! + data;
    const end = all.indexOf(PASTE_ENDS);
    this.#pasting = end < 0 ? all : undefined;
    if (end < 0) return '';
    keys.push({ type: 'paste', text: all.slice(0, end) });
    return all.slice(end + PASTE_ENDS.length);
  }
}
