/** Volumes of a pod and where its containers mount them. Source: pkg/apis/core/validation ValidateVolumes, ValidateVolumeMounts
 *  OMITS the rules of storage products (they hold no data here) and of sub-paths. */
import type * as core from 'kubernetes-types/core/v1';
import type { StatusCause } from '../../status';
import { dnsLabel, duplicate, forbiddenField, invalidValue, notFoundField, required } from './field-errors';

type Volume = core.Volume;

/** The field that each of these sources cannot be without. */
const NEEDS: readonly (readonly [source: keyof Volume, field: string])[] = [
  ['configMap', 'name'],
  ['hostPath', 'path'],
  ['nfs', 'server'],
  ['persistentVolumeClaim', 'claimName'],
  ['secret', 'secretName'],
];

export function validateVolumes(path: string, volumes: readonly Volume[] = []): StatusCause[] {
  const names = new Set<string>();
  return volumes.flatMap((volume, i) => {
    const at = `${path}[${i}]`;
    const causes = [...validateSource(at, volume), ...validateName(`${at}.name`, volume.name, names)];
    if (volume.name) names.add(volume.name);
    return causes;
  });
}

function validateName(field: string, name: string, seen: ReadonlySet<string>): StatusCause[] {
  if (!name) return [required(field)];
  return seen.has(name) ? [duplicate(field, name)] : dnsLabel(field, name);
}

function validateSource(path: string, volume: Volume): StatusCause[] {
  const [, ...more] = Object.keys(volume).filter((key) => key !== 'name' && volume[key as keyof Volume] !== undefined);
  const several = more.map((source) => forbiddenField(`${path}.${source}`, 'may not specify more than 1 volume type'));
  const missing = NEEDS.filter(([source, field]) => volume[source] && !(volume[source] as Readonly<Record<string, unknown>>)[field]);
  return [...missing.map(([source, field]) => required(`${path}.${source}.${field}`)), ...several];
}

/** @param volumes  names of the pod's volumes */
export function validateMounts(path: string, mounts: readonly core.VolumeMount[] = [], volumes: ReadonlySet<string>): StatusCause[] {
  const paths = new Set<string>();
  return mounts.flatMap(({ name, mountPath }, i) => {
    const at = `${path}[${i}]`;
    const causes: StatusCause[] = [];
    if (!name) causes.push(required(`${at}.name`));
    if (!volumes.has(name)) causes.push(notFoundField(`${at}.name`, name ?? ''));
    if (!mountPath) causes.push(required(`${at}.mountPath`));
    if (paths.has(mountPath)) causes.push(invalidValue(`${at}.mountPath`, mountPath, 'must be unique'));
    paths.add(mountPath);
    return causes;
  });
}
