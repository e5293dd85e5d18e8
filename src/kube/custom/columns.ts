import { age } from '../duration';
import { JsonPathError, select } from '../json-path';
import type { Column } from '../kinds/kind';
import { nameColumn } from '../kinds/cells';
import type { KubeObject } from '../object';
import type { PrinterColumn } from '../kinds/custom-resource-definition';

/** Columns of custom objects. Source: apiextensions-apiserver/pkg/registry/customresource/tableconvertor */

const AGE: PrinterColumn = {
  name: 'Age',
  type: 'date',
  jsonPath: '.metadata.creationTimestamp',
  description:
    'CreationTimestamp is a timestamp representing the server time when this object was created. It is not guaranteed to be set in happens-before order across separate operations. Clients may not set this value. It is represented in RFC3339 form and is in UTC.\n\nPopulated by the system. Read-only. Null for lists. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#metadata',
};

export const columnsOf = (declared: readonly PrinterColumn[] = []): readonly Column[] => [
  nameColumn,
  ...(declared.length ? declared : [AGE]).map(column),
];

function column({ name, type, format, priority = 0, description, jsonPath }: PrinterColumn): Column {
  return {
    name,
    type: type as Column['type'],
    ...(format && { format }),
    priority,
    description: description ?? `Custom resource definition column (in JSONPath format): ${jsonPath}`,
    cell: (object, now) => cellOf(type, found(object, jsonPath), now),
  };
}

/** The first value that a path finds; nothing for a path that leads nowhere. */
export function found(object: KubeObject, path: string): unknown {
  try {
    return select(path, object)[0];
  } catch (error) {
    if (error instanceof JsonPathError) return undefined;
    throw error;
  }
}

/** @returns nothing for a value of another type */
function cellOf(type: string, value: unknown, now: number): string | number | boolean | null {
  if (value === undefined || value === null) return null;
  switch (type) {
    case 'integer':
      return typeof value === 'number' ? Math.trunc(value) : null;
    case 'number':
      return typeof value === 'number' ? value : null;
    case 'boolean':
      return typeof value === 'boolean' ? value : null;
    case 'date':
      if (typeof value !== 'string') return null;
      return Number.isNaN(Date.parse(value)) ? '<invalid>' : age(value, now);
    default:
      return typeof value === 'string' ? value : JSON.stringify(value);
  }
}
