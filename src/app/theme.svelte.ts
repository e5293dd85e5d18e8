import { store } from './storage';

/** Light, dark, projector, or whatever the system prefers. */
export type Theme = 'system' | 'light' | 'dark' | 'projector';

const ORDER: readonly Theme[] = ['system', 'light', 'dark', 'projector'];

class ThemeChoice {
  #chosen = $state<Theme>(read());

  constructor() {
    show(this.#chosen);
  }

  get chosen(): Theme {
    return this.#chosen;
  }

  choose(theme: Theme): void {
    this.#chosen = theme;
    store.write('theme', theme);
    show(theme);
  }

  /** Show a theme for a while, without choosing it. */
  show(theme: Theme): void {
    show(theme);
  }

  next(): void {
    this.choose(ORDER[(ORDER.indexOf(this.#chosen) + 1) % ORDER.length]!);
  }
}

function read(): Theme {
  const kept = store.read<Theme>('theme');
  return kept && ORDER.includes(kept) ? kept : 'system';
}

function show(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

export const theme = new ThemeChoice();
