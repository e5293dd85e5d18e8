import type { Box } from './layout';
import type { Picture } from './picture';

/** One tab stop for the whole stage; arrows go to the nearest thing in their direction. */
export function keyboard(picture: Picture, boxOf: (key: string) => Box | undefined): { refresh(): void; stop(): void } {
  const { svg } = picture;
  /** The one that a tab comes to. */
  let stop: SVGGElement | undefined;
  const stopAt = (next: SVGGElement | undefined) => {
    stop?.setAttribute('tabindex', '-1');
    next?.setAttribute('tabindex', '0');
    stop = next;
  };
  const onKey = (event: KeyboardEvent) => {
    const way = WAYS[event.key];
    const here = (document.activeElement as SVGGElement | null)?.dataset['key'];
    const from = here === undefined ? undefined : boxOf(here);
    if (!way || here === undefined || !from) return;
    const keys = picture.keys();
    keys.delete(here);
    const key = nearest(keys, from, way, boxOf);
    const next = key === undefined ? undefined : picture.reach(key);
    if (!next) return;
    event.preventDefault();
    stopAt(next);
    next.focus();
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

function nearest(keys: Iterable<string>, from: Box, [dx, dy]: readonly [number, number], boxOf: (key: string) => Box | undefined) {
  const [x, y] = middle(from);
  let best: { key: string; cost: number } | undefined;
  for (const key of keys) {
    const box = boxOf(key);
    if (!box) continue;
    const [bx, by] = middle(box);
    const along = (bx - x) * dx + (by - y) * dy;
    const aside = Math.abs((bx - x) * dy) + Math.abs((by - y) * dx);
    const cost = along + aside * 2.5;
    if (along > 1 && (!best || cost < best.cost)) best = { key, cost };
  }
  return best?.key;
}
