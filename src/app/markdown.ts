/** The little Markdown that lesson texts use, as data: a component draws it, so that no HTML of a lesson ever
 *  reaches the page. OMITS everything but paragraphs, lists, tables, `code`, **strong**, *stressed* and [links](https://…). */

export type Inline =
  | { readonly type: 'text' | 'code' | 'strong' | 'stress'; readonly text: string }
  | { readonly type: 'link'; readonly text: string; readonly href: string };

export type Block =
  | { readonly type: 'paragraph'; readonly content: readonly Inline[] }
  | { readonly type: 'list'; readonly items: readonly (readonly Inline[])[] }
  /** Each row as long as `head`; its first cell is the row's own name. */
  | { readonly type: 'table'; readonly head: readonly Cell[]; readonly rows: readonly (readonly Cell[])[] };

export type Cell = readonly Inline[];

const INLINE = /`([^`]+)`|\*\*([^*]+)\*\*|\*([^*\s](?:[^*]*[^*\s])?)\*|\[([^\]]+)\]\(([^)\s]+)\)/g;
/** Where a link may lead: a page of the web, or a place in this one. */
const SAFE_LINK = /^(https?:\/\/|#|\.\/)/;

export function markdown(source: string): Block[] {
  return source
    .trim()
    .split(/\n\s*\n/)
    .filter((block) => block.trim())
    .map(block);
}

function block(source: string): Block {
  const lines = source.split('\n').map((line) => line.trim());
  if (lines[0]!.startsWith('|') && /^[|:\s-]+$/.test(lines[1] ?? '')) return table(lines);
  if (!lines[0]!.startsWith('- ')) return { type: 'paragraph', content: inline(lines.join(' ')) };
  const items: string[] = [];
  for (const line of lines) {
    if (line.startsWith('- ')) items.push(line.slice(2));
    else items.push(`${items.pop()} ${line}`);
  }
  return { type: 'list', items: items.map(inline) };
}

/** `| a | b |` lines, the second of which is the rule under the head. */
function table([first = '', , ...rest]: readonly string[]): Block {
  const head = cells(first);
  const rows = rest.map(cells).map((row) => head.map((_, i) => row[i] ?? []));
  return { type: 'table', head, rows };
}

function cells(line: string): Cell[] {
  const inside = line.replace(/^\|/, '').replace(/\|$/, '');
  return inside.split('|').map((cell) => inline(cell.trim()));
}

export function inline(source: string): Inline[] {
  const out: Inline[] = [];
  let from = 0;
  for (const match of source.matchAll(INLINE)) {
    if (match.index > from) out.push({ type: 'text', text: source.slice(from, match.index) });
    out.push(marked(match));
    from = match.index + match[0].length;
  }
  if (from < source.length) out.push({ type: 'text', text: source.slice(from) });
  return out;
}

function marked([whole, code, strong, stress, text, href]: RegExpExecArray | RegExpMatchArray): Inline {
  if (code !== undefined) return { type: 'code', text: code };
  if (strong !== undefined) return { type: 'strong', text: strong };
  if (stress !== undefined) return { type: 'stress', text: stress };
  return SAFE_LINK.test(href!) ? { type: 'link', text: text!, href: href! } : { type: 'text', text: whole };
}
