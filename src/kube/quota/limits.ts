import type { LimitRange, LimitRangeItem } from '../kinds/limit-range';
import type { Draft, Surroundings } from '../kinds/kind';
import type { PersistentVolumeClaim } from '../kinds/persistent-volume-claim';
import type { Container, Pod, PodSpec } from '../kinds/pod';
import type { KubeObject } from '../object';
import { canonicalQuantity, compareQuantities, formatQuantity, parseQuantity } from '../quantity';
import { forbidden } from '../status';

/** The admission plugin LimitRanger. Source: plugin/pkg/admission/limitranger/admission.go (1.32) */

type Quantities = Readonly<Record<string, string>>;

const rangesIn = (around: Surroundings, namespace: string | undefined): LimitRange[] =>
  around.list('limitranges').filter(({ metadata }) => metadata.namespace === namespace) as unknown as LimitRange[];

/** Fill in what a Pod's containers do not say, and refuse what they may not ask for, in place. @throws 403 */
export function limitPod(pod: Draft<Pod>, spec: PodSpec, around: Surroundings): void {
  const ranges = rangesIn(around, pod.metadata.namespace);
  for (const range of ranges) completePod(pod, spec, range);
  const problems = ranges.flatMap(({ spec: { limits } }) => limits.flatMap((item) => podProblems(spec, item)));
  if (problems.length) throw refusal('pods', pod, problems);
}

/** @throws 403 */
export function limitClaim(claim: Draft<PersistentVolumeClaim>, around: Surroundings): void {
  const items = rangesIn(around, claim.metadata.namespace).flatMap(({ spec }) => spec.limits);
  const asked = (claim.spec as { resources?: { requests?: Quantities } }).resources?.requests ?? {};
  const problems = items
    .filter(({ type }) => type === 'PersistentVolumeClaim')
    .flatMap((item) => [
      ...Object.entries(item.min ?? {}).flatMap(([name, least]) => tooLittle(item.type, name, least, asked, {})),
      ...Object.entries(item.max ?? {}).flatMap(([name, most]) => tooMuchAsked(item.type, name, most, asked)),
    ]);
  if (problems.length) throw refusal('persistentvolumeclaims', claim, problems);
}

const refusal = (resource: string, { metadata }: Pick<KubeObject, 'metadata'>, problems: readonly string[]) =>
  forbidden({ group: '', resource }, metadata.name, problems.length === 1 ? problems[0]! : `[${[...new Set(problems)].join(', ')}]`);

/** Source: mergePodResourceRequirements */
function completePod(pod: Draft<Pod>, spec: PodSpec, { spec: { limits } }: LimitRange): void {
  const item = limits.find(({ type }) => type === 'Container');
  if (!item) return;
  const told: string[] = [];
  const all = (containers: readonly Container[] | undefined, what: string) =>
    containers?.map((container) => completeContainer(container, item, what, told));
  spec.containers = all(spec.containers, 'container') ?? [];
  if (spec.initContainers) spec.initContainers = all(spec.initContainers, 'init container')!;
  if (!told.length) return;
  const annotations = { ...pod.metadata.annotations, 'kubernetes.io/limit-ranger': `LimitRanger plugin set: ${told.join('; ')}` };
  pod.metadata = { ...pod.metadata, annotations };
}

function completeContainer(container: Container, item: LimitRangeItem, what: string, told: string[]): Container {
  const { requests = {}, limits = {}, ...rest } = container.resources ?? {};
  const missing = (from: Quantities = {}, has: Quantities) => Object.keys(from).filter((name) => !(name in has));
  const [asked, limited] = [missing(item.defaultRequest, requests), missing(item.default, limits)];
  if (asked.length) told.push(`${asked.sort().join(', ')} request for ${what} ${container.name}`);
  if (limited.length) told.push(`${limited.sort().join(', ')} limit for ${what} ${container.name}`);
  if (!asked.length && !limited.length) return container;
  const merged = { ...rest, limits: { ...item.default, ...limits }, requests: { ...item.defaultRequest, ...requests } };
  return { ...container, resources: merged };
}

