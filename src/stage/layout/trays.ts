import type { PodActor, Scene, Tray } from '../scene/actors';
import { groupBy } from '../group';
import type { Slots } from '../slots';
import type { Box, Measure } from './box';
import { capacityOf, cell, gridOf, TRAY_STEPS, type Grid } from './tiles';

/** Where zones, nodes, their pods and their daemons stand. */
export interface TrayPlaces {
  readonly boxes: ReadonlyMap<string, Box>;
  /** The tiles of every tray. */
  readonly grid: Grid;
  /** Empty places, so that a tray looks like one. */
  readonly slots: readonly Box[];
}

export const zoneKey = (zone: string): string => `zone:${zone}`;

export function placeTrays(scene: Scene, slots: Slots, region: Box, measure: Measure): TrayPlaces {
  const boxes = new Map<string, Box>();
  const zones = zonesOf(scene, slots);
  const pods = groupBy(
    scene.pods.filter(({ node, seat }) => node !== undefined && !seat),
    ({ node }) => node!,
  );
  const capacity = slots.room('tray', Math.max(0, ...[...pods.values()].map(highest(slots))), TRAY_STEPS);
  const daemons = [...new Set(scene.nodes.flatMap((node) => node.daemons.map(({ set }) => set)))];
  const seats = daemons.length ? slots.room('daemons', daemons.length, [2, 4, 8]) : 0;
  const plan = planOf(zones, region, capacity, seats, measure);
  const sets = slots.settle('daemons', daemons);
  const empty: Box[] = [];
  for (const { zone, box, trays } of plan.zones) {
    if (zone) boxes.set(zoneKey(zone), box);
    for (const [node, tray] of trays) {
      boxes.set(node.uid, tray);
      const space = inner(tray, seats, measure);
      const places = slots.settle(
        `node ${node.name}`,
        (pods.get(node.name) ?? []).map(({ uid }) => uid),
      );
      for (const [uid, place] of places) boxes.set(uid, cell(space.pods, plan.grid, place));
      if (capacity <= 20) empty.push(...freeCells(space.pods, plan.grid, new Set(places.values())));
      placeDaemons(node, scene.pods, sets, space.daemons, seats, boxes);
    }
  }
  return { boxes, grid: plan.grid, slots: empty };
}

/** The highest place that a tray needs, those that are kept included. */
const highest = (slots: Slots) => (pods: readonly PodActor[]) =>
  1 +
  Math.max(
    ...slots
      .settle(
        `node ${pods[0]!.node}`,
        pods.map(({ uid }) => uid),
      )
      .values(),
  );

interface ZonePlan {
  readonly zone: string;
  readonly box: Box;
  readonly trays: readonly (readonly [Tray, Box])[];
}

interface ZoneNodes {
  readonly zone: string;
  /** By place. */
  readonly nodes: readonly (Tray | undefined)[];
}

/** Zones and their nodes in places that they keep. */
function zonesOf({ nodes }: Scene, slots: Slots): ZoneNodes[] {
  const zones: string[] = [];
  for (const [zone, place] of slots.settle('zones', [...new Set(nodes.map(({ zone }) => zone))])) zones[place] = zone;
  return zones
    .filter((zone) => zone !== undefined)
    .map((zone) => {
      const own = nodes.filter((node) => node.zone === zone);
      const places = slots.settle(
        `zone ${zone}`,
        own.map(({ uid }) => uid),
      );
      const size = slots.room(`zone ${zone}`, Math.max(...places.values()) + 1, EVERY);
      const byPlace: (Tray | undefined)[] = Array.from({ length: size });
      for (const node of own) byPlace[places.get(node.uid)!] = node;
      return { zone, nodes: byPlace };
    });
}

/** A room for nodes grows one by one. */
const EVERY = Array.from({ length: 400 }, (_, i) => i + 1);

