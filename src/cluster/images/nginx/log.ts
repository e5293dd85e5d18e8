import type { Io, Request, Response } from '../../process/host';

/** nginx's access and error log. */

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const two = (n: number) => String(n).padStart(2, '0');

/** `31/Mar/2025:09:00:20 +0000` */
export function commonLogTime(now: number): string {
  const d = new Date(now);
  return `${two(d.getUTCDate())}/${MONTHS[d.getUTCMonth()]}/${d.getUTCFullYear()}:${d.toISOString().slice(11, 19)} +0000`;
}

const client = (request: Request) => request.client ?? '127.0.0.1';

/** The combined log format, with the forwarded address after it. */
export function accessLine(request: Request, { status, body }: Response, now: number): string {
  const agent = request.headers?.['user-agent'] ?? '-';
  const sent = request.method === 'HEAD' ? 0 : new TextEncoder().encode(body).length;
  return `${client(request)} - - [${commonLogTime(now)}] "${request.method ?? 'GET'} ${request.path ?? '/'} HTTP/1.1" ${status} ${sent} "-" "${agent}" "-"`;
}

let told = { second: -1, text: '' };

/** `2025/03/31 09:00:20` */
export function errorLogTime(now: number): string {
  const second = Math.floor(now / 1000);
  if (told.second !== second) told = { second, text: new Date(now).toISOString().slice(0, 19).replace('T', ' ').replaceAll('-', '/') };
  return told.text;
}

export function complain(io: Io, what: string, request: Request, more = ''): void {
  const line = `"${request.method ?? 'GET'} ${request.path ?? '/'} HTTP/1.1"`;
  io.host.log(
    `${errorLogTime(io.host.now)} [error] 29#29: *1 ${what}, client: ${client(request)}, server: localhost, request: ${line}${more}, host: "${request.host}"`,
  );
}
