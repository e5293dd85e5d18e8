/** What the profiles of `kubectl debug` make of a container and its Pod. OMITS custom profiles.
 *  Source: kubectl/pkg/cmd/debug/profiles.go */

export interface Debugged {
  readonly name: string;
  readonly image: string;
  readonly securityContext?: SecurityContext;
  readonly [field: string]: unknown;
}

interface SecurityContext {
  readonly capabilities?: { readonly add?: readonly string[]; readonly drop?: readonly string[] };
  readonly [field: string]: unknown;
}

type Spec = Readonly<Record<string, unknown>> & { readonly containers?: readonly Debugged[] };

/** A container in a Pod that is there, one of a copy, or the only one of a Pod on a node. */
type Style = 'ephemeral' | 'copy' | 'node';

interface Profiled {
  readonly container: Debugged;
  readonly spec: Spec;
  /** A line of warning. */
  readonly warned?: string;
}

export const PROFILES: ReadonlySet<string> = new Set(['legacy', 'general', 'baseline', 'restricted', 'netadmin', 'sysadmin']);

/** @param keep  what of a copy is kept: `liveness`, `readiness`, `startup`, `init-containers` */
export function profiled(
  profile: string,
  style: Style,
  container: Debugged,
  spec: Spec,
  keep: (what: string) => boolean = () => true,
): Profiled {
  const secured = withContext(profile, style, container);
  const whole = style === 'node' ? onNode(profile, spec, secured) : { container: secured, spec };
  const result = style === 'copy' && profile !== 'legacy' ? ofCopy(whole, keep) : whole;
  return isPowerless(result) ? { ...result, warned: POWERLESS } : result;
}

const CAPABILITIES: Readonly<Record<string, readonly string[]>> = {
  general: ['SYS_PTRACE'],
  baseline: [],
  netadmin: ['NET_ADMIN', 'NET_RAW'],
};

function withContext(profile: string, style: Style, container: Debugged): Debugged {
  if (profile === 'legacy') return container;
  if (profile === 'restricted') return { ...container, securityContext: RESTRICTED };
  if (profile === 'sysadmin') return { ...container, securityContext: { ...container.securityContext, privileged: true } };
  const add = CAPABILITIES[profile]!;
  if (profile === 'baseline' || (profile === 'general' && style === 'node')) {
    const { securityContext: _, ...rest } = container;
    return rest;
  }
  const { capabilities, ...more } = container.securityContext ?? {};
  return { ...container, securityContext: { ...more, capabilities: { ...capabilities, add: [...(capabilities?.add ?? []), ...add] } } };
}

const RESTRICTED = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
  runAsNonRoot: true,
  seccompProfile: { type: 'RuntimeDefault' },
};

const HOST = { hostNetwork: true, hostPID: true, hostIPC: true };

function onNode(profile: string, spec: Spec, container: Debugged): Profiled {
  if (profile === 'baseline' || profile === 'restricted') return { container, spec };
  const host = { ...spec, ...HOST };
  if (profile === 'netadmin') return { container, spec: host };
  return {
    container: { ...container, volumeMounts: [{ mountPath: '/host', name: 'host-root' }] },
    spec: { ...host, volumes: [{ name: 'host-root', hostPath: { path: '/' } }] },
  };
}

function ofCopy({ container, spec }: Profiled, keep: (what: string) => boolean): Profiled {
  const unprobed = <C extends Debugged>(one: C): C =>
    Object.fromEntries(Object.entries(one).filter(([field]) => !isProbe(field) || keep(field.replace('Probe', '')))) as C;
  const { initContainers, ...rest } = spec;
  const shared = { shareProcessNamespace: true, ...rest, containers: (spec.containers ?? []).map(unprobed) };
  return { container: unprobed(container), spec: keep('init-containers') && initContainers ? { ...shared, initContainers } : shared };
}

const isProbe = (field: string) => /^(liveness|readiness|startup)Probe$/.test(field);

/** Source: debug.go displayWarning */
function isPowerless({ container: { securityContext }, spec }: Profiled): boolean {
  const pod = (spec['securityContext'] ?? {}) as { readonly runAsUser?: number };
  if (!pod.runAsUser || !securityContext || securityContext['runAsUser'] === 0) return false;
  return Boolean(securityContext['privileged']) || Boolean(securityContext.capabilities?.add?.length);
}

const POWERLESS =
  'Warning: Non-root user is configured for the entire target Pod, and some capabilities granted by debug profile may not work. Please consider using "--custom" with a custom profile that specifies "securityContext.runAsUser: 0".\n';
