import { select } from 'd3-selection';
import type { LogEntry } from '../kube/log';
import { captionOf } from './caption';
import { drawAll, type Motion, type Thing } from './draw';
import type { Stage, StageFrame, StageOptions } from './frame';
import type { Glyph } from './glyphs/glyph';
import { controller, generation, node, service, workload } from './glyphs/places';
import { pod } from './glyphs/pod';
import { ACTORS, layOut, type Box, type Layout } from './layout';
import { sceneOf, type Scene } from './scene';
import { Slots } from './slots';
import './stage.css';

export type { Stage, StageFrame, StageOptions } from './frame';

/** ms of a journey at 1×. */
const JOURNEY = 600;
/** Virtual ms for which an actor glows after it acted. */
const GLOW = 500;
const LAYERS = ['nodes', 'workloads', 'generations', 'services', 'controllers', 'threads', 'pods', 'requests'] as const;

/** Draw a cluster inside an <svg>. D3 owns what is inside it from now on. */
export function mountStage(svg: SVGSVGElement, options: StageOptions): Stage {
  const root = select(svg)
    .attr('class', 'stage-picture')
    .attr('data-mode', options.mode)
    .attr('role', 'group')
    .attr('aria-label', 'The cluster');
  root.selectChildren().remove();
  const bar = root.append('g').attr('class', 'api-server');
  bar.append('rect').attr('rx', 6);
  bar.append('text').attr('text-anchor', 'middle').text('API server');
  const layers = Object.fromEntries(LAYERS.map((name) => [name, root.append('g').attr('class', `layer-${name}`).node()!])) as Record<
    (typeof LAYERS)[number],
    SVGGElement
  >;
  const slots = new Slots();
  let shown = { version: -1, logged: 0, wide: true, namespace: '' };
  let scene: Scene | undefined;
  const keys = keyboard(svg);

  function show(frame: StageFrame): void {
    const wide = svg.clientWidth === 0 || svg.clientWidth > svg.clientHeight * 1.15;
    if (frame.jump) slots.clear();
    const fresh =
      frame.jump || frame.view.version !== shown.version || wide !== shown.wide || frame.namespace !== shown.namespace || !scene;
    if (fresh) {
      scene = sceneOf(frame.view, frame.namespace);
      const layout = layOut(scene, slots, wide);
      const still = frame.jump || frame.speed > 4 || options.reducedMotion();
      paint(scene, layout, { journey: still ? 0 : JOURNEY / Math.max(1, frame.speed), select: (uid) => options.onSelect?.(uid) });
      keys.refresh();
    }
    glow(frame);
    tell(frame, frame.jump ? Math.max(0, frame.log.length - 40) : shown.logged);
    shown = { version: frame.view.version, logged: frame.log.length, wide, namespace: frame.namespace };
  }

  function paint(now: Scene, layout: Layout, motion: Motion): void {
    root.attr('viewBox', `0 0 ${layout.width} ${layout.height}`);
    bar.select('rect').attr('x', layout.bar.x).attr('y', layout.bar.y).attr('width', layout.bar.width).attr('height', layout.bar.height);
    bar
      .select('text')
      .attr('x', layout.bar.x + layout.bar.width / 2)
      .attr('y', layout.bar.y + 30);
    const place = <T>(
      layer: SVGGElement,
      glyph: Glyph<T>,
      data: readonly T[],
      key: (one: T) => string,
      boxes: ReadonlyMap<string, Box>,
      from?: (one: T) => Box | undefined,
    ) => {
      const things = data.flatMap((one): Thing<T>[] => {
        const box = boxes.get(key(one));
        return box ? [{ key: key(one), data: one, box, from: from?.(one) }] : [];
      });
      drawAll(layer, glyph, things, motion);
    };
    place(
      layers.controllers,
      controller,
      ACTORS.map(([name, title]) => ({ name, title })),
      ({ name }) => name,
      layout.actors,
    );
    place(layers.nodes, node, now.nodes, ({ name }) => name, layout.trays);
    place(layers.workloads, workload, now.workloads, ({ uid }) => uid, layout.workloads);
    place(
      layers.generations,
      generation,
      now.workloads.flatMap(({ generations }) => generations),
      ({ uid }) => uid,
      layout.generations,
      () => layout.actors.get('deployment-controller'),
    );
    place(layers.services, service, now.services, ({ uid }) => uid, layout.services);
    place(
      layers.pods,
      pod,
      now.pods,
      ({ uid }) => uid,
      layout.pods,
      ({ owner }) => (owner && layout.generations.get(owner)) || layout.bar,
    );
    threads(layers.threads, now, layout);
  }

  /** Who acted a moment ago. */
  function glow({ log, at }: StageFrame): void {
    const acting = new Set<string>();
    for (let i = log.length - 1; i >= 0 && log[i]!.at > at - GLOW; i--) acting.add(log[i]!.actor);
    select(layers.controllers)
      .selectChildren<SVGGElement, Thing<unknown>>('g')
      .attr('data-acting', ({ key }) => String(acting.has(key)));
    bar.attr('data-acting', String(acting.has('kubectl')));
  }

  function tell({ log, namespace }: StageFrame, from: number): void {
    let sentence: string | undefined;
    const entries: readonly LogEntry[] = log;
    for (let i = Math.min(from, entries.length); i < entries.length; i++) sentence = captionOf(entries[i]!, namespace) ?? sentence;
    if (sentence) options.onCaption?.(sentence);
  }

  return {
    show,
    highlight(uid) {
      root.selectAll<SVGGElement, unknown>('g[data-key]').attr('data-highlight', function () {
        return this.dataset['key'] === uid ? 'true' : null;
      });
    },
    destroy() {
      keys.stop();
      root.selectChildren().remove();
    },
  };
}

/** Faint lines from a Service to the Pods that get its traffic. */
function threads(layer: SVGGElement, { services }: Scene, layout: Layout): void {
  const lines = services.flatMap((one) =>
    one.ready.flatMap((uid) => {
      const [door, tile] = [layout.services.get(one.uid), layout.pods.get(uid)];
      return door && tile ? [{ key: `${one.uid} ${uid}`, door, tile }] : [];
    }),
  );
  select(layer)
    .selectChildren<SVGPathElement, (typeof lines)[number]>('path')
    .data(lines, ({ key }) => key)
    .join('path')
    .attr('class', 'thread')
    .attr('d', ({ door, tile }) => {
      const [x1, y1, x2, y2] = [door.x + door.width / 2, door.y + door.height, tile.x + tile.width / 2, tile.y];
      return `M${x1},${y1} C${x1},${(y1 + y2) / 2} ${x2},${(y1 + y2) / 2} ${x2},${y2}`;
    });
}

/** One tab stop for the whole stage; arrows go from thing to thing. */
function keyboard(svg: SVGSVGElement): { refresh(): void; stop(): void } {
  const things = () => [...svg.querySelectorAll<SVGGElement>('g[data-key]')];
  const onKey = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!step) return;
    const all = things();
    const at = all.indexOf(document.activeElement as unknown as SVGGElement);
    const next = all[(at + step + all.length) % all.length];
    if (!next) return;
    event.preventDefault();
    for (const one of all) one.setAttribute('tabindex', '-1');
    next.setAttribute('tabindex', '0');
    next.focus();
  };
  svg.addEventListener('keydown', onKey);
  return {
    refresh() {
      const all = things();
      if (!all.some((one) => one.getAttribute('tabindex') === '0')) all[0]?.setAttribute('tabindex', '0');
    },
    stop: () => svg.removeEventListener('keydown', onKey),
  };
}
