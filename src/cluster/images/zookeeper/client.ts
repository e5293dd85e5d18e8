import { formatDate } from '../../process/programs/system';
import type { Io, Program } from '../../process/host';
import { isOld } from './four-letter-words';
import { say } from './log-line';
import type { Operation, Result } from './requests';
import type { Znode } from './tree';
import { printZxid } from './zxid';

/** zkCli.sh: one command, or those that come in on standard input.
 *  MODELS create, get, set, ls, ls2, stat, delete, rmr and deleteall, their words before and since 3.5.
 *  OMITS watches, ACLs and quotas. */

type Ask = (operation: Operation) => Result | undefined;

/** No member answers: what the client throws. */
class ConnectionLoss extends Error {
  override readonly name = 'ConnectionLoss';
}

export function zkCli(version: string): Program {
  return {
    run(io) {
      const { server, words } = parse(io.args);
      io.out(`Connecting to ${server}\n`);
      const lines = words.length
        ? [words]
        : io.stdin
            .split('\n')
            .map((line) => line.trim().split(/\s+/))
            .filter(([word]) => word);
      const session = `0x${(io.host.now % 2 ** 40).toString(16)}${String(io.host.random.int(10_000)).padStart(4, '0')}`;
      const ask: Ask = (operation) => request(io, server, session, operation);
      try {
        return converse(io, ask, lines, version);
      } catch (error) {
        if (!(error instanceof ConnectionLoss)) throw error;
        const path = lines[0]?.find((word) => word.startsWith('/')) ?? '/';
        io.err(
          `Exception in thread "main" org.apache.zookeeper.KeeperException$ConnectionLossException: KeeperErrorCode = ConnectionLoss for ${path}\n`,
        );
        return { wait: 5_000, exit: 1 };
      }
    },
  };
}

function parse(args: readonly string[]): { readonly server: string; readonly words: string[] } {
  const words = [...args];
  let server = 'localhost:2181';
  while (words[0]?.startsWith('-')) {
    const [flag] = words.splice(0, 1);
    if (flag === '-server') server = words.shift() ?? server;
    if (flag === '-timeout') words.shift();
  }
  return { server, words };
}

/** Ask the first server of the list that answers. */
function request(io: Io, servers: string, session: string, operation: Operation): Result | undefined {
  for (const server of servers.split('/')[0]!.split(',')) {
    const [host = '', port = '2181'] = server.split(':');
    const body = JSON.stringify({ session, operation });
    const answer = io.host.network.request({ host, port: Number(port), protocol: 'tcp', body });
    if (!('error' in answer)) return JSON.parse(answer.body) as Result;
    const why =
      answer.error === 'refused'
        ? 'java.net.ConnectException: Connection refused'
        : 'Unable to read additional data from server sessionid 0x0';
    say(
      io,
      undefined,
      'WARN',
      `main-SendThread(${server}):ClientCnxn$SendThread@1164`,
      `${why}, closing socket connection and attempting reconnect`,
    );
  }
  return undefined;
}

function converse(io: Io, ask: Ask, lines: readonly (readonly string[])[], version: string): number {
  const sure: Ask = (operation) => {
    const result = ask(operation);
    if (!result) throw new ConnectionLoss();
    return result;
  };
  sure({ op: 'open' });
  io.out('\nWATCHER::\n\nWatchedEvent state:SyncConnected type:None path:null\n');
  let code = 0;
  for (const [word = '', ...args] of lines) {
    if (word === 'quit' || word === 'close') break;
    code = command(io, sure, word, args, isOld(version));
  }
  sure({ op: 'close' });
  return isOld(version) ? 0 : code;
}

