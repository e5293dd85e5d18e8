import {
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseAllDocuments,
  type Document,
  type Node,
  type ScalarTag,
  type Tags,
  type YAMLError,
} from 'yaml';
import type { Manifest } from './object';
import { statusError } from './status';

/** Reads files of manifests, YAML or JSON, one or many documents, and remembers where everything stands.
 *  MODELS sigs.k8s.io/yaml as kubectl uses it: YAML 1.1 (`0644` is octal, `yes` is true), duplicate keys refused,
 *  aliases limited; go-yaml's words and line numbers; the API server's limit on the size of a body.
 *  OMITS numbers in base 60 and bare timestamps, which go-yaml leaves as text as well. */

export interface Position {
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
}

/** One object of a file. */
export interface ManifestDocument {
  readonly source: string;
  readonly manifest: Manifest;
  /** Where the object begins. */
  readonly start: Position;
  /** Where a field stands, as the API names it: `spec.template.spec.containers[0].imagee`; where its nearest
   *  parent stands when the field is not there. */
  positionOf(path: string): Position;
}

/** A file that cannot be read; `message` is what kubectl prints after `error: `. */
export class ManifestError extends Error {
  override readonly name = 'ManifestError';
  constructor(
    message: string,
    readonly source: string,
    readonly position: Position,
  ) {
    super(message);
  }
  /** `deployment.yaml:5:9` */
  get place(): string {
    return `${this.source}:${this.position.line}:${this.position.column}`;
  }
}

/** Source: apiserver/pkg/server/config.go MaxRequestBodyBytes */
const LARGEST = 3 * 1024 * 1024;
/** Nodes that aliases may stand for: an alias bomb needs more. */
const MAX_ALIASES = 100;
const START: Position = { line: 1, column: 1 };

/** All objects of a file, in order; those of a `List` one by one.
 *  @param source as kubectl names it: `deployment.yaml`, `STDIN`
 *  @throws ManifestError for what is no manifest, StatusError 413 for a file that no API server would take */
export function readManifests(source: string, text: string): readonly ManifestDocument[] {
  if (new TextEncoder().encode(text).length > LARGEST)
    throw statusError(413, 'RequestEntityTooLarge', `Request entity too large: limit is ${LARGEST}`);
  const lines = new LineCounter();
  const at = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const found = parse(source, text, lines);
  return found.flatMap((document) => {
    const error = document.errors[0];
    if (error) throw syntaxError(source, error, text, at);
    return objects(source, document, at);
  });
}

function parse(source: string, text: string, lineCounter: LineCounter): readonly Document.Parsed[] {
  try {
    const documents = parseAllDocuments(text, { lineCounter, prettyErrors: false, version: '1.1', customTags: goTags });
    return 'empty' in documents ? [] : documents;
  } catch (error) {
    // A file of a hundred thousand brackets overflows the parser's stack, as it exceeds go-yaml's depth.
    if (error instanceof RangeError) throw notYaml(source, 'exceeded max depth of 10000', START);
    throw error;
  }
}

/** `22:22` is text and `2025-03-31` too: go-yaml knows no base 60, and JSON no dates. */
const goTags = (tags: Tags): Tags =>
  tags
    .filter((tag) => typeof tag === 'string' || !(tag.format === 'TIME' || tag.tag.endsWith(':timestamp') || tag.tag.endsWith(':binary')))
    .map((tag) => (typeof tag !== 'string' && isFloat(tag) ? { ...tag, test: tag.format === 'EXP' ? EXPONENT : FRACTION } : tag));

const isFloat = (tag: Exclude<Tags[number], string>): tag is ScalarTag =>
  !tag.collection && tag.tag.endsWith(':float') && !tag.test?.test('.inf');

/** `e1`, a good name, is text: a number has digits before its exponent. Source: go-yaml resolve.go yamlStyleFloat */
const EXPONENT = /^[-+]?(?:\.[0-9][0-9_]*|[0-9][0-9_]*(?:\.[0-9_]*)?)[eE][-+]?[0-9]+$/;
const FRACTION = /^[-+]?(?:\.[0-9][0-9_]*|[0-9][0-9_]*\.[0-9_]*)$/;

function notYaml(source: string, why: string, position: Position): ManifestError {
  return new ManifestError(`error parsing ${source}: error converting YAML to JSON: yaml: ${why}`, source, position);
}

/** What go-yaml's parser says, for what our parser found; those of its parser (not of its scanner) name the line before. */
const WORDS: Readonly<Record<string, { readonly words: string; readonly before?: boolean }>> = {
  BLOCK_AS_IMPLICIT_KEY: { words: 'mapping values are not allowed in this context' },
  MULTILINE_IMPLICIT_KEY: { words: "could not find expected ':'" },
  TAB_AS_INDENT: { words: 'found character that cannot start any token' },
  BAD_SCALAR_START: { words: 'found character that cannot start any token' },
  BAD_DQ_ESCAPE: { words: 'found unknown escape character' },
  BAD_INDENT: { words: "did not find expected ',' or ']'", before: true },
  BAD_ALIAS: { words: 'did not find expected alphabetic or numeric character' },
  UNEXPECTED_TOKEN: { words: 'did not find expected key', before: true },
  BLOCK_IN_FLOW: { words: 'did not find expected node content', before: true },
};

