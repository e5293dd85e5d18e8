import { same } from '../plain-data';
import type { StatusCause } from '../status';
import { duplicate, forbiddenField, invalidValue, notFoundField, notSupported, required } from './field-errors';
import type { Container, Pod, PodSpec, Probe } from './pod';

/** Rules for pod specs, shared by Pods and pod templates. Source: pkg/apis/core/validation/validation.go */

const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const LABEL_MESSAGE =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";

export function validatePod(pod: Pod, old?: Pod): StatusCause[] {
  return old ? validateUpdate(pod, old) : validatePodSpec(pod.spec, 'spec');
}

/** Only images, the deadline, tolerations (added) and a shorter grace may change. Source: ValidatePodUpdate */
function validateUpdate(pod: Pod, old: Pod): StatusCause[] {
  const masked = (spec: PodSpec) => ({
    ...spec,
    activeDeadlineSeconds: undefined,
    tolerations: undefined,
    nodeName: undefined,
    containers: spec.containers.map((one) => ({ ...one, image: '' })),
    initContainers: spec.initContainers?.map((one) => ({ ...one, image: '' })),
  });
  if (same(masked(pod.spec), masked(old.spec))) return [];
  const fields =
    '`spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)';
  return [forbiddenField('spec', `pod updates may not change fields other than ${fields}`)];
}

/** @param path where the spec stands: `spec`, `spec.template.spec`
 *  @param policies restart policies allowed there */
export function validatePodSpec(
  spec: PodSpec | undefined,
  path: string,
  policies: readonly string[] = ['Always', 'OnFailure', 'Never'],
): StatusCause[] {
  if (!spec?.containers?.length) return [required(`${path}.containers`)];
  const volumes = new Set((spec.volumes ?? []).map((volume) => volume.name));
  const causes: StatusCause[] = [];
  const seen = new Set<string>();
  for (const list of ['initContainers', 'containers'] as const) {
    for (const [i, container] of (spec[list] ?? []).entries())
      causes.push(...validateContainer(container, `${path}.${list}[${i}]`, seen, volumes));
  }
  if (spec.restartPolicy && !policies.includes(spec.restartPolicy))
    causes.push(notSupported(`${path}.restartPolicy`, spec.restartPolicy, policies));
  const grace = spec.terminationGracePeriodSeconds;
  if (grace !== undefined && grace < 0)
    causes.push(invalidValue(`${path}.terminationGracePeriodSeconds`, grace, 'must be greater than or equal to 0'));
  causes.push(
    ...repeated(
      (spec.volumes ?? []).map(({ name }) => name),
      `${path}.volumes`,
    ),
  );
  return causes;
}

function repeated(names: readonly string[], path: string): StatusCause[] {
  return names.flatMap((name, i) => (names.indexOf(name) < i ? [duplicate(`${path}[${i}].name`, name)] : []));
}

function validateContainer(container: Container, path: string, seen: Set<string>, volumes: ReadonlySet<string>): StatusCause[] {
  const causes: StatusCause[] = [];
  const { name, image, ports = [], volumeMounts = [], env = [] } = container;
  if (!name) causes.push(required(`${path}.name`));
  else if (!LABEL.test(name)) causes.push(invalidValue(`${path}.name`, name, LABEL_MESSAGE));
  else if (seen.has(name)) causes.push(duplicate(`${path}.name`, name));
  seen.add(name);
  if (!image) causes.push(required(`${path}.image`));
  else if (image !== image.trim()) causes.push(invalidValue(`${path}.image`, image, 'must not have leading or trailing whitespace'));
  ports.forEach(({ containerPort }, i) => {
    if (!containerPort) causes.push(required(`${path}.ports[${i}].containerPort`));
    else if (containerPort < 1 || containerPort > 65535)
      causes.push(invalidValue(`${path}.ports[${i}].containerPort`, containerPort, 'must be between 1 and 65535, inclusive'));
  });
  env.forEach((one, i) => void (one.name || causes.push(required(`${path}.env[${i}].name`))));
  volumeMounts.forEach((mount, i) => {
    if (!volumes.has(mount.name)) causes.push(notFoundField(`${path}.volumeMounts[${i}].name`, mount.name));
    if (!mount.mountPath) causes.push(required(`${path}.volumeMounts[${i}].mountPath`));
  });
  const policy = container.imagePullPolicy;
  if (policy && !PULL.includes(policy)) causes.push(notSupported(`${path}.imagePullPolicy`, policy, PULL));
  for (const kind of ['livenessProbe', 'readinessProbe', 'startupProbe'] as const)
    causes.push(...validateProbe(container[kind], `${path}.${kind}`, kind));
  return [...causes, ...validateResources(container, `${path}.resources`)];
}

const PULL = ['Always', 'IfNotPresent', 'Never'];

function validateProbe(probe: Probe | undefined, path: string, kind: string): StatusCause[] {
  if (!probe) return [];
  const causes: StatusCause[] = [];
  const handlers = [probe.httpGet, probe.tcpSocket, probe.exec, probe.grpc].filter(Boolean);
  if (!handlers.length) causes.push(required(path, 'must specify a handler type'));
  if (handlers.length > 1) causes.push(forbiddenField(path, 'may not specify more than 1 handler type'));
  if (kind !== 'readinessProbe' && (probe.successThreshold ?? 1) !== 1)
    causes.push(invalidValue(`${path}.successThreshold`, probe.successThreshold, 'must be 1'));
  return causes;
}

const QUANTITY = /^[+-]?(\d+|\d+\.\d*|\.\d+)([KMGTPE]i|[numkMGTPE]|[eE][+-]?\d+)?$/;

function validateResources({ resources = {} }: Container, path: string): StatusCause[] {
  return (['limits', 'requests'] as const).flatMap((side) =>
    Object.entries(resources[side] ?? {}).flatMap(([name, quantity]) =>
      QUANTITY.test(String(quantity))
        ? []
        : [
            invalidValue(
              `${path}.${side}[${name}]`,
              String(quantity),
              "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
            ),
          ],
    ),
  );
}
