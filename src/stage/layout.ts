import type { Scene } from './scene';
import type { Slots } from './slots';

/** Where everything stands, on an 8 px grid. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly bar: Box;
  readonly actors: ReadonlyMap<string, Box>;
  readonly workloads: ReadonlyMap<string, Box>;
  readonly generations: ReadonlyMap<string, Box>;
  readonly services: ReadonlyMap<string, Box>;
  readonly trays: ReadonlyMap<string, Box>;
  readonly pods: ReadonlyMap<string, Box>;
  readonly queue: Box;
}

/** The controllers that are always in sight, as the log calls them, and what the stage calls them. */
export const ACTORS: readonly (readonly [name: string, title: string])[] = [
  ['deployment-controller', 'Deployment controller'],
  ['replicaset-controller', 'ReplicaSet controller'],
  ['endpointslice-controller', 'EndpointSlice controller'],
  ['default-scheduler', 'Scheduler'],
];

const MARGIN = 24;
const POD = { width: 88, height: 80, gap: 16 };

/** @param wide the stage is wider than it is high; otherwise it is laid out for a phone */
export function layOut(scene: Scene, slots: Slots, wide: boolean): Layout {
  const [width, height] = wide ? [1600, 900] : [800, 1000];
  const inner = width - 2 * MARGIN;
  const bar: Box = { x: MARGIN, y: 24, width: inner, height: 48 };
  const actors = row(
    ACTORS.map(([name]) => name),
    { x: MARGIN, y: 88, width: inner, height: wide ? 64 : 72 },
    16,
  );
  const lane = wide ? 184 : 192;
  const services = column(
    scene.services.map(({ uid }) => uid),
    { x: MARGIN, y: lane, width: wide ? 176 : 144, height: 208 },
    72,
  );
  const left = MARGIN + (wide ? 208 : 168);
  const workloads = column(
    scene.workloads.map(({ uid }) => uid),
    { x: left, y: lane, width: width - MARGIN - left, height: 208 },
    112,
  );
  const generations = new Map<string, Box>();
  for (const workload of scene.workloads) {
    const box = workloads.get(workload.uid)!;
    const space = { x: box.x + (wide ? 264 : 176), y: box.y + 16, width: box.width - (wide ? 280 : 192), height: box.height - 32 };
    // The newest that fit: an old generation with nothing to do is the first to leave the picture.
    const shown = workload.generations.filter(({ desired, current }, i, all) => desired || current || i >= all.length - 2).slice(-4);
    for (const [uid, place] of row(
      shown.map(({ uid }) => uid),
      space,
      16,
      wide ? 240 : 160,
    ))
      generations.set(uid, place);
  }
  const queue: Box = { x: left, y: lane + 224, width: width - MARGIN - left, height: 88 };
  const top = queue.y + 104;
  const trays = row(
    scene.nodes.map(({ name }) => name),
    { x: MARGIN, y: top, width: inner, height: height - top - MARGIN },
    24,
    wide ? 504 : 800,
  );
  return { width, height, bar, actors, workloads, generations, services, trays, queue, pods: podsIn(scene, slots, trays, queue) };
}

/** Side by side, equally wide. */
function row(keys: readonly string[], { x, y, width, height }: Box, gap: number, widest = Infinity): Map<string, Box> {
  const each = Math.min(widest, (width - gap * (keys.length - 1)) / Math.max(1, keys.length));
  return new Map(keys.map((key, i) => [key, { x: x + i * (each + gap), y, width: each, height }]));
}

/** One below the other. */
function column(keys: readonly string[], { x, y, width, height }: Box, highest: number): Map<string, Box> {
  const each = Math.min(highest, (height - 16 * (keys.length - 1)) / Math.max(1, keys.length));
  return new Map(keys.map((key, i) => [key, { x, y: y + i * (each + 16), width, height: each }]));
}

function podsIn(scene: Scene, slots: Slots, trays: ReadonlyMap<string, Box>, queue: Box): Map<string, Box> {
  const places = new Map<string, Box>();
  const groups = new Map<string, string[]>([['', []], ...scene.nodes.map(({ name }) => [name, [] as string[]] as [string, string[]])]);
  for (const { uid, node = '' } of scene.pods) groups.get(groups.has(node) ? node : '')!.push(uid);
  for (const [node, uids] of groups) {
    const tray = trays.get(node);
    const space = tray ? { x: tray.x + 16, y: tray.y + 48, width: tray.width - 32, height: tray.height - 64 } : queue;
    for (const [uid, place] of slots.settle(node, uids))
      places.set(uid, cell(space, place, Math.max(...slots.settle(node, uids).values(), 0) + 1));
  }
  return places;
}

/** The place of a slot. Tiles shrink by halves when a tray cannot hold them, never one by one. */
function cell(space: Box, place: number, used: number): Box {
  let scale = 1;
  const columns = () => Math.max(1, Math.floor((space.width + POD.gap * scale) / ((POD.width + POD.gap) * scale)));
  const rows = () => Math.max(1, Math.floor((space.height + POD.gap * scale) / ((POD.height + POD.gap) * scale)));
  while (columns() * rows() < used && scale > 0.1) scale /= 2;
  const [across, down] = [place % columns(), Math.floor(place / columns())];
  return {
    x: space.x + across * (POD.width + POD.gap) * scale,
    y: space.y + down * (POD.height + POD.gap) * scale,
    width: POD.width * scale,
    height: POD.height * scale,
  };
}
