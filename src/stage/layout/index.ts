import type { Scene } from '../scene/actors';
import type { Slots } from '../slots';
import { columns, inset, measure as measureOf, type Box, type Measure, type Room } from './box';
import { placeLanes, placeServices } from './owners';
import { regionsOf, type Regions } from './regions';
import { cell, gridOf } from './tiles';
import { highest, placeTrays } from './trays';

export { measure, sameBox, type Box, type Measure, type Room } from './box';
export { detailOf, type Detail } from './tiles';
export { headOf, zoneKey } from './trays';

/** Where everything stands. */
export interface Layout {
  readonly measure: Measure;
  readonly regions: Regions;
  /** By the key of the actor. */
  readonly boxes: ReadonlyMap<string, Box>;
  /** Empty places of the trays. */
  readonly slots: readonly Box[];
}

export const KUBECTL = 'kubectl';
export const API = 'api';
export const SCHEDULER = 'default-scheduler';

/** @param slots  keeps the places from one picture to the next
 *  @param room  the real size of the picture, px */
export function layOut(scene: Scene, slots: Slots, room: Room): Layout {
  slots.begin();
  const measure = slots.keep('measure', `${room.width} ${room.height}`, () => measureOf(room));
  const shelf = slots.room('shelf', scene.claims.length || scene.configs.length ? 1 : 0, [0, 1]) > 0;
  const regions = regionsOf(measure, shelf);
  const boxes = new Map<string, Box>([
    [KUBECTL, regions.kubectl],
    [API, regions.api],
    [SCHEDULER, regions.bay],
  ]);
  placeControllers(scene, slots, regions.controllers, measure, boxes);
  placeLanes(scene, slots, regions.lanes, measure, boxes);
  placeServices(scene, slots, regions.services, measure, boxes);
  const empty = placeTrays(scene, slots, regions.trays, measure, boxes);
  placeWaiting(scene, slots, regions.bay, measure, boxes);
  if (regions.shelf) placeShelf(scene, slots, regions.shelf, measure, boxes);
  return { measure, regions, boxes, slots: empty };
}

function placeControllers({ controllers }: Scene, slots: Slots, region: Box, { t, narrow }: Measure, boxes: Map<string, Box>): void {
  const places = slots.settle(
    'controllers',
    controllers.map(({ name }) => name),
  );
  const count = slots.room('controllers', Math.max(0, ...places.values()) + 1, narrow ? [3, 4, 5, 6, 8] : [4, 5, 6, 8]);
  const squares = columns(region, count, t * (narrow ? 0.4 : 0.7));
  for (const { name } of controllers) boxes.set(name, squares[places.get(name)!]!);
}

/** Pods without a node, beside the scheduler. */
function placeWaiting({ pods, nodes }: Scene, slots: Slots, bay: Box, measure: Measure, boxes: Map<string, Box>): void {
  const names = new Set(nodes.map(({ name }) => name));
  const waiting = pods.filter(({ node, seat }) => node === undefined || (!names.has(node) && !seat) || (seat && !boxes.has(seat)));
  const places = slots.settle(
    'waiting',
    waiting.map(({ uid }) => uid),
  );
  const { t } = measure;
  const pad = t * 0.5;
  const head = t * (measure.narrow ? 1.4 : 1.8);
  const space = { ...inset(bay, pad), y: bay.y + head, height: bay.height - head - pad };
  const count = slots.room('waiting', highest(places), [3, 6, 12, 24, 48, 96]);
  const grid = slots.keep('waiting', `${count} ${space.width} ${space.height} ${t}`, () =>
    gridOf(space, count, measure, { width: 6, height: 4 }),
  );
  places.forEach((place, uid) => boxes.set(uid, cell(space, grid, place)));
}

/** Volumes lie in order of their coming, cards at the end. */
function placeShelf({ claims, configs }: Scene, slots: Slots, shelf: Box, { t, narrow }: Measure, boxes: Map<string, Box>): void {
  const keys = [...claims, ...configs].map(({ uid }) => uid);
  const places = slots.settle('shelf', keys);
  const count = slots.room('shelf places', Math.max(0, ...places.values()) + 1, narrow ? [3, 4, 6, 8, 12] : [5, 8, 12, 16, 24, 32]);
  const spots = columns(inset(shelf, t * 0.3), count, Math.min(t * 0.6, shelf.width / count / 8));
  for (const [uid, place] of places) boxes.set(uid, spots[place]!);
}
