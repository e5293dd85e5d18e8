import type { Container, ContainerStatus, PodSpec, PodStatus } from './pod';

/** Every container of a Pod: init containers, its own, and the ephemeral ones that somebody has added to look round. */
export const everyContainer = (spec: PodSpec): Container[] => [
  ...(spec.initContainers ?? []),
  ...(spec.containers ?? []),
  ...(spec.ephemeralContainers ?? []),
];

/** Their statuses, in the same order. */
export const everyStatus = (status: PodStatus): ContainerStatus[] => [
  ...(status.initContainerStatuses ?? []),
  ...(status.containerStatuses ?? []),
  ...(status.ephemeralContainerStatuses ?? []),
];
