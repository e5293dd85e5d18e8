import type { Io, Program, Request } from '../process/host';
import type { Image } from './image';
import { nginx } from './nginx';
import { reasonOf } from '../process/programs/curl';
import { goTime, response, server, text, type ServerOptions } from './server';

/** The small applications of the documentation's tutorials. */

const app = (
  names: readonly string[],
  tags: Image['tags'],
  options: (tag: string) => ServerOptions,
  tools: Image['tools'] = 'none',
): Image => ({
  name: names[0]!,
  aliases: names.slice(1),
  tags,
  bytes: 12_000_000,
  entrypoint: ['/app'],
  tools,
  programs: (tag) => ({ app: server(options(tag)) }),
});

const gke = (name: string) => [
  `gcr.io/google-samples/${name}`,
  `us-docker.pkg.dev/google-samples/containers/gke/${name}`,
  `gcr.io/google_samples/${name}`,
];

export const helloApp = app(gke('hello-app'), ['1.0', '2.0', 'latest'], (tag) => ({
  ports: [8080],
  lines: (io) => [`${goTime(io)} Server listening on port 8080`],
  serve(request, io) {
    io.host.log(`${goTime(io)} Serving request: ${request.path ?? '/'}`);
    return text(200, `Hello, world!\nVersion: ${tag === '2.0' ? '2.0.0' : '1.0.0'}\nHostname: ${io.host.hostname}\n`);
  },
}));

export const nodeHello = app(
  gke('node-hello'),
  ['1.0', 'latest'],
  () => ({ ports: [8080], serve: () => text(200, 'Hello Kubernetes!') }),
  'debian',
);

export const helloGo = app(gke('hello-go-gke'), ['1.0', 'latest'], () => ({
  ports: [80],
  lines: (io) => [`${goTime(io)} Starting HTTP service...`],
  serve: () => response(200, '{"message":"Hello"}', 'application/json'),
}));

export const bootcamp = app(
  [...gke('kubernetes-bootcamp'), 'docker.io/jocatalin/kubernetes-bootcamp'],
  ['v1', 'v2', 'latest'],
  (tag) => ({
    ports: [8080],
    lines: (io) => [`Kubernetes Bootcamp App Started At: ${new Date(io.host.now).toISOString()} | Running On:  ${io.host.hostname} \n`],
    serve(request, io) {
      io.host.log(
        `Running On: ${io.host.hostname} | Total Requests: 1 | App Uptime: 1 seconds | Log Time: ${new Date(io.host.now).toISOString()}`,
      );
      return request.path === undefined
        ? undefined
        : text(200, `Hello Kubernetes bootcamp! | Running on: ${io.host.hostname} | v=${tag === 'v2' ? 2 : 1}\n`);
    },
  }),
  'debian',
);

/** A frontend of nginx, for the Service `hello`. */
export const helloFrontend: Image = {
  ...nginx,
  name: 'gcr.io/google-samples/hello-frontend',
  aliases: gke('hello-frontend').slice(1),
  tags: ['1.0', 'latest'],
  files: (tag) => {
    const { '/etc/nginx/conf.d/default.conf': _, ...files } = nginx.files!(tag);
    return {
      ...files,
      '/etc/nginx/conf.d/frontend.conf':
        'upstream Backend {\n    server hello;\n}\n\nserver {\n    listen 80;\n\n    location / {\n        proxy_pass http://Backend;\n    }\n}\n',
    };
  },
};

/** Says back what it was asked. */
function echoed(request: Request, io: Io): string {
  const headers = Object.entries(request.headers ?? {}).map(([name, value]) => `\t${name}=${value}`);
  return [
    '',
    '',
    `Hostname: ${io.host.hostname}`,
    '',
    'Pod Information:',
    '\t-no pod information available-',
    '',
    'Server values:',
    '\tserver_version=nginx: 1.13.3 - lua: 10008',
    '',
    'Request Information:',
    `\tclient_address=${request.client ?? '127.0.0.1'}`,
    `\tmethod=${request.method ?? 'GET'}`,
    `\treal path=${request.path ?? '/'}`,
    `\tquery=${request.path?.split('?')[1] ?? ''}`,
    '\trequest_version=1.1',
    '\trequest_scheme=http',
    `\trequest_uri=http://${request.host}:8080${request.path ?? '/'}`,
    '',
    'Request Headers:',
    ...headers,
    '',
    'Request Body:',
    request.body ?? '\t-no body in request-',
    '',
    '',
  ].join('\n');
}

export const echoserver = app(
  [
    'registry.k8s.io/echoserver',
    'k8s.gcr.io/echoserver',
    'gcr.io/google_containers/echoserver',
    'gcr.io/google-containers/echoserver',
    'docker.io/kicbase/echo-server',
    'registry.k8s.io/e2e-test-images/echoserver',
  ],
  'any',
  () => ({
    ports: [8080],
    lines: ['Generating self-signed cert', 'Starting nginx'],
    serve: (request, io) => text(200, echoed(request, io), [['Server', 'echoserver']]),
  }),
  'debian',
);

/** The guestbook's PHP page: it writes to the leader of redis, and reads from a follower. */
function guestbook(leader: string, follower: string): Program {
  return server({
    ports: [80],
    lines: (io) => [
      `AH00558: apache2: Could not reliably determine the server's fully qualified domain name, using ${io.host.ip}. Set the 'ServerName' directive globally to suppress this message`,
    ],
    serve(request, io) {
      const answer = guestbookAnswer(request, io, leader, follower);
      io.host.log(
        `${request.client ?? '-'} - - "${request.method ?? 'GET'} ${request.path ?? '/'} HTTP/1.1" ${answer.status} ${reasonOf(answer.status)}`,
      );
      return answer;
    },
  });
}

function guestbookAnswer(request: Request, io: Io, leader: string, follower: string) {
  const url = new URL(request.path ?? '/', 'http://guestbook');
  if (url.pathname === '/')
    return response(
      200,
      '<html ng-app="redis">\n  <head>\n    <title>Guestbook</title>\n  </head>\n  <body>\n    <h2>Guestbook</h2>\n  </body>\n</html>\n',
      'text/html',
    );
  if (url.pathname !== '/guestbook.php') return text(404, 'Not Found\n');
  const [command, key, value] = ['cmd', 'key', 'value'].map((name) => url.searchParams.get(name) ?? '') as [string, string, string];
  const host = command === 'set' ? leader : follower;
  const words = command === 'set' ? ['SET', key, value] : ['GET', key];
  const answer = io.host.network.request({ host, port: 6379, protocol: 'tcp', body: JSON.stringify(words) });
  if ('error' in answer)
    return text(
      500,
      `Fatal error: Uncaught exception 'Predis\\Connection\\ConnectionException' with message 'Connection to tcp://${host}:6379 failed'\n`,
    );
  const result = JSON.parse(answer.body) as { value?: unknown };
  return response(200, JSON.stringify(command === 'set' ? { message: 'Updated' } : { data: result.value ?? '' }), 'application/json');
}

const frontend = (names: readonly string[], leader: string, follower: string): Image => ({
  ...app(names, 'any', () => ({}), 'debian'),
  bytes: 176_000_000,
  programs: () => ({ app: guestbook(leader, follower) }),
});

export const gbFrontend = frontend(
  [`us-docker.pkg.dev/google-samples/containers/gke/gb-frontend`, 'gcr.io/google-samples/gb-frontend'],
  'redis-leader',
  'redis-follower',
);
export const gbFrontendOld = frontend(['gcr.io/google_samples/gb-frontend'], 'redis-master', 'redis-slave');
