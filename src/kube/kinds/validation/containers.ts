/** Containers and init containers. Source: pkg/apis/core/validation validateContainerCommon, validateContainers, validateInitContainers */
import type * as core from 'kubernetes-types/core/v1';
import type { StatusCause } from '../../status';
import { validateEnv, validateEnvFrom } from './environment';
import { dnsLabel, duplicate, forbiddenField, notFoundField, oneOf, required } from './field-errors';
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

/** What an ephemeral container may not have: it is there to look round, not to serve. Source: allowedEphemeralContainerFields */
const NOT_EPHEMERAL = ['ports', 'resources', ...PROBES, 'lifecycle', 'restartPolicy'] as const;

/** @param others  the Pod's own containers and init containers
 *  Source: validateEphemeralContainers */
export function validateEphemeralContainers(
  path: string,
  containers: readonly core.EphemeralContainer[] = [],
  others: readonly Container[],
  context: PodContext,
): StatusCause[] {
  const own = new Set(others.map(({ name }) => name));
  const names = new Set(own);
  const why = 'cannot be set for an Ephemeral Container';
  return containers.flatMap((container, i) => {
    const at = `${path}[${i}]`;
    const { targetContainerName: target, volumeMounts = [] } = container;
    return [
      ...validateContainer(at, container, context),
      ...unique(`${at}.name`, container.name, names),
      ...(target && !own.has(target) ? [notFoundField(`${at}.targetContainerName`, target)] : []),
      ...NOT_EPHEMERAL.filter((field) => isSet(container[field])).map((field) => forbiddenField(`${at}.${field}`, why)),
      ...volumeMounts.flatMap((mount, m) =>
        (['subPath', 'subPathExpr'] as const)
          .filter((field) => mount[field])
          .map((field) => forbiddenField(`${at}.volumeMounts[${m}].${field}`, why)),
      ),
    ];
  });
}

const isSet = (value: object | string | undefined): boolean =>
  value !== undefined && value !== '' && (typeof value === 'string' || Object.keys(value).length > 0);

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
