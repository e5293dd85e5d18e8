import type { monaco } from './monaco';

/** Monaco takes no custom properties: the desk's colours, read once, as it wants them. */
export function defineTheme(editor: typeof monaco): void {
  editor.editor.defineTheme('podplay', {
    base: 'vs-dark',
    inherit: true,
    rules: [
      { token: 'type', foreground: '8cc8f5' },
      { token: 'string', foreground: 'f2d9a6' },
      { token: 'number', foreground: '7fd8b4' },
      { token: 'comment', foreground: 'a39a86' },
    ],
    colors: {
      'editor.background': color('--terminal-ground'),
      'editor.foreground': color('--terminal-ink'),
      'editorLineNumber.foreground': '#8f8674',
      'editor.lineHighlightBackground': '#ffffff0c',
      'editor.lineHighlightBorder': '#00000000',
    },
  });
}

/** A token as six hexadecimal digits, whichever theme is shown. */
function color(token: string): string {
  const probe = document.createElement('i');
  probe.style.color = `var(${token})`;
  document.body.append(probe);
  const [red, green, blue] = getComputedStyle(probe).color.match(/\d+/g)!.map(Number);
  probe.remove();
  return `#${[red!, green!, blue!].map((part) => part.toString(16).padStart(2, '0')).join('')}`;
}