function command(io: Io, ask: Ask, word: string, args: readonly string[], old: boolean): number {
  const flags = args.filter((arg) => /^-[a-zA-Z]$/.test(arg));
  const [path = '', data, more] = args.filter((arg) => !flags.includes(arg));
  const run = Object.hasOwn(COMMANDS, word) ? COMMANDS[word] : undefined;
  if (!run)
    return (
      io.err(
        `ZooKeeper -server host:port cmd args\n\tcreate [-s] [-e] path data acl\n\tget path [watch]\n\tls path [watch]\n\tset path data [version]\n\tdelete path [version]\n\tquit\n`,
      ),
      1
    );
  if (!path.startsWith('/'))
    return (
      io.err(
        path ? `Command failed: java.lang.IllegalArgumentException: Path must start with / character\n` : `Command syntax: ${word} path\n`,
      ),
      1
    );
  const result = run({ io, ask, flags, path, data, more, old });
  if (!result || !('error' in result)) return 0;
  io.err(`${PROBLEMS[result.error]}: ${result.path}\n`);
  return 1;
}

const PROBLEMS: Readonly<Record<string, string>> = {
  NoNode: 'Node does not exist',
  NodeExists: 'Node already exists',
  NotEmpty: 'Node not empty',
  BadVersion: 'version No is not valid',
};

interface Context {
  readonly io: Io;
  readonly ask: Ask;
  readonly flags: readonly string[];
  readonly path: string;
  readonly data: string | undefined;
  readonly more: string | undefined;
  readonly old: boolean;
}

type Command = (context: Context) => Result | void;

const create: Command = ({ io, ask, flags, path, data = '' }) => {
  const result = ask({
    op: 'create',
    path,
    data,
    ...(flags.includes('-e') && { ephemeral: true }),
    ...(flags.includes('-s') && { sequential: true }),
  })!;
  if ('error' in result) return result;
  io.err(`Created ${result.path}\n`);
};

const get: Command = ({ io, ask, flags, path, old }) => {
  const result = ask({ op: 'get', path })!;
  if ('error' in result) return result;
  io.out(`${result.node!.data}\n`);
  if (old || flags.includes('-s')) io.err(statText(result.node!));
};

const stat: Command = ({ io, ask, path }) => {
  const result = ask({ op: 'get', path })!;
  if ('error' in result) return result;
  io.err(statText(result.node!));
};

const set: Command = ({ io, ask, path, data = '', more, old }) => {
  const result = ask({ op: 'set', path, data, ...(more !== undefined && { version: Number(more) }) })!;
  if ('error' in result || !old) return result;
  return stat({ io, ask, path } as Context);
};

const list: Command = ({ io, ask, flags, path }) => {
  const result = ask({ op: 'ls', path })!;
  if ('error' in result) return result;
  io.out(`[${result.node!.children.join(', ')}]\n`);
  if (flags.includes('-s')) io.err(statText(result.node!));
};

const remove: Command = ({ ask, path, data }) => ask({ op: 'delete', path, ...(data !== undefined && { version: Number(data) }) });

/** A node and all below it, the deepest first. */
const removeAll: Command = (context) => {
  const { ask, path } = context;
  const result = ask({ op: 'ls', path })!;
  if ('error' in result) return result;
  for (const child of result.node!.children) removeAll({ ...context, path: path === '/' ? `/${child}` : `${path}/${child}` });
  return ask({ op: 'delete', path });
};

const COMMANDS: Readonly<Record<string, Command>> = {
  create,
  get,
  set,
  stat,
  ls: list,
  ls2: (context) => list({ ...context, flags: ['-s'] }),
  delete: remove,
  rmr: removeAll,
  deleteall: removeAll,
};

function statText(node: Znode & { readonly children: readonly string[] }): string {
  const time = (ms: number) => formatDate(ms, '%a %b %d %T UTC %Y');
  return [
    `cZxid = ${printZxid(node.created)}`,
    `ctime = ${time(node.ctime)}`,
    `mZxid = ${printZxid(node.modified)}`,
    `mtime = ${time(node.mtime)}`,
    `pZxid = ${printZxid(node.childrenModified)}`,
    `cversion = ${node.cversion}`,
    `dataVersion = ${node.version}`,
    'aclVersion = 0',
    `ephemeralOwner = ${node.owner || '0x0'}`,
    `dataLength = ${new TextEncoder().encode(node.data).length}`,
    `numChildren = ${node.children.length}`,
    '',
  ].join('\n');
}
