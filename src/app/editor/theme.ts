import { tokenColor } from '../token-color';
import type { monaco } from './monaco';

/** The editor lies on the desk, and has the desk's colours. */
export function defineTheme({ editor }: typeof monaco): void {
  editor.defineTheme('podplay', {
    base: 'vs-dark',
    inherit: true,
    rules: [
      { token: 'type', foreground: '8cc8f5' },
      { token: 'string', foreground: 'f2d9a6' },
      { token: 'number', foreground: '7fd8b4' },
      { token: 'comment', foreground: 'a39a86' },
    ],
    colors: {
      'editor.background': tokenColor('--terminal-ground'),
      'editor.foreground': tokenColor('--terminal-ink'),
      'editorLineNumber.foreground': '#8f8674',
      'editorLineNumber.dimmedForeground': '#8f8674',
      'editor.lineHighlightBackground': '#ffffff0c',
      'editor.lineHighlightBorder': '#00000000',
    },
  });
}
