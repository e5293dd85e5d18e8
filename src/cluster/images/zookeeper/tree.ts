import { FIRST, type Zxid } from './zxid';

/** The znodes of a member: what its transaction log says when it is read from the start.
 *  MODELS create, set, delete, sequential and ephemeral nodes, versions. OMITS ACLs, quotas, containers and TTLs. */

export interface Znode {
  readonly data: string;
  readonly created: Zxid;
  readonly modified: Zxid;
  readonly childrenModified: Zxid;
  /** ms since the Unix epoch. */
  readonly ctime: number;
  readonly mtime: number;
  readonly version: number;
  readonly cversion: number;
  /** Session that it lives as long as; '' : it stays. */
  readonly owner: string;
}

/** One line of the log. */
export interface Transaction {
  readonly zxid: Zxid;
  readonly type: 'create' | 'set' | 'delete' | 'createSession' | 'closeSession';
  readonly path?: string;
  readonly data?: string;
  /** Session it came through. */
  readonly session: string;
  readonly ephemeral?: boolean;
  readonly time: number;
}

export type Tree = ReadonlyMap<string, Znode>;

const blank: Znode = {
  data: '',
  created: FIRST,
  modified: FIRST,
  childrenModified: FIRST,
  ctime: 0,
  mtime: 0,
  version: 0,
  cversion: 0,
  owner: '',
};

const REMEMBERED = new Map<string, Tree>();

/** Read a log; a pure function's memo of the last few. */
export function treeOf(log: string): Tree {
  let tree = REMEMBERED.get(log);
  if (!tree) {
    tree = transactionsOf(log).reduce(
      applied,
      new Map([
        ['/', { ...blank, cversion: -1 }],
        ['/zookeeper', blank],
        ['/zookeeper/quota', blank],
      ]),
    );
    if (REMEMBERED.size >= 32) REMEMBERED.clear();
    REMEMBERED.set(log, tree);
  }
  return tree;
}

export const transactionsOf = (log: string): Transaction[] =>
  log
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Transaction);

/** The last transaction of a log. */
export function lastZxid(log: string): Zxid {
  const line = log.slice(log.lastIndexOf('\n', log.length - 2) + 1);
  return line.trim() ? (JSON.parse(line) as Transaction).zxid : FIRST;
}

export const parentOf = (path: string) => path.slice(0, path.lastIndexOf('/')) || '/';

/** Names of a node's children, sorted. */
export function childrenOf(tree: Tree, path: string): string[] {
  const prefix = path === '/' ? '/' : `${path}/`;
  return [...tree.keys()]
    .filter((one) => one !== '/' && one.startsWith(prefix) && !one.slice(prefix.length).includes('/'))
    .map((one) => one.slice(prefix.length))
    .sort();
}

function applied(tree: Map<string, Znode>, transaction: Transaction): Map<string, Znode> {
  const { type, path = '', zxid, time, session, data = '' } = transaction;
  if (type === 'create') {
    const owner = transaction.ephemeral ? session : '';
    tree.set(path, { ...blank, data, created: zxid, modified: zxid, childrenModified: zxid, ctime: time, mtime: time, owner });
    touchParent(tree, path, zxid);
  }
  const node = tree.get(path);
  if (type === 'set' && node) tree.set(path, { ...node, data, modified: zxid, mtime: time, version: node.version + 1 });
  if (type === 'delete') remove(tree, path, zxid);
  if (type === 'closeSession') for (const [one, { owner }] of [...tree]) if (owner === session) remove(tree, one, zxid);
  return tree;
}

function remove(tree: Map<string, Znode>, path: string, zxid: Zxid): void {
  if (tree.delete(path)) touchParent(tree, path, zxid);
}

function touchParent(tree: Map<string, Znode>, path: string, zxid: Zxid): void {
  const parent = tree.get(parentOf(path));
  if (parent) tree.set(parentOf(path), { ...parent, childrenModified: zxid, cversion: parent.cversion + 1 });
}
