import type { Change } from '../../../kube/api';
import {
  conditionOf,
  withCondition,
  type CustomResourceDefinition,
  type CustomResourceNames,
} from '../../../kube/kinds/custom-resource-definition';
import type { Condition } from '../../../kube/object';
import { same } from '../../../kube/plain-data';
import type { Reconciler, World } from '../../component';

/** Accepts the names of a CustomResourceDefinition that no other one of its group has.
 *  Source: apiextensions-apiserver/pkg/controller/status/naming_controller.go */
export const namesController: Reconciler = {
  name: 'crd-naming-condition-controller',
  resource: 'customresourcedefinitions',
  // A name that is given back may be what another one waits for.
  watches: { customresourcedefinitions: othersOfGroup },
  reconcile(key, world) {
    const definition = world.api.get<CustomResourceDefinition>('customresourcedefinitions', key);
    if (!definition || same(definition.spec.names, definition.status.acceptedNames)) return;
    const { names, verdict } = accepted(definition, world);
    const before = conditionOf(definition, 'NamesAccepted');
    if (same(names, definition.status.acceptedNames) && before?.status === verdict.status && before.reason === verdict.reason) return;
    const named = { ...definition, status: { ...definition.status, acceptedNames: names } };
    const told = withCondition(named, verdict, world.timestamp);
    world.api.updateStatus('customresourcedefinitions', withCondition(told, establishing(definition, verdict), world.timestamp));
  },
};

function othersOfGroup({ type, object, old }: Change, world: World): readonly string[] {
  const now = object as unknown as CustomResourceDefinition;
  const before = old as unknown as CustomResourceDefinition | undefined;
  if (type !== 'DELETED' && same(now.status.acceptedNames, before?.status.acceptedNames)) return [];
  return world.api
    .list<CustomResourceDefinition>('customresourcedefinitions')
    .filter(({ metadata, spec }) => spec.group === now.spec.group && metadata.name !== now.metadata.name)
    .map(({ metadata }) => metadata.name);
}

type Verdict = Omit<Condition, 'lastTransitionTime'>;

/** Each name that is free, or was accepted before; the last one that is not gives the reason. */
function accepted(definition: CustomResourceDefinition, world: World): { names: Partial<CustomResourceNames>; verdict: Verdict } {
  const { names: asked, group } = definition.spec;
  const before = definition.status.acceptedNames;
  const { resources, kinds } = namesInUse(group, world);
  const names: Record<string, unknown> = { ...before };
  let verdict: Verdict = { type: 'NamesAccepted', status: 'True', reason: 'NoConflicts', message: 'no conflicts found' };
  const refuse = (reason: string, taken: readonly string[]) => {
    const texts = taken.map((name) => `${JSON.stringify(name)} is already in use`);
    verdict = { type: 'NamesAccepted', status: 'False', reason, message: texts.length === 1 ? texts[0]! : `[${texts.join(', ')}]` };
  };
  for (const [field, used, reason] of [
    ['plural', resources, 'PluralConflict'],
    ['singular', resources, 'SingularConflict'],
    ['shortNames', resources, 'ShortNamesConflict'],
    ['kind', kinds, 'KindConflict'],
    ['listKind', kinds, 'ListKindConflict'],
  ] as const) {
    const own = [before[field] ?? []].flat();
    const taken = [asked[field] ?? []].flat().filter((name) => !own.includes(name) && used.has(name));
    if (taken.length) refuse(reason, taken);
    else if (asked[field] !== undefined) names[field] = asked[field];
    else delete names[field];
  }
  if (asked.categories) names['categories'] = asked.categories;
  else delete names['categories'];
  return { names: names, verdict };
}

function namesInUse(group: string, world: World) {
  const all = world.api.list<CustomResourceDefinition>('customresourcedefinitions').filter(({ spec }) => spec.group === group);
  const accepted = all.map(({ status }) => status.acceptedNames);
  return {
    resources: new Set(accepted.flatMap(({ plural, singular, shortNames = [] }) => [plural, singular, ...shortNames])),
    kinds: new Set(accepted.flatMap(({ kind, listKind }) => [kind, listKind])),
  };
}

/** Once established, always established. */
function establishing(definition: CustomResourceDefinition, { status }: Verdict): Verdict {
  const before = conditionOf(definition, 'Established');
  if (before?.status === 'True') return before;
  if (status === 'True')
    return { type: 'Established', status: 'False', reason: 'Installing', message: 'the initial names have been accepted' };
  return before ?? { type: 'Established', status: 'False', reason: 'NotAccepted', message: 'not all names are accepted' };
}
