import type { Container, Pod } from '../../kube/kinds/pod';
import { milliValue } from '../../kube/quantity';
import type { World } from '../component';
import { containerKey } from './records';

/** What containers use of their node, as the kubelet tells it to the metrics server.
 *  MODELS a container's CPU as one line of work: what requests and processes ask for is done one after the other, as
 *  fast as the CPU limit (or the node) allows, and never faster than one core for one piece; what is still to be done makes the
 *  next wait. Figures are those of whole windows of 15 s, the metrics server's resolution.
 *  OMITS that busy containers of a node slow each other down, and memory that grows with use: what an image takes is
 *  told by the image. */

/** The metrics server's --metric-resolution. */
export const WINDOW = 15_000;

/** CPU of a container. Work is in ms of one core. */
export interface Work {
  /** ms since the Unix epoch. */
  readonly at: number;
  /** What was still to be done at `at`. */
  readonly waiting: number;
  /** Number of the window that holds `at`. */
  readonly window: number;
  /** Done in that window, and in the one before. */
  readonly done: number;
  readonly before: number;
}

export const works = (world: World) => world.cell<Work>('kubelet/work');

/** Let a container work for so many ms of one core.
 *  @returns ms until that is done */
export function compute(world: World, pod: Pod, spec: Container, ms: number): number {
  const key = containerKey(pod.metadata.uid, spec.name);
  const speed = coresOf(world, pod, spec);
  const work = until(works(world).get(key), world.now, speed);
  const all = work.waiting + ms;
  const took = Math.max(ms, all / Math.max(1, speed), (all - speed * PERIOD) / speed);
  // What nobody would wait for is not begun.
  if (took < GIVEN_UP) works(world).set(key, { ...work, waiting: all });
  return took;
}

/** The scheduler's accounting: what a period allows may be used at once, at the speed of a core, ms. */
const PERIOD = 100;

const GIVEN_UP = 30_000;

export function forgetUsage(world: World, key: string): void {
  works(world).delete(key);
}

/** How work stands at `now`. */
export function until(work: Work | undefined, now: number, speed: number): Work {
  const window = Math.floor(now / WINDOW);
  if (!work) return { at: now, waiting: 0, window, done: 0, before: 0 };
  const ends = Math.min(now, work.at + work.waiting / speed);
  const within = (one: number) => Math.max(0, Math.min(ends, (one + 1) * WINDOW) - Math.max(work.at, one * WINDOW)) * speed;
  const kept = (one: number) => (one === work.window ? work.done : one === work.window - 1 ? work.before : 0);
  return {
    at: now,
    waiting: Math.max(0, work.waiting - (ends - work.at) * speed),
    window,
    done: kept(window) + within(window),
    before: kept(window - 1) + within(window - 1),
  };
}

/** Cores that a container may use: its limit, else its node's. */
export function coresOf(world: World, { spec: { nodeName } }: Pod, { resources }: Container): number {
  const node = world.api.get('nodes', nodeName ?? '')?.['status'] as { capacity?: Readonly<Record<string, string>> } | undefined;
  return (milliValue(resources?.limits?.['cpu'] ?? node?.capacity?.['cpu'] ?? '1') || 1_000) / 1_000;
}
