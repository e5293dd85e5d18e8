import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { siteServer } from '../../src/cli/site-server';

const folder = mkdtempSync(join(tmpdir(), 'podplay-site-'));
const site = join(folder, 'site');
let server: ReturnType<typeof siteServer>;

beforeAll(async () => {
  mkdirSync(join(site, 'assets'), { recursive: true });
  writeFileSync(join(site, 'index.html'), '<title>Podplay</title>');
  writeFileSync(join(site, 'assets', 'app-1a2b.js'), 'export {};'.repeat(500));
  writeFileSync(join(folder, 'secret.txt'), 'secret');
  server = siteServer(site);
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
});

afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

const base = () => `http://localhost:${(server.address() as AddressInfo).port}`;

/** A request whose path is sent as it is: fetch would tidy it. */
function rawStatus(path: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request(base(), { path }, (response) => resolve(response.resume().statusCode))
      .on('error', reject)
      .end();
  });
}

describe('the site server', () => {
  it('serves the page, to be asked for again', async () => {
    const answer = await fetch(base());
    expect(await answer.text()).toBe('<title>Podplay</title>');
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(answer.headers.get('cache-control')).toBe('no-cache');
  });

  it('answers 304 to who has it', async () => {
    const etag = (await fetch(base())).headers.get('etag')!;
    expect((await fetch(base(), { headers: { 'If-None-Match': etag } })).status).toBe(304);
  });

  it('serves assets for ever, packed', async () => {
    const answer = await fetch(`${base()}/assets/app-1a2b.js`);
    expect(answer.headers.get('cache-control')).toContain('immutable');
    expect(answer.headers.get('content-type')).toContain('text/javascript');
    expect(answer.headers.get('content-encoding')).toBe('gzip');
    expect((await answer.text()).length).toBe(5000);
  });

  it('answers HEAD without a body, and refuses other methods', async () => {
    expect(await (await fetch(base(), { method: 'HEAD' })).text()).toBe('');
    const answer = await fetch(base(), { method: 'POST' });
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  });

  it.each(['/nowhere', '/../secret.txt', '/..%2fsecret.txt', '/assets/../../secret.txt', '/%', '/%00'])(
    'has nothing at %s',
    async (path) => {
      expect(await rawStatus(path)).toBe(404);
    },
  );
});
