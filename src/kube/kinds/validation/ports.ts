/** Ports of containers, Services and handlers. Source: apimachinery util/validation IsValidPortNum, IsValidPortName */
import type * as core from 'kubernetes-types/core/v1';
import type { StatusCause } from '../../status';
import { duplicate, invalidValue, oneOf, required } from './field-errors';

export const PROTOCOLS = ['SCTP', 'TCP', 'UDP'] as const;

export function portNumber(field: string, port: number): StatusCause[] {
  return port >= 1 && port <= 65535 ? [] : [invalidValue(field, port, 'must be between 1 and 65535, inclusive')];
}

const NAME_RULES: readonly (readonly [broken: (name: string) => boolean, words: string])[] = [
  [(name) => name.length > 15, 'must be no more than 15 characters'],
  [(name) => !/^[-a-z0-9]+$/.test(name), 'must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)'],
  [(name) => !/[a-z]/.test(name), 'must contain at least one letter (a-z)'],
  [(name) => name.includes('--'), 'must not contain consecutive hyphens'],
  [(name) => name.startsWith('-') || name.endsWith('-'), 'must not begin or end with a hyphen'],
];

export function portName(field: string, name: string): StatusCause[] {
  return NAME_RULES.filter(([broken]) => broken(name)).map(([, words]) => invalidValue(field, name, words));
}

export function portNumberOrName(field: string, port: number | string | undefined): StatusCause[] {
  return typeof port === 'string' ? portName(field, port) : portNumber(field, port ?? 0);
}

/** Source: validateContainerPorts */
export function containerPorts(path: string, ports: readonly core.ContainerPort[] = []): StatusCause[] {
  const names = new Set<string>();
  return ports.flatMap((port, i) => {
    const at = `${path}[${i}]`;
    return [
      ...containerPortName(`${at}.name`, port.name, names),
      ...(port.containerPort ? portNumber(`${at}.containerPort`, port.containerPort) : [required(`${at}.containerPort`)]),
      ...(port.hostPort ? portNumber(`${at}.hostPort`, port.hostPort) : []),
      ...oneOf(`${at}.protocol`, port.protocol, PROTOCOLS),
    ];
  });
}

function containerPortName(field: string, name: string | undefined, seen: Set<string>): StatusCause[] {
  if (!name) return [];
  const faults = portName(field, name);
  if (faults.length) return faults;
  if (seen.has(name)) return [duplicate(field, name)];
  seen.add(name);
  return [];
}

/** Two containers cannot hold one port of the node. Source: checkHostPortConflicts */
export function hostPortConflicts(path: string, containers: readonly core.Container[]): StatusCause[] {
  const seen = new Set<string>();
  return containers.flatMap((container, i) =>
    (container.ports ?? []).flatMap(({ hostPort, hostIP = '', protocol = 'TCP' }, j) => {
      const key = `${protocol}/${hostIP}/${hostPort}`;
      if (!hostPort) return [];
      if (seen.has(key)) return [duplicate(`${path}[${i}].ports[${j}].hostPort`, key)];
      seen.add(key);
      return [];
    }),
  );
}