function syntaxError(source: string, error: YAMLError, text: string, at: (offset: number) => Position): ManifestError {
  const position = at(error.pos[0]);
  if (error.code === 'DUPLICATE_KEY') {
    const key = JSON.stringify(keyAt(text, error.pos[0]));
    return notYaml(source, `unmarshal errors:\n  line ${position.line}: key ${key} already set in map`, position);
  }
  const { words, before = false } = missingWords(error) ?? WORDS[error.code] ?? { words: error.message };
  const line = before && position.line > 1 ? position.line - 1 : position.line;
  return notYaml(source, `line ${line}: ${words}`, position);
}

function missingWords({ code, message }: YAMLError): { readonly words: string; readonly before?: boolean } | undefined {
  if (code !== 'MISSING_CHAR') return undefined;
  if (message.includes('quote')) return { words: 'found unexpected end of stream' };
  return message.includes('without -')
    ? { words: "did not find expected '-' indicator", before: true }
    : { words: "could not find expected ':'" };
}

/** The key that stands at an offset: the parser's error carries only its place. */
const keyAt = (text: string, offset: number): string => /^(["']?)(.*?)\1\s*:/.exec(text.slice(offset, offset + 256))?.[2] ?? '';

type At = (offset: number) => Position;

function objects(source: string, document: Document.Parsed, at: At): readonly ManifestDocument[] {
  const { contents } = document;
  if (contents === null || (isScalar(contents) && contents.value === null)) return [];
  const start = at(contents.range[0]);
  return expand(toValue(source, document, start), contents, '', { source, at, start });
}

function toValue(source: string, document: Document.Parsed, start: Position): unknown {
  try {
    return document.toJS({ maxAliasCount: MAX_ALIASES });
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error;
    const anchor = /anchor: (.+)$/.exec(error.message)?.[1] ?? /alias .*?: (.+)$/.exec(error.message)?.[1];
    const unknown = error.message.startsWith('Unresolved alias');
    throw notYaml(source, unknown ? `unknown anchor '${anchor ?? ''}' referenced` : 'document contains excessive aliasing', start);
  }
}

interface Origin {
  readonly source: string;
  readonly at: At;
  readonly start: Position;
}

function expand(value: unknown, root: Node, prefix: string, origin: Origin): readonly ManifestDocument[] {
  const { source, at, start } = origin;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    const is = Array.isArray(value) ? 'array' : { string: 'string', number: 'number', boolean: 'bool' }[typeof value as string];
    const why = `json: cannot unmarshal ${is ?? 'null'} into Go value of type map[string]interface {}`;
    throw new ManifestError(`error parsing ${source}: ${why}`, source, start);
  }
  const manifest = value as Manifest;
  if (manifest.kind === 'List' && Array.isArray(manifest['items'])) {
    const each = (item: unknown, i: number) =>
      expand(item, root, `${prefix}items[${i}].`, { ...origin, start: position(root, `${prefix}items[${i}]`, at) ?? start });
    return (manifest['items'] as unknown[]).flatMap(each);
  }
  requireType(manifest, origin);
  return [{ source, manifest, start, positionOf: (path) => position(root, prefix + path, at) ?? start }];
}

/** Source: kubectl/pkg/validation/schema.go */
function requireType(manifest: Manifest, { source, start }: Origin): void {
  const missing = (['apiVersion', 'kind'] as const).filter((field) => !manifest[field]).map((field) => `${field} not set`);
  if (!missing.length) return;
  const which = missing.length > 1 ? `[${missing.join(', ')}]` : missing[0];
  const off = 'if you choose to ignore these errors, turn validation off with --validate=false';
  throw new ManifestError(`error validating ${JSON.stringify(source)}: error validating data: ${which}; ${off}`, source, start);
}

/** Where a field stands, or its nearest parent. A key may itself hold dots: the longest that fits is meant. */
function position(root: Node, path: string, at: At): Position | undefined {
  let node: unknown = root;
  let rest = path;
  let found: Position | undefined;
  while (rest) {
    const step = isMap(node) ? intoMap(node.items, rest) : isSeq(node) ? intoList(node.items, rest) : undefined;
    if (!step) break;
    if (step.mark?.range) found = at(step.mark.range[0]);
    node = step.node;
    rest = step.rest;
  }
  return found;
}

interface Pair {
  readonly key: unknown;
  readonly value: unknown;
}

interface Step {
  /** What the position is that of: a key, or an item. */
  readonly mark: Node | undefined;
  readonly node: unknown;
  readonly rest: string;
}

function intoMap(pairs: readonly Pair[], path: string): Step | undefined {
  // `limits[cpu]` is upstream's way to name a key of a map.
  const text = path.startsWith('[') ? path.replace(/^\[([^\]]*)\]/, '$1') : path;
  const named = pairs
    .map((pair) => ({ pair, key: isScalar(pair.key) ? String(pair.key.value) : '' }))
    .filter(({ key }) => text === key || (text.startsWith(key) && '.['.includes(text[key.length]!)))
    .sort((a, b) => b.key.length - a.key.length)[0];
  if (!named) return undefined;
  return { mark: named.pair.key as Node, node: named.pair.value, rest: text.slice(named.key.length).replace(/^\./, '') };
}

function intoList(items: readonly unknown[], path: string): Step | undefined {
  const index = /^\[(\d+)\]\.?/.exec(path);
  const node = index ? items[Number(index[1])] : undefined;
  return node === undefined ? undefined : { mark: node as Node, node, rest: path.slice(index![0].length) };
}
