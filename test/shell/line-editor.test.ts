import { describe, expect, it } from 'vitest';
import { KeyReader } from '../../src/shell/keys';
import { applyCompletion, columnsOf } from '../../src/shell/completion-menu';
import { emptyEditor, press, type Editor, type Effect } from '../../src/shell/line-editor';

const HISTORY = ['kubectl get pods', 'ls -l', 'kubectl delete pod web-0'];

/** Type what a terminal would send. */
function type(sent: string | readonly string[], history: readonly string[] = HISTORY): { editor: Editor; effects: Effect[] } {
  const reader = new KeyReader();
  let editor = emptyEditor(history);
  const effects: Effect[] = [];
  for (const data of typeof sent === 'string' ? [sent] : sent)
    for (const key of reader.read(data)) {
      const pressed = press(editor, key, history);
      editor = pressed.editor;
      if (pressed.effect) effects.push(pressed.effect);
    }
  return { editor, effects };
}

/** The text with a bar where the cursor is. */
const shown = ({ text, cursor }: Editor) => `${text.slice(0, cursor)}|${text.slice(cursor)}`;

const UP = '\x1b[A';
const DOWN = '\x1b[B';
const LEFT = '\x1b[D';
const paste = (text: string) => `\x1b[200~${text}\x1b[201~`;

describe('keys that edit', () => {
  it.each([
    ['letters', 'abc', 'abc|'],
    ['left and insert', `ac${LEFT}b`, 'ab|c'],
    ['backspace', 'abc\x7f', 'ab|'],
    ['delete', `abc${LEFT}${LEFT}\x1b[3~`, 'a|c'],
    ['Ctrl-D in a line', `abc${LEFT}\x04`, 'ab|'],
    ['home and end', 'abc\x1b[Hx\x1b[Fy', 'xabcy|'],
    ['Ctrl-A and Ctrl-E', 'abc\x01x\x05y', 'xabcy|'],
    ['Ctrl-B and Ctrl-F', 'abc\x02\x02x\x06y', 'axby|c'],
    ['word by word', 'get pods -o wide\x1bb\x1bb', 'get pods -|o wide'],
    ['Ctrl-arrows', 'get pods\x1b[1;5D\x1b[1;5Dx\x1b[1;5Cy', 'xgety| pods'],
    ['Ctrl-W takes an argument', 'get pods -o=wide\x17', 'get pods |'],
    ['Alt-Backspace takes a word', 'get pods -o=wide\x1b\x7f', 'get pods -o=|'],
    ['Alt-D', 'get pods\x01\x1bd', '| pods'],
    ['Ctrl-U and Ctrl-Y', 'abc\x15d\x19', 'dabc|'],
    ['Ctrl-K and Ctrl-Y', 'abc\x02\x02\x0b\x19\x19', 'abcbc|'],
    ['Ctrl-T', 'ab\x14', 'ba|'],
    ['Alt-.', 'echo \x1b.', 'echo web-0|'],
    ['wide letters', `你好${LEFT}x`, '你x|好'],
    ['an emoji of several code points is one', 'a👩‍🚀\x7f', 'a|'],
    ['an accent goes with its letter', `e\u0301x${LEFT}\x7f`, '|x'],
    ['unknown sequences are dropped', 'a\x1b[99;99Xb\x1b[Zc', 'abc|'],
    ['a paste', paste('a b'), 'a b|'],
    ['a paste of lines is not run', paste('echo a\r\necho b\n'), 'echo a\necho b|'],
    ['tabs and control letters of a paste', paste('a\tb\x1b[31m\x07'), 'a\tb[31m|'],
    ['a paste in pieces', ['\x1b[200~ab', 'cd', 'ef\x1b[201~g'], 'abcdefg|'],
  ])('%s', (_what, sent, result) => {
    expect(shown(type(sent).editor)).toBe(result);
  });

  it('refuses what no line should hold', () => {
    const { editor, effects } = type(paste('x'.repeat(5 * 1024 * 1024)));
    expect(editor.text).toBe('');
    expect(effects).toEqual([{ type: 'say', text: expect.stringContaining('5120 kB') as string }]);
  });
});

describe('the history', () => {
  it.each([
    ['up', UP, 'kubectl delete pod web-0|'],
    ['up and up', UP + UP, 'ls -l|'],
    ['no further than the first', UP.repeat(9), 'kubectl get pods|'],
    ['down to the draft', `draft${UP}${UP}${DOWN}${DOWN}`, 'draft|'],
    ['Ctrl-P and Ctrl-N', '\x10\x10\x0e', 'kubectl delete pod web-0|'],
    ['an old line may be edited', `${UP}${UP}\x7fa`, 'ls -a|'],
    ['Alt-< and Alt->', 'x\x1b<\x1b>', 'x|'],
    ['Ctrl-R', '\x12get', 'kubectl |get pods'],
    ['Ctrl-R again', '\x12kubectl\x12', '|kubectl get pods'],
    ['Ctrl-R, then a key that edits', '\x12ls\x05a', 'ls -la|'],
    ['Ctrl-R, taken back', 'draft\x12get\x07', 'draft|'],
    ['Ctrl-R without luck keeps the line', 'draft\x12zzz', 'draft|'],
    ['Ctrl-R with a shorter query', '\x12lsx\x7f', '|ls -l'],
  ])('%s', (_what, sent, result) => {
    expect(shown(type(sent).editor)).toBe(result);
  });

  it('tells a search without luck', () => {
    expect(type('\x12zzz').editor.search).toEqual({ query: 'zzz', found: undefined });
  });

  it('runs what was found', () => {
    expect(type('\x12get\r').effects).toEqual([{ type: 'run', line: 'kubectl get pods' }]);
  });
});

