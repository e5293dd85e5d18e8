import type { Pod } from '../../kube/kinds/pod';
import { parseQuantity } from '../../kube/quantity';

/** What a Pod may know of itself: fields and resources, for variables and volumes. */

/** The downward API's fields. */
export function fieldValue(pod: Pod, path: string): string {
  const { metadata, spec, status } = pod;
  const keyed = /^metadata\.(labels|annotations)\['(.+)'\]$/.exec(path);
  if (keyed) return metadata[keyed[1] as 'labels' | 'annotations']?.[keyed[2]!] ?? '';
  const values: Readonly<Record<string, () => string | undefined>> = {
    'metadata.name': () => metadata.name,
    'metadata.namespace': () => metadata.namespace,
    'metadata.uid': () => metadata.uid,
    'metadata.labels': () => formatted(metadata.labels),
    'metadata.annotations': () => formatted(metadata.annotations),
    'spec.nodeName': () => spec.nodeName,
    'spec.serviceAccountName': () => spec.serviceAccountName,
    'status.hostIP': () => status.hostIP,
    'status.hostIPs': () => status.hostIP,
    'status.podIP': () => status.podIP,
    'status.podIPs': () => status.podIP,
  };
  return values[path]?.() ?? '';
}

/** `key="value"` lines, sorted. Source: fieldpath.FormatMap */
function formatted(map: Readonly<Record<string, string>> = {}): string {
  return Object.entries(map)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${key}=${JSON.stringify(value)}`)
    .join('\n');
}

/** A request or limit in units of its divisor, rounded up. Without one: what the node could give. */
export function resourceValue(pod: Pod, containerName: string, resource: string, divisor?: string): string {
  const container = [...pod.spec.containers, ...(pod.spec.initContainers ?? [])].find(({ name }) => name === containerName);
  const [kind, ...rest] = resource.split('.');
  const name = rest.join('.');
  const quantities = kind === 'limits' ? container?.resources?.limits : container?.resources?.requests;
  const quantity =
    quantities?.[name] ?? (kind === 'limits' ? ({ cpu: '4', memory: '8Gi' } as Record<string, string>)[name] : undefined) ?? '0';
  const unit = divisor && divisor !== '0' ? amount(divisor) : 1;
  return String(Math.ceil(amount(quantity) / unit));
}

const amount = (quantity: string) => Number(parseQuantity(quantity).nano) / 1e9;
