import { describe, expect, it } from 'vitest';
import type { Node } from '../../../src/kube/kinds/node';
import type { Pod } from '../../../src/kube/kinds/pod';
import type { World } from '../../../src/cluster/component';
import { accountImages, imageLocality } from '../../../src/cluster/scheduler/image-locality';
import { Whole } from '../whole';

const MB = 1024 * 1024;
const image = (name: string, sizeBytes: number) => ({ names: [`${name}@sha256:0`, name], sizeBytes });

/** Scores of nodes that have these images, for a pod of these. */
function scored(
  nodes: readonly (readonly ReturnType<typeof image>[])[],
  containers: readonly string[],
  initContainers: readonly string[] = [],
) {
  const cells = new Map<string, number>();
  const objects = nodes.map((images, i) => ({ metadata: { name: `n${i}` }, spec: {}, status: { images } }) as unknown as Node);
  const world = { cell: () => cells, api: { list: () => objects } } as unknown as World;
  for (const object of objects) accountImages({ type: 'ADDED', resource: 'nodes', key: object.metadata.name, object } as never, world);
  const named = (images: readonly string[]) => images.map((name) => ({ name: 'c', image: name }));
  const pod = { spec: { containers: named(containers), initContainers: named(initContainers) } } as unknown as Pod;
  return imageLocality(pod, objects.map((node) => ({ node })) as never, world);
}

// Source: plugins/imagelocality/image_locality_test.go TestImageLocalityPriority
describe('nodes that have the images of a pod', () => {
  const [a40, a300, a2000] = [
    image('gcr.io/40:latest', 40 * MB),
    image('gcr.io/300:latest', 300 * MB),
    image('gcr.io/2000:latest', 2_000 * MB),
  ];
  const [a250, a10] = [image('gcr.io/250:latest', 250 * MB), image('gcr.io/10:latest', 10 * MB)];

  it.each([
    [
      'two images spread on two nodes, the larger one preferred',
      [
        [a40, a300, a2000],
        [a250, a10],
      ],
      ['gcr.io/40', 'gcr.io/250'],
      [0, 5],
    ],
    [
      'two images on one node',
      [
        [a40, a300, a2000],
        [a250, a10],
      ],
      ['gcr.io/40', 'gcr.io/300'],
      [7, 0],
    ],
    [
      'one beyond the largest size',
      [
        [a40, a300, a2000],
        [a250, a10],
      ],
      ['gcr.io/10', 'gcr.io/2000'],
      [49, 0],
    ],
    ['the number of nodes counts', [[a40, a300, a2000], [a250, a10], []], ['gcr.io/10', 'gcr.io/2000'], [32, 0, 0]],
  ] as const)('%s', (_, nodes, containers, points) => expect(scored(nodes, containers)).toEqual(points));

  it('count init containers too', () => expect(scored([[a300], [a10]], ['gcr.io/10'], ['gcr.io/300'])).toEqual([6, 0]));

  it('none has one that the pod names in short: nodes list full names', () =>
    expect(scored([[image('docker.io/library/nginx:latest', 500 * MB)], []], ['nginx'])).toBeUndefined());
});

it('a node lists its images, the largest first, with the next heartbeat after a pull', () => {
  const world = new Whole([{ name: 'node-1' }]);
  for (const name of ['busybox:1.36', 'nginx:1.27'])
    world.apply({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: name.split(':')[0]! },
      spec: { containers: [{ name: 'c', image: name }] },
    });
  world.run(30);
  const { images } = (world.get('nodes', 'node-1') as unknown as Node).status;
  expect(images).toEqual([
    {
      names: [expect.stringMatching(/^docker\.io\/library\/nginx@sha256:[0-9a-f]{64}$/), 'docker.io/library/nginx:1.27'],
      sizeBytes: 72_195_292,
    },
    { names: [expect.stringMatching(/^docker\.io\/library\/busybox@sha256:/), 'docker.io/library/busybox:1.36'], sizeBytes: 2_156_518 },
  ]);
  expect(images![0]!.names![0]).toBe(world.pod('nginx').status.containerStatuses![0]!.imageID);
});
