import type { Chosen, StageOptions } from './frame';
import type { Box, Layout } from './layout';
import type { Picture } from './picture';
import { set } from './threads';

/** Keys that stand for the same object, or for parts of it: a workload's generations. */
export type Family = (key: string) => readonly string[];

/** Mouse, touch and Enter on the stage; what is pointed at lights up with all that belongs to it. */
export function pointing(
  picture: Picture,
  { onSelect, onHover }: StageOptions,
  boxOf: (key: string) => Box | undefined,
  familyOf: Family,
  layoutOf: () => Layout | undefined,
) {
  const { svg, threads, pods } = picture;
  let outside: string | undefined;
  let hovered: string | undefined;

  const keyAt = (event: Event): string | undefined => {
    const element = event.target instanceof Element ? event.target : undefined;
    const link = element?.closest<SVGElement>('[data-link]')?.dataset['link'];
    return link ?? inCrowd(event) ?? element?.closest<SVGGElement>('g[data-key][role]')?.dataset['key'];
  };

  /** Of a painted crowd there is no element that could be hit. */
  const inCrowd = (event: Event): string | undefined => {
    if (!pods.painted || !(event instanceof MouseEvent)) return undefined;
    const { left, top } = svg.getBoundingClientRect();
    return pods.at(event.clientX - left, event.clientY - top);
  };

  function light(): void {
    const key = hovered ?? outside;
    svg.toggleAttribute('data-pointing', key !== undefined);
    const own = new Set(key === undefined ? [] : [key, ...familyOf(key)]);
    const near = own.size ? threads.near(own) : own;
    threads.point(own, layoutOf());
    pods.point(near.size ? near : own);
    for (const one of svg.querySelectorAll<SVGElement>('g[data-key], [data-link]')) {
      const here = one.dataset['key'] ?? one.dataset['link']!;
      set(one, 'data-highlight', own.has(here) ? 'this' : near.has(here) ? 'near' : undefined);
    }
  }

  const onOver = (event: Event) => {
    const key = keyAt(event);
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
  const chosen = (event: Event): Chosen | undefined => {
    const key = keyAt(event);
    const { target } = event;
    const group = target instanceof Element ? target.closest('g[data-key][role]') : null;
    const box = key === undefined ? undefined : (boxOf(key) ?? boxOf((group as SVGGElement | null)?.dataset['key'] ?? ''));
    if (key === undefined || !box) return undefined;
    return { key, label: picture.labelOf(key), box };
  };
  const onClick = (event: Event) => onSelect?.(chosen(event));
  const onKey = (event: KeyboardEvent) => {
    if (event.key === 'Escape') return onSelect?.(undefined);
    if (event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    onSelect?.(chosen(event));
  };
  const heard = {
    // After whoever was left was told of it, in a terminal too.
    mouseover: onOver,
    mousemove: (event: Event) => pods.painted && onOver(event),
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
