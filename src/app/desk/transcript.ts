import type { JournalEntry } from '../../lessons/journal';

/** What the terminal shows at an instant, from the journal: its text before xterm is loaded, and after time was moved.
 *  @returns lines end with `\n`; nothing after a command that has ended */
export function transcript(journal: readonly JournalEntry[]): string {
  let text = '';
  for (const entry of journal) {
    if (entry.type === 'command') text += commandText(entry.prompt, entry.line);
    else if (entry.type === 'output') text = cleared(text + entry.text);
    else if (entry.type === 'exit' && text && !text.endsWith('\n')) text += '\n';
  }
  return text;
}

/** Does the terminal show anything of it? */
export const isShown = (entry: JournalEntry): boolean => entry.type === 'command' || entry.type === 'output' || entry.type === 'exit';

/** Is a command still running at the end of this journal? */
export function unfinished(journal: readonly JournalEntry[]): boolean {
  const last = journal.findLast((entry) => entry.type === 'command' || entry.type === 'exit');
  return last?.type === 'command';
}

/** Lines that were entered, oldest first. */
export function enteredLines(journal: readonly JournalEntry[]): string[] {
  return journal.flatMap((entry) => (entry.type === 'command' ? [entry.line] : []));
}

/** The last part of a transcript without colours: what stands in for the terminal until it is opened. */
export function posterText(journal: readonly JournalEntry[], lines = 12): string {
  const plain = transcript(journal).replace(ANSI, '').trimEnd();
  return plain.split('\n').slice(-lines).join('\n');
}

const ANSI = /\x1b\[[0-9;?]*[A-Za-z]/g;

function commandText(prompt: string, line: string): string {
  return `${prompt}${line.replaceAll('\n', '\n> ')}\n`;
}

/** `clear` prints "erase the screen": what stood before is gone. */
function cleared(text: string): string {
  const at = text.lastIndexOf('\x1b[2J');
  return at < 0 ? text : text.slice(at + '\x1b[2J'.length).replace(/^(\x1b\[[0-9;]*[A-Za-z])+/, '');
}
