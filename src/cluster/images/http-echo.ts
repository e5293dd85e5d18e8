import type { Io } from '../process/host';
import type { Image } from './image';
import { goTime, option, server, text } from './server';

/** hashicorp/http-echo: answers every request with one text. */

const listen = (io: Io) => Number((option(io.args, 'listen') ?? ':5678').split(':').at(-1));

const program = (version: string) =>
  server({
    problem: (io) => ((option(io.args, 'text') ?? io.env['ECHO_TEXT']) ? undefined : 'Missing -text option!\n'),
    lines: (io) => [
      version === '1.0.0'
        ? `${goTime(io)} [INFO] server is listening on :${listen(io)}`
        : `${goTime(io)} Server is listening on :${listen(io)}`,
    ],
    ports: (io) => [listen(io)],
    serve(request, io) {
      if (request.protocol !== 'http') return undefined;
      const body = request.path === '/health' ? '{"status":"ok"}' : (option(io.args, 'text') ?? io.env['ECHO_TEXT'] ?? '');
      const agent = request.headers?.['user-agent'] ?? '';
      io.host.log(
        `${goTime(io)} ${request.host}:${request.port} ${request.client ?? ''}:${40_000 + io.host.random.int(20_000)} "${request.method ?? 'GET'} ${request.path ?? '/'} HTTP/1.1" 200 ${body.length + 1} "${agent}" ${20 + io.host.random.int(60)}.${io.host.random.int(999)}µs`,
      );
      return text(200, `${body}\n`, [
        ['X-App-Name', 'http-echo'],
        ['X-App-Version', version],
        ['Date', new Date(io.host.now).toUTCString()],
      ]);
    },
  });

export const httpEcho: Image = {
  name: 'docker.io/hashicorp/http-echo',
  tags: ['latest', '1.0', '1.0.0', '0.2.3', '0.2.2', '0.2.1', 'alpine'],
  bytes: 3_000_000,
  entrypoint: ['/http-echo'],
  user: { uid: 65_532, gid: 65_532 },
  tools: 'none',
  programs: (tag) => ({ 'http-echo': program(tag.startsWith('0') ? '0.2.3' : '1.0.0') }),
};
