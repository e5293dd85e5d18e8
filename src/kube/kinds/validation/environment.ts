/** Environment variables of a container. Source: pkg/apis/core/validation ValidateEnv, ValidateEnvFrom */
import type * as core from 'kubernetes-types/core/v1';
import type { StatusCause } from '../../status';
import { invalidValue, notSupported, required } from './field-errors';

/** Since 1.32 every printable ASCII character but `=` may stand in a name (RelaxedEnvironmentVariableValidation). */
const NAME = /^[ -<>-~]+$/;
const NAME_RULE = "a valid environment variable name must consist only of printable ASCII characters other than '='";

const FIELD_PATHS = [
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
  'spec.nodeName',
  'spec.serviceAccountName',
  'status.hostIP',
  'status.hostIPs',
  'status.podIP',
  'status.podIPs',
];

export function validateEnv(path: string, env: readonly core.EnvVar[] = []): StatusCause[] {
  return env.flatMap((one, i) => {
    const at = `${path}[${i}]`;
    return [...validateName(`${at}.name`, one.name), ...validateValueFrom(`${at}.valueFrom`, one)];
  });
}

function validateName(field: string, name: string): StatusCause[] {
  if (!name) return [required(field)];
  return NAME.test(name) ? [] : [invalidValue(field, name, NAME_RULE)];
}

function validateValueFrom(path: string, { value, valueFrom }: core.EnvVar): StatusCause[] {
  if (!valueFrom) return [];
  const causes = validateFieldRef(`${path}.fieldRef`, valueFrom.fieldRef);
  const sources = Object.values(valueFrom).filter(Boolean).length;
  for (const kind of ['configMapKeyRef', 'secretKeyRef'] as const)
    if (valueFrom[kind] && !valueFrom[kind].key) causes.push(required(`${path}.${kind}.key`));
  if (sources === 0)
    causes.push(invalidValue(path, '', 'must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef` or `secretKeyRef`'));
  else if (value) causes.push(invalidValue(path, '', 'may not be specified when `value` is not empty'));
  else if (sources > 1) causes.push(invalidValue(path, '', 'may not have more than one field specified at a time'));
  return causes;
}

function validateFieldRef(path: string, ref: core.ObjectFieldSelector | undefined): StatusCause[] {
  if (!ref) return [];
  if (!ref.fieldPath) return [required(`${path}.fieldPath`)];
  if (/^metadata\.(labels|annotations)\['.+'\]$/.test(ref.fieldPath) || FIELD_PATHS.includes(ref.fieldPath)) return [];
  if (ref.fieldPath === 'metadata.labels' || ref.fieldPath === 'metadata.annotations')
    return [notSupported(`${path}.fieldPath`, ref.fieldPath, FIELD_PATHS)];
  return [invalidValue(`${path}.fieldPath`, ref.fieldPath, `error converting fieldPath: field label not supported: ${ref.fieldPath}`)];
}

export function validateEnvFrom(path: string, sources: readonly core.EnvFromSource[] = []): StatusCause[] {
  return sources.flatMap((source, i) => {
    const given = (['configMapRef', 'secretRef'] as const).filter((name) => source[name]);
    if (given.length === 0) return [invalidValue(path, '', 'must specify one of: `configMapRef` or `secretRef`')];
    if (given.length > 1) return [invalidValue(path, '', 'may not have more than one field specified at a time')];
    return source[given[0]!]!.name ? [] : [required(`${path}[${i}].${given[0]!}.name`)];
  });
}
