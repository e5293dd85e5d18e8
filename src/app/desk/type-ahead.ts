/** Keys pressed while the terminal is still being loaded: kept, and typed as soon as it is there. */
export interface TypeAhead {
  /** Stop listening. @returns what was typed, as a terminal sends it */
  take(): string;
}

type Key = Pick<KeyboardEvent, 'key' | 'altKey' | 'ctrlKey' | 'metaKey'>;

const SENT: Readonly<Record<string, string>> = { Enter: '\r', Backspace: '\x7f', Tab: '\t', ArrowUp: '\x1b[A', ArrowDown: '\x1b[B' };

/** @returns what a terminal sends for the key; undefined when the key is not for it */
export function sentFor({ key, altKey, ctrlKey, metaKey }: Key): string | undefined {
  if (altKey || metaKey) return undefined;
  if (ctrlKey) return { c: '\x03', u: '\x15' }[key.toLowerCase()];
  return [...key].length === 1 ? key : SENT[key];
}

/** @param show  hears what has been typed so far */
export function typeAhead(show: (typed: string) => void): TypeAhead {
  let typed = '';
  const add = (event: Event, text: string) => {
    // The page's own keys must not act on what is meant for the terminal.
    event.preventDefault();
    event.stopImmediatePropagation();
    typed += text;
    show(typed);
  };
  const press = (event: KeyboardEvent) => {
    const text = sentFor(event);
    if (text !== undefined) add(event, text);
  };
  const paste = (event: ClipboardEvent) => add(event, event.clipboardData?.getData('text/plain').replaceAll(/\r?\n/g, '\r') ?? '');
  addEventListener('keydown', press, true);
  addEventListener('paste', paste, true);
  return {
    take() {
      removeEventListener('keydown', press, true);
      removeEventListener('paste', paste, true);
      return typed;
    },
  };
}
