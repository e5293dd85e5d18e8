import type { Request, Response } from '../process/host';

/** What lies outside the cluster: a small made-up internet, so that manifests which fetch from it work.
 *  MODELS names below well-known top-level domains, and one plain page on each.
 *  OMITS everything else: nothing leaves the browser. */

const KNOWN = new Set([
  'com',
  'org',
  'net',
  'io',
  'dev',
  'edu',
  'gov',
  'app',
  'de',
  'uk',
  'eu',
  'info',
  'me',
  'co',
  'ai',
  'cloud',
  'tech',
  'sh',
  'fr',
  'ch',
  'nl',
  'jp',
  'cn',
  'us',
]);

/** An address of the range kept for documentation (RFC 5737), always the same for a name; undefined: no such name. */
export function outsideAddress(name: string): string | undefined {
  const labels = name.toLowerCase().replace(/\.$/, '').split('.');
  if (labels.length < 2 || !KNOWN.has(labels.at(-1)!) || labels.some((label) => !/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(label)))
    return undefined;
  let hash = 7;
  for (const c of name) hash = (hash * 31 + c.charCodeAt(0)) >>> 0;
  return `203.0.113.${1 + (hash % 254)}`;
}

export const isOutside = (address: string) => address.startsWith('203.0.113.');

export function outsideResponse(request: Request, now: number): Response {
  const body = `<!doctype html>\n<html>\n<head><title>${request.host}</title></head>\n<body>\n<h1>${request.host}</h1>\n<p>A page of the simulated internet.</p>\n</body>\n</html>\n`;
  return {
    status: 200,
    headers: [
      ['Date', new Date(now).toUTCString()],
      ['Content-Type', 'text/html; charset=utf-8'],
      ['Content-Length', String(new TextEncoder().encode(body).length)],
    ],
    body: request.method === 'HEAD' ? '' : body,
  };
}
