/** Addresses and node ports of Services, drawn by seeded chance.
 *  MODELS pkg/registry/core/service/storage alloc.go and strategy.go (patchAllocatedValues, dropTypeDependentFields).
 *  OMITS dual stack, and the upper and lower band of the address range: this cluster has one family and few Services. */
import { same } from '../plain-data';
import { invalid, type StatusCause } from '../status';
import type { Draft, Surroundings } from './kind';
import type { Service, ServiceSpec } from './service';
import { invalidValue } from './validation/field-errors';
import { goStrings } from './validation/go-values';

/** 10.96.0.0/12: the second byte runs from 96 to 111. */
const RANGE = '10.96.0.0/12';
const FIRST_PORT = 30_000;
const LAST_PORT = 32_767;

const hasAddress = ({ type }: ServiceSpec) => type !== 'ExternalName';
const hasNodePorts = ({ type, allocateLoadBalancerNodePorts: wanted }: ServiceSpec) =>
  type === 'NodePort' || (type === 'LoadBalancer' && wanted !== false);

/** @throws 422 when an address or port that the Service asks for is not to be had */
export function allocateService(object: Draft<Service>, around: Surroundings): void {
  const spec = { ...object.spec };
  object.spec = spec;
  if (!hasAddress(spec)) return;
  normalizeAddresses(spec);
  allocateAddress(object, around);
  spec.ipFamilies ??= ['IPv4'];
  spec.ipFamilyPolicy ??= 'SingleStack';
  allocatePorts(object, around);
}

/** What a client does not send on an update it does not mean to lose. */
export function allocateServiceUpdate(object: Draft<Service>, old: Service, around: Surroundings): void {
  if (same(object.spec, old.spec)) return;
  const spec = { ...object.spec };
  object.spec = spec;
  keepAllocated(spec, old.spec);
  dropForType(spec, old.spec);
  allocateService(object, { ...around, list: (resource) => around.list(resource).filter((one) => one.metadata.uid !== old.metadata.uid) });
}

function normalizeAddresses(spec: ServiceSpec, old?: ServiceSpec): void {
  if (spec.clusterIP && (!spec.clusterIPs?.length || (old && spec.clusterIP !== old.clusterIP && same(spec.clusterIPs, old.clusterIPs))))
    spec.clusterIPs = [spec.clusterIP];
  if (!spec.clusterIP && spec.clusterIPs?.length) spec.clusterIP = spec.clusterIPs[0]!;
}

/** Source: patchAllocatedValues */
function keepAllocated(spec: ServiceSpec, old: ServiceSpec): void {
  if (hasAddress(spec) && hasAddress(old)) {
    spec.clusterIP ||= old.clusterIP!;
    spec.ipFamilies ??= old.ipFamilies!;
    spec.ipFamilyPolicy ??= old.ipFamilyPolicy!;
    if (!spec.clusterIPs?.length && spec.clusterIP === old.clusterIP) spec.clusterIPs = old.clusterIPs!;
    normalizeAddresses(spec, old);
  }
  if (!hasNodePorts(spec) || !hasNodePorts(old)) return;
  const before = new Map(old.ports?.map(({ name = '', nodePort }) => [name, nodePort]));
  spec.ports = spec.ports?.map((port) => ({ ...port, ...(!port.nodePort && { nodePort: before.get(port.name ?? '') }) }));
}

/** A change of type takes away what the new type cannot have, unless the client asks for it. Source: dropTypeDependentFields */
function dropForType(spec: ServiceSpec, old: ServiceSpec): void {
  if (hasAddress(old) && !hasAddress(spec)) for (const field of ADDRESSES) if (same(spec[field], old[field])) delete spec[field];
  if (hasNodePorts(old) && !hasNodePorts(spec) && samePorts(spec, old)) {
    spec.ports = spec.ports?.map(({ nodePort: _, ...port }) => port);
    if (spec.externalTrafficPolicy === old.externalTrafficPolicy && !spec.externalIPs?.length) delete spec.externalTrafficPolicy;
  }
  if (old.type === 'LoadBalancer' && spec.type !== 'LoadBalancer') delete spec.allocateLoadBalancerNodePorts;
}

