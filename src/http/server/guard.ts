import { statusError } from '../../kube/status';

/** Who may speak to a server that asks nobody for a password: programs of this machine, and pages of its own.
 *  A page from elsewhere can make a browser send requests here: its Origin tells it apart. A name that was
 *  made to lead here (DNS rebinding) stands in Host. */

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

const forbidden = (message: string) => statusError(403, 'Forbidden', message);

/** @param host what stands before the port in `Host: name:port` */
const nameOf = (host: string): string => host.replace(/:\d*$/, '').toLowerCase();

/** @param hosts names, besides those of the loopback, that this server answers to; `*` is any
 *  @throws 403 */
export function admit(request: Request, hosts: readonly string[]): void {
  const host = request.headers.get('Host') ?? new URL(request.url).host;
  const name = nameOf(host);
  if (!LOOPBACK.has(name) && !hosts.includes(name) && !hosts.includes('*'))
    throw forbidden(`this server does not answer to the host ${JSON.stringify(host)}`);
  const origin = request.headers.get('Origin');
  if (origin !== null && origin !== `http://${host}`) throw forbidden(`a page of ${origin} may not drive this cluster`);
  const site = request.headers.get('Sec-Fetch-Site');
  if (origin === null && site !== null && site !== 'same-origin' && site !== 'none')
    throw forbidden('another page may not drive this cluster');
}
