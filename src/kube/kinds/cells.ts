/** Columns and cells that many kinds share. Source: pkg/printers/internalversion/printers.go */
import { age } from '../duration';
import type { KubeObject, LabelSelector } from '../object';
import { formatLabelSelector } from '../selectors';
import type { Column } from './kind';

type Labels = Readonly<Record<string, string>>;
type Containers = readonly { readonly name: string; readonly image?: string }[];
type Cell<T extends KubeObject> = Column<T>['cell'];

/** A column of texts. */
export const text = <T extends KubeObject>(name: string, cell: Cell<T>): Column<T> => ({ name, type: 'string', cell });

/** A column of whole numbers. */
export const integer = <T extends KubeObject>(name: string, cell: Cell<T>): Column<T> => ({ name, type: 'integer', cell });

/** A column that only `-o wide` shows. */
export const wide = <T extends KubeObject>(name: string, cell: Cell<T>): Column<T> => ({ name, type: 'string', priority: 1, cell });

export const nameColumn: Column = { name: 'Name', type: 'string', format: 'name', cell: (object) => object.metadata.name };

export const ageColumn: Column = text('Age', (object, now) => age(object.metadata.creationTimestamp, now));

/** `k=v,k2=v2`, sorted; `<none>` when there are none. Source: labels.FormatLabels */
export function formatLabels(labels: Labels | undefined): string {
  const pairs = Object.entries(labels ?? {}).map(([key, value]) => `${key}=${value}`);
  return pairs.length ? pairs.sort().join(',') : '<none>';
}

/** Containers and Images, wide. Init containers are not listed. Source: layoutContainerCells */
export const containerColumns = <T extends KubeObject>(containers: (object: T) => Containers): readonly Column<T>[] => [
  wide('Containers', (object) => joined(containers(object).map(({ name }) => name))),
  wide('Images', (object) => joined(containers(object).map(({ image = '' }) => image))),
];

/** Items with commas and no blanks. */
export const joined = (items: readonly string[]): string => items.join(',');

/** At most three items, then how many more there are. Source: formatEndpoints, formatDiscoveryPorts */
export function firstThree(items: readonly string[], none: string): string {
  if (!items.length) return none;
  return items.length > 3 ? `${joined(items.slice(0, 3))} + ${items.length - 3} more...` : joined(items);
}

type Workload = KubeObject & { readonly spec: { readonly template: { readonly spec: { readonly containers: Containers } } } };

/** The wide columns of a kind with a pod template. */
export const templateColumns: readonly Column<Workload>[] = containerColumns((object) => object.spec.template.spec.containers);

/** Selector, wide. */
export const selectorColumn: Column<KubeObject & { readonly spec: { readonly selector?: LabelSelector } }> = wide('Selector', (object) =>
  formatLabelSelector(object.spec.selector),
);
