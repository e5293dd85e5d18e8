import { apiServer, claim, config, ghost, kubectl, node, scheduler, slot, vacancy, zone } from './glyphs/places';
import { controller, generation, service, workload, type SeatedGeneration } from './glyphs/owners';
import type { Glyph } from './glyphs/marks';
import { pod } from './glyphs/pod';
import { MOST_SEATS } from './glyphs/seats';
import { API, KUBECTL, sameBox, SCHEDULER, zoneKey, type Box, type Layout } from './layout';
import type { Generation, PodActor, Scene } from './scene/actors';
import type { Slots } from './slots';
import { Cursor } from './cursor';
import type { Thing } from './draw';

/** Scene and layout together: which glyph stands where, from back to front. */

export const LAYERS = ['zones', 'nodes', 'slots', 'ghosts', 'workloads', 'generations', 'services', 'control', 'shelf', 'pods'] as const;
export type Layer = (typeof LAYERS)[number];

/** @param origin  where a pod that is new on the stage comes from */
export function castOf(scene: Scene, layout: Layout, slots: Slots, origin: (pod: PodActor) => Box | undefined): Record<Layer, Thing[]> {
  const at = <T>(glyph: Glyph<T>, key: string, data: T, more: Partial<Thing> = {}): Thing[] => {
    const box = layout.boxes.get(key);
    return box ? [{ key, glyph, data, box, ...more }] : [];
  };
  const zones = [...new Set(scene.nodes.map((one) => one.zone))].filter(Boolean);
  const waiting = scene.pods.filter((one) => one.node === undefined && !one.foreseen).length;
  return {
    zones: zones.flatMap((name) => {
      const down = isDown(scene, name);
      return at(
        zone,
        zoneKey(name),
        slots.keep(zoneKey(name), down, () => ({ name, down })),
      );
    }),
    nodes: scene.nodes.flatMap((one) => at(node, one.uid, one)),
    slots: [
      ...layout.slots.map((box) => ({ key: `slot ${box.x},${box.y}`, glyph: slot, data: undefined, box, mute: true })),
      ...vacancies(scene, layout),
    ],
    ghosts: scene.nodes.flatMap((one) =>
      one.daemons
        .filter((seat) => !seat.pod)
        .flatMap((seat) =>
          at(
            ghost,
            seat.key,
            slots.madeFor(seat, () => ({ label: seat.set, says: `Empty: DaemonSet ${seat.set} wants a Pod on ${one.name}` })),
          ),
        ),
    ),
    workloads: scene.workloads.flatMap((one) => at(workload, one.uid, one)),
    generations: scene.workloads.flatMap((one) =>
      one.generations.flatMap((version) =>
        at(generation, version.uid, seated(version, slots), { from: () => layout.boxes.get('deployment-controller') }),
      ),
    ),
    services: scene.services.flatMap((one) => at(service, one.uid, one)),
    control: [
      ...at(kubectl, KUBECTL, undefined),
      ...at(apiServer, API, scene.namespace),
      ...scene.controllers.flatMap((one) => at(controller, one.name, one)),
      ...at(
        scheduler,
        SCHEDULER,
        slots.keep(SCHEDULER, waiting, () => ({ waiting })),
      ),
    ],
    shelf: [...scene.claims.flatMap((one) => at(claim, one.uid, one)), ...scene.configs.flatMap((one) => at(config, one.uid, one))],
    pods: slots.follow('pods', (before) => podsOf(scene, layout, before, origin)),
  };
}

/** They are many, and most of them are as they were: those are the same things as before. */
function podsOf({ pods }: Scene, { boxes }: Layout, before: readonly Thing[], origin: (pod: PodActor) => Box | undefined): Thing[] {
  const known = new Cursor(before, ({ key }) => key);
  const things: Thing[] = [];
  for (const data of pods) {
    const box = boxes.get(data.uid);
    if (!box) continue;
    const old = known.find(data.uid);
    const isSame = old?.data === data && sameBox(old.box, box);
    things.push(isSame ? old : { key: data.uid, glyph: pod, data, box, from: data.foreseen ? undefined : () => origin(data) });
  }
  return things;
}

/** What an empty room is for. */
function vacancies({ controllers, workloads }: Scene, { regions }: Layout): Thing[] {
  const room = (name: 'controllers' | 'lanes', words: string): Thing => ({
    key: `vacancy ${name}`,
    glyph: vacancy,
    data: words,
    box: regions[name],
    mute: true,
  });
  return [
    ...(controllers.length ? [] : [room('controllers', 'The controllers watch. Nothing here is theirs yet.')]),
    ...(workloads.length ? [] : [room('lanes', 'No workload yet')]),
  ];
}

const isDown = ({ nodes }: Scene, zone: string): boolean => nodes.filter((one) => one.zone === zone).every(({ power }) => power === 'off');

/** Pods keep their seats; ghosts take what is free. */
function seated(version: Generation, slots: Slots): SeatedGeneration {
  const { seats, numbered, uid } = version;
  const taken = numbered
    ? NOBODY
    : slots.settle(
        `seats ${uid}`,
        seats.flatMap(({ pod }) => pod ?? []),
        MOST_SEATS,
      );
  return slots.madeFor(version, () => ({ ...version, alone: uid.endsWith('/'), places: placesOf(version, taken) }));
}

const NOBODY: ReadonlyMap<string, number> = new Map();

function placesOf({ seats, numbered }: Generation, taken: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
  if (numbered) return new Map(seats.map(({ key }, i) => [key, i]));
  const used = new Set(taken.values());
  const places = new Map(taken);
  let free = 0;
  for (const { key, pod } of seats) {
    if (pod) continue;
    while (used.has(free)) free++;
    if (free >= MOST_SEATS) break;
    places.set(key, free++);
  }
  return places;
}
