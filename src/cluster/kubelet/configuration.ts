import type { World } from '../component';
import type { Content } from './content';

/** The texts of a ConfigMap or Secret; undefined when there is none. */
export function dataOf(world: World, resource: string, namespace: string, name: string): Content | undefined {
  const object = world.api.get(resource, `${namespace}/${name}`);
  if (!object) return undefined;
  const data = (object['data'] ?? {}) as Content;
  if (resource === 'configmaps') return data;
  return Object.fromEntries(Object.entries(data).map(([key, text]) => [key, decoded(text)]));
}

function decoded(base64: string): string {
  return new TextDecoder().decode(Uint8Array.from(atob(base64), (c) => c.charCodeAt(0)));
}
