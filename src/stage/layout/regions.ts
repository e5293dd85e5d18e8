import type { Box, Measure } from './box';

/** The parts of the stage. They depend on the room alone (and on whether the shelf is open), so that nobody who comes
 *  or goes moves them. */
export interface Regions {
  readonly kubectl: Box;
  readonly api: Box;
  readonly controllers: Box;
  readonly services: Box;
  readonly lanes: Box;
  readonly bay: Box;
  readonly trays: Box;
  readonly shelf: Box | undefined;
}

/** @param shelf is there anything to lay on it? */
export function regionsOf(measure: Measure, shelf: boolean): Regions {
  const regions = measure.height > measure.width * 1.15 ? tall(measure, shelf) : wide(measure, shelf);
  const { y, height } = regions.shelf ?? regions.trays;
  const low = (measure.height - measure.t * 0.5) / (y + height);
  return low < 1 ? squeeze(regions, low) : regions;
}

/** A picture that is too low for all of it: everything is lower. */
function squeeze(regions: Regions, by: number): Regions {
  const low = (box: Box): Box => ({ ...box, y: box.y * by, height: box.height * by });
  const { kubectl, api, controllers, services, lanes, bay, trays, shelf } = regions;
  return {
    kubectl: low(kubectl),
    api: low(api),
    controllers: low(controllers),
    services: low(services),
    lanes: low(lanes),
    bay: low(bay),
    trays: low(trays),
    shelf: shelf && low(shelf),
  };
}

/** From top to bottom: control plane, owners between Services and scheduler, nodes, shelf. */
function wide({ width, height, t, narrow }: Measure, shelf: boolean): Regions {
  const [pad, gap] = [t * (narrow ? 0.5 : 0.8), t * (narrow ? 0.5 : 0.8)];
  const inner = width - 2 * pad;
  const bar = { y: pad, height: t * (narrow ? 1.8 : 2.1) };
  const controllers = { y: bar.y + bar.height + t * 0.45, height: t * (narrow ? 2.7 : 3.5) };
  const middle = {
    y: controllers.y + controllers.height + gap,
    height: narrow ? Math.max(t * 4.6, height * 0.2) : Math.max(t * 7.4, height * 0.215),
  };
  const shelfHeight = shelf ? t * (narrow ? 2.2 : 3.3) : 0;
  const bottom = height - pad - (shelf ? shelfHeight + gap * 0.75 : 0);
  const top = middle.y + middle.height + gap;
  const [door, bay] = narrow ? [t * 7, t * 6] : [t * 11.5, t * 15.5];
  return {
    ...barOf(pad, inner, bar, t, narrow),
    controllers: { x: pad, width: inner, ...controllers },
    services: { x: pad, width: door, ...middle },
    lanes: { x: pad + door + gap, width: inner - door - bay - 2 * gap, ...middle },
    bay: { x: pad + inner - bay, width: bay, ...middle },
    trays: { x: pad, y: top, width: inner, height: Math.max(t * 3, bottom - top) },
    shelf: shelf
      ? { x: pad, y: Math.max(height - pad - shelfHeight, top + t * 3 + gap * 0.75), width: inner, height: shelfHeight }
      : undefined,
  };
}

/** A column: Services and scheduler share a row below the owners. */
function tall({ width, height, t }: Measure, shelf: boolean): Regions {
  const [pad, gap] = [t * 0.6, t * 0.6];
  const inner = width - 2 * pad;
  const bar = { y: pad, height: t * 1.9 };
  const controllers = { y: bar.y + bar.height + t * 0.4, height: t * 2.8 };
  const lanes = { y: controllers.y + controllers.height + gap, height: Math.max(t * 5.2, height * 0.16) };
  const third = { y: lanes.y + lanes.height + gap, height: Math.max(t * 4.4, height * 0.1) };
  const shelfHeight = shelf ? t * 2.6 : 0;
  const top = third.y + third.height + gap;
  const bottom = height - pad - (shelf ? shelfHeight + gap : 0);
  return {
    ...barOf(pad, inner, bar, t, true),
    controllers: { x: pad, width: inner, ...controllers },
    lanes: { x: pad, width: inner, ...lanes },
    services: { x: pad, width: inner * 0.5 - gap / 2, ...third },
    bay: { x: pad + inner * 0.5 + gap / 2, width: inner * 0.5 - gap / 2, ...third },
    trays: { x: pad, y: top, width: inner, height: Math.max(t * 3, bottom - top) },
    shelf: shelf
      ? { x: pad, y: Math.max(height - pad - shelfHeight, top + t * 3 + gap * 0.75), width: inner, height: shelfHeight }
      : undefined,
  };
}

function barOf(pad: number, inner: number, bar: { y: number; height: number }, t: number, narrow: boolean) {
  const command = t * (narrow ? 5 : 6.4);
  const gap = t * (narrow ? 1.2 : 2.2);
  return {
    kubectl: { x: pad, width: command, ...bar },
    api: { x: pad + command + gap, width: inner - command - gap, ...bar },
  };
}
