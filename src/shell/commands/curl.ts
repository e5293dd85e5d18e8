import type { ProxyRequest, ProxyResponse } from '../../kube/cluster';
import type { Call, ShellCommand } from '../command';
import type { ShellContext } from './index';

/** curl, to this machine: where `kubectl port-forward` listens.
 *  MODELS -s -S -f -i -I -o -w -X -d -H, its words and exit codes 2, 6, 7, 22, 52.
 *  OMITS every other address: the terminal is outside the cluster's network. */
export const curl = (context: Context): ShellCommand => ({
  name: 'curl',
  usage: 'curl [-s] localhost:PORT/PATH',
  summary: 'ask a port that kubectl port-forward has opened',
  run: (call) => {
    const asked = parse(call.args);
    return 'problem' in asked
      ? fail(call, 2, `curl: ${asked.problem}\ncurl: try 'curl --help' for more information\n`)
      : ask(call, asked, context);
  },
});

type Context = Pick<ShellContext, 'ports' | 'during'>;

interface Asked {
  readonly url: string;
  readonly flags: ReadonlySet<string>;
  readonly values: ReadonlyMap<string, string>;
  readonly headers: Readonly<Record<string, string>>;
}

const LONG: Readonly<Record<string, string>> = {
  silent: 's',
  'show-error': 'S',
  fail: 'f',
  include: 'i',
  head: 'I',
  output: 'o',
  'write-out': 'w',
  request: 'X',
  data: 'd',
  header: 'H',
};
const SWITCHES = 'sSfiI';
const WITH_VALUE = 'owXdH';

function parse(args: readonly string[]): Asked | { readonly problem: string } {
  const rest = [...args];
  const flags = new Set<string>();
  const values = new Map<string, string>();
  const headers: Record<string, string> = { 'user-agent': 'curl/8.5.0', accept: '*/*' };
  let url = '';
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (!word.startsWith('-')) {
      url = word;
      continue;
    }
    const letters = word.startsWith('--') ? (LONG[word.slice(2)] ?? '?') : word.slice(1);
    for (let i = 0; i < letters.length; i++) {
      const letter = letters[i]!;
      if (SWITCHES.includes(letter)) flags.add(letter);
      else if (!WITH_VALUE.includes(letter)) return { problem: `option ${word}: is unknown` };
      else {
        const value = letters.slice(i + 1) || rest.shift();
        if (value === undefined) return { problem: `option ${word}: requires parameter` };
        const [name = '', ...text] = value.split(':');
        if (letter === 'H') headers[name.trim().toLowerCase()] = text.join(':').trim();
        else values.set(letter, letter === 'd' && values.has('d') ? `${values.get('d')}&${value}` : value);
        break;
      }
    }
  }
  return url ? { url, flags, values, headers } : { problem: '(2) no URL specified' };
}

function fail({ err }: Call, code: number, words: string): number {
  err(words);
  return code;
}

async function ask(call: Call, asked: Asked, { ports, during }: Context): Promise<number> {
  const { flags, values } = asked;
  const loud = !flags.has('s') || flags.has('S');
  const [, host = '', port = '80', path = ''] =
    /^(?:http:\/\/)?(localhost|127\.0\.0\.1|\[::1\]|[^:/?#]+)(?::(\d+))?(.*)$/.exec(asked.url) ?? [];
  if (!HERE.has(host)) return fail(call, 6, `curl: (6) Could not resolve host: ${host}\n${OUTSIDE}`);
  const serve = ports.at(Number(port));
  const refused = `curl: (7) Failed to connect to ${host} port ${port} after 0 ms: Couldn't connect to server\n`;
  if (!serve) return fail(call, 7, loud ? refused : '');
  const method = values.get('X') ?? (flags.has('I') ? 'HEAD' : values.has('d') ? 'POST' : 'GET');
  const body = values.get('d');
  const request: ProxyRequest = {
    method,
    path: path.startsWith('/') ? path : `/${path}`,
    headers: {
      host: `${host}:${port}`,
      ...(body !== undefined && { 'content-type': 'application/x-www-form-urlencoded' }),
      ...asked.headers,
    },
    ...(body !== undefined && { body }),
  };
  const response = await during(serve(request, call.signal));
  if (!response) return fail(call, 52, loud ? 'curl: (52) Empty reply from server\n' : '');
  return print(call, asked, method, response);
}

const HERE = new Set(['localhost', '127.0.0.1', '[::1]']);

const OUTSIDE = `podplay: your terminal is outside the cluster's network. Ask from a Pod inside, kubectl exec POD -- curl http://SERVICE,
podplay: or open a way in: kubectl port-forward service/SERVICE 8080:80 & and then curl localhost:8080
`;

async function print(call: Call, { flags, values }: Asked, method: string, response: ProxyResponse): Promise<number> {
  const failing = flags.has('f') && response.status >= 400;
  const head = `HTTP/1.1 ${response.status}\r\n${response.headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`;
  const body = method === 'HEAD' || failing ? '' : response.body;
  const text = (flags.has('i') || flags.has('I') ? head : '') + body;
  const file = values.get('o');
  if (file === undefined) call.out(text);
  else if (file !== '/dev/null') await call.writeFile(file, text);
  if (failing && (!flags.has('s') || flags.has('S'))) call.err(`curl: (22) The requested URL returned error: ${response.status}\n`);
  const format = values.get('w');
  if (format !== undefined) call.out(format.replaceAll('%{http_code}', String(response.status)).replaceAll('\\n', '\n'));
  return failing ? 22 : 0;
}
