/** What a key means on a page with a desk, when no field, editor or terminal has it. */
export type PageAction = 'play' | 'step' | 'terminal' | 'next' | 'present';

type Key = Pick<KeyboardEvent, 'key' | 'altKey' | 'ctrlKey' | 'metaKey' | 'defaultPrevented'> & { readonly target: EventTarget | null };

/** Elements that want letters, or every key, for themselves. */
const TYPING = 'input:not([type=range]):not([type=radio]), textarea, select, [contenteditable], .xterm, .monaco-editor';
/** Elements for which space means "press". */
const PRESSED = 'button, a, summary, input, [role=button]';

export function keyOfPage({ key, altKey, ctrlKey, metaKey, defaultPrevented, target }: Key): PageAction | undefined {
  if (altKey || ctrlKey || metaKey || defaultPrevented) return undefined;
  const on = (selector: string) => target instanceof Element && target.closest(selector) !== null;
  if (on(TYPING)) return undefined;
  if (key === ' ') return on(PRESSED) ? undefined : 'play';
  if (key === '.') return 'step';
  if (key === 't') return 'terminal';
  if (key === 'n') return 'next';
  if (key === 'p') return 'present';
  return undefined;
}
