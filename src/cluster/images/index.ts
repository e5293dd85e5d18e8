import type { Image } from './image';
import { nginx } from './nginx';
import { pause } from './pause';

/** Every image that the simulated registries know. */
export const images: readonly Image[] = [nginx, pause];
