import type { Cluster } from '../../kube/cluster';
import type { Files } from '../../shell/files';
import { monaco, teachKinds } from './monaco';
import { defineTheme } from './theme';

export interface Problem {
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

export interface EditorOptions {
  readonly path: string;
  readonly files: Files;
  readonly cluster: Cluster;
  /** The mistakes that the language service sees, in order. */
  readonly onProblems: (problems: readonly Problem[]) => void;
  /** The text was changed. */
  readonly onText: () => void;
  /** A line was pointed at, or the cursor put into it; undefined: none. */
  readonly onLine: (line: number | undefined) => void;
  /** Escape was pressed, and nothing in the editor wanted it. */
  readonly onLeave: () => void;
}

export interface Editor {
  save(): void;
  /** Put the cursor at a problem. */
  show(problem: Problem): void;
  /** What stands in the editor now. */
  readonly text: string;
  /** Light up these lines, and no others. */
  light(lines: readonly { readonly from: number; readonly to: number }[]): void;
  close(): void;
}

/** Nothing larger is coloured and checked: a paste of megabytes must not stop the page. */
const LARGEST_CHECKED = 300_000;

/** Open one of the learner's files in an element. */
export async function openEditor(element: HTMLElement, options: EditorOptions): Promise<Editor> {
  const { path, files } = options;
  await teachKinds(options.cluster);
  defineTheme(monaco);
  const model = modelOf(path, files.read(path) ?? '');
  const editor = monaco.editor.create(element, { ...LOOKS, model, ariaLabel: `File ${path}` });
  const save = () => {
    const text = model.getValue();
    if (files.read(path) !== text) files.write(path, text);
  };
  const lit = editor.createDecorationsCollection();
  const stops = [
    model.onDidChangeContent(options.onText),
    ...tellLines(editor, options.onLine),
    editor.onDidBlurEditorText(save),
    monaco.editor.onDidChangeMarkers(() => options.onProblems(problemsOf(model))),
    { dispose: followFile(path, files, model) },
    { dispose: onKeys(element, editor, save, options.onLeave) },
  ];
  options.onProblems(problemsOf(model));
  return {
    save,
    get text() {
      return model.getValue();
    },
    light: (lines) =>
      lit.set(
        lines.map(({ from, to }) => ({
          range: new monaco.Range(from, 1, to, 1),
          options: { isWholeLine: true, linesDecorationsClassName: 'linked-edge', className: 'linked-line' },
        })),
      ),
    show({ line, column }) {
      editor.setPosition({ lineNumber: line, column });
      editor.revealLineInCenterIfOutsideViewport(line);
      editor.focus();
    },
    close() {
      save();
      for (const stop of stops) stop.dispose();
      editor.dispose();
      model.dispose();
    },
  };
}

/** The pointer's line, or with the keyboard the cursor's. */
function tellLines(editor: monaco.editor.IStandaloneCodeEditor, tell: (line: number | undefined) => void): monaco.IDisposable[] {
  return [
    editor.onMouseMove(({ target }) => tell(target.position?.lineNumber)),
    editor.onMouseLeave(() => tell(undefined)),
    editor.onDidChangeCursorPosition(({ position }) => editor.hasTextFocus() && tell(position.lineNumber)),
    editor.onDidBlurEditorText(() => tell(undefined)),
  ];
}

const LOOKS: monaco.editor.IStandaloneEditorConstructionOptions = {
  theme: 'podplay',
  automaticLayout: true,
  minimap: { enabled: false },
  fontSize: 14,
  fontFamily: "ui-monospace, 'SF Mono', 'Cascadia Code', Menlo, Consolas, 'DejaVu Sans Mono', monospace",
  tabSize: 2,
  insertSpaces: true,
  scrollBeyondLastLine: false,
  lineNumbersMinChars: 3,
  renderLineHighlight: 'line',
  fixedOverflowWidgets: true,
  quickSuggestions: { other: true, strings: true, comments: false },
};

function modelOf(path: string, text: string): monaco.editor.ITextModel {
  const uri = monaco.Uri.parse(`file:///${path}`);
  monaco.editor.getModel(uri)?.dispose();
  return monaco.editor.createModel(text, text.length > LARGEST_CHECKED ? 'plaintext' : languageOf(path), uri);
}

function languageOf(path: string): string {
  if (/\.ya?ml$/.test(path)) return 'yaml';
  return path.endsWith('.sh') ? 'shell' : 'plaintext';
}

function problemsOf(model: monaco.editor.ITextModel): Problem[] {
  return monaco.editor
    .getModelMarkers({ resource: model.uri })
    .filter(({ severity }) => severity >= monaco.MarkerSeverity.Warning)
    .map(({ startLineNumber, startColumn, message }) => ({ line: startLineNumber, column: startColumn, message }))
    .sort((a, b) => a.line - b.line || a.column - b.column);
}

/** The terminal wrote to the file, or time was moved: show what it holds now. */
function followFile(path: string, files: Files, model: monaco.editor.ITextModel): () => void {
  return files.subscribe((changed, text) => {
    if (changed === path && text !== undefined && text !== model.getValue()) model.setValue(text);
  });
}

function onKeys(element: HTMLElement, editor: monaco.editor.IStandaloneCodeEditor, save: () => void, leave: () => void): () => void {
  editor.addCommand(monaco.KeyMod.CtrlCmd | monaco.KeyCode.KeyS, save);
  // What Monaco has open (suggestions, find) closes first; only then does Escape leave.
  const press = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && !element.querySelector('.suggest-widget.visible, .find-widget.visible')) leave();
  };
  element.addEventListener('keydown', press, true);
  return () => element.removeEventListener('keydown', press, true);
}
