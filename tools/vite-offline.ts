import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { Plugin } from 'vite';

/** After one visit the site works without a network: writes `sw.js`, a service worker that keeps every file of the
 *  build but the posters. Its version is the hash of them all, so a new build is a new worker. */
export function offline(): Plugin {
  return {
    name: 'podplay-offline',
    apply: 'build',
    writeBundle: {
      order: 'post',
      handler({ dir }) {
        if (dir) writeFileSync(join(dir, 'sw.js'), serviceWorker(dir));
      },
    },
  };
}

export function serviceWorker(dir: string): string {
  const files = readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((file) => file.isFile() && file.name !== 'sw.js')
    .map((file) => relative(dir, join(file.parentPath, file.name)).split(sep).join('/'))
    // Posters belong to posts, which have a network.
    .filter((file) => !file.startsWith('posters/'))
    .sort();
  const hash = createHash('sha256');
  for (const file of files) hash.update(file).update(readFileSync(join(dir, file)));
  return source(hash.digest('hex').slice(0, 16), files);
}

/** Pages come from the network while there is one, so that a new build is seen at once; what they need is named by
 *  its hash and never changes. An old worker goes on for the pages that it began with. */
function source(version: string, files: readonly string[]): string {
  return `const KEPT = 'podplay-${version}';
const FILES = ${JSON.stringify(files)};

addEventListener('install', (event) => {
  event.waitUntil(caches.open(KEPT).then((kept) => Promise.all(FILES.map((file) => keep(kept, file)))));
});

// What an older worker has under the same hash is not fetched again.
async function keep(kept, file) {
  const before = file.startsWith('assets/') && (await caches.match(file));
  return before ? kept.put(file, before) : kept.add(new Request(file, { cache: 'no-cache' }));
}

addEventListener('activate', (event) => {
  const stale = (names) => names.filter((name) => name.startsWith('podplay-') && name !== KEPT);
  event.waitUntil(caches.keys().then((names) => Promise.all(stale(names).map((name) => caches.delete(name)))).then(() => clients.claim()));
});

addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.method !== 'GET' || !request.url.startsWith(registration.scope)) return;
  event.respondWith(request.mode === 'navigate' ? page(request) : part(request));
});

async function page(request) {
  return fetch(request).catch(async () => {
    const kept = await caches.open(KEPT);
    const { origin, pathname } = new URL(request.url);
    return (await kept.match(origin + pathname.replace(/\\/$/, '/index.html'))) ?? Response.error();
  });
}

async function part(request) {
  return (await caches.open(KEPT).then((kept) => kept.match(request))) ?? fetch(request);
}
`;
}