/** The number of rows with the largest tiles. */
function planOf(zones: readonly ZoneNodes[], region: Box, capacity: number, seats: number, measure: Measure) {
  const most = Math.max(1, ...zones.map(({ nodes }) => nodes.length));
  let best: { zones: ZonePlan[]; grid: Grid; size: number } | undefined;
  for (let down = 1; down <= most; down++) {
    const plan = planRows(zones, region, down, measure);
    const tray = plan.flatMap(({ trays }) => trays)[0]?.[1] ?? region;
    const space = inner(tray, seats, measure).pods;
    const grid = capacityOf(space, gridOf(space, capacity, measure));
    const size = grid.width * grid.height;
    if (!best || size > best.size * 1.05) best = { zones: plan, grid, size };
  }
  return best!;
}

/** Zones side by side, each with its trays in `down` rows. */
function planRows(zones: readonly ZoneNodes[], region: Box, down: number, measure: Measure): ZonePlan[] {
  const { t } = measure;
  const across = zones.map(({ nodes }) => Math.ceil(nodes.length / down));
  const total = across.reduce((sum, one) => sum + one, 0);
  const gap = Math.min(t * (measure.narrow ? 0.5 : 0.8), region.width / Math.max(1, total) / 6, region.height / down / 8);
  const frames = zones.map(({ zone }) => (zone ? gap * 0.6 : 0));
  const edges = frames.reduce((sum, one) => sum + 2 * one, 0);
  const each = (region.width - gap * (total - 1) - edges) / Math.max(1, total);
  let x = region.x;
  return zones.map(({ zone, nodes }, i) => {
    const frame = frames[i]!;
    const box = { x, y: region.y, width: across[i]! * (each + gap) - gap + 2 * frame, height: region.height };
    x += box.width + gap;
    const top = zone ? Math.min(t * 1.65, region.height * 0.15) : 0;
    const height = (box.height - top - frame - gap * (down - 1)) / down;
    const trays = nodes.flatMap((node, place): [Tray, Box][] => {
      const [column, row] = [place % across[i]!, Math.floor(place / across[i]!)];
      const at = { x: box.x + frame + column * (each + gap), y: box.y + top + row * (height + gap), width: each, height };
      return node ? [[node, at]] : [];
    });
    return { zone, box, trays };
  });
}

/** What a tray has room for beneath its name: pods, and the daemons' own slots at the lip. */
function inner(tray: Box, seats: number, { t, narrow }: Measure): { pods: Box; daemons: Box } {
  const { width: w, height: h } = tray;
  const pad = Math.min(t * (narrow ? 0.4 : 0.7), w * 0.06, h * 0.06);
  const head = Math.min(t * (narrow ? 1.2 : 1.6), h * 0.28);
  const lip = Math.min(t * 0.35, h * 0.04);
  const rest = h - 2 * pad - head - lip;
  const strip = seats ? Math.min(t * 3, rest * 0.28) : 0;
  const pods = { x: tray.x + pad, y: tray.y + pad + head, width: w - 2 * pad, height: rest - strip * 1.15 };
  return { pods, daemons: { x: pods.x, y: tray.y + h - pad - lip - strip, width: pods.width, height: strip } };
}

function freeCells(space: Box, grid: Grid, taken: ReadonlySet<number>): Box[] {
  return Array.from({ length: grid.columns * grid.rows }, (_, i) => i).flatMap((i) => (taken.has(i) ? [] : [cell(space, grid, i)]));
}

/** Each DaemonSet has its own slot in every tray; a second pod of it stands half behind the first. */
function placeDaemons(
  node: Tray,
  pods: readonly PodActor[],
  sets: ReadonlyMap<string, number>,
  strip: Box,
  seats: number,
  boxes: Map<string, Box>,
): void {
  const gap = strip.height * 0.2;
  const width = Math.min(strip.height * 2.6, (strip.width - gap * (seats - 1)) / Math.max(1, seats));
  for (const { key, set, pod } of node.daemons) {
    const box = { x: strip.x + sets.get(set)! * (width + gap), y: strip.y, width, height: strip.height };
    boxes.set(key, box);
    const own = pods.filter(({ seat }) => seat === key);
    for (const { uid } of own) boxes.set(uid, own.length === 1 ? box : half(box, uid === pod ? 0 : 1));
  }
}

const half = (box: Box, side: 0 | 1): Box => ({ ...box, width: box.width * 0.48, x: box.x + side * box.width * 0.52 });
