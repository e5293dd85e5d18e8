import type { Io, NetworkFailure, Outcome, Program, Response } from '../host';
import { resolvePath } from '../expand';

/** curl: one request, printed as curl prints it.
 *  MODELS -s -S -i -I -v -o -O -w -X -d -H -m --connect-timeout -f -L --retry, its words and exit codes 6, 7, 22, 28, 52.
 *  OMITS TLS (https:// is answered as http would be), proxies, the progress meter's movement. */

interface Options {
  url: string;
  method?: string;
  data?: string;
  headers: Record<string, string>;
  output?: string;
  format?: string;
  /** ms */
  patience: number;
  flags: Set<string>;
}

const LONG: Readonly<Record<string, string>> = {
  silent: 's',
  'show-error': 'S',
  include: 'i',
  head: 'I',
  verbose: 'v',
  fail: 'f',
  location: 'L',
  insecure: 'k',
  output: 'o',
  'write-out': 'w',
  request: 'X',
  data: 'd',
  header: 'H',
  'max-time': 'm',
  'connect-timeout': 'm',
  'user-agent': 'A',
  retry: '1',
  'retry-delay': '1',
};
const WITH_VALUE = 'owXdHmA1u';

/** @returns the options, or what curl says of those it does not know */
function parse(args: readonly string[]): Options | string {
  const options: Options = { url: '', headers: { 'user-agent': 'curl/7.88.1', accept: '*/*' }, patience: Infinity, flags: new Set() };
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]!;
    if (!arg.startsWith('-')) {
      options.url = arg;
      continue;
    }
    const letters = arg.startsWith('--') ? (LONG[arg.slice(2)] ?? '') : arg.slice(1);
    if (arg.startsWith('--') && !letters && arg !== '--compressed' && arg !== '--http1.1')
      return `curl: option ${arg}: is unknown\ncurl: try 'curl --help' for more information\n`;
    for (let j = 0; j < letters.length; j++) {
      const letter = letters[j]!;
      if (!WITH_VALUE.includes(letter)) options.flags.add(letter);
      else {
        take(options, letter, letters.slice(j + 1) || (args[++i] ?? ''));
        break;
      }
    }
  }
  return options;
}

function take(options: Options, letter: string, value: string): void {
  if (letter === 'o') options.output = value;
  else if (letter === 'w') options.format = value;
  else if (letter === 'X') options.method = value;
  else if (letter === 'd') options.data = options.data === undefined ? value : `${options.data}&${value}`;
  else if (letter === 'm') options.patience = Number(value) * 1_000;
  else if (letter === 'A') options.headers['user-agent'] = value;
  else if (letter === 'H') {
    const colon = value.indexOf(':');
    options.headers[value.slice(0, colon).trim().toLowerCase()] = value.slice(colon + 1).trim();
  }
}

export interface Address {
  readonly host: string;
  readonly port: number;
  readonly path: string;
}

/** Take a URL apart. */
export function parseUrl(url: string): Address {
  const match = /^(?:(https?|ftp):\/\/)?(?:[^@/]*@)?([^:/?#]*)(?::(\d+))?([^#]*)/.exec(url)!;
  const [, scheme, host = '', port, path = ''] = match;
  return { host, port: port ? Number(port) : scheme === 'https' ? 443 : 80, path: path.startsWith('/') ? path : `/${path}` };
}

export const curl: Program = {
  run(io) {
    const options = parse(io.args);
    if (typeof options === 'string') return (io.err(options), 2);
    if (!options.url) return (io.err("curl: try 'curl --help' or 'curl --manual' for more information\n"), 2);
    const address = parseUrl(options.url);
    const method = options.method ?? (options.flags.has('I') ? 'HEAD' : options.data === undefined ? 'GET' : 'POST');
    const { data } = options;
    const answer = io.host.network.request({
      ...address,
      protocol: 'http',
      method,
      headers: options.headers,
      ...(data !== undefined && { body: data }),
    });
    if (options.flags.has('v')) io.err(`*   Trying ${address.host}:${address.port}...\n`);
    if ('error' in answer) return failed(io, options, address, answer);
    if (answer.took > options.patience) return failed(io, options, address, { error: 'timeout', took: answer.took });
    return answered(io, options, method, answer);
  },
};

function failed(io: Io, options: Options, { host, port }: Address, failure: NetworkFailure): Outcome {
  const late = failure.error === 'timeout';
  const took = Math.min(failure.took, options.patience);
  const after = `after ${took || 1 + io.host.random.int(4)} ms`;
  const [code, text] = {
    resolve: [6, `Could not resolve host: ${host}`],
    refused: [7, `Failed to connect to ${host} port ${port} ${after}: Couldn't connect to server`],
    timeout: [
      28,
      options.patience < Infinity
        ? `Connection timed out ${after.replace(/ ms$/, ' milliseconds')}`
        : `Failed to connect to ${host} port ${port} ${after}: Couldn't connect to server`,
    ],
    reset: [52, 'Empty reply from server'],
  }[failure.error] as [number, string];
  if (!options.flags.has('s') || options.flags.has('S')) io.err(`curl: (${code}) ${text}\n`);
  if (options.format !== undefined) io.out(written(options.format, undefined, took));
  return late ? { wait: took, exit: code } : code;
}

function answered(io: Io, options: Options, method: string, answer: Response & { readonly took: number }): Outcome {
  const { flags } = options;
  const failing = flags.has('f') && answer.status >= 400;
  let text = '';
  if (flags.has('i') || flags.has('I'))
    text += `HTTP/1.1 ${answer.status} ${reasonOf(answer.status)}\r\n${answer.headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`;
  if (method !== 'HEAD' && !failing) text += answer.body;
  if (failing && (!flags.has('s') || flags.has('S'))) io.err(`curl: (22) The requested URL returned error: ${answer.status}\n`);
  if (options.output === undefined) io.out(text);
  else if (options.output !== '/dev/null') io.host.files.write(resolvePath(options.output, io.cwd), text);
  if (options.format !== undefined) io.out(written(options.format, answer, answer.took));
  const code = failing ? 22 : 0;
  return answer.took > 0 ? { wait: answer.took, exit: code } : code;
}

/** What -w prints. */
function written(format: string, answer: Response | undefined, took: number): string {
  const values: Readonly<Record<string, string>> = {
    http_code: String(answer?.status ?? 0).padStart(3, '0'),
    response_code: String(answer?.status ?? 0).padStart(3, '0'),
    time_total: (took / 1_000).toFixed(6),
    size_download: String(answer?.body.length ?? 0),
    content_type: answer?.headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? '',
  };
  return format
    .replaceAll('\\n', '\n')
    .replaceAll('\\t', '\t')
    .replace(/%\{(\w+)\}/g, (_, name: string) => values[name] ?? '');
}

const REASONS: Readonly<Record<number, string>> = {
  200: 'OK',
  201: 'Created',
  204: 'No Content',
  301: 'Moved Permanently',
  302: 'Found',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Not Allowed',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
};
export const reasonOf = (status: number) => REASONS[status] ?? '';
