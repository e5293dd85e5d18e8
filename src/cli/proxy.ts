import type { Server } from 'node:http';
import { admit } from '../http/server/guard';
import { refusal } from '../http/server/answers';
import { API_PATH, CLUSTER_PATH, type ServedCluster } from '../live';
import { forward, prefixOf, tunnel } from './forward';
import { admittedUpgrade, refuse as refuseUpgrade } from './node-exec';
import { admitted, serverOf, type Handler } from './node-http';
import { answer, refuse } from './site-server';
import { UsageError } from './usage';
import { isWatch, serveWatch } from './watch-socket';

/** `podplay serve --proxy`: the site, and behind it a real cluster at the same address, so that the page needs no
 *  leave of another server. Whoever reaches this server has the rights of who runs `kubectl proxy`: it stays on
 *  the loopback, and answers no page but its own. */

const LOOPBACK = new Set(['localhost', '127.0.0.1', '::1']);

/** @throws UsageError */
export function targetOf(address: string, host: string): URL {
  const target = URL.canParse(address) ? new URL(address) : undefined;
  if (!target || !/^https?:$/.test(target.protocol) || target.search || target.hash || target.username)
    throw new UsageError(`--proxy takes the address of kubectl proxy, such as http://127.0.0.1:8001, not "${address}"`);
  if (!LOOPBACK.has(host)) throw new UsageError('--proxy lends your rights to whoever asks: with it Podplay listens on this machine only');
  return target;
}

export function proxyServer(site: string, target: URL): Server {
  const pass = forward(target);
  const handler: Handler = (request) => {
    try {
      admit(request, []);
    } catch (error) {
      return Promise.resolve(refusal(error));
    }
    return pass(within(request));
  };
  const server = serverOf(handler, (incoming, response) => {
    const path = incoming.url?.split('?')[0] ?? '/';
    if (isApi(path)) return false;
    if (path !== CLUSTER_PATH) answer(site, incoming, response);
    else if (!admitted(incoming, [])) refuse(response, 403, 'Forbidden');
    else {
      const served: ServedCluster = { kind: 'podplay-proxy', target: target.origin };
      response.writeHead(200, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' }).end(JSON.stringify(served));
    }
    return true;
  });
  server.on('upgrade', (incoming, socket, head) => {
    socket.on('error', () => socket.destroy());
    const url = admittedUpgrade(incoming, []);
    if (typeof url === 'number') return refuseUpgrade(socket, url);
    if (!isApi(url.pathname)) return refuseUpgrade(socket, 404);
    const inner = withinApi(url);
    if (isWatch(inner)) serveWatch(pass, inner, incoming, socket, head);
    else tunnel(target, `${prefixOf(target)}${inner.pathname}${inner.search}`, incoming, socket, head);
  });
  return server;
}

const isApi = (path: string) => path.startsWith(`${API_PATH}/`);

/** The request as the API knows it. */
function within(request: Request): Request {
  const { method, headers, body, signal } = request;
  return new Request(withinApi(new URL(request.url)), { method, headers, body, signal, duplex: 'half' } as RequestInit);
}

function withinApi(address: URL): URL {
  const url = new URL(address);
  url.pathname = url.pathname.slice(API_PATH.length);
  return url;
}
