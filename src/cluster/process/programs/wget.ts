import { resolvePath } from '../expand';
import type { Io, NetworkFailure, Outcome, Program, Response } from '../host';
import { parseUrl, reasonOf, type Address } from './curl';

/** busybox wget: fetch one file.
 *  MODELS -q -O -S --spider -T, its words and its exit code 1. OMITS resuming and recursion. */
export const wget: Program = {
  run(io) {
    const options = parse(io.args);
    if (!options.url) return (io.err('BusyBox v1.36.1 multi-call binary.\n\nUsage: wget [-cqS] [--spider] [-O FILE] [-T SEC] URL...\n'), 1);
    const address = parseUrl(options.url);
    const answer = io.host.network.request({
      ...address,
      protocol: 'http',
      method: options.spider ? 'HEAD' : 'GET',
      headers: { 'user-agent': 'Wget' },
    });
    if ('error' in answer) return failed(io, options, address, answer);
    return answered(io, options, address, answer);
  },
};

interface Options {
  url: string;
  output?: string;
  quiet: boolean;
  spider: boolean;
  headers: boolean;
  /** ms */
  patience: number;
}

function parse(args: readonly string[]): Options {
  const options: Options = { url: '', quiet: false, spider: false, headers: false, patience: 900_000 };
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]!;
    const letters = arg.startsWith('-') && !arg.startsWith('--') ? arg.slice(1) : '';
    if (!arg.startsWith('-')) options.url = arg;
    if (arg === '--spider') options.spider = true;
    if (arg.startsWith('--timeout=')) options.patience = Number(arg.slice(10)) * 1_000;
    if (letters.includes('q') || arg === '--quiet') options.quiet = true;
    if (letters.includes('S')) options.headers = true;
    const at = letters.search(/[OTt]/);
    if (at < 0) continue;
    const value = letters.slice(at + 1) || (args[++i] ?? '');
    if (letters[at] === 'O') options.output = value;
    if (letters[at] === 'T') options.patience = Number(value) * 1_000;
  }
  return options;
}

function failed(io: Io, options: Options, { host, port }: Address, failure: NetworkFailure): Outcome {
  if (failure.error === 'resolve') return (io.err(`wget: bad address '${host}${port === 80 ? '' : `:${port}`}'\n`), 1);
  connecting(io, options, host, port);
  const took = Math.min(failure.took, options.patience);
  if (failure.error === 'timeout') {
    io.err('wget: download timed out\n');
    return { wait: took, exit: 1 };
  }
  const why = failure.error === 'refused' ? "can't connect to remote host: Connection refused" : 'error getting response';
  return (io.err(`wget: ${why}\n`), 1);
}

function connecting(io: Io, { quiet }: Options, host: string, port: number): void {
  const address = io.host.network.resolve(host)?.addresses[0] ?? host;
  if (!quiet) io.err(`Connecting to ${host} (${address}:${port})\n`);
}

function answered(io: Io, options: Options, address: Address, answer: Response & { readonly took: number }): Outcome {
  connecting(io, options, address.host, address.port);
  if (options.headers)
    io.err(
      `  HTTP/1.1 ${answer.status} ${reasonOf(answer.status)}\n${answer.headers.map(([name, value]) => `  ${name}: ${value}\n`).join('')}`,
    );
  if (answer.status >= 400) return (io.err(`wget: server returned error: HTTP/1.1 ${answer.status} ${reasonOf(answer.status)}\n`), 1);
  if (options.spider) return (options.quiet ? undefined : io.err('remote file exists\n'), 0);
  const name = options.output ?? (address.path.split('/').at(-1) || 'index.html');
  if (name === '-') io.out(answer.body);
  else {
    const problem = io.host.files.write(resolvePath(name, io.cwd), answer.body);
    if (problem) return (io.err(`wget: can't open '${name}': ${problem}\n`), 1);
    if (!options.quiet)
      io.err(
        `saving to '${name}'\n${name.padEnd(20)} 100% |********************************| ${String(answer.body.length).padStart(5)}  0:00:00 ETA\n'${name}' saved\n`,
      );
  }
  return answer.took > 0 ? { wait: answer.took } : 0;
}
