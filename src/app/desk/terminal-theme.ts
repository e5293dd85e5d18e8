import type { TerminalTheme } from '../../shell/terminal';
import { tokenColor } from '../token-color';

/** The desk's colours; the ANSI colours are chosen to be read on both of its grounds. */
export function terminalTheme(): TerminalTheme {
  return {
    background: tokenColor('--terminal-ground'),
    foreground: tokenColor('--terminal-ink'),
    cursor: tokenColor('--terminal-ink'),
    cursorAccent: tokenColor('--terminal-ground'),
    selection: tokenColor('--terminal-select'),
    red: '#ff9d8a',
    green: '#7fd8b4',
    yellow: '#f8cf45',
    blue: '#8cc8f5',
    magenta: '#e3a9cb',
    cyan: '#7fd6e0',
    brightBlack: tokenColor('--terminal-soft'),
  };
}
