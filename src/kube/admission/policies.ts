import type { KindDefinition } from '../kinds/kind';
import type { Policy, PolicyBinding } from '../kinds/admission-registration';
import type { KubeObject } from '../object';
import { matches } from '../selectors';
import { forbidden, StatusError } from '../status';
import { ADMIN } from './admin';
import { celOf, evaluate, type Context, type Denial } from './expressions';
import { matchedVersion, namespaceOf, subjectOf, type Attributes } from './match';

/** ValidatingAdmissionPolicies at the door: a write that one of them denies is refused, or warned of.
 *  MODELS policy/validating/dispatcher.go and policy/generic: bindings, params, validationActions, failurePolicy.
 *  OMITS the moment in which a new policy is not yet in force, what is asked through pods/exec, pods/binding and
 *  pods/eviction, audit, and by which name the cluster's own parts write: it is one name for all.
 *  Source: apiserver/pkg/admission/plugin/policy */

/** What the door knows of the cluster. */
export interface Door {
  list(resource: string): readonly KubeObject[];
  find(resource: string, key: string): KubeObject | undefined;
  /** The kind that a paramKind names. */
  kindOf(apiVersion: string, kind: string): KindDefinition | undefined;
  /** Versions in which a kind is served, its own first. */
  versionsOf(kind: KindDefinition): readonly string[];
  shown(kind: KindDefinition, version: string, object: KubeObject): KubeObject;
  objectsOf(kind: KindDefinition): readonly KubeObject[];
}

const EXEMPT = 'admissionregistration.k8s.io';

interface Denied extends Denial {
  readonly policy: string;
  readonly binding?: string;
}

/** @throws Status of the first denial, in upstream's words */
export function admitToPolicies(door: Door, request: Attributes, warn: (text: string) => void = () => {}): void {
  const bindings = door.list('validatingadmissionpolicybindings') as readonly PolicyBinding[];
  if (!bindings.length || request.kind.group === EXEMPT) return;
  const policies = door.list('validatingadmissionpolicies') as readonly Policy[];
  const [first] = policies.flatMap((policy) =>
    denials(
      door,
      request,
      policy,
      bindings.filter(({ spec }) => spec.policyName === policy.metadata.name),
      warn,
    ),
  );
  if (first) throw refusal(request, first);
}

function denials(
  door: Door,
  request: Attributes,
  policy: Policy,
  bindings: readonly PolicyBinding[],
  warn: (text: string) => void,
): Denied[] {
  if (!bindings.length) return [];
  const { paramKind, failurePolicy, matchConstraints = {} } = policy.spec;
  const { name } = policy.metadata;
  const versions = door.versionsOf(request.kind);
  const meant = (match: Parameters<typeof matchedVersion>[0]) =>
    matchedVersion(match, request, versions, (one) => door.find('namespaces', one));
  const version = meant(matchConstraints);
  if (version === undefined) return [];
  const failed = (message: string, binding?: string): Denied[] =>
    failurePolicy === 'Ignore' ? [] : [{ policy: name, message, ...(binding && { binding }) }];
  const params = paramKind && door.kindOf(paramKind.apiVersion ?? '', paramKind.kind ?? '');
  if (paramKind && !params) {
    const at = paramKind.apiVersion ?? '';
    const named = `${at.includes('/') ? '' : '/'}${at}, Kind=${paramKind.kind}`;
    return failed(`failed to configure policy: failed to find resource referenced by paramKind: '${named}'`);
  }
  return bindings.flatMap((binding) => {
    if (binding.spec.matchResources && meant(binding.spec.matchResources) === undefined) return [];
    const found = paramsOf(door, request, binding, params);
    if (typeof found === 'string') return failed(`failed to configure binding: ${found}`, binding.metadata.name);
    const said = found.flatMap((one) => evaluate(policy.spec, contextOf(door, request, version, one)));
    return said.flatMap((one) => acted(policy, binding, one, warn));
  });
}

