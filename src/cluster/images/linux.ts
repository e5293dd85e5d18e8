import { bindNslookup, nslookup } from '../process/programs/nslookup';
import { multiCall } from './busybox';
import type { Image, Tools } from './image';
import { entrypoint } from './server';

/** Distributions: their command is a shell, which ends at once when nobody types. */

const base = (names: readonly string[], tools: Tools, bytes: number, extras: readonly string[] = []): Image => ({
  name: names[0]!,
  aliases: names.slice(1),
  tags: 'any',
  bytes,
  entrypoint: [],
  cmd: [tools === 'alpine' ? '/bin/sh' : 'bash'],
  tools,
  extras,
  ...(tools === 'alpine' && { programs: () => ({ busybox: multiCall('1.37.0'), nslookup }) }),
});

export const alpine = base(
  ['docker.io/library/alpine', 'registry.k8s.io/alpine', 'public.ecr.aws/docker/library/alpine'],
  'alpine',
  3_642_247,
);
export const debian = base(
  ['docker.io/library/debian', 'gcr.io/google_containers/debian-base', 'registry.k8s.io/debian-base'],
  'debian',
  48_500_000,
);
export const ubuntu = base(['docker.io/library/ubuntu', 'registry.k8s.io/ubuntu', 'gcr.io/google_containers/ubuntu'], 'debian', 29_700_000);
export const centos = base(
  [
    'docker.io/library/centos',
    'docker.io/library/fedora',
    'docker.io/library/rockylinux',
    'docker.io/library/almalinux',
    'docker.io/library/amazonlinux',
    'docker.io/library/oraclelinux',
    'registry.access.redhat.com/ubi9/ubi',
    'registry.access.redhat.com/ubi8/ubi',
  ],
  'debian',
  76_000_000,
  ['curl'],
);

/** bash, on Alpine. */
export const bash: Image = {
  ...alpine,
  name: 'docker.io/library/bash',
  aliases: [],
  bytes: 6_700_000,
  entrypoint: ['docker-entrypoint.sh'],
  cmd: ['bash'],
  extras: ['bash'],
  programs: () => ({ busybox: multiCall('1.37.0'), nslookup, 'docker-entrypoint.sh': entrypoint('bash') }),
};

/** Tools for looking at a cluster from within. */
export const dnsutils: Image = {
  ...debian,
  name: 'registry.k8s.io/e2e-test-images/jessie-dnsutils',
  aliases: [
    'gcr.io/kubernetes-e2e-test-images/dnsutils',
    'docker.io/tutum/dnsutils',
    'docker.io/nicolaka/netshoot',
    'docker.io/praqma/network-multitool',
    'docker.io/wbitt/network-multitool',
  ],
  bytes: 84_000_000,
  extras: ['curl', 'wget', 'dig', 'nslookup', 'ping', 'nc', 'telnet'],
  programs: () => ({ nslookup: bindNslookup }),
};
