import type { ApiResource, ObjectRef, ResourceRef } from '../../kube/cluster';
import { badRequest, statusError } from '../../kube/status';

/** What the path of a request names.
 *  MODELS apiserver/pkg/endpoints/request/requestinfo.go. */
export interface Target {
  readonly ref: ResourceRef;
  readonly namespace?: string;
  readonly name?: string;
  readonly subresource?: string;
  /** What follows a subresource: the path of a proxied request. */
  readonly rest: string;
}

/** Segments of a path, decoded.
 *  @throws 400 for what cannot be decoded or could lead elsewhere */
export function segmentsOf(path: string): readonly string[] {
  return path.split('/').filter(Boolean).map(decoded);
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw badRequest(`invalid URL escape ${JSON.stringify(segment)}`);
  }
}

/** Source: apimachinery/pkg/api/validation/path IsValidPathSegmentName */
function checkName(name: string): string {
  const why =
    name === '.' || name === '..'
      ? `may not be '${name}'`
      : name.includes('/')
        ? "may not contain '/'"
        : name.includes('%')
          ? "may not contain '%'"
          : undefined;
  if (why) throw badRequest(`Name parameter invalid: ${JSON.stringify(name)}: ${why}`);
  return name;
}

/** @param segments after `/api` or `/apis`; undefined when they name no resource */
export function targetOf(core: boolean, segments: readonly string[]): Target | undefined {
  const [group = '', version = '', ...parts] = core ? ['', ...segments] : segments;
  const [first, namespace, resource, ...rest] = parts;
  if (first === undefined) return undefined;
  // A namespace is named by the same path that leads into it.
  if (first !== 'namespaces' || resource === undefined || resource === 'status' || resource === 'finalize')
    return within({ group, version }, undefined, parts);
  return within({ group, version }, checkName(namespace!), [resource, ...rest]);
}

function within(at: { group: string; version: string }, namespace: string | undefined, parts: readonly string[]): Target {
  const [resource = '', name, subresource, ...rest] = parts;
  return {
    ref: { ...at, resource },
    ...(namespace !== undefined && { namespace }),
    ...(name !== undefined && { name: checkName(name) }),
    ...(subresource !== undefined && { subresource }),
    rest: rest.map(encodeURIComponent).join('/'),
  };
}

/** The object that a target names. */
export const objectOf = ({ ref, namespace, name }: Target): ObjectRef => ({
  ...ref,
  name: name!,
  ...(namespace !== undefined && { namespace }),
});

/** @throws 404 for a resource that is not served, in the words of an unknown path */
export function served(target: Target, resources: readonly ApiResource[]): ApiResource {
  const { group, version, resource } = target.ref;
  const found = resources.find((one) => one.resource === resource && one.group === group && one.version === version);
  const fits =
    found &&
    (found.namespaced || target.namespace === undefined) &&
    (!found.namespaced || target.name === undefined || target.namespace !== undefined);
  if (!fits) throw unknownPath();
  if (target.subresource !== undefined && !known(found, target.subresource)) throw unknownPath();
  return found;
}

const known = ({ resource, subresources }: ApiResource, name: string) =>
  subresources.includes(name) || (name === 'proxy' && (resource === 'pods' || resource === 'services'));

export const unknownPath = () => statusError(404, 'NotFound', 'the server could not find the requested resource', {});

export const wrongMethod = () => statusError(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource');
