import type { Io, Outcome, Program } from '../process/host';
import type { Image } from './image';
import { option, response, server, text } from './server';

/** stefanprodan/podinfo, the sample that demonstrations of delivery and meshes deploy.
 *  MODELS its greeting, health and readiness, the options that name its port, `podcli check http`.
 *  OMITS its other endpoints, metrics, gRPC, and the switches that make it fail. Source: podinfo README.md, pkg/api/http */

const PORT = 9898;
const portOf = (io: Io) => Number(option(io.args, 'port') ?? io.env['PODINFO_PORT'] ?? PORT);

const say = ({ host }: Io, caller: string, message: string, more: object) =>
  JSON.stringify({ level: 'info', ts: new Date(host.now).toISOString(), caller, msg: message, ...more });

const json = (value: object) => response(200, JSON.stringify(value, null, 2), 'application/json; charset=utf-8');

const greeting = (io: Io, version: string) => ({
  hostname: io.env['HOSTNAME'],
  version,
  color: io.env['PODINFO_UI_COLOR'] ?? '#34577c',
  message: io.env['PODINFO_UI_MESSAGE'] ?? `greetings from podinfo v${version}`,
  goos: 'linux',
  goarch: 'amd64',
});

const podinfo = (version: string): Program =>
  server({
    ports: (io) => [portOf(io)],
    lines: (io) => [
      say(io, 'podinfo/main.go', 'Starting podinfo', { version, port: String(portOf(io)) }),
      say(io, 'http/server.go', 'Starting HTTP Server.', { addr: `:${portOf(io)}` }),
    ],
    serve(request, io) {
      if (request.protocol !== 'http') return undefined;
      const path = (request.path ?? '/').split('?')[0];
      if (path === '/healthz' || path === '/readyz') return json({ status: 'OK' });
      if (path === '/version') return json({ version });
      return path === '/' || path === '/api/info' ? json(greeting(io, version)) : text(404, '404 page not found\n');
    },
  });

/** `podcli check http localhost:9898/healthz`: the probe of its own manifests. */
const podcli: Program = {
  run(io): Outcome {
    const [verb, what, address = ''] = io.args;
    if (verb !== 'check' || what !== 'http') return (io.err(`unknown command "${verb ?? ''}" for "podcli"\n`), 1);
    const { hostname, port, pathname } = new URL(address.includes('://') ? address : `http://${address}`);
    const answer = io.host.network.request({ host: hostname, port: Number(port || 80), protocol: 'http', path: pathname });
    const fine = !('error' in answer) && answer.status >= 200 && answer.status < 400;
    io.out(`${say(io, 'podcli/check.go', fine ? 'check succeed' : 'check failed', { address })}\n`);
    return fine ? 0 : 1;
  },
};

export const podinfoImage: Image = {
  name: 'docker.io/stefanprodan/podinfo',
  aliases: ['ghcr.io/stefanprodan/podinfo'],
  tags: 'any',
  bytes: 28_000_000,
  entrypoint: [],
  cmd: ['./podinfo'],
  user: { uid: 100, gid: 101, name: 'app' },
  tools: 'alpine',
  extras: ['curl'],
  programs: (tag) => ({ podinfo: podinfo(/^\d/.test(tag) ? tag : '6.7.1'), podcli }),
};
