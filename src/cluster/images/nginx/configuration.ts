import type { Files } from '../../process/host';

/** nginx.conf, read into blocks.
 *  MODELS blocks, quotes, comments, `include` with a star, upstreams, servers with `listen`, `server_name`, `root`,
 *  `index`, `return`, `proxy_pass`, `add_header`, locations by `=`, prefix and `~`.
 *  OMITS rewrite, if, map, TLS and variables other than the few that `return` uses. */
export interface Directive {
  readonly name: string;
  readonly args: readonly string[];
  readonly body?: readonly Directive[];
  /** `file:line` */
  readonly at: string;
}

/** What `nginx -t` says of a file that it cannot read. */
export class ConfigurationProblem extends Error {
  override readonly name = 'ConfigurationProblem';
}

const MAIN = '/etc/nginx/nginx.conf';

/** @throws ConfigurationProblem */
export function readConfiguration(files: Files): readonly Directive[] {
  const text = files.read(MAIN);
  if (text === undefined) throw new ConfigurationProblem(`open() "${MAIN}" failed (2: No such file or directory)`);
  return parse(text, MAIN, files);
}

interface Token {
  readonly text: string;
  readonly line: number;
  readonly mark: boolean;
}

function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let line = 1;
  for (const [token] of text.matchAll(/"(?:\\[\s\S]|[^"\\])*"|'(?:\\[\s\S]|[^'\\])*'|#[^\n]*|[{};]|\s+|(?:\$\{\w+\}|[^\s{};"'#])+/g)) {
    const quoted = /^["']/.test(token);
    if (!/^[\s#]/.test(token))
      tokens.push({ text: quoted ? token.slice(1, -1).replace(/\\(["'\\])/g, '$1') : token, line, mark: /^[{};]$/.test(token) });
    line += token.split('\n').length - 1;
  }
  return tokens;
}

/** A file is read once: the same text says the same in every container. */
const REMEMBERED = new Map<string, Map<string, Piece>>();

function parse(text: string, path: string, files: Files): readonly Directive[] {
  if (REMEMBERED.size > 64) REMEMBERED.clear();
  let byPath = REMEMBERED.get(text);
  if (!byPath) REMEMBERED.set(text, (byPath = new Map()));
  let known = byPath.get(path);
  if (!known) byPath.set(path, (known = blocksOf(text, path)));
  return withIncluded(known, files);
}

/** The directives of one file, `include` among them. */
function blocksOf(text: string, path: string): readonly Directive[] {
  const tokens = tokensOf(text);
  let at = 0;
  function block(inside: boolean): Directive[] {
    const all: Directive[] = [];
    for (;;) {
      const first = tokens[at];
      if (!first) {
        if (inside) throw new ConfigurationProblem(`unexpected end of file, expecting "}" in ${path}:${tokens.at(-1)?.line ?? 1}`);
        return all;
      }
      at++;
      if (first.mark && first.text === '}' && inside) return all;
      if (first.mark) throw new ConfigurationProblem(`unexpected "${first.text}" in ${path}:${first.line}`);
      all.push(directive(first));
    }
  }
  function directive(first: Token): Directive {
    const args: string[] = [];
    while (tokens[at] && !tokens[at]!.mark) args.push(tokens[at++]!.text);
    const end = tokens[at++];
    if (!end) throw new ConfigurationProblem(`unexpected end of file, expecting ";" or "}" in ${path}:${first.line}`);
    if (end.text === '}') throw new ConfigurationProblem(`unexpected "}" in ${path}:${end.line}`);
    return { name: first.text, args, at: `${path}:${first.line}`, ...(end.text === '{' && { body: block(true) }) };
  }
  return block(false);
}

/** A file's directives and those of each file that it includes. */
interface Whole {
  readonly pieces: readonly Piece[];
  readonly all: readonly Directive[];
}
type Piece = readonly Directive[];

/** What was last put together for a file: the same pieces make the same whole, in every container. */
const WHOLES = new WeakMap<Piece, Whole>();

/** The directives of the files that are included stand in the place of the `include`. */
function withIncluded(all: Piece, files: Files): Piece {
  const patterns = includesOf(all);
  if (!patterns.length) return all;
  const pieces = patterns.map((pattern) => included(pattern, files));
  const flat = pieces.flat();
  const last = WHOLES.get(all);
  if (last?.pieces.length === flat.length && last.pieces.every((piece, i) => piece === flat[i])) return last.all;
  const whole = { pieces: flat, all: putTogether(all, pieces.values()) };
  WHOLES.set(all, whole);
  return whole.all;
}

function putTogether(all: Piece, pieces: Iterator<readonly Piece[]>): Piece {
  return all.flatMap((one) => {
    if (one.body) return [{ ...one, body: putTogether(one.body, pieces) }];
    return one.name === 'include' ? (pieces.next().value as readonly Piece[]).flat() : [one];
  });
}

const PATTERNS = new WeakMap<Piece, readonly string[]>();

/** What a file includes, in its order. */
function includesOf(all: Piece): readonly string[] {
  let patterns = PATTERNS.get(all);
  if (!patterns) {
    patterns = all.flatMap(({ name, args, body }) => (body ? includesOf(body) : name === 'include' ? [args[0] ?? ''] : []));
    PATTERNS.set(all, patterns);
  }
  return patterns;
}

/** @returns a piece for each file */
function included(pattern: string, files: Files): readonly Piece[] {
  const path = pattern.startsWith('/') ? pattern : `/etc/nginx/${pattern}`;
  if (path.endsWith('/mime.types')) return [];
  const directory = path.slice(0, path.lastIndexOf('/'));
  const last = path.slice(directory.length + 1);
  if (!last.includes('*')) {
    const text = files.read(path);
    if (text === undefined) throw new ConfigurationProblem(`open() "${path}" failed (2: No such file or directory) in ${MAIN}`);
    return [parse(text, path, files)];
  }
  const ending = last.slice(last.indexOf('*') + 1);
  return (files.list(directory) ?? [])
    .filter((name) => name.endsWith(ending) && !name.startsWith('.'))
    .map((name) => parse(files.read(`${directory}/${name}`) ?? '', `${directory}/${name}`, files));
}

export const find = (body: readonly Directive[] | undefined, name: string) => body?.find((one) => one.name === name);

/** Everything inside of `http`. */
export const httpOf = (all: readonly Directive[]) => find(all, 'http')?.body ?? [];

export const serversOf = (all: readonly Directive[]) => httpOf(all).filter(({ name, body }) => name === 'server' && body);

/** Ports of a server. */
export function portsOf(server: Directive): readonly number[] {
  const listens = (server.body ?? []).filter(({ name }) => name === 'listen');
  if (!listens.length) return [80];
  return listens.flatMap(({ args }) => {
    const port = /(?:^|:)(\d+)$/.exec(args[0] ?? '')?.[1];
    return port ? [Number(port)] : args[0]?.startsWith('unix:') ? [] : [80];
  });
}

/** The server that answers for a name on a port: by its name, else the default one, else the first. */
export function serverFor(all: readonly Directive[], port: number, host: string): Directive | undefined {
  const listening = serversOf(all).filter((server) => portsOf(server).includes(port));
  const named = listening.find(({ body }) => find(body, 'server_name')?.args.includes(host));
  const standard = listening.find(({ body }) => body!.some(({ name, args }) => name === 'listen' && args.includes('default_server')));
  return named ?? standard ?? listening[0];
}

/** The location of a path. Source: ngx_http_core_module location: exact, then the first expression, then the longest prefix */
export function locationFor(server: Directive, path: string): Directive | undefined {
  const locations = (server.body ?? []).filter(({ name }) => name === 'location');
  const exact = locations.find(({ args }) => args[0] === '=' && args[1] === path);
  if (exact) return exact;
  const expression = locations.find(
    ({ args }) => /^~\*?$/.test(args[0] ?? '') && new RegExp(args[1] ?? '', args[0] === '~*' ? 'i' : '').test(path),
  );
  const prefix = locations
    .filter(({ args }) => !/^(=|~\*?)$/.test(args[0] ?? '') && path.startsWith(args.at(-1) ?? '/'))
    .sort((a, b) => b.args.at(-1)!.length - a.args.at(-1)!.length)[0];
  return prefix?.args[0] === '^~' ? prefix : (expression ?? prefix);
}

/** The first host that must be known when nginx starts, and is not: of an upstream, or of a proxy_pass without
 *  variables. @returns nginx's words */
export function unknownUpstream(all: readonly Directive[], known: (host: string) => boolean): string | undefined {
  const asked = targetsOf(all);
  if (!asked.length) return undefined;
  const upstreams = new Set(httpOf(all).flatMap(({ name, args }) => (name === 'upstream' ? [args[0]!] : [])));
  for (const directive of asked) {
    const target = directive.name === 'proxy_pass' ? directive.args[0]?.replace(/^https?:\/\//, '') : directive.args[0];
    const host = target?.split(/[:/]/)[0] ?? '';
    if (host && !host.includes('$') && !upstreams.has(host) && !known(host))
      return `host not found in upstream "${host}" in ${directive.at}`;
  }
  return undefined;
}

const TARGETS = new WeakMap<Piece, readonly Directive[]>();

function targetsOf(all: Piece): readonly Directive[] {
  let targets = TARGETS.get(all);
  if (!targets) TARGETS.set(all, (targets = walk(all)));
  return targets;
}

/** Every server of an upstream and every proxy_pass. */
function walk(all: readonly Directive[], inside = ''): Directive[] {
  return all.flatMap((one) => [
    ...(one.name === 'proxy_pass' || (inside === 'upstream' && one.name === 'server') ? [one] : []),
    ...walk(one.body ?? [], one.name),
  ]);
}
