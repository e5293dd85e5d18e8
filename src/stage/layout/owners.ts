import type { Generation, Scene, Workload } from '../scene/actors';
import type { Slots } from '../slots';
import { columns, inset, rows, type Box, type Measure } from './box';

/** Where workloads and Services stand. */

const LANE_STEPS = [1, 2, 3, 4, 6, 8, 12, 16];
const GENERATIONS = [2, 3, 4];

export function placeLanes({ workloads }: Scene, slots: Slots, region: Box, measure: Measure, boxes: Map<string, Box>): void {
  const places = slots.settle(
    'lanes',
    workloads.map(({ uid }) => uid),
  );
  const count = slots.room('lanes', Math.max(0, ...places.values()) + 1, LANE_STEPS);
  const lanes = laneBoxes(region, count, measure);
  for (const workload of workloads) {
    const lane = lanes[places.get(workload.uid)!]!;
    boxes.set(workload.uid, lane);
    placeGenerations(workload, slots, lane, measure, boxes);
  }
}

/** Below each other while there is height for two lines of text, then in two columns. */
function laneBoxes(region: Box, count: number, { t, narrow }: Measure): Box[] {
  const gap = t * 0.5;
  const least = t * (narrow ? 2 : 2.4);
  const across = (region.height + gap) / count - gap >= least || region.width < 36 * t ? 1 : 2;
  const down = Math.ceil(count / across);
  return rows(region, down, Math.min(gap, region.height / down / 6)).flatMap((row) => columns(row, across, gap));
}

/** How wide the name of a lane is. */
export const laneHead = (lane: Box, { t, narrow }: Measure): number => Math.min(lane.width * 0.42, t * (narrow ? 8.5 : 12));

function placeGenerations({ uid, generations }: Workload, slots: Slots, lane: Box, measure: Measure, boxes: Map<string, Box>): void {
  const { t } = measure;
  const shown = shownOf(generations);
  const places = slots.settle(
    `generations ${uid}`,
    shown.map((one) => one.uid),
  );
  const head = laneHead(lane, measure);
  const space = inset({ ...lane, x: lane.x + head, width: lane.width - head }, Math.min(t * 0.4, lane.height * 0.1));
  // A workload without generations of its own has the lane for itself.
  const alone = generations.length === 1 && generations[0]!.uid === `${uid}/`;
  const count = alone ? 1 : slots.room(`generations ${uid}`, Math.max(0, ...places.values()) + 1, GENERATIONS);
  const cards = columns(space, count, t * 0.5);
  for (const [generation, place] of places) boxes.set(generation, cards[place]!);
}

/** The newest that fit; one with nothing to do is the first to leave the picture. */
function shownOf(generations: readonly Generation[]): readonly Generation[] {
  const busy = generations.filter(({ desired, current, seats }, i) => desired || current || seats.length || i >= generations.length - 2);
  return busy.slice(-4);
}

export function placeServices({ services }: Scene, slots: Slots, region: Box, measure: Measure, boxes: Map<string, Box>): void {
  const places = slots.settle(
    'services',
    services.map(({ uid }) => uid),
  );
  const needed = Math.max(0, ...places.values()) + 1;
  const tall = region.height > measure.t * 5;
  const count = slots.room('services', needed, tall ? [1, 2, 3, 4, 6, 8] : [1, 2, 3, 4, 6, 8]);
  const doors = rows(region, count, Math.min(measure.t * 0.5, region.height / count / 6), measure.t * 6);
  for (const { uid } of services) boxes.set(uid, doors[places.get(uid)!]!);
}
