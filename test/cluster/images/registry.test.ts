import { describe, expect, it } from 'vitest';
import { findImage } from '../../../src/cluster/images/registry';

const denied = (full: string) =>
  `failed to pull and unpack image "${full}": failed to resolve reference "${full}": pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed`;
const notFound = (full: string) =>
  `rpc error: code = NotFound desc = failed to pull and unpack image "${full}": failed to resolve reference "${full}": ${full}: not found`;

/** containerd's words for what Docker Hub and other registries answer. */
const PULLS: readonly (readonly [image: string, answer: string])[] = [
  ['nginx', 'docker.io/library/nginx:latest'],
  ['nginx:1.7.9', 'docker.io/library/nginx:1.7.9'],
  ['nginx:1.27.4-alpine', 'docker.io/library/nginx:1.27.4-alpine'],
  ['library/nginx', 'docker.io/library/nginx:latest'],
  ['docker.io/nginx:1.9', 'docker.io/library/nginx:1.9'],
  ['registry.k8s.io/busybox', 'registry.k8s.io/busybox:latest'],
  ['busybox:1.28', 'docker.io/library/busybox:1.28'],
  ['curlimages/curl:8.11.1', 'docker.io/curlimages/curl:8.11.1'],
  ['radial/busyboxplus:curl', 'docker.io/radial/busyboxplus:curl'],
  ['r-base:4.4.1', 'docker.io/library/r-base:4.4.1'],
  ['somebody/my-app:v3', 'docker.io/somebody/my-app:v3'],
  ['ghcr.io/somebody/shop:2', 'ghcr.io/somebody/shop:2'],
  ['localhost:5000/shop', 'localhost:5000/shop:latest'],
  ['nginx:broken', notFound('docker.io/library/nginx:broken')],
  ['nginx:1.7.99', notFound('docker.io/library/nginx:1.7.99')],
  ['busybox:9', notFound('docker.io/library/busybox:9')],
  ['my-app:v3', denied('docker.io/library/my-app:v3')],
  ['busybo', denied('docker.io/library/busybo:latest')],
  ['ngnix:1.27', denied('docker.io/library/ngnix:1.27')],
  ['postgress', denied('docker.io/library/postgress:latest')],
  ['foo', denied('docker.io/library/foo:latest')],
  ['NGINX', 'couldn\'t parse image name "NGINX": invalid reference format'],
  ['', 'couldn\'t parse image name "": invalid reference format'],
  ['nginx:', 'couldn\'t parse image name "nginx:": invalid reference format'],
  ['<image_url>', 'couldn\'t parse image name "<image_url>": invalid reference format'],
];

describe('a registry answers', () => {
  it.each(PULLS)('%j: %s', (image, answer) => {
    const found = findImage(image);
    expect('error' in found ? found.message : found.full).toBe(answer);
  });
});
