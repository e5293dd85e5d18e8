import type { Completion } from './completion';
import { insert, type Editor } from './line-editor';
import { widthOfText } from './text-width';

/** What Tab does with the candidates: complete as far as they agree, and list them when they agree no further. */
export function applyCompletion(
  editor: Editor,
  { from, candidates }: Completion,
): { readonly editor: Editor; readonly list?: readonly string[] } {
  const typed = editor.text.slice(from, editor.cursor);
  const common = commonStart(candidates);
  const [only] = candidates;
  if (only !== undefined && candidates.length === 1) return { editor: replaced(editor, from, /[/=:]$/.test(only) ? only : `${only} `) };
  if (common.length > typed.length) return { editor: replaced(editor, from, common) };
  return candidates.length ? { editor, list: candidates } : { editor };
}

function replaced(editor: Editor, from: number, word: string): Editor {
  const text = editor.text.slice(0, from) + editor.text.slice(editor.cursor);
  // The space that ends a word may be there already.
  const added = word.endsWith(' ') && text[from] === ' ' ? word.slice(0, -1) : word;
  return insert({ ...editor, text, cursor: from }, added).editor;
}

function commonStart(words: readonly string[]): string {
  let common = words[0] ?? '';
  for (const word of words) while (!word.startsWith(common)) common = common.slice(0, -1);
  return common;
}

/** The candidates in columns, down before across, as ls prints. Of very many, the first hundred. */
export function columnsOf(candidates: readonly string[], width: number): string {
  const shown = candidates.slice(0, 100);
  // Of a path or a flag's value, the part that differs.
  const names = shown.map((one) => one.replace(/^.*\/(?=[^/])/, ''));
  const cell = Math.max(...names.map(widthOfText)) + 2;
  const columns = Math.max(1, Math.floor(width / cell));
  const rows = Math.ceil(names.length / columns);
  const lines = Array.from({ length: rows }, (_, row) =>
    names
      .filter((_, i) => i % rows === row)
      .map((name) => name + ' '.repeat(cell - widthOfText(name)))
      .join('')
      .trimEnd(),
  );
  if (candidates.length > shown.length) lines.push(`… and ${candidates.length - shown.length} more`);
  return lines.join('\n');
}
