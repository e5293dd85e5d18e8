import type { Pod } from '../../kube/kinds/pod';
import { goDuration } from './durations';
import type { World } from '../component';
import { bytesOf, findImage } from '../images/registry';
import { imagePullMachine } from '../machines';
import { advance, type Holder } from '../machines/advance';
import type { MachineEvent } from '../machines/step';
import { tell } from './events';
import { imageId } from './image-id';
import { containerOf, KUBELET, podOf, podRecords, type ContainerRecord, type Turn } from './records';

/** Images on their way to a node.
 *  MODELS serializeImagePulls (one pull at a time on a node), the time a pull takes by the image's size, images
 *  that stay on the node, `Always`, `IfNotPresent` and `Never`, failing pulls.
 *  OMITS layers shared between images, image garbage collection, pull secrets. */

interface Request {
  readonly uid: string;
  readonly container: string;
  readonly image: string;
  /** ms since the Unix epoch. */
  readonly asked: number;
}

interface Puller {
  readonly queue: readonly Request[];
  /** State of the pull at the head of the queue. */
  readonly state: string;
  readonly began: number;
  readonly ms: number;
}

const pullers = (world: World) => world.cell<Puller>('kubelet/pulls');
/** Images that are on a node: `<node> <full name>`. */
const present = (world: World) => world.cell<true>('kubelet/images');
/** The same as a node's status lists them. */
const listed = (world: World) => world.cell<readonly ListedImage[]>('kubelet/listed-images');

export interface ListedImage {
  readonly names: readonly string[];
  readonly sizeBytes: number;
}

/** Images of a node, the largest first. Source: nodestatus/setters.go Images, nodeStatusMaxImages */
export const imagesOn = (world: World, node: string): readonly ListedImage[] => (listed(world).get(node) ?? []).slice(0, 50);

function keep(world: World, node: string, full: string, sizeBytes: number): void {
  const key = `${node} ${full}`;
  if (present(world).has(key)) return;
  present(world).set(key, true);
  const image = { names: [imageId(full), full], sizeBytes };
  listed(world).set(
    node,
    [...(listed(world).get(node) ?? []), image].sort((a, b) => b.sizeBytes - a.sizeBytes),
  );
}

/** Prefixes of images whose pulls the fault `break-pull` makes fail. */
export const broken = (world: World) => world.cell<true>('kubelet/broken-pulls');

const isBroken = (world: World, image: string) => {
  for (const prefix of broken(world).keys()) if (image.startsWith(prefix)) return true;
  return false;
};

const holder = (node: string, image: string): Holder => ({
  to: KUBELET,
  key: `pull:${node}`,
  object: () => ({ resource: 'images', kind: 'Image', name: `${node}/${image}` }),
});

/** What becomes of a container's wish for its image at once; `queued` when it must be pulled. */
export type Wish = 'queued' | MachineEvent;

/** Make sure that a container's image is on its node. Source: image_manager.go EnsureImageExists */
export function wishImage(turn: Turn, pod: Pod, record: ContainerRecord, policy: string): Wish {
  const { world } = turn;
  const image = record.wanted;
  const found = findImage(image);
  const node = pod.spec.nodeName!;
  if ('error' in found && found.error === 'invalid') {
    const message = `Failed to apply default image tag "${image}": ${found.message}`;
    tell(world, pod, 'Warning', 'InspectFailed', message, record.name);
    tell(world, pod, 'Warning', 'Failed', 'Error: InvalidImageName', record.name);
    return { type: 'PULL_FAILED', reason: 'InvalidImageName', message };
  }
  const here = !('error' in found) && present(world).has(`${node} ${found.full}`);
  if (here && policy !== 'Always') {
    tell(world, pod, 'Normal', 'Pulled', `Container image "${image}" already present on machine`, record.name);
    return { type: 'IMAGE_READY' };
  }
  if (policy === 'Never') {
    const message = `Container image "${image}" is not present with pull policy of Never`;
    tell(world, pod, 'Warning', 'ErrImageNeverPull', message, record.name);
    tell(world, pod, 'Warning', 'Failed', 'Error: ErrImageNeverPull', record.name);
    return { type: 'PULL_FAILED', reason: 'ErrImageNeverPull', message };
  }
  tell(world, pod, 'Normal', 'Pulling', `Pulling image "${image}"`, record.name);
  enqueue(world, node, { uid: record.uid, container: record.name, image, asked: world.now });
  return 'queued';
}

