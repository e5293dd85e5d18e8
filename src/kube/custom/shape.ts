import type { PatchField } from '../patch/patch-fields';
import { shapeOf, type Shape } from '../schema/shape';
import type { Schema } from './schema';

/** A schema as server-side apply reads it: which lists are sets or maps, and what is owned as one.
 *  Source: structured-merge-diff, apimachinery/pkg/util/managedfields gvkparser.go */
export function shapeOfSchema(schema: Schema, root = true): Shape {
  if (schema.items) return { type: 'array', items: shapeOfSchema(schema.items, false) };
  if (typeof schema.additionalProperties === 'object') return { type: 'map', values: shapeOfSchema(schema.additionalProperties, false) };
  const { properties } = schema;
  if (!root && !properties) return { type: 'any' };
  const own = (field: string) => (properties && Object.hasOwn(properties, field) ? properties[field] : undefined);
  return {
    type: 'object',
    name: '',
    go: '',
    field(name) {
      if (root && name === 'metadata') return shapeOf('ObjectMeta');
      const inner = own(name);
      return inner && shapeOfSchema(inner, false);
    },
    merges: (name) => patchFieldOf(own(name)),
  };
}

function patchFieldOf(schema: Schema | undefined): PatchField | undefined {
  if (schema?.['x-kubernetes-map-type'] === 'atomic') return { atomic: true };
  const keys = schema?.['x-kubernetes-list-map-keys'] ?? [];
  if (schema?.['x-kubernetes-list-type'] === 'set') return { merge: true };
  return schema?.['x-kubernetes-list-type'] === 'map' && keys.length ? { merge: true, key: keys[0]!, keys } : undefined;
}