function podProblems(spec: PodSpec, item: LimitRangeItem): string[] {
  if (item.type === 'Container')
    return [...spec.containers, ...(spec.initContainers ?? [])].flatMap(({ resources = {} }) =>
      problems(item, resources.requests ?? {}, resources.limits ?? {}),
    );
  if (item.type !== 'Pod') return [];
  const lists = (which: 'requests' | 'limits') => spec.containers.map(({ resources }) => resources?.[which] ?? {});
  return problems(item, sum(lists('requests')), sum(lists('limits')));
}

function problems(item: LimitRangeItem, requests: Quantities, limits: Quantities): string[] {
  const each = (list: Quantities | undefined, check: (name: string, amount: string) => string[]) =>
    Object.entries(list ?? {}).flatMap(([name, amount]) => check(name, amount));
  return [
    ...each(item.min, (name, least) => tooLittle(item.type, name, least, requests, limits)),
    ...each(item.max, (name, most) => tooMuch(item.type, name, most, requests, limits)),
    ...each(item.maxLimitRequestRatio, (name, ratio) => tooFar(item.type, name, ratio, requests[name], limits[name])),
  ];
}

function tooLittle(type: string, name: string, least: string, requests: Quantities, limits: Quantities): string[] {
  const start = `minimum ${name} usage per ${type} is ${canonicalQuantity(least)}`;
  const [request, limit] = [requests[name], limits[name]];
  if (request === undefined) return [`${start}. No request is specified`];
  if (compareQuantities(request, least) < 0) return [`${start}, but request is ${canonicalQuantity(request)}`];
  if (limit !== undefined && compareQuantities(limit, least) < 0) return [`${start}, but limit is ${canonicalQuantity(limit)}`];
  return [];
}

function tooMuch(type: string, name: string, most: string, requests: Quantities, limits: Quantities): string[] {
  const start = `maximum ${name} usage per ${type} is ${canonicalQuantity(most)}`;
  const [request, limit] = [requests[name], limits[name]];
  if (limit === undefined) return [`${start}. No limit is specified`];
  if (compareQuantities(limit, most) > 0) return [`${start}, but limit is ${canonicalQuantity(limit)}`];
  if (request !== undefined && compareQuantities(request, most) > 0) return [`${start}, but request is ${canonicalQuantity(request)}`];
  return [];
}

function tooMuchAsked(type: string, name: string, most: string, requests: Quantities): string[] {
  const start = `maximum ${name} usage per ${type} is ${canonicalQuantity(most)}`;
  const request = requests[name];
  if (request === undefined) return [`${start}. No request is specified`];
  return compareQuantities(request, most) > 0 ? [`${start}, but request is ${canonicalQuantity(request)}`] : [];
}

function tooFar(type: string, name: string, ratio: string, request: string | undefined, limit: string | undefined): string[] {
  const start = `${name} max limit to request ratio per ${type} is ${canonicalQuantity(ratio)}`;
  const none = (amount: string | undefined) => amount === undefined || parseQuantity(amount).nano === 0n;
  if (none(request)) return [`${start}, but no request is specified or request is 0`];
  if (none(limit)) return [`${start}, but no limit is specified or limit is 0`];
  const observed = Number(parseQuantity(limit!).nano) / Number(parseQuantity(request!).nano);
  return observed > Number(parseQuantity(ratio).nano) / 1e9 ? [`${start}, but provided ratio is ${observed.toFixed(6)}`] : [];
}

/** Only what every one of them names. Source: limitranger sum */
function sum(lists: readonly Quantities[]): Quantities {
  const names = Object.keys(lists[0] ?? {}).filter((name) => lists.every((list) => name in list));
  return Object.fromEntries(
    names.map((name) => {
      const amounts = lists.map((list) => parseQuantity(list[name]!));
      return [name, formatQuantity({ nano: amounts.reduce((all, { nano }) => all + nano, 0n), format: amounts[0]!.format })];
    }),
  );
}
