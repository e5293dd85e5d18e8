import { releaseOf, tagsOf } from '../tags';

/** Releases of the official image, by series. Source: hub.docker.com/_/nginx */
const SERIES = {
  '1.7': [1, 12],
  '1.8': [0, 1],
  '1.9': [0, 15],
  '1.10': [0, 3],
  '1.11': [0, 13],
  '1.12': [0, 2],
  '1.13': [0, 12],
  '1.14': [0, 2],
  '1.15': [0, 12],
  '1.16': [0, 1],
  '1.17': [0, 10],
  '1.18': [0, 0],
  '1.19': [0, 10],
  '1.20': [0, 2],
  '1.21': [0, 6],
  '1.22': [0, 1],
  '1.23': [0, 4],
  '1.24': [0, 0],
  '1.25': [0, 5],
  '1.26': [0, 3],
  '1.27': [0, 4],
  '1.28': [0, 0],
  '1.29': [0, 4],
};

export const TAGS = tagsOf(
  SERIES,
  ['latest', 'stable', 'mainline', '1.27.5'],
  [
    ...['-alpine', '-perl', '-alpine-slim', '-alpine-perl', '-alpine3.18', '-alpine3.19', '-alpine3.20', '-alpine3.21'],
    ...['-otel', '-bullseye', '-bookworm', '-trixie'],
  ],
);

/** Kubernetes' own builds of nginx, and which version each is. */
const SLIM: Readonly<Record<string, string>> = {
  '0.5': '1.9.8',
  '0.6': '1.9.8',
  '0.7': '1.9.13',
  '0.8': '1.11.1',
  '0.9': '1.11.9',
  '0.20': '1.13.8',
  '0.21': '1.15.10',
  '0.24': '1.23.2',
  '0.25': '1.24.0',
  '0.26': '1.25.3',
  '0.27': '1.25.3',
};
export const SLIM_TAGS = Object.keys(SLIM);

/** What a tag stands for. */
export function versionOf(tag: string): string {
  const slim = SLIM[tag];
  if (slim) return slim;
  if (tag.startsWith('stable')) return '1.26.3';
  return tag === 'test-cmd' ? '1.7.9' : releaseOf(tag, SERIES, '1.27.4');
}

/** When the welcome page of a version was packed: the day of its release. Source: nginx.org/en/CHANGES */
const RELEASED: Readonly<Record<string, string>> = {
  '1.7.9': 'Tue, 23 Dec 2014 16:25:09 GMT',
  '1.9.1': 'Tue, 26 May 2015 15:02:09 GMT',
  '1.14.2': 'Tue, 04 Dec 2018 14:44:49 GMT',
  '1.16.1': 'Tue, 13 Aug 2019 12:51:42 GMT',
  '1.21.6': 'Tue, 25 Jan 2022 15:03:52 GMT',
  '1.25.5': 'Tue, 16 Apr 2024 14:29:59 GMT',
  '1.26.3': 'Wed, 05 Feb 2025 10:01:29 GMT',
  '1.27.4': 'Wed, 05 Feb 2025 11:06:32 GMT',
};
const FIRST_RELEASE = Date.parse('Tue, 23 Dec 2014 14:00:00 GMT');
const MONTH = 30.4 * 86_400_000;

/** @returns an HTTP date; of versions that are not listed one in the months of their series */
export function releasedAt(version: string): string {
  const listed = RELEASED[version];
  if (listed) return listed;
  const [, minor = 7, patch = 0] = version.split('.').map(Number);
  return new Date(Math.floor((FIRST_RELEASE + (minor - 7) * 6 * MONTH + patch * MONTH) / 1_000) * 1_000).toUTCString();
}

/** Compressed sizes of a few images, as Docker Hub gives them. */
export function sizeOf(tag: string): number {
  if (tag.includes('slim') && tag.includes('alpine')) return 5_300_000;
  if (tag.includes('alpine')) return 20_500_000;
  if (tag.startsWith('1.7')) return 39_941_420;
  if (tag.startsWith('1.9')) return 51_656_178;
  return 72_195_292;
}