function acted(
  { metadata: { name: policy } }: Policy,
  { metadata, spec }: PolicyBinding,
  denial: Denial,
  warn: (text: string) => void,
): Denied[] {
  return (spec.validationActions ?? []).flatMap((action) => {
    if (action === 'Warn')
      warn(`Validation failed for ValidatingAdmissionPolicy '${policy}' with binding '${metadata.name}': ${denial.message}`);
    return action === 'Deny' ? [{ ...denial, policy, binding: metadata.name }] : [];
  });
}

/** @returns one for each evaluation, undefined where there is none; or why they cannot be had
 *  Source: policy/generic CollectParams */
function paramsOf(
  door: Door,
  request: Attributes,
  { spec: { paramRef } }: PolicyBinding,
  kind: KindDefinition | undefined,
): readonly (KubeObject | undefined)[] | string {
  if (!kind || !paramRef) return [undefined];
  if (!kind.namespaced && paramRef.namespace) return 'paramRef.namespace must not be provided for a cluster-scoped `paramKind`';
  const namespace = kind.namespaced ? paramRef.namespace || namespaceOf(request) : undefined;
  if (namespace === '') return 'cannot use namespaced paramRef in policy binding that matches cluster-scoped resources';
  const found = door
    .objectsOf(kind)
    .filter(({ metadata }) => metadata.namespace === namespace)
    .filter(({ metadata }) => (paramRef.name ? metadata.name === paramRef.name : matches(paramRef.selector as never, metadata.labels)));
  if (!found.length && paramRef.parameterNotFoundAction === 'Deny')
    return 'no params found for policy binding with `Deny` parameterNotFoundAction';
  return found.map((object) => door.shown(kind, kind.version, object));
}

function contextOf(door: Door, request: Attributes, version: string, params: KubeObject | undefined): Context {
  const { kind, object, old } = request;
  const show = (one: KubeObject | undefined) =>
    one ? celOf(request.subresource === 'scale' ? one : door.shown(kind, version, one)) : null;
  const inside = kind.namespaced ? door.find('namespaces', namespaceOf(request)) : undefined;
  return {
    object: show(object),
    oldObject: show(old),
    params: params ? celOf(params) : null,
    request: requestOf(request, version),
    namespaceObject: inside ? celOf(inside) : null,
  };
}

const CONTROL_PLANE = { username: 'system:kube-controller-manager', groups: ['system:authenticated'] };

function requestOf(request: Attributes, version: string): unknown {
  const { kind, subresource, operation, dryRun, trusted } = request;
  const named = (at: string) =>
    subresource === 'scale' ? { group: 'autoscaling', version: 'v1', kind: 'Scale' } : { group: kind.group, version: at, kind: kind.kind };
  const resource = (at: string) => ({ group: kind.group, version: at, resource: kind.resource });
  return {
    kind: named(version),
    resource: resource(version),
    subResource: subresource,
    requestKind: named(kind.version),
    requestResource: resource(kind.version),
    requestSubResource: subresource,
    name: subjectOf(request).metadata.name,
    namespace: namespaceOf(request),
    operation,
    userInfo: trusted ? CONTROL_PLANE : { username: ADMIN.name, groups: ADMIN.groups },
    dryRun,
  };
}

const CODES: Readonly<Record<string, number>> = { Unauthorized: 401, Forbidden: 403, RequestEntityTooLarge: 413 };

/** A refusal with a reason of its own. */
function refusal(request: Attributes, { policy, binding, message, reason = 'Invalid' }: Denied): StatusError {
  const said = `ValidatingAdmissionPolicy '${policy}' ${binding ? `with binding '${binding}' ` : ''}denied request: ${message}`;
  const { status } = forbidden(request.kind, subjectOf(request).metadata.name, said);
  const details = { ...status.details, causes: [{ reason: '', message: said }] };
  return new StatusError({ ...status, reason, code: CODES[reason] ?? 422, details });
}
