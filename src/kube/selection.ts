import type { ListOptions } from './cluster';
import type { KindDefinition } from './kinds/kind';
import type { KubeObject } from './object';
import { type FieldRequirement, parseFieldSelector, parseLabelSelector } from './selectors';
import { badRequest } from './status';

/** Is this object among those that a list or a watch asks for? */
export type Selection = (object: KubeObject) => boolean;

type Field = (object: KubeObject) => string;

const METADATA: Readonly<Record<string, Field>> = {
  'metadata.name': (object) => object.metadata.name,
  'metadata.namespace': (object) => object.metadata.namespace ?? '',
};

/** @throws 400 in upstream's words for a selector that cannot be read or a field that cannot be asked for */
export function selection(kind: KindDefinition, options: ListOptions): Selection {
  const { namespace, labelSelector, fieldSelector } = options;
  const tests: Selection[] = [];
  if (namespace !== undefined && namespace !== '' && kind.namespaced) tests.push((object) => object.metadata.namespace === namespace);
  if (labelSelector) {
    const matches = parseLabelSelector(labelSelector);
    tests.push((object) => matches(object.metadata.labels ?? {}));
  }
  for (const requirement of fieldSelector ? parseFieldSelector(fieldSelector) : []) tests.push(fieldTest(kind, requirement));
  return (object) => tests.every((test) => test(object));
}

function fieldTest(kind: KindDefinition, { field, equal, value }: FieldRequirement): Selection {
  const read = METADATA[field] ?? kind.selectableFields?.[field];
  if (!read) throw badRequest(unsupported(kind, field));
  return (object) => (read(object) === value) === equal;
}

/** Source: each group's conversion.go; runtime/conversion.go DefaultMetaV1FieldSelectorConversion */
const unsupported = (kind: KindDefinition, field: string) =>
  kind.selectableFields
    ? `field label not supported: ${field}`
    : `"${field}" is not a known field selector: only "metadata.name", "metadata.namespace"`;
