import type { Io } from '../../process/host';
import { followersOf } from './election';
import { ask, majority, others, type Member } from './member';
import { appendLog, readLog } from './storage';
import { childrenOf, lastZxid, parentOf, treeOf, type Transaction, type Tree, type Znode } from './tree';
import type { Zxid } from './zxid';

/** What clients ask of a member. */
export type Operation =
  | { readonly op: 'create'; readonly path: string; readonly data: string; readonly ephemeral?: boolean; readonly sequential?: boolean }
  | { readonly op: 'set'; readonly path: string; readonly data: string; readonly version?: number }
  | { readonly op: 'delete'; readonly path: string; readonly version?: number }
  | { readonly op: 'get' | 'ls'; readonly path: string }
  | { readonly op: 'open' | 'close' };

/** How it went. `error`: the code of a KeeperException. */
export type Result =
  | { readonly error: 'NoNode' | 'NodeExists' | 'NotEmpty' | 'BadVersion'; readonly path: string }
  | { readonly path?: string; readonly node?: Znode & { readonly children: readonly string[] } };

export interface Asked {
  readonly session: string;
  readonly operation: Operation;
}

const writes = ({ op }: Operation) => op !== 'get' && op !== 'ls';

/** Answer a client; undefined: this member serves nobody, and the connection breaks.
 *  Reads are answered by the member itself, writes by the leader with a majority. */
export function serveClient(io: Io, member: Member, asked: Asked): Result | undefined {
  const { configuration, mode, leader } = member;
  if (!isServing(member)) return undefined;
  if (!writes(asked.operation)) return read(treeOf(readLog(io.host, configuration)), asked.operation as { path: string });
  if (mode !== 'following') return propose(io, member, asked);
  const server = configuration.servers.find(({ id }) => id === leader)!;
  return ask<Result>(io, server, 'serverPort', { ask: 'request', ...asked });
}

export function isServing({ mode, formed }: Member): boolean {
  return mode === 'standalone' || mode === 'following' || (mode === 'leading' && formed === true);
}

/** As leader: write a transaction, here and with all who follow, if they are a majority. */
export function propose(io: Io, member: Member, { session, operation }: Asked): Result | undefined {
  const { configuration, mode } = member;
  const followers = mode === 'leading' ? followersOf(io, member) : [];
  if (mode === 'leading' && followers.length + 1 < majority(configuration)) return undefined;
  const log = readLog(io.host, configuration);
  const planned = plan(treeOf(log), operation);
  if ('error' in planned) return planned;
  const transaction = { ...planned, zxid: nextZxid(lastZxid(log), member), session, time: io.host.now };
  appendLog(io.host, configuration, transaction);
  for (const server of others(configuration))
    if (followers.includes(server.id)) ask(io, server, 'serverPort', { ask: 'commit', epoch: member.epoch, transaction });
  return planned.path === undefined ? {} : { path: planned.path };
}

function nextZxid(last: Zxid, { mode, epoch }: Member): Zxid {
  return mode === 'standalone' || last.epoch === epoch ? { ...last, count: last.count + 1 } : { epoch, count: 1 };
}

type Planned = Pick<Transaction, 'type' | 'path' | 'data' | 'ephemeral'>;

function plan(tree: Tree, operation: Operation): Planned | Extract<Result, { error: string }> {
  switch (operation.op) {
    case 'open':
      return { type: 'createSession' };
    case 'close':
      return { type: 'closeSession' };
    case 'create':
      return planCreate(tree, operation);
    case 'set':
    case 'delete': {
      const { path, version } = operation;
      const node = tree.get(path);
      if (!node) return { error: 'NoNode', path };
      if (version !== undefined && version !== node.version) return { error: 'BadVersion', path };
      if (operation.op === 'set') return { type: 'set', path, data: operation.data };
      return childrenOf(tree, path).length ? { error: 'NotEmpty', path } : { type: 'delete', path };
    }
    default:
      throw new Error(`zookeeper: ${operation.op} is no transaction`);
  }
}

function planCreate(
  tree: Tree,
  { path, data, ephemeral, sequential }: Extract<Operation, { op: 'create' }>,
): Planned | Extract<Result, { error: string }> {
  const parent = tree.get(parentOf(path));
  if (!parent) return { error: 'NoNode', path };
  const name = sequential ? `${path}${String(parent.cversion < 0 ? parent.cversion + 1 : parent.cversion).padStart(10, '0')}` : path;
  if (tree.has(name)) return { error: 'NodeExists', path: name };
  return { type: 'create', path: name, data, ...(ephemeral && { ephemeral }) };
}

function read(tree: Tree, { path }: { readonly path: string }): Result {
  const node = tree.get(path);
  return node ? { path, node: { ...node, children: childrenOf(tree, path) } } : { error: 'NoNode', path };
}

/** What members ask of each other over the server port. undefined: the connection is closed. */
export function servePeer(io: Io, member: Member, question: PeerQuestion): object | undefined {
  const { configuration, mode, epoch } = member;
  if (question.ask === 'commit') {
    if (mode !== 'following' || question.epoch !== epoch) return undefined;
    appendLog(io.host, configuration, question.transaction);
    return {};
  }
  if (mode !== 'leading') return undefined;
  if (question.ask === 'request') return propose(io, member, question);
  return question.epoch === epoch ? { log: readLog(io.host, configuration) } : undefined;
}

export type PeerQuestion =
  | { readonly ask: 'sync'; readonly epoch: number }
  | { readonly ask: 'commit'; readonly epoch: number; readonly transaction: Transaction }
  | ({ readonly ask: 'request' } & Asked);