const ADDRESSES = ['clusterIP', 'clusterIPs', 'ipFamilies', 'ipFamilyPolicy'] as const;

const samePorts = (spec: ServiceSpec, old: ServiceSpec) =>
  same(
    spec.ports?.map(({ nodePort }) => nodePort),
    old.ports?.map(({ nodePort }) => nodePort),
  );

const refuse = (object: Draft<Service>, cause: StatusCause) => invalid({ group: '', kind: 'Service' }, object.metadata.name, [cause]);

function others(around: Surroundings): readonly ServiceSpec[] {
  return around.list('services').map((one) => one['spec'] as ServiceSpec);
}

function allocateAddress(object: Draft<Service>, around: Surroundings): void {
  const { spec } = object;
  if (spec.clusterIP === 'None') return;
  const taken = new Set(others(around).map(({ clusterIP }) => clusterIP));
  if (!spec.clusterIP) {
    const { random } = around;
    spec.clusterIP = draw(taken, () => `10.${96 + random.int(16)}.${random.int(256)}.${1 + random.int(254)}`);
    spec.clusterIPs = [spec.clusterIP];
    return;
  }
  const why = addressFault(spec.clusterIP, taken);
  if (!why) return;
  const detail = `failed to allocate IP ${spec.clusterIP}: ${why}`;
  throw refuse(object, invalidValue('spec.clusterIPs', goStrings(spec.clusterIPs), detail));
}

const IPV4 = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/;

/** Malformed addresses are left to validation. */
function addressFault(address: string, taken: ReadonlySet<string | undefined>): string | undefined {
  const bytes = IPV4.exec(address)?.slice(1).map(Number);
  if (!bytes || bytes.some((byte) => byte > 255)) return undefined;
  if (bytes[0] !== 10 || bytes[1]! < 96 || bytes[1]! > 111)
    return `the provided IP (${address}) is not in the valid range. The range of valid IPs is ${RANGE}`;
  return taken.has(address) ? 'provided IP is already allocated' : undefined;
}

function allocatePorts(object: Draft<Service>, around: Surroundings): void {
  const { spec } = object;
  if (!hasNodePorts(spec)) return;
  const taken = new Set(others(around).flatMap(({ ports = [] }) => ports.map(({ nodePort }) => nodePort)));
  for (const [i, { nodePort }] of (spec.ports ?? []).entries()) checkPort(object, i, nodePort, taken);
  for (const { nodePort } of spec.ports ?? []) taken.add(nodePort);
  spec.ports = (spec.ports ?? []).map((port) => ({ ...port, nodePort: port.nodePort || drawPort(taken, around) }));
}

function checkPort(object: Draft<Service>, i: number, port: number | undefined, taken: ReadonlySet<number | undefined>): void {
  const field = `spec.ports[${i}].nodePort`;
  if (!port) return;
  if (port < FIRST_PORT || port > LAST_PORT) {
    const why = `provided port is not in the valid range. The range of valid ports is ${FIRST_PORT}-${LAST_PORT}`;
    throw refuse(object, invalidValue(field, port, why));
  }
  if (taken.has(port)) throw refuse(object, invalidValue(field, port, 'provided port is already allocated'));
}

function drawPort(taken: Set<number | undefined>, { random }: Surroundings): number {
  const port = draw(taken, () => FIRST_PORT + random.int(LAST_PORT - FIRST_PORT + 1));
  taken.add(port);
  return port;
}

function draw<T>(taken: ReadonlySet<T | undefined>, next: () => T): T {
  for (;;) {
    const value = next();
    if (!taken.has(value)) return value;
  }
}
