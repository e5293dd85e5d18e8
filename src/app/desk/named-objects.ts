import { controllerOf, type KubeObject } from '../../kube/object';
import type { View } from '../../kube/view';
import { listOf, searchedIn } from './find-object';

/** From the words of a terminal or a manifest to objects, and back. */

/** @param word  `web-0`, `pod/web-0`, `deployment.apps/web`; a bare name is that of the commonest kind that has it
 *  @returns the uid of the object that it names in this namespace, or in none */
export function objectNamed(view: View, namespace: string, word: string): string | undefined {
  const [first = '', second] = word.split('/');
  const name = second ?? first;
  const kind = second === undefined ? undefined : first.split('.')[0]!.toLowerCase();
  for (const resource of searchedIn(view)) {
    const found = listOf(view, resource).find((one) => one.metadata.name === name && isIn(one, namespace) && isKind(one, resource, kind));
    if (found) return found.metadata.uid;
  }
  return undefined;
}

const isIn = ({ metadata }: KubeObject, namespace: string) => metadata.namespace === undefined || metadata.namespace === namespace;
const isKind = ({ kind }: KubeObject, resource: string, wanted: string | undefined) =>
  wanted === undefined || wanted === resource.split('.')[0] || wanted === kind.toLowerCase();

/** A manifest's place in a file: from which line to which, counted from 1, and what it is of. */
export interface ManifestLines {
  readonly from: number;
  readonly to: number;
  readonly kind: string;
  readonly name: string;
}

/** The object itself and those that it was made from: where in these manifests they are asked for. */
export function manifestsOf(view: View, uid: string, manifests: readonly ManifestLines[]): ManifestLines[] {
  const family = lineage(view, uid);
  return manifests.filter(({ kind, name }) => family.some((one) => one.kind === kind && one.metadata.name === name));
}

function lineage(view: View, uid: string | undefined): KubeObject[] {
  if (uid === undefined) return [];
  for (const resource of searchedIn(view)) {
    const object = listOf(view, resource).find((one) => one.metadata.uid === uid);
    if (object) return [object, ...lineage(view, controllerOf(object)?.uid)];
  }
  return [];
}
