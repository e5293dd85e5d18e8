import type { KubeObject } from '../../kube/object';
import { annotationLines, labelLines, type Description } from './common';
import type { Describer } from './describer';

/** Any object, field by field, for kinds without a description of their own.
 *  Source: describe.go genericDescriber, printUnstructuredContent, smartLabelFor */
export const generic: Describer = {
  resource: '',
  lines(out, object: KubeObject) {
    out.line(0, `Name:\t${object.metadata.name}`);
    out.line(0, `Namespace:\t${object.metadata.namespace ?? ''}`);
    labelLines(out, 0, 'Labels', object.metadata.labels);
    annotationLines(out, 0, 'Annotations', object.metadata.annotations);
    const { name: _, namespace: __, labels: ___, annotations: ____, managedFields: _____, ...metadata } = object.metadata;
    fields(out, 0, { ...object, metadata });
  },
};

function fields(out: Description, level: number, content: Readonly<Record<string, unknown>>): void {
  for (const field of Object.keys(content).sort()) {
    const value = content[field];
    if (value === undefined) continue;
    if (value === null || typeof value !== 'object') out.line(level, `${labelFor(field)}:\t${value === null ? '<nil>' : value}`);
    else {
      out.line(level, `${labelFor(field)}:`);
      if (Array.isArray(value)) value.forEach((item) => element(out, level + 1, item));
      else fields(out, level + 1, value as Record<string, unknown>);
    }
  }
}

function element(out: Description, level: number, item: unknown): void {
  if (typeof item === 'object' && item !== null) fields(out, level, item as Record<string, unknown>);
  else out.line(level, String(item));
}

const ACRONYMS = ['API', 'URL', 'UID', 'GUID'];

/** `creationTimestamp` → `Creation Timestamp`, `apiVersion` → `API Version`; names with other signs stay. */
function labelFor(field: string): string {
  if (/[^\p{L}-]/u.test(field)) return field;
  const parts = field.match(/\p{Lu}+(?!\p{Ll})|\p{Lu}?\p{Ll}+|\p{Lu}|-/gu) ?? [];
  return parts.map(wordFor).join(' ');
}

function wordFor(part: string): string {
  if (ACRONYMS.includes(part.toUpperCase())) return part.toUpperCase();
  return part.toLowerCase() === part ? part.charAt(0).toUpperCase() + part.slice(1) : part;
}
