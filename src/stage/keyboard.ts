import type { Box } from './layout';

/** One tab stop for the whole stage; arrows go to the nearest thing in their direction. */
export function keyboard(svg: SVGSVGElement, boxOf: (key: string) => Box | undefined): { refresh(): void; stop(): void } {
  const things = () => [...svg.querySelectorAll<SVGGElement>('g[data-key][role]')];
  const onKey = (event: KeyboardEvent) => {
    const way = WAYS[event.key];
    const here = document.activeElement as SVGGElement | null;
    const from = here?.dataset['key'] ? boxOf(here.dataset['key']) : undefined;
    if (!way || !here || !from) return;
    const next = nearest(
      things().filter((one) => one !== here),
      from,
      way,
      boxOf,
    );
    if (!next) return;
    event.preventDefault();
    stopAt(next);
    next.focus();
  };
  /** The one that a tab comes to. */
  let stop: SVGGElement | undefined;
  const stopAt = (next: SVGGElement | undefined) => {
    stop?.setAttribute('tabindex', '-1');
    next?.setAttribute('tabindex', '0');
    stop = next;
  };
  svg.addEventListener('keydown', onKey);
  return {
    refresh() {
      if (stop?.isConnected && stop.dataset['key']) return;
      stopAt(svg.querySelector<SVGGElement>('g[data-key][role]') ?? undefined);
    },
    stop: () => svg.removeEventListener('keydown', onKey),
  };
}

const WAYS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowRight: [1, 0],
  ArrowLeft: [-1, 0],
  ArrowDown: [0, 1],
  ArrowUp: [0, -1],
};

const middle = ({ x, y, width, height }: Box) => [x + width / 2, y + height / 2] as const;

function nearest(all: readonly SVGGElement[], from: Box, [dx, dy]: readonly [number, number], boxOf: (key: string) => Box | undefined) {
  const [x, y] = middle(from);
  let best: { element: SVGGElement; cost: number } | undefined;
  for (const element of all) {
    const box = boxOf(element.dataset['key']!);
    if (!box) continue;
    const [bx, by] = middle(box);
    const along = (bx - x) * dx + (by - y) * dy;
    const aside = Math.abs((bx - x) * dy) + Math.abs((by - y) * dx);
    const cost = along + aside * 2.5;
    if (along > 1 && (!best || cost < best.cost)) best = { element, cost };
  }
  return best?.element;
}
