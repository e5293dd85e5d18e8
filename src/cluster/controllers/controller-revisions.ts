import type { ControllerRevision } from '../../kube/kinds/controller-revision';
import type { PodTemplateSpec } from '../../kube/kinds/pod';
import { keyOf, type ApiObject, type LabelSelector } from '../../kube/object';
import { same } from '../../kube/plain-data';
import type { World } from '../component';
import { claim, ownerReference } from './ownership';
import { templateHash } from './template-hash';

/** The versions of a template that a StatefulSet or DaemonSet remembers.
 *  MODELS pkg/controller/history: names by hash, reuse of an equal older version, the limit of what is kept.
 *  OMITS collisions of hashes between different templates: the whole template is compared. */

type Parent = ApiObject<{ selector: LabelSelector; template: PodTemplateSpec; revisionHistoryLimit: number }, any>;

export const HASH_LABEL = 'controller.kubernetes.io/hash';

/** Oldest first. Source: history.SortControllerRevisions */
export function revisionsOf(world: World, parent: Parent): ControllerRevision[] {
  return claim<ControllerRevision>(world, 'controllerrevisions', parent, parent.spec.selector).sort(
    (a, b) => a.revision - b.revision || (a.metadata.name < b.metadata.name ? -1 : 1),
  );
}

/** What a revision keeps: a patch that would bring its template back. Source: getPatch */
const dataOf = (template: PodTemplateSpec) => ({ spec: { template: { ...template, $patch: 'replace' } } });

export function templateOf({ data }: ControllerRevision): PodTemplateSpec {
  const { $patch: _, ...template } = data.spec.template as PodTemplateSpec & { $patch?: string };
  return template;
}

/** The revision of the present template: the last one, an older one with a new number, or a new one. */
export function ensureRevision(world: World, parent: Parent, revisions: readonly ControllerRevision[]): ControllerRevision {
  const data = dataOf(parent.spec.template);
  const newest = revisions.at(-1);
  const equal = revisions.findLast((one) => same(one.data, data));
  if (!equal) return createRevision(world, parent, data, (newest?.revision ?? 0) + 1);
  if (equal === newest) return equal;
  return world.api.update('controllerrevisions', { ...equal, revision: newest!.revision + 1 }, { trusted: true });
}

function createRevision(world: World, parent: Parent, data: ControllerRevision['data'], revision: number): ControllerRevision {
  const { name, namespace, annotations } = parent.metadata;
  const { template } = parent.spec;
  const hash = templateHash(template);
  const metadata = {
    name: `${name}-${hash}`,
    labels: { ...template.metadata?.labels, [HASH_LABEL]: hash },
    ...(annotations && { annotations }),
    ownerReferences: [ownerReference(parent)],
  };
  return world.api.create<ControllerRevision>(
    'controllerrevisions',
    { metadata, data, revision },
    { trusted: true, namespace: namespace! },
  );
}

/** Forget the oldest versions beyond the limit; those in use stay. @param inUse  names */
export function truncateHistory(world: World, parent: Parent, revisions: readonly ControllerRevision[], inUse: ReadonlySet<string>): void {
  const idle = revisions.filter(({ metadata }) => !inUse.has(metadata.name));
  for (const one of idle.slice(0, Math.max(0, idle.length - parent.spec.revisionHistoryLimit)))
    world.api.delete('controllerrevisions', keyOf(one.metadata));
}
