import { busybox } from './busybox';
import { busyboxPlus, curl, tutumCurl } from './curl';
import type { Image } from './image';
import { nginx, nginxCopies, nginxSlim } from './nginx';
import { pause } from './pause';
import { k8szk, kubernetesZookeeper, zookeeper } from './zookeeper';

/** Every image that the simulated registries know. */
export const images: readonly Image[] = [
  busybox,
  curl,
  busyboxPlus,
  tutumCurl,
  nginx,
  nginxCopies,
  nginxSlim,
  pause,
  k8szk,
  kubernetesZookeeper,
  zookeeper,
];
