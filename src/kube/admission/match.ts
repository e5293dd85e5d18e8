import type * as admission from 'kubernetes-types/admissionregistration/v1';
import { tableOf, type KindDefinition } from '../kinds/kind';
import type { KubeObject } from '../object';
import { matches } from '../selectors';

/** Which requests a policy of admission is meant for.
 *  Source: apiserver/pkg/admission/plugin/policy/matching/matching.go, plugin/webhook/predicates */

/** A write, as it is asked about at the door. */
export interface Attributes {
  readonly operation: 'CREATE' | 'UPDATE' | 'DELETE';
  readonly kind: KindDefinition;
  /** `''`: the object itself. */
  readonly subresource: string;
  /** What would be stored; absent when it is deleted. */
  readonly object?: KubeObject;
  /** What is stored. */
  readonly old?: KubeObject;
  readonly dryRun: boolean;
  /** From one of the cluster's own parts. */
  readonly trusted: boolean;
}

/** Those types leave out two of its fields. */
export type Rule = admission.NamedRuleWithOperations & { resources?: string[]; scope?: string };

type Match = Omit<admission.MatchResources, 'resourceRules' | 'excludeResourceRules'> & {
  readonly resourceRules?: readonly Rule[];
  readonly excludeResourceRules?: readonly Rule[];
};

export const subjectOf = ({ object, old }: Attributes): KubeObject => (object ?? old)!;

/** Namespaces lie in themselves. */
export function namespaceOf(request: Attributes): string {
  const { metadata } = subjectOf(request);
  return (isNamespace(request) ? metadata.name : metadata.namespace) ?? '';
}

const isNamespace = ({ kind }: Attributes) => tableOf(kind) === 'namespaces';

/** @param versions in which the resource is served, that of the request first
 *  @param namespace the stored one by its name
 *  @returns the version in which the object is looked at; undefined: it is not meant */
export function matchedVersion(
  match: Match,
  request: Attributes,
  versions: readonly string[],
  namespace: (name: string) => KubeObject | undefined,
): string | undefined {
  const { resourceRules = [], excludeResourceRules = [], matchPolicy } = match;
  if (!inNamespace(match, request, namespace) || !selected(match, request)) return undefined;
  const asked = matchPolicy === 'Exact' ? versions.slice(0, 1) : versions;
  const meant = (rules: readonly Rule[]) => asked.find((version) => rules.some((rule) => fits(rule, request, version)));
  if (meant(excludeResourceRules) !== undefined) return undefined;
  return resourceRules.length ? meant(resourceRules) : versions[0];
}

const isEmpty = ({ matchLabels = {}, matchExpressions = [] }: NonNullable<Match['objectSelector']>) =>
  !Object.keys(matchLabels).length && !matchExpressions.length;

function inNamespace({ namespaceSelector: by }: Match, request: Attributes, namespace: (name: string) => KubeObject | undefined): boolean {
  const name = namespaceOf(request);
  if (!by || isEmpty(by) || !name) return true;
  const found = isNamespace(request) ? subjectOf(request) : namespace(name);
  return matches(by, found?.metadata.labels);
}

/** What it is or what it was will do. */
function selected({ objectSelector: by }: Match, { object, old }: Attributes): boolean {
  if (!by || isEmpty(by)) return true;
  return [object, old].some((one) => one && matches(by, one.metadata.labels));
}

const oneOf = (items: readonly string[] = [], asked: string) => items.includes('*') || items.includes(asked);

function fits(rule: Rule, request: Attributes, version: string): boolean {
  const { operation, kind, subresource } = request;
  const named = rule.resourceNames?.length ? rule.resourceNames.includes(subjectOf(request).metadata.name) : true;
  const place = rule.scope === undefined || rule.scope === '*' || rule.scope === (kind.namespaced ? 'Namespaced' : 'Cluster');
  const resource = (rule.resources ?? []).some((one) => {
    const [name, part = ''] = one.split('/');
    return (name === '*' || name === kind.resource) && (part === '*' || part === subresource);
  });
  return (
    named && place && resource && oneOf(rule.operations, operation) && oneOf(rule.apiGroups, kind.group) && oneOf(rule.apiVersions, version)
  );
}
