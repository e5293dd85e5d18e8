/** Probes and lifecycle hooks. Source: pkg/apis/core/validation validateProbe, validateHandler */
import type * as core from 'kubernetes-types/core/v1';
import type { StatusCause } from '../../status';
import { forbiddenField, invalidValue, nonNegative, oneOf, required } from './field-errors';
import { portNumber, portNumberOrName } from './ports';

interface Handler {
  exec?: core.ExecAction;
  httpGet?: core.HTTPGetAction;
  tcpSocket?: core.TCPSocketAction;
  grpc?: core.GRPCAction;
  sleep?: core.SleepAction;
}

function validateHandler(path: string, handler: Handler, grace: number): StatusCause[] {
  const given = (['exec', 'httpGet', 'tcpSocket', 'grpc', 'sleep'] as const).filter((name) => handler[name]);
  const [first, ...more] = given;
  if (!first) return [required(path, 'must specify a handler type')];
  return [
    ...HANDLERS[first](`${path}.${first}`, handler, grace),
    ...more.map((name) => forbiddenField(`${path}.${name}`, 'may not specify more than 1 handler type')),
  ];
}

const HANDLERS: Readonly<Record<keyof Handler, (path: string, handler: Handler, grace: number) => StatusCause[]>> = {
  exec: (path, { exec }) => (exec!.command?.length ? [] : [required(`${path}.command`)]),
  httpGet: (path, { httpGet }) => [
    ...portNumberOrName(`${path}.port`, httpGet!.port),
    ...oneOf(`${path}.scheme`, httpGet!.scheme, ['HTTP', 'HTTPS']),
  ],
  tcpSocket: (path, { tcpSocket }) => portNumberOrName(`${path}.port`, tcpSocket!.port),
  grpc: (path, { grpc }) => portNumber(`${path}.port`, grpc!.port ?? 0),
  sleep: (path, { sleep }, grace) =>
    sleep!.seconds > 0 && sleep!.seconds <= grace
      ? []
      : [invalidValue(path, sleep!.seconds, `must be greater than 0 and less than terminationGracePeriodSeconds (${grace})`)],
};

export type ProbeKind = 'livenessProbe' | 'readinessProbe' | 'startupProbe';

const NUMBERS = ['initialDelaySeconds', 'timeoutSeconds', 'periodSeconds', 'successThreshold', 'failureThreshold'] as const;

export function validateProbe(path: string, probe: core.Probe | undefined, kind: ProbeKind, grace: number): StatusCause[] {
  if (!probe) return [];
  const own = probe.terminationGracePeriodSeconds;
  const causes = validateHandler(path, probe, grace);
  causes.push(...NUMBERS.flatMap((name) => nonNegative(`${path}.${name}`, probe[name])));
  if (own !== undefined && own <= 0) causes.push(invalidValue(`${path}.terminationGracePeriodSeconds`, own, 'must be greater than 0'));
  return [...causes, ...onlyOf(path, probe, kind)];
}

/** One success ends a liveness or a startup probe; only readiness may ask for more, and has nothing to end. */
function onlyOf(path: string, probe: core.Probe, kind: ProbeKind): StatusCause[] {
  if (kind !== 'readinessProbe')
    return (probe.successThreshold ?? 1) === 1 ? [] : [invalidValue(`${path}.successThreshold`, probe.successThreshold, 'must be 1')];
  const grace = probe.terminationGracePeriodSeconds;
  return grace === undefined ? [] : [invalidValue(`${path}.terminationGracePeriodSeconds`, grace, 'must not be set for readinessProbes')];
}

export function validateLifecycle(path: string, lifecycle: core.Lifecycle | undefined, grace: number): StatusCause[] {
  return (['postStart', 'preStop'] as const).flatMap((hook) => {
    const handler = lifecycle?.[hook];
    return handler ? validateHandler(`${path}.${hook}`, handler, grace) : [];
  });
}
