export type PresentAction = 'forward' | 'back' | 'blank' | 'leave';

/** Clickers send PageUp, PageDown, `.` and `b`; some send arrows. */
export function presentKey({
  key,
  altKey,
  ctrlKey,
  metaKey,
}: Pick<KeyboardEvent, 'key' | 'altKey' | 'ctrlKey' | 'metaKey'>): PresentAction | undefined {
  if (altKey || ctrlKey || metaKey) return undefined;
  if (['PageDown', 'ArrowRight', 'ArrowDown', ' ', 'Enter'].includes(key)) return 'forward';
  if (['PageUp', 'ArrowLeft', 'ArrowUp'].includes(key)) return 'back';
  if (key === '.' || key.toLowerCase() === 'b') return 'blank';
  return key === 'Escape' || key.toLowerCase() === 'p' ? 'leave' : undefined;
}
