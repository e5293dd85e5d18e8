import { isFinished } from './continuation';
import type { Key, KeyName } from './keys';
import * as move from './motions';

/** The line being entered: keys in, the next state out. It knows no terminal and no shell. */
export interface Editor {
  /** May hold several lines. */
  readonly text: string;
  readonly cursor: number;
  /** What was cut last: Ctrl-Y brings it back. */
  readonly cut: string;
  /** Which line of the history is shown; its length while the learner's own line is. */
  readonly at: number;
  /** The learner's own line while the history is browsed. */
  readonly draft: string;
  /** Ctrl-R: what is sought, and where in the history it was found. */
  readonly search?: { readonly query: string; readonly found: number | undefined };
}

/** What the world outside must do after a key. */
export type Effect =
  | { readonly type: 'run'; readonly line: string }
  | { readonly type: 'complete' }
  | { readonly type: 'interrupt' }
  | { readonly type: 'leave' }
  /** Ctrl-D on an empty line. */
  | { readonly type: 'end' }
  | { readonly type: 'clear' }
  | { readonly type: 'bell' }
  | { readonly type: 'say'; readonly text: string };

export interface Pressed {
  readonly editor: Editor;
  readonly effect?: Effect;
}

/** More than anybody means to run; a browser would be long in drawing it. */
const LARGEST_TEXT = 256 * 1024;

/** @param history  lines entered before, oldest first */
export function emptyEditor(history: readonly string[], cut = ''): Editor {
  return { text: '', cursor: 0, cut, at: history.length, draft: '' };
}

/** @param history  lines entered before, oldest first */
export function press(editor: Editor, key: Key, history: readonly string[]): Pressed {
  if (editor.search) return searching(editor, key, history);
  if (key.type === 'command') return COMMANDS[key.name](editor, history);
  return insert(editor, key.type === 'paste' ? pasted(key.text) : key.text);
}

/** Pasted lines are entered, not run: Enter runs them, when they have been seen. */
function pasted(text: string): string {
  const lines = text.replace(/\r\n?/g, '\n').replace(/\n$/, '');

  return lines.replace(/[\x00-\x08\x0b-\x1f\x7f]/g, '');
}

export function insert(editor: Editor, added: string): Pressed {
  const { text, cursor } = editor;
  if (text.length + added.length > LARGEST_TEXT) {
    const kilobytes = Math.round(added.length / 1024);
    return {
      editor,
      effect: {
        type: 'say',
        text: `That is ${kilobytes} kB; a line holds at most ${LARGEST_TEXT / 1024} kB. Save it as a file in the editor instead.`,
      },
    };
  }
  return { editor: at(editor, text.slice(0, cursor) + added + text.slice(cursor), cursor + added.length) };
}

function at(editor: Editor, text: string, cursor: number): Editor {
  return { ...editor, text, cursor };
}

function bell(editor: Editor): Pressed {
  return { editor, effect: { type: 'bell' } };
}

const moved = (motion: (text: string, cursor: number) => number) => (editor: Editor) => ({
  editor: { ...editor, cursor: motion(editor.text, editor.cursor) },
});

/** Remove from the cursor to where the motion leads. */
const removed = (motion: (text: string, cursor: number) => number, keep: boolean) => (editor: Editor) => {
  const { text, cursor } = editor;
  const goal = motion(text, cursor);
  const [from, to] = goal < cursor ? [goal, cursor] : [cursor, goal];
  if (from === to) return bell(editor);
  const cut = keep ? text.slice(from, to) : editor.cut;
  return { editor: { ...at(editor, text.slice(0, from) + text.slice(to), from), cut } };
};

