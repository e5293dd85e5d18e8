/** Source: pkg/apis/core/validation ValidateService, ValidateServiceUpdate. OMITS dual stack, source ranges and health check ports. */
import type * as core from 'kubernetes-types/core/v1';
import { labelCauses } from '../metadata-validation';
import type { StatusCause } from '../status';
import type { Service, ServiceSpec } from './service';
import { isExternallyAccessible } from './service-defaults';
import { dnsLabel, dnsSubdomain, duplicate, forbiddenField, invalidValue, oneOf, required } from './validation/field-errors';
import { GoText, goStrings } from './validation/go-values';
import { PROTOCOLS, portNumber, portNumberOrName } from './validation/ports';

const TYPES = ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort'];
const POLICIES = ['Cluster', 'Local'];

export function validateService({ spec }: Service, old?: Service): StatusCause[] {
  const headless = spec.clusterIP === 'None';
  return [
    ...(old ? validateAddressChange(spec, old.spec) : []),
    ...(spec.ports?.length || headless || spec.type === 'ExternalName' ? [] : [required('spec.ports')]),
    ...(headless ? validateHeadless(spec) : []),
    ...(spec.type === 'ExternalName' ? validateExternalName(spec) : []),
    ...validatePorts(spec.ports),
    ...labelCauses('spec.selector', spec.selector),
    ...oneOf('spec.sessionAffinity', spec.sessionAffinity, ['ClientIP', 'None']),
    ...validateAddresses(spec),
    ...oneOf('spec.type', spec.type, TYPES),
    ...(spec.type === 'ClusterIP' ? forbidNodePorts(spec.ports) : []),
    ...repeatedPorts(spec.ports),
    ...validateTraffic(spec),
  ];
}

function validateHeadless({ type, clusterIP }: ServiceSpec): StatusCause[] {
  if (type !== 'LoadBalancer' && type !== 'NodePort') return [];
  return [invalidValue('spec.clusterIPs[0]', clusterIP, `may not be set to 'None' for ${type} services`)];
}

function validateExternalName(spec: ServiceSpec): StatusCause[] {
  const forbidden = (['clusterIPs', 'ipFamilies', 'ipFamilyPolicy'] as const)
    .filter((field) => spec[field]?.length)
    .map((field) => forbiddenField(`spec.${field}`, 'may not be set for ExternalName services'));
  const name = (spec.externalName ?? '').replace(/\.$/, '');
  return [...forbidden, ...(name ? dnsSubdomain('spec.externalName', name) : [required('spec.externalName')])];
}

function validatePorts(ports: readonly core.ServicePort[] = []): StatusCause[] {
  const names = new Set<string>();
  return ports.flatMap(({ name, port, protocol, targetPort }, i) => {
    const at = `spec.ports[${i}]`;
    const causes = validatePortName(`${at}.name`, name, ports.length > 1, names);
    return [
      ...causes,
      ...portNumber(`${at}.port`, port ?? 0),
      ...oneOf(`${at}.protocol`, protocol, PROTOCOLS),
      ...portNumberOrName(`${at}.targetPort`, targetPort),
    ];
  });
}

function validatePortName(field: string, name: string | undefined, needed: boolean, seen: Set<string>): StatusCause[] {
  if (!name) return needed ? [required(field)] : [];
  const causes = dnsLabel(field, name);
  if (seen.has(name)) causes.push(duplicate(field, name));
  seen.add(name);
  return causes;
}

const IPV4 = /^((25[0-5]|2[0-4]\d|1?\d?\d)(\.|$)){4}$/;
const ADDRESS_RULE = 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)';

function validateAddresses({ clusterIP, clusterIPs = [], externalIPs = [] }: ServiceSpec): StatusCause[] {
  const causes: StatusCause[] = [];
  if (clusterIPs.length && clusterIPs[0] !== clusterIP)
    causes.push(invalidValue('spec.clusterIPs', goStrings(clusterIPs), 'first value must match `clusterIP`'));
  const check = (path: string) => (address: string, i: number) =>
    void (address === 'None' || IPV4.test(address) || causes.push(invalidValue(`${path}[${i}]`, address, ADDRESS_RULE)));
  clusterIPs.forEach(check('spec.clusterIPs'));
  externalIPs.forEach(check('spec.externalIPs'));
  return causes;
}

/** Source: validateUpgradeDowngradeClusterIPs */
function validateAddressChange(spec: ServiceSpec, old: ServiceSpec): StatusCause[] {
  if (spec.type === 'ExternalName' || old.type === 'ExternalName') return [];
  if (!old.clusterIPs?.length || spec.clusterIPs?.[0] === old.clusterIPs[0]) return [];
  return [invalidValue('spec.clusterIPs[0]', goStrings(spec.clusterIPs), 'may not change once set')];
}

const forbidNodePorts = (ports: readonly core.ServicePort[] = []) =>
  ports.flatMap(({ nodePort }, i) =>
    nodePort ? [forbiddenField(`spec.ports[${i}].nodePort`, "may not be used when `type` is 'ClusterIP'")] : [],
  );

/** One port and protocol lead to one place, inside and on the nodes. */
function repeatedPorts(ports: readonly core.ServicePort[] = []): StatusCause[] {
  const keys = (key: (port: core.ServicePort) => string) => ports.map(key);
  const [onNodes, inside] = [keys((one) => `${one.protocol}/${one.nodePort}`), keys((one) => `${one.protocol}/${one.port}`)];
  return [
    ...ports.flatMap(({ nodePort }, i) =>
      nodePort && onNodes.indexOf(onNodes[i]!) < i ? [duplicate(`spec.ports[${i}].nodePort`, nodePort)] : [],
    ),
    ...ports.flatMap((port, i) => (inside.indexOf(inside[i]!) < i ? [duplicate(`spec.ports[${i}]`, goPort(port))] : [])),
  ];
}

const goPort = ({ protocol, port }: core.ServicePort) =>
  new GoText(
    `core.ServicePort{Name:"", Protocol:"${protocol}", AppProtocol:(*string)(nil), Port:${port}, TargetPort:intstr.IntOrString{Type:0, IntVal:0, StrVal:""}, NodePort:0}`,
  );

function validateTraffic(spec: ServiceSpec): StatusCause[] {
  const { externalTrafficPolicy: external, internalTrafficPolicy: internal, allocateLoadBalancerNodePorts: allocate } = spec;
  const causes: StatusCause[] = [];
  if (allocate !== undefined && spec.type !== 'LoadBalancer')
    causes.push(forbiddenField('spec.allocateLoadBalancerNodePorts', "may only be used when `type` is 'LoadBalancer'"));
  if (external && !isExternallyAccessible(spec))
    causes.push(invalidValue('spec.externalTrafficPolicy', external, 'may only be set for externally-accessible services'));
  else causes.push(...oneOf('spec.externalTrafficPolicy', external, POLICIES));
  return [...causes, ...oneOf('spec.internalTrafficPolicy', internal, POLICIES)];
}
