import { oldNslookup, nslookup } from '../process/programs/nslookup';
import type { Program } from '../process/host';
import type { Image } from './image';
import { releaseOf, tagsOf } from './tags';

/** busybox: a shell and its everyday programs.
 *  MODELS its tags, its two nslookups: up to 1.28 it says `can't resolve`; since 1.29 it asks every domain of the
 *  search list and ends with 1 when one of them has no such name (so the Kubernetes documentation stays at 1.28).
 *  `latest` is 1.28.4 here, not the newest: manifests that name no tag, the talk's among them, were written for it,
 *  and `until nslookup mydb` would never end with a newer one. */
const SERIES = {
  '1.21': [],
  '1.22': [],
  '1.23': [0, 2],
  '1.24': [0, 2],
  '1.25': [0, 1],
  '1.26': [0, 2],
  '1.27': [0, 2],
  '1.28': [0, 4],
  '1.29': [0, 3],
  '1.30': [0, 1],
  '1.31': [0, 1],
  '1.32': [0, 1],
  '1.33': [0, 1],
  '1.34': [0, 1],
  '1.35': [0, 0],
  '1.36': [0, 1],
  '1.37': [0, 0],
};
const LATEST = '1.28.4';

const versionOf = (tag: string) => releaseOf(tag, SERIES, LATEST);

export const isOld = (version: string) => Number(version.split('.')[1]) <= 28;

/** `busybox`, alone or before the name of one of its programs. */
export function multiCall(version: string): Program {
  return {
    run(io) {
      const [name = '', ...args] = io.args;
      if (name && io.host.program(name)) return { exec: [name, ...args] };
      io.out(`BusyBox v${version} multi-call binary.\nBusyBox is copyrighted by many authors between 1998-2015.\n`);
      io.out(
        'Licensed under GPLv2. See source distribution for detailed\ncopyright notices.\n\nUsage: busybox [function [arguments]...]\n',
      );
      return name ? 127 : 0;
    },
  };
}

export const busybox: Image = {
  idle: { cpu: 0, memory: 1 },
  name: 'docker.io/library/busybox',
  aliases: [
    'registry.k8s.io/busybox',
    'registry.k8s.io/e2e-test-images/busybox',
    'k8s.gcr.io/busybox',
    'gcr.io/google_containers/busybox',
    'gcr.io/google-containers/busybox',
    'public.ecr.aws/docker/library/busybox',
    'mirror.gcr.io/library/busybox',
    'quay.io/prometheus/busybox',
  ],
  tags: [...tagsOf(SERIES, ['latest', 'stable', 'unstable'], ['-musl', '-glibc', '-uclibc']), '1.29-2', '1.29-4', '1.36.1-1'],
  bytes: (tag) => (tag.includes('musl') ? 854_000 : isOld(versionOf(tag)) ? 727_869 : 2_156_518),
  entrypoint: [],
  cmd: ['sh'],
  tools: 'busybox',
  programs: (tag) => ({ busybox: multiCall(versionOf(tag)), nslookup: isOld(versionOf(tag)) ? oldNslookup : nslookup }),
};