const COMMANDS: Readonly<Record<KeyName, (editor: Editor, history: readonly string[]) => Pressed>> = {
  enter,
  tab: (editor) => ({ editor, effect: { type: 'complete' } }),
  left: moved(move.left),
  right: moved(move.right),
  home: moved(move.lineStart),
  end: moved(move.lineEnd),
  'word-left': moved(move.wordLeft),
  'word-right': moved(move.wordRight),
  backspace: removed(move.left, false),
  delete: removed(move.right, false),
  'delete-word': removed(move.wordRight, true),
  'delete-word-left': removed(move.wordLeft, true),
  'kill-argument': removed(move.argumentLeft, true),
  'kill-to-start': removed(move.lineStart, true),
  'kill-line': removed((text, cursor) => (text[cursor] === '\n' ? cursor + 1 : move.lineEnd(text, cursor)), true),
  yank: (editor) => (editor.cut ? insert(editor, editor.cut) : bell(editor)),
  transpose,
  'last-argument': lastArgument,
  up: (editor, history) => vertical(editor, history, move.lineUp, -1),
  down: (editor, history) => vertical(editor, history, move.lineDown, 1),
  first: (editor, history) => ({ editor: browse(editor, history, 0) }),
  last: (editor, history) => ({ editor: browse(editor, history, history.length) }),
  search: (editor) => ({ editor: { ...editor, search: { query: '', found: undefined } } }),
  cancel: (editor, history) => ({ editor: emptyEditor(history, editor.cut), effect: { type: 'interrupt' } }),
  interrupt: (editor, history) => ({ editor: emptyEditor(history, editor.cut), effect: { type: 'interrupt' } }),
  'end-of-input': (editor) => (editor.text ? COMMANDS.delete(editor, []) : { editor, effect: { type: 'end' } }),
  clear: (editor) => ({ editor, effect: { type: 'clear' } }),
  escape: (editor) => ({ editor, effect: { type: 'leave' } }),
};

function enter(editor: Editor, history: readonly string[]): Pressed {
  const { text } = editor;
  if (!isFinished(text)) return insert({ ...editor, cursor: text.length }, '\n');
  const next = text.trim() && text !== history.at(-1) ? history.length + 1 : history.length;
  return { editor: { ...emptyEditor(history, editor.cut), at: next }, effect: { type: 'run', line: text } };
}

function transpose(editor: Editor): Pressed {
  const { text } = editor;
  const right = editor.cursor === text.length ? editor.cursor : move.right(text, editor.cursor);
  const middle = move.left(text, right);
  const left = move.left(text, middle);
  if (left === middle) return bell(editor);
  const swapped = text.slice(middle, right) + text.slice(left, middle);
  return { editor: at(editor, text.slice(0, left) + swapped + text.slice(right), right) };
}

function lastArgument(editor: Editor, history: readonly string[]): Pressed {
  const word = history.at(-1)?.trim().split(/\s+/).at(-1);
  return word ? insert(editor, word) : bell(editor);
}

function vertical(editor: Editor, history: readonly string[], within: typeof move.lineUp, by: number): Pressed {
  const cursor = within(editor.text, editor.cursor);
  if (cursor !== undefined) return { editor: { ...editor, cursor } };
  const goal = editor.at + by;
  return goal < 0 || goal > history.length ? bell(editor) : { editor: browse(editor, history, goal) };
}

/** Show a line of the history; one past the last is the learner's own. */
function browse(editor: Editor, history: readonly string[], goal: number): Editor {
  const draft = editor.at === history.length ? editor.text : editor.draft;
  const text = goal === history.length ? draft : history[goal]!;
  return { ...editor, at: goal, draft, text, cursor: text.length };
}

/** Ctrl-R: letters narrow the search, Ctrl-R goes further back, Enter runs, other keys take the line as found. */
function searching(editor: Editor, key: Key, history: readonly string[]): Pressed {
  const { query, found } = editor.search!;
  if (key.type !== 'command') return { editor: seek(editor, history, query + key.text.replaceAll('\n', ' '), history.length - 1) };
  if (key.name === 'search') return { editor: seek(editor, history, query, (found ?? history.length) - 1) };
  if (key.name === 'backspace')
    return { editor: seek(editor, history, query.slice(0, move.left(query, query.length)), history.length - 1) };
  const plain = withoutSearch(editor);
  if (key.name === 'cancel' || key.name === 'interrupt') return { editor: { ...plain, text: plain.draft, cursor: plain.draft.length } };
  if (key.name === 'escape') return { editor: plain };
  return press(plain, key, history);
}

function withoutSearch({ text, cursor, cut, at, draft }: Editor): Editor {
  return { text, cursor, cut, at, draft };
}

function seek(editor: Editor, history: readonly string[], query: string, from: number): Editor {
  const draft = editor.search?.found === undefined && editor.at === history.length ? editor.text : editor.draft;
  for (let i = from; query && i >= 0; i--) {
    const place = history[i]!.indexOf(query);
    if (place >= 0) return { ...editor, draft, at: i, text: history[i]!, cursor: place, search: { query, found: i } };
  }
  return { ...editor, draft, search: { query, found: query === editor.search?.query ? editor.search.found : undefined } };
}
