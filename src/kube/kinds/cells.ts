/** Columns and cells that many kinds share. Source: pkg/printers/internalversion/printers.go */
import { age } from '../duration';
import type { KubeObject, LabelSelector } from '../object';
import type { Column } from './kind';

type Labels = Readonly<Record<string, string>>;
type Containers = readonly { readonly name: string; readonly image?: string }[];
type Workload = KubeObject & { readonly spec: { readonly template: { readonly spec?: { readonly containers: Containers } } } };

/** `k=v,k2=v2`, sorted; `<none>` when there are none. Source: labels.FormatLabels */
export function formatLabels(labels: Labels | undefined): string {
  const pairs = Object.entries(labels ?? {}).map(([key, value]) => `${key}=${value}`);
  return pairs.length ? pairs.sort().join(',') : '<none>';
}

/** The text form of a label selector, its requirements sorted by key: `app=web,tier in (a,b)`. Source: metav1.FormatLabelSelector */
export function formatSelector(selector: LabelSelector | undefined): string {
  const equal = Object.entries(selector?.matchLabels ?? {}).map(([key, value]) => ({ key, text: `${key}=${value}` }));
  const rest = (selector?.matchExpressions ?? []).map((one) => ({ key: one.key, text: requirement(one) }));
  const all = [...equal, ...rest].sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  return all.length ? all.map((one) => one.text).join(',') : '<none>';
}

function requirement({ key, operator, values = [] }: { key: string; operator: string; values?: readonly string[] }): string {
  if (operator === 'Exists') return key;
  if (operator === 'DoesNotExist') return `!${key}`;
  return `${key} ${operator.toLowerCase()} (${[...values].sort().join(',')})`;
}

export const nameColumn: Column = { name: 'Name', type: 'string', format: 'name', cell: (object) => object.metadata.name };

export const ageColumn: Column = { name: 'Age', type: 'string', cell: (object, now) => age(object.metadata.creationTimestamp, now) };

/** Containers and Images, wide. Init containers are not listed. Source: layoutContainerCells */
export const containerColumns = <T extends KubeObject>(containers: (object: T) => Containers): readonly Column<T>[] => [
  {
    name: 'Containers',
    type: 'string',
    priority: 1,
    cell: (object) =>
      containers(object)
        .map((one) => one.name)
        .join(','),
  },
  {
    name: 'Images',
    type: 'string',
    priority: 1,
    cell: (object) =>
      containers(object)
        .map((one) => one.image ?? '')
        .join(','),
  },
];

/** The containers of a kind with a pod template in `spec.template`. */
export const templateContainers = (object: Workload): Containers => object.spec.template.spec?.containers ?? [];

/** Selector, wide. */
export const selectorColumn = <T extends KubeObject>(selector: (object: T) => LabelSelector | undefined): Column<T> => ({
  name: 'Selector',
  type: 'string',
  priority: 1,
  cell: (object) => formatSelector(selector(object)),
});