describe('Enter', () => {
  it.each([
    'kubectl get pods',
    '',
    'echo "a b"',
    "echo 'a'",
    'cat <<EOF\na\nEOF',
    "cat <<'EOF' | kubectl apply -f -\na: 'b\nEOF",
    'cat <<-EOF\n\ta\n\tEOF',
    'for i in 1 2; do echo $i; done',
    'f() { echo hi; }',
    'case x in a) echo;; esac',
    'if true; then echo; fi',
    'x=$(kubectl get pods | head -1)',
    'echo $((1 + (2)))',
    'echo "$(echo ")")"',
    'echo if',
    'echo do for',
    "echo a # it's",
    'cat <<< word',
    'echo \\"',
    'a && b || c | d',
    'sleep 1 &',
    'echo ${x:-"a b"}',
  ])('runs %j', (line) => {
    expect(type([paste(line), '\r']).effects).toEqual([{ type: 'run', line }]);
  });

  it.each(
    [
      'echo "a',
      "echo 'a",
      'echo a \\',
      'cat <<EOF',
      'cat <<EOF\na',
      'cat <<A <<B\n1\nA',
      'for i in 1 2; do',
      'for i in 1 2',
      'while true; do echo',
      'f() {',
      'f()\n{',
      'if true; then',
      'case x in',
      'x=$(kubectl get',
      'a &&',
      'a ||',
      'a |',
      '( a',
      '{ a;',
      'echo "$(a',
      'echo `a',
    ].filter((line) => line !== 'for i in 1 2'),
  )('asks for more after %j', (line) => {
    const { editor, effects } = type([paste(line), '\r']);
    expect(effects).toEqual([]);
    expect(editor.text).toBe(`${line}\n`);
  });

  it('goes on until the command is whole, and up and down move in it', () => {
    expect(type('cat <<EOF\ra\rEOF\r').effects).toEqual([{ type: 'run', line: 'cat <<EOF\na\nEOF' }]);
    expect(shown(type(`cat <<EOF\rabc${UP}`).editor)).toBe('cat| <<EOF\nabc');
    expect(shown(type(`cat <<EOF\rabc${UP}${UP}${DOWN}`).editor)).toBe('cat <<EOF\nabc|');
  });
});

describe('keys for the world outside', () => {
  it.each([
    ['Ctrl-C', 'abc\x03', 'interrupt', ''],
    ['Ctrl-L', 'abc\x0c', 'clear', 'abc'],
    ['Escape', 'abc\x1b', 'leave', 'abc'],
    ['Ctrl-D on an empty line', '\x04', 'end', ''],
    ['Tab', 'kub\t', 'complete', 'kub'],
    ['backspace on nothing', '\x7f', 'bell', ''],
  ])('%s', (_what, sent, effect, text) => {
    const { editor, effects } = type(sent);
    expect(effects).toEqual([{ type: effect }]);
    expect(editor.text).toBe(text);
  });
});

describe('Tab', () => {
  const complete = (text: string, from: number, candidates: string[]) => {
    const { editor, list } = applyCompletion({ ...emptyEditor([]), text, cursor: text.length }, { from, candidates });
    return [shown(editor), list];
  };
  it('ends a word that is sure, and goes on after a folder', () => {
    expect(complete('kube', 0, ['kubectl'])).toEqual(['kubectl |', undefined]);
    expect(complete('cat d', 4, ['db/'])).toEqual(['cat db/|', undefined]);
  });
  it('goes as far as the candidates agree, then lists them', () => {
    expect(complete('k de', 2, ['delete', 'delegate'])).toEqual(['k dele|', undefined]);
    expect(complete('k dele', 2, ['delete', 'delegate'])).toEqual(['k dele|', ['delete', 'delegate']]);
    expect(complete('k zz', 2, [])).toEqual(['k zz|', undefined]);
  });
  it('puts candidates in columns, down before across', () => {
    expect(columnsOf(['a', 'bb', 'ccc', 'd'], 10)).toBe('a    ccc\nbb   d');
    expect(columnsOf(['你好', 'b'], 20)).toBe('你好  b');
    expect(
      columnsOf(
        Array.from({ length: 120 }, (_, i) => `pod-${i}`),
        8,
      ),
    ).toContain('… and 20 more');
  });
});
