import { isMap, LineCounter, parseAllDocuments } from 'yaml';
import type { ManifestLines } from '../desk/named-objects';

/** Where each object of a YAML file stands. What is not (yet) an object is left out. */
export function manifestLines(text: string): ManifestLines[] {
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, { lineCounter: lines, logLevel: 'silent' });
  if (!Array.isArray(documents)) return [];
  return documents.flatMap(({ contents }): ManifestLines[] => {
    if (!isMap(contents) || !contents.range) return [];
    const [kind, name] = [contents.get('kind'), contents.getIn(['metadata', 'name'])];
    if (typeof kind !== 'string' || typeof name !== 'string') return [];
    const [start, end] = contents.range;
    const last = text.slice(0, end).trimEnd().length;
    return [{ from: lines.linePos(start).line, to: lines.linePos(Math.max(start, last - 1)).line, kind, name }];
  });
}
