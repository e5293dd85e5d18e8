import type { Api } from './api';
import type { KubeObject, Manifest } from './object';
import { badRequest, conflict, invalid, notFound, statusError } from './status';

/** Tokens of ServiceAccounts: `kubectl create token`, the subresource serviceaccounts/token.
 *  MODELS what is asked and answered, the claims of the JWT, binding to a Pod, a Secret or a Node. Nobody signs it: it
 *  says who its bearer is to this cluster alone, and whoever is handed one is told so.
 *  Source: registry/core/serviceaccount/storage/token.go, pkg/serviceaccount/claims.go, pkg/apis/authentication/validation */

const ISSUER = 'https://kubernetes.default.svc.cluster.local';
const HOUR = 3_600;
const LEAST = 600;
const MOST = 2 ** 32;

export const UNSIGNED = 'this cluster is simulated and signs nothing: the token is good here and nowhere else';

interface Reference {
  readonly kind?: string;
  readonly apiVersion?: string;
  readonly name?: string;
  readonly uid?: string;
}

interface Spec {
  readonly audiences?: readonly string[];
  readonly expirationSeconds?: number;
  readonly boundObjectRef?: Reference;
}

/** @param now  ms since the Unix epoch
 *  @throws 400, 404, 409, 422 */
export function requestedToken(api: Api, request: Manifest, namespace: string, now: number, uuid: () => string): KubeObject {
  const name = request.metadata?.name ?? '';
  const account = api.get('serviceaccounts', `${namespace}/${name}`);
  if (!account) throw notFound({ group: '', resource: 'serviceaccounts' }, name);
  const { audiences, expirationSeconds = HOUR, boundObjectRef: reference } = (request['spec'] ?? {}) as Spec;
  checkExpiration(expirationSeconds);
  const bound = reference && boundTo(api, reference, namespace, name);
  const seconds = Math.floor(now / 1000);
  const spec = { audiences: audiences?.length ? audiences : [ISSUER], expirationSeconds, boundObjectRef: reference ?? null };
  const token = encoded({
    aud: spec.audiences,
    exp: seconds + expirationSeconds,
    iat: seconds,
    iss: ISSUER,
    jti: uuid(),
    'kubernetes.io': { namespace, ...bound, serviceaccount: { name, uid: account.metadata.uid } },
    nbf: seconds,
    sub: `system:serviceaccount:${namespace}:${name}`,
  });
  const expirationTimestamp = new Date((seconds + expirationSeconds) * 1000).toISOString().replace('.000Z', 'Z');
  return {
    apiVersion: 'authentication.k8s.io/v1',
    kind: 'TokenRequest',
    metadata: { name, namespace, creationTimestamp: null },
    spec,
    status: { token, expirationTimestamp },
  } as unknown as KubeObject;
}

/** The token that a Pod finds in a volume: a new one each time that four fifths of its time are over.
 *  @param now  ms since the Unix epoch. Source: kubelet/token/token_manager.go */
export function mountedToken(
  api: Api,
  pod: KubeObject,
  { audience, seconds }: { audience?: string; seconds: number },
  now: number,
): string {
  const { namespace = '', name, uid } = pod.metadata;
  const { serviceAccountName = 'default', nodeName = '' } = pod['spec'] as { serviceAccountName?: string; nodeName?: string };
  const start = Date.parse((pod['status'] as { startTime?: string }).startTime ?? pod.metadata.creationTimestamp);
  const turn = seconds * 800;
  const issued = Math.floor((start + Math.floor((now - start) / turn) * turn) / 1000);
  return encoded({
    aud: [audience ?? ISSUER],
    exp: issued + seconds,
    iat: issued,
    iss: ISSUER,
    jti: uid,
    'kubernetes.io': {
      namespace,
      node: { name: nodeName, uid: api.get('nodes', nodeName)?.metadata.uid },
      pod: { name, uid },
      serviceaccount: { name: serviceAccountName, uid: api.get('serviceaccounts', `${namespace}/${serviceAccountName}`)?.metadata.uid },
    },
    nbf: issued,
    sub: `system:serviceaccount:${namespace}:${serviceAccountName}`,
  });
}

function checkExpiration(seconds: number): void {
  const words =
    seconds < LEAST
      ? 'may not specify a duration less than 10 minutes'
      : seconds > MOST
        ? 'may not specify a duration larger than 2^32 seconds'
        : '';
  if (!words) return;
  const message = `Invalid value: ${seconds}: ${words}`;
  throw invalid({ group: 'authentication.k8s.io', kind: 'TokenRequest' }, '', [
    { reason: 'FieldValueInvalid', field: 'spec.expirationSeconds', message },
  ]);
}

const BINDABLE: Readonly<Record<string, string>> = { Pod: 'pods', Secret: 'secrets', Node: 'nodes' };

/** The claim about what the token lives as long as. */
function boundTo(api: Api, { kind = '', apiVersion = '', name = '', uid }: Reference, namespace: string, account: string) {
  const resource = apiVersion === 'v1' ? BINDABLE[kind] : undefined;
  if (resource === undefined) throw badRequest(`cannot bind token to object of type ${apiVersion}, Kind=${kind}`);
  const object = api.get(resource, resource === 'nodes' ? name : `${namespace}/${name}`);
  if (!object) throw notFound({ group: '', resource }, name);
  const owner = resource === 'pods' ? (object['spec'] as { serviceAccountName?: string }).serviceAccountName : account;
  if (owner !== account)
    throw badRequest(
      `cannot bind token for serviceaccount ${JSON.stringify(account)} to pod running with serviceaccount ${JSON.stringify(owner)}`,
    );
  if (uid && uid !== object.metadata.uid) throw conflict({ group: '', resource: kind }, name, differs(uid, object.metadata.uid));
  return { [kind.toLowerCase()]: { name, uid: object.metadata.uid } };
}

const differs = (asked: string, found: string) =>
  `the UID in the bound object reference (${asked}) does not match the UID in record. The object might have been deleted and then recreated (${found})`;

const base64url = (text: string) => btoa(text).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
const HEADER = { alg: 'none', kid: 'podplay' };

const encoded = (claims: object) => [HEADER, claims].map((part) => base64url(JSON.stringify(part))).join('.') + '.';

export interface Account {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
}

/** Whose token this is; undefined: not one of ours.
 *  @throws 401 when it has expired */
export function accountOf(token: string, now: number): Account | undefined {
  const [header = '', claims = '', ...rest] = token.split('.');
  if (rest.length !== 1 || header !== base64url(JSON.stringify(HEADER))) return undefined;
  const read = decoded(claims);
  if (read && read.exp * 1000 <= now) throw unauthorized();
  return read && { namespace: read['kubernetes.io'].namespace, ...read['kubernetes.io'].serviceaccount };
}

interface Claims {
  readonly exp: number;
  readonly 'kubernetes.io': { readonly namespace: string; readonly serviceaccount: { readonly name: string; readonly uid: string } };
}

function decoded(text: string): Claims | undefined {
  try {
    return JSON.parse(atob(text.replaceAll('-', '+').replaceAll('_', '/'))) as Claims;
  } catch {
    return undefined;
  }
}

export const unauthorized = () => statusError(401, 'Unauthorized', 'Unauthorized');
