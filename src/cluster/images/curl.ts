import { oldNslookup } from '../process/programs/nslookup';
import type { Program } from '../process/host';
import { multiCall } from './busybox';
import type { Image } from './image';
import { tagsOf } from './tags';

/** Images made for curl. */

/** curlimages' entrypoint: what is no command is an argument of curl. */
const entrypoint: Program = {
  run: ({ args, host }) => ({ exec: args[0] !== undefined && host.program(args[0]) ? args : ['curl', ...args] }),
};

export const curl: Image = {
  name: 'docker.io/curlimages/curl',
  aliases: ['quay.io/curl/curl'],
  tags: tagsOf(
    {
      '7.68': [0],
      '7.69': [0, 1],
      '7.70': [0],
      '7.71': [0, 1],
      '7.72': [0],
      '7.73': [0],
      '7.74': [0],
      '7.75': [0],
      '7.76': [0, 1],
      '7.77': [0],
      '7.78': [0],
      '7.79': [0, 1],
      '7.80': [0],
      '7.81': [0],
      '7.82': [0],
      '7.83': [0, 1],
      '7.84': [0],
      '7.85': [0],
      '7.86': [0],
      '7.87': [0],
      '7.88': [0, 1],
      '8.00': [],
      '8.1': [0, 2],
      '8.2': [0, 1],
      '8.3': [0],
      '8.4': [0],
      '8.5': [0],
      '8.6': [0],
      '8.7': [1],
      '8.8': [0],
      '8.9': [0, 1],
      '8.10': [0, 1],
      '8.11': [0, 1],
      '8.12': [0, 1],
      '8.13': [0],
    },
    ['latest', 'main', 'edge'],
  ),
  bytes: 9_610_000,
  entrypoint: ['/entrypoint.sh'],
  cmd: ['curl'],
  user: { uid: 100, gid: 101, name: 'curl_user' },
  directory: '/home/curl_user',
  tools: 'alpine',
  extras: ['curl'],
  programs: () => ({ 'entrypoint.sh': entrypoint }),
};

/** A busybox with curl, of 2014: the talk's client. */
export const busyboxPlus: Image = {
  name: 'docker.io/radial/busyboxplus',
  aliases: ['docker.io/odise/busybox-curl', 'docker.io/yauritux/busybox-curl'],
  tags: ['latest', 'base', 'curl', 'git'],
  bytes: 4_234_790,
  entrypoint: [],
  cmd: ['/bin/sh'],
  tools: 'busybox',
  extras: ['curl'],
  programs: () => ({ busybox: multiCall('1.22.1'), nslookup: oldNslookup }),
};

/** An Ubuntu with curl. */
export const tutumCurl: Image = {
  name: 'docker.io/tutum/curl',
  aliases: ['docker.io/appropriate/curl', 'docker.io/byrnedo/alpine-curl', 'docker.io/alpine/curl'],
  tags: 'any',
  bytes: 66_800_000,
  entrypoint: [],
  cmd: ['/bin/bash'],
  tools: 'debian',
  extras: ['curl'],
};
