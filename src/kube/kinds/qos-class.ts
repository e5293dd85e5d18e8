import { compareQuantities } from '../quantity';
import type { Container, PodSpec, QosClass } from './pod';

const COUNTED = ['cpu', 'memory'] as const;

type Quantities = Readonly<Record<string, string>> | undefined;

const asked = (quantities: Quantities) =>
  COUNTED.filter((name) => quantities?.[name] !== undefined && compareQuantities(quantities[name], 0) > 0);

/** How safe a pod is when its node runs short: by what its containers ask for and are limited to, of cpu and memory.
 *  Source: pkg/apis/core/v1/helper/qos ComputePodQOS */
export function qosClass(spec: PodSpec): QosClass {
  const all: readonly Container[] = [...(spec.initContainers ?? []), ...(spec.containers ?? [])];
  const { requests, limits } = { requests: all.map(asksFor), limits: all.map(isLimitedTo) };
  if (![...requests, ...limits].some((names) => names.length)) return 'BestEffort';
  return all.every(isGuaranteed) ? 'Guaranteed' : 'Burstable';
}

const asksFor = ({ resources }: Container) => asked(resources?.requests);
const isLimitedTo = ({ resources }: Container) => asked(resources?.limits);

const isGuaranteed = (container: Container) => {
  const { requests = {}, limits = {} } = container.resources ?? {};
  return (
    isLimitedTo(container).length === COUNTED.length &&
    COUNTED.every((name) => requests[name] === undefined || compareQuantities(requests[name], limits[name]!) === 0)
  );
};
