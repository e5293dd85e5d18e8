import type { IBufferLine, IDecoration, ILink, Terminal } from '@xterm/xterm';
import { wordsOf, type Word } from './named-words';

/** Names in a terminal's text that stand for objects: pointed at, they are told of; told of, they are marked. */

export interface NamesHost {
  /** The object that a word of the text names, by some id; `kind/name` or a bare name. */
  find(word: string): string | undefined;
  /** A name is pointed at, or no longer. */
  point(id: string | undefined): void;
  /** A name is clicked. */
  open(id: string): void;
}

/** Tell of names that are pointed at. */
export function tellOfNames(terminal: Terminal, host: NamesHost): void {
  terminal.registerLinkProvider({
    provideLinks(y, give) {
      const line = terminal.buffer.active.getLine(y - 1);
      const links = textOf(line).flatMap((word): ILink[] => {
        const id = host.find(word.text);
        if (id === undefined) return [];
        const range = { start: { x: word.at + 1, y }, end: { x: word.at + word.text.length, y } };
        const [open, point, leave] = [() => host.open(id), () => host.point(id), () => host.point(undefined)];
        return [{ range, text: word.text, activate: open, hover: point, leave }];
      });
      give(links.length ? links : undefined);
    },
  });
}

/** Marks every word in sight that names this object. @returns unmark */
export function markNames(terminal: Terminal, host: NamesHost, id: string, colour: { ground: string; ink: string }): () => void {
  const { active } = terminal.buffer;
  const marks: IDecoration[] = [];
  for (let y = active.viewportY; y < active.viewportY + terminal.rows; y++)
    for (const { text, at } of textOf(active.getLine(y))) {
      if (host.find(text) !== id) continue;
      const marker = terminal.registerMarker(y - active.baseY - active.cursorY);
      const looks = { backgroundColor: colour.ground, foregroundColor: colour.ink };
      const mark = marker && terminal.registerDecoration({ marker, x: at, width: text.length, ...looks });
      if (mark) marks.push(mark);
    }
  return () => {
    for (const mark of marks) {
      mark.marker.dispose();
      mark.dispose();
    }
  };
}

const textOf = (line: IBufferLine | undefined): Word[] => wordsOf(line?.translateToString(true) ?? '');
