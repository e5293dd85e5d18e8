import type { Namespace } from '../../kube/kinds/namespace';
import type { Condition, KubeObject } from '../../kube/object';

/** What a namespace that is being deleted says of itself: what is left in it, and which finalizers hold that.
 *  OMITS failures of discovery, of parsing and of deletion: there are none here.
 *  Source: pkg/controller/namespace/deletion/status_condition_utils.go */

export interface Left {
  /** `resource.group`. */
  readonly resource: string;
  readonly object: KubeObject;
}

type Verdict = readonly [type: string, status: 'True' | 'False', reason: string, message: string];

const ALWAYS: readonly Verdict[] = [
  ['NamespaceDeletionDiscoveryFailure', 'False', 'ResourcesDiscovered', 'All resources successfully discovered'],
  ['NamespaceDeletionGroupVersionParsingFailure', 'False', 'ParsedGroupVersions', 'All legacy kube types successfully parsed'],
  ['NamespaceDeletionContentFailure', 'False', 'ContentDeleted', 'All content successfully deleted, may be waiting on finalization'],
];

/** How often each name occurs, in the order of the texts. */
function counted(names: readonly string[], words: (name: string, count: number) => string): string {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  const texts = [...counts].map(([name, count]) => words(name, count));
  return texts.sort().join(', ');
}

function content(left: readonly Left[]): Verdict {
  if (!left.length) return ['NamespaceContentRemaining', 'False', 'ContentRemoved', 'All content successfully removed'];
  const told = counted(
    left.map(({ resource }) => resource),
    (name, count) => `${name} has ${count} resource instances`,
  );
  return ['NamespaceContentRemaining', 'True', 'SomeResourcesRemain', `Some resources are remaining: ${told}`];
}

function finalizers(left: readonly Left[]): Verdict {
  const names = left.flatMap(({ object }) => object.metadata.finalizers ?? []);
  if (!names.length)
    return ['NamespaceFinalizersRemaining', 'False', 'ContentHasNoFinalizers', 'All content-preserving finalizers finished'];
  const told = counted(names, (name, count) => `${name} in ${count} resource instances`);
  const message = `Some content in the namespace has finalizers remaining: ${told}`;
  return ['NamespaceFinalizersRemaining', 'True', 'SomeFinalizersRemain', message];
}

export function deletionConditions({ status }: Namespace, left: readonly Left[], now: string): readonly Condition[] {
  return [...ALWAYS, content(left), finalizers(left)].map(([type, state, reason, message]) => {
    const before = status.conditions?.find((one) => one.type === type);
    const lastTransitionTime = before?.status === state ? (before.lastTransitionTime ?? now) : now;
    return { type, status: state, lastTransitionTime, reason, message };
  });
}
