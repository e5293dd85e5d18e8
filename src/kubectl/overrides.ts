import type { Manifest } from '../kube/object';
import { jsonPatch } from '../kube/patch/json-patch';
import { mergePatch } from '../kube/patch/merge-patch';
import { strategicMerge } from '../kube/patch/strategic';
import { shapeOf } from '../kube/schema/shape';
import type { Arguments } from './arguments';
import { KubectlError } from './errors';

/** `--overrides`: a patch of what flags have described. Source: cmdutil/override_options.go */

export const OVERRIDES = { overrides: 'string', 'override-type': 'string' } as const;

/** @returns what is left of an object when the flags have had their say */
export async function overriding(args: Arguments, kind: string): Promise<(object: Manifest) => Manifest> {
  const [text, type = 'merge'] = [args.get('overrides'), args.get('override-type')];
  if (!['json', 'merge', 'strategic'].includes(type)) throw new KubectlError(`invalid override type: ${type}`);
  if (!text) return (object) => object;
  const { parse } = await import('yaml');
  const wrong = new KubectlError('Invalid JSON Patch');
  let patch: unknown;
  try {
    patch = parse(text);
  } catch {
    throw wrong;
  }
  if (typeof patch !== 'object' || patch === null) throw wrong;
  if (type === 'json') return (object) => jsonPatch(object, patch) as Manifest;
  if (type === 'merge') return (object) => mergePatch(object, patch) as Manifest;
  return (object) => strategicMerge(object, patch, shapeOf(kind));
}
