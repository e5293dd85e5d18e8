import type { Scene, Tray } from '../scene/actors';
import { groupBy } from '../group';
import type { Slots } from '../slots';
import type { Box, Measure } from './box';
import { capacityOf, cell, gridOf, TRAY_STEPS, type Grid } from './tiles';

export const zoneKey = (zone: string): string => `zone:${zone}`;

/** Where zones, nodes, their pods and their daemons stand.
 *  @returns empty places, so that a tray looks like one */
export function placeTrays(scene: Scene, slots: Slots, region: Box, measure: Measure, boxes: Map<string, Box>): Box[] {
  const zones = zonesOf(scene, slots);
  const { pods, daemons } = podsByTray(scene);
  const places = new Map(scene.nodes.map(({ name }) => [name, slots.settle(`node ${name}`, pods.get(name) ?? NOBODY)]));
  const capacity = slots.room('tray', Math.max(0, ...[...places.values()].map(highest)), TRAY_STEPS);
  const sets = slots.settle('daemons', [...new Set(scene.nodes.flatMap((node) => node.daemons.map(({ set }) => set)))]);
  const seats = sets.size ? slots.room('daemons', Math.max(...sets.values()) + 1, [2, 4, 8]) : 0;
  const plan = slots.keep('plan', planText(zones, region, capacity, seats, measure), () => planOf(zones, region, capacity, seats, measure));
  const empty: Box[] = [];
  zones.forEach(({ zone, nodes }, i) => {
    const { box, trays } = plan.zones[i]!;
    if (zone) boxes.set(zoneKey(zone), box);
    nodes.forEach((node, place) => {
      if (!node) return;
      const tray = trays[place]!;
      boxes.set(node.uid, tray);
      const { space, cells } = plan.rooms[i]![place]!;
      const own = places.get(node.name)!;
      own.forEach((place, uid) => boxes.set(uid, (cells[place] ??= cell(space.pods, plan.grid, place))));
      if (capacity <= 20) empty.push(...freeCells(space.pods, plan.grid, new Set(own.values())));
      placeDaemons(node, daemons, sets, space.daemons, seats, boxes);
    });
  });
  return empty;
}

const NOBODY: readonly string[] = [];

/** UIDs: of the pods that stand in a node's tray, and of those in each daemon's slot. */
function podsByTray({ pods }: Scene) {
  const [byNode, bySeat] = [new Map<string, string[]>(), new Map<string, string[]>()];
  for (const { uid, node, seat } of pods) {
    if (node === undefined) continue;
    const [groups, key] = seat ? [bySeat, seat] : [byNode, node];
    const group = groups.get(key);
    if (group) group.push(uid);
    else groups.set(key, [uid]);
  }
  return { pods: byNode as ReadonlyMap<string, readonly string[]>, daemons: bySeat as ReadonlyMap<string, readonly string[]> };
}

/** How many places a tray needs, those that are kept included. */
export function highest(places: ReadonlyMap<string, number>): number {
  let most = 0;
  places.forEach((place) => (most = Math.max(most, place + 1)));
  return most;
}

interface ZonePlan {
  readonly box: Box;
  /** By place. */
  readonly trays: readonly Box[];
}

interface ZoneNodes {
  readonly zone: string;
  /** By place. */
  readonly nodes: readonly (Tray | undefined)[];
}

/** Zones and their nodes in places that they keep. */
function zonesOf({ nodes }: Scene, slots: Slots): ZoneNodes[] {
  const zones: string[] = [];
  const byZone = groupBy(nodes, ({ zone }) => zone);
  for (const [zone, place] of slots.settle('zones', [...byZone.keys()])) zones[place] = zone;
  return zones
    .filter((zone) => zone !== undefined)
    .map((zone) => {
      const own = byZone.get(zone)!;
      const places = slots.settle(
        `zone ${zone}`,
        own.map(({ uid }) => uid),
      );
      const size = slots.room(`zone ${zone}`, highest(places), EVERY);
      const byPlace: (Tray | undefined)[] = Array.from({ length: size });
      for (const node of own) byPlace[places.get(node.uid)!] = node;
      return { zone, nodes: byPlace };
    });
}

/** A room for nodes grows one by one. */
const EVERY = Array.from({ length: 400 }, (_, i) => i + 1);

/** Everything that a plan follows from. */
function planText(zones: readonly ZoneNodes[], { x, y, width, height }: Box, capacity: number, seats: number, { t, narrow }: Measure) {
  return [...zones.map(({ zone, nodes }) => `${zone} ${nodes.length}`), x, y, width, height, capacity, seats, t, narrow].join();
}

/** The number of rows with the largest tiles. */
function planOf(zones: readonly ZoneNodes[], region: Box, capacity: number, seats: number, measure: Measure) {
  const most = Math.max(1, ...zones.map(({ nodes }) => nodes.length));
  let best: { zones: ZonePlan[]; grid: Grid; size: number } | undefined;
  for (let down = 1; down <= most; down++) {
    const plan = planRows(zones, region, down, measure);
    const tray = plan.flatMap(({ trays }) => trays)[0] ?? region;
    const space = inner(tray, seats, measure).pods;
    const grid = capacityOf(space, gridOf(space, capacity, measure));
    // Half as good is a tray without room for the name of its node.
    const named = tray.width >= measure.t * 4 && headOf(tray.height, measure) > 0;
    const size = grid.width * grid.height * (named ? 1 : 0.5) * Math.min(1, LONGEST / aspectOf(tray));
    if (!best || size > best.size * 1.05) best = { zones: plan, grid, size };
  }
  const { zones: plan, grid } = best!;
  /** What each tray has room for, and its tiles as far as they were asked for. */
  const rooms = plan.map(({ trays }) => trays.map((tray) => ({ space: inner(tray, seats, measure), cells: [] as Box[] })));
  return { zones: plan, grid, rooms };
}

/** A tray that is longer than this in one direction does not look like one. */
const LONGEST = 6;
const aspectOf = ({ width, height }: Box) => Math.max(width / height, height / width);

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
    const trays = nodes.map((_, place): Box => {
      const [column, row] = [place % across[i]!, Math.floor(place / across[i]!)];
      return { x: box.x + frame + column * (each + gap), y: box.y + top + row * (height + gap), width: each, height };
    });
    return { box, trays };
  });
}

/** Height of the line with a node's name; 0 where a low tray has no room for one. */
export function headOf(height: number, { t, s, narrow }: Measure): number {
  if (height < s * 3.4) return 0;
  return Math.min(t * (narrow ? 1.2 : 1.6), Math.max(s * 1.25, height * 0.28));
}

/** What a tray has room for beneath its name: pods, and the daemons' own slots at the lip. */
function inner(tray: Box, seats: number, measure: Measure): { pods: Box; daemons: Box } {
  const { t, narrow } = measure;
  const { width: w, height: h } = tray;
  const pad = Math.min(t * (narrow ? 0.4 : 0.7), w * 0.06, h * 0.06);
  const head = headOf(h, measure);
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
  daemons: ReadonlyMap<string, readonly string[]>,
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
    const own = daemons.get(key) ?? NOBODY;
    for (const uid of own) boxes.set(uid, own.length === 1 ? box : half(box, uid === pod ? 0 : 1));
  }
}

const half = (box: Box, side: 0 | 1): Box => ({ ...box, width: box.width * 0.48, x: box.x + side * box.width * 0.52 });