function enqueue(world: World, node: string, request: Request): void {
  const puller = pullers(world).get(node);
  if (puller?.queue.length) pullers(world).set(node, { ...puller, queue: [...puller.queue, request] });
  else begin(world, node, [request]);
}

/** Start the pull at the head of the queue. */
function begin(world: World, node: string, queue: readonly Request[]): void {
  const request = queue[0];
  if (!request) return void pullers(world).delete(node);
  const found = findImage(request.image);
  const fails = 'error' in found || isBroken(world, request.image);
  const ms = fails ? world.random.between(600, 1_400) : pullTime(world, node, found.full, bytesOf(found.image, found.tag));
  const mine = holder(node, request.image);
  const waiting = advance(world, imagePullMachine, mine, undefined, { type: 'QUEUE' });
  const state = advance(world, imagePullMachine, mine, waiting, { type: 'PULL', pulling: ms, fails });
  pullers(world).set(node, { queue, state, began: world.now, ms });
}

/** ms. A fresh image takes about 0.7 s and 40 ms for each MB, at most some 4 s; one that is there is only looked up. */
function pullTime(world: World, node: string, full: string, bytes: number): number {
  if (present(world).has(`${node} ${full}`)) return world.random.between(250, 600);
  const length = 700 + Math.min(3_000, (bytes / 1_000_000) * 40);
  return Math.round((length * world.random.between(80, 120)) / 100);
}

/** How a finished pull went: for the container that asked for it. */
export interface Pulled {
  readonly uid: string;
  readonly container: string;
  readonly event: MachineEvent;
}

/** The pull of a node has come to its end. @returns what the container hears; undefined when nobody waits for it */
export function pullEnded(turn: Turn, node: string, event: MachineEvent): Pulled | undefined {
  const { world } = turn;
  const puller = pullers(world).get(node);
  const request = puller?.queue[0];
  if (!puller || !request) return undefined;
  const state = advance(world, imagePullMachine, holder(node, request.image), puller.state, event);
  const heard = state === 'Pulled' ? succeeded(turn, node, request, puller) : failed(turn, request);
  begin(world, node, puller.queue.slice(1));
  return heard;
}

/** The Pod that asked, if it is still there. */
function asker(world: World, request: Request): Pod | undefined {
  const record = podRecords(world).get(request.uid);
  return record && containerOf(world, request.uid, request.container)?.state === 'Pulling' ? podOf(world, record) : undefined;
}

function succeeded({ world }: Turn, node: string, request: Request, { ms }: Puller): Pulled | undefined {
  const found = findImage(request.image);
  if ('error' in found) return undefined;
  keep(world, node, found.full, bytesOf(found.image, found.tag));
  const pod = asker(world, request);
  const times = `${goDuration(ms)} (${goDuration(world.now - request.asked)} including waiting)`;
  const message = `Successfully pulled image "${request.image}" in ${times}. Image size: ${bytesOf(found.image, found.tag)} bytes.`;
  if (pod) tell(world, pod, 'Normal', 'Pulled', message, request.container);
  return { uid: request.uid, container: request.container, event: { type: 'IMAGE_READY' } };
}

function failed({ world }: Turn, request: Request): Pulled {
  const found = findImage(request.image);
  const error = 'error' in found ? found.message : unreachable(found.full);
  const pod = asker(world, request);
  if (pod) {
    tell(world, pod, 'Warning', 'Failed', `Failed to pull image "${request.image}": ${error}`, request.container);
    tell(world, pod, 'Warning', 'Failed', 'Error: ErrImagePull', request.container);
  }
  return { uid: request.uid, container: request.container, event: { type: 'PULL_FAILED', reason: 'ErrImagePull', message: error } };
}

/** What a registry that cannot be reached looks like. */
function unreachable(full: string): string {
  const host = full.split('/')[0]!;
  const registry = host === 'docker.io' ? 'registry-1.docker.io' : host;
  return `failed to pull and unpack image "${full}": failed to resolve reference "${full}": failed to do request: Head "https://${registry}/v2/": dial tcp: lookup ${registry}: i/o timeout`;
}

/** The node has stopped: nothing is pulled there any more. */
export function dropPulls(world: World, node: string): void {
  pullers(world).delete(node);
}
