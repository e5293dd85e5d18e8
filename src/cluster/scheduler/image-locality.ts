import type { Change } from '../../kube/api';
import type { Node } from '../../kube/kinds/node';
import type { Pod } from '../../kube/kinds/pod';
import type { World } from '../component';
import type { Finding } from './findings';

/** Nodes that have a pod's images already are a little better.
 *  MODELS the names as they stand: nodes list full names (docker.io/library/nginx:1.27), so that a pod which says
 *  nginx:1.27 finds none, as upstream.
 *  Source: plugins/imagelocality/image_locality.go */

/** Nodes that have an image, by its name. */
const spread = (world: World) => world.cell<number>('scheduler/images');

type Images = NonNullable<Node['status']['images']>;

export function accountImages({ object, old, type }: Change, world: World): void {
  const before = (old as unknown as Node | undefined)?.status.images;
  const after = type === 'DELETED' ? undefined : (object as unknown as Node).status.images;
  if (before === after) return;
  for (const name of sizesOf(before).keys()) count(world, name, -1);
  for (const name of sizesOf(after).keys()) count(world, name, 1);
}

function count(world: World, name: string, change: number): void {
  const nodes = (spread(world).get(name) ?? 0) + change;
  if (nodes > 0) spread(world).set(name, nodes);
  else spread(world).delete(name);
}

const sizes = new WeakMap<Images, ReadonlyMap<string, number>>();
const NONE: ReadonlyMap<string, number> = new Map();

/** Bytes of the images of a node, by each of their names. Lists are frozen: what was read of one stays true. */
function sizesOf(images: Images | undefined): ReadonlyMap<string, number> {
  if (!images?.length) return NONE;
  let read = sizes.get(images);
  if (!read)
    sizes.set(images, (read = new Map(images.flatMap(({ names = [], sizeBytes = 0 }) => names.map((name) => [name, sizeBytes] as const)))));
  return read;
}

const MB = 1024 * 1024;
const LEAST = 23 * MB;
const MOST = 1_000 * MB;

export function imageLocality({ spec }: Pod, found: readonly Finding[], world: World): number[] | undefined {
  const containers = [...(spec.initContainers ?? []), ...spec.containers];
  const names = containers.map(({ image = '' }) => withTag(image)).filter((name) => spread(world).has(name));
  if (!names.length) return undefined;
  const nodes = world.api.list('nodes').length;
  const most = MOST * containers.length;
  return found.map(({ node }) => {
    const own = sizesOf(node.status.images);
    const sum = names.reduce((all, name) => all + Math.trunc((own.get(name) ?? 0) * (spread(world).get(name)! / nodes)), 0);
    return Math.floor((100 * (Math.min(Math.max(sum, LEAST), most) - LEAST)) / (most - LEAST));
  });
}

const withTag = (image: string) => (image.lastIndexOf(':') <= image.lastIndexOf('/') ? `${image}:latest` : image);
