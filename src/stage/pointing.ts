import type { Chosen, StageOptions } from './frame';
import type { Box, Layout } from './layout';
import { set, type Threads } from './threads';

/** Keys that stand for the same object, or for parts of it: a workload's generations. */
export type Family = (key: string) => readonly string[];

/** Mouse, touch and Enter on the stage; what is pointed at lights up with all that belongs to it. */
export function pointing(
  svg: SVGSVGElement,
  { onSelect, onHover }: StageOptions,
  boxOf: (key: string) => Box | undefined,
  familyOf: Family,
  threads: Threads,
  layoutOf: () => Layout | undefined,
) {
  let outside: string | undefined;
  let hovered: string | undefined;

  const keyAt = (target: EventTarget | null): string | undefined => {
    const element = target instanceof Element ? target : undefined;
    const link = element?.closest<SVGElement>('[data-link]')?.dataset['link'];
    return link ?? element?.closest<SVGGElement>('g[data-key][role]')?.dataset['key'];
  };

  function light(): void {
    const key = hovered ?? outside;
    svg.toggleAttribute('data-pointing', key !== undefined);
    const own = new Set(key === undefined ? [] : [key, ...familyOf(key)]);
    const near = own.size ? threads.near(own) : own;
    threads.point(own, layoutOf());
    for (const one of svg.querySelectorAll<SVGElement>('g[data-key], [data-link]')) {
      const here = one.dataset['key'] ?? one.dataset['link']!;
      set(one, 'data-highlight', own.has(here) ? 'this' : near.has(here) ? 'near' : undefined);
    }
  }

  const onOver = (event: Event) => {
    const key = keyAt(event.target);
    if (key === hovered) return;
    hovered = key;
    onHover?.(key);
    light();
  };
  const onOut = () => {
    if (hovered === undefined) return;
    hovered = undefined;
    onHover?.(undefined);
    light();
  };
  const chosen = (target: EventTarget | null): Chosen | undefined => {
    const key = keyAt(target);
    const group = target instanceof Element ? target.closest('g[data-key][role]') : null;
    const box = key === undefined ? undefined : (boxOf(key) ?? boxOf((group as SVGGElement | null)?.dataset['key'] ?? ''));
    if (key === undefined || !box) return undefined;
    const label = svg.querySelector(`g[data-key="${CSS.escape(key)}"]`)?.getAttribute('aria-label') ?? '';
    return { key, label, box };
  };
  const onClick = (event: Event) => onSelect?.(chosen(event.target));
  const onKey = (event: KeyboardEvent) => {
    if (event.key === 'Escape') return onSelect?.(undefined);
    if (event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    onSelect?.(chosen(event.target));
  };
  const heard = {
    // After whoever was left was told of it, in a terminal too.
    mouseover: onOver,
    mouseleave: onOut,
    focusin: onOver,
    focusout: onOut,
    click: onClick,
    keydown: onKey as (event: Event) => void,
  };
  for (const [type, listener] of Object.entries(heard)) svg.addEventListener(type, listener);
  return {
    highlight(key: string | undefined): void {
      outside = key;
      light();
    },
    refresh: () => void ((hovered ?? outside) !== undefined && light()),
    stop(): void {
      for (const [type, listener] of Object.entries(heard)) svg.removeEventListener(type, listener);
    },
  };
}
