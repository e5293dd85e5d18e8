/** What the page remembers on this device. Storage may be blocked, full or damaged: then the page forgets, and
 *  works. */
export interface Store {
  read<T>(key: string): T | undefined;
  /** @returns false when it could not be kept */
  write(key: string, value: unknown): boolean;
  remove(key: string): void;
}

const PREFIX = 'podplay:';

/** @param open  gives the device's storage; may throw, as `localStorage` itself does in a sandboxed frame */
export function createStore(open: () => Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>): Store {
  const attempt = <T>(work: (storage: ReturnType<typeof open>) => T): T | undefined => {
    try {
      return work(open());
    } catch {
      return undefined;
    }
  };
  return {
    read: <T>(key: string) =>
      attempt((storage) => {
        const text = storage.getItem(PREFIX + key);
        return text === null ? undefined : (JSON.parse(text) as T);
      }),
    write: (key, value) =>
      attempt((storage) => {
        storage.setItem(PREFIX + key, JSON.stringify(value));
        return true;
      }) ?? false,
    remove: (key) => attempt((storage) => storage.removeItem(PREFIX + key)),
  };
}

export const store: Store = createStore(() => localStorage);
