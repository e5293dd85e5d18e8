/** Containers and init containers. Source: pkg/apis/core/validation validateContainerCommon, validateContainers, validateInitContainers */
import type * as core from 'kubernetes-types/core/v1';
import type { StatusCause } from '../../status';
import { validateEnv, validateEnvFrom } from './environment';
import { dnsLabel, duplicate, forbiddenField, oneOf, required } from './field-errors';
import { validateLifecycle, validateProbe, type ProbeKind } from './handlers';
import { containerPorts, hostPortConflicts } from './ports';
import { validateResources } from './resources';
import { validateMounts } from './volumes';

type Container = core.Container;

/** What the rules for one container need to know of its pod. */
export interface PodContext {
  /** Names of its volumes. */
  readonly volumes: ReadonlySet<string>;
  readonly grace: number;
}

const PROBES: readonly ProbeKind[] = ['livenessProbe', 'readinessProbe', 'startupProbe'];

export function validateContainers(path: string, containers: readonly Container[] = [], context: PodContext): StatusCause[] {
  if (!containers.length) return [required(path)];
  const names = new Set<string>();
  const causes = containers.flatMap((container, i) => [
    ...validateContainer(`${path}[${i}]`, container, context),
    ...unique(`${path}[${i}].name`, container.name, names),
    ...validateHooks(`${path}[${i}]`, container, context),
    ...(container.restartPolicy ? [forbiddenField(`${path}[${i}].restartPolicy`, 'may not be set for non-init containers')] : []),
  ]);
  return [...causes, ...hostPortConflicts(path, containers)];
}

export function validateInitContainers(
  path: string,
  containers: readonly Container[] = [],
  others: readonly Container[],
  context: PodContext,
): StatusCause[] {
  const names = new Set(others.map(({ name }) => name));
  return containers.flatMap((container, i) => {
    const at = `${path}[${i}]`;
    const common = [
      ...validateContainer(at, container, context),
      ...oneOf(`${at}.restartPolicy`, container.restartPolicy, ['Always']),
      ...unique(`${at}.name`, container.name, names),
    ];
    return [...common, ...(container.restartPolicy === 'Always' ? validateHooks(at, container, context) : forbidHooks(at, container))];
  });
}

function unique(field: string, name: string, seen: Set<string>): StatusCause[] {
  if (seen.has(name)) return [duplicate(field, name)];
  seen.add(name);
  return [];
}

function validateHooks(path: string, container: Container, { grace }: PodContext): StatusCause[] {
  return [
    ...validateLifecycle(`${path}.lifecycle`, container.lifecycle, grace),
    ...PROBES.flatMap((kind) => validateProbe(`${path}.${kind}`, container[kind], kind, grace)),
  ];
}

/** An init container runs to its end: nothing to probe. */
function forbidHooks(path: string, container: Container): StatusCause[] {
  return (['lifecycle', ...PROBES] as const)
    .filter((name) => container[name])
    .map((name) => forbiddenField(`${path}.${name}`, 'may not be set for init containers without restartPolicy=Always'));
}

function validateContainer(path: string, container: Container, { volumes }: PodContext): StatusCause[] {
  const { name, image, terminationMessagePolicy, ports, env, envFrom, volumeMounts, imagePullPolicy, resources } = container;
  return [
    ...(name ? dnsLabel(`${path}.name`, name) : [required(`${path}.name`)]),
    ...(image ? [] : [required(`${path}.image`)]),
    ...oneOf(`${path}.terminationMessagePolicy`, terminationMessagePolicy, ['File', 'FallbackToLogsOnError']),
    ...containerPorts(`${path}.ports`, ports),
    ...validateEnv(`${path}.env`, env),
    ...validateEnvFrom(`${path}.envFrom`, envFrom),
    ...validateMounts(`${path}.volumeMounts`, volumeMounts, volumes),
    ...oneOf(`${path}.imagePullPolicy`, imagePullPolicy, ['Always', 'IfNotPresent', 'Never']),
    ...validateResources(`${path}.resources`, resources),
  ];
}
