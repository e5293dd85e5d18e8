import type { Role, RoleBinding, Rule, Subject } from '../../kube/kinds/rbac';
import type { KubeObject, Manifest } from '../../kube/object';
import { same } from '../../kube/plain-data';
import type { Arguments } from '../arguments';
import type { KubectlEnv } from '../env';
import { KubectlError, throwAll } from '../errors';
import { fromFiles, type FromFile } from '../manifests';
import { dryRunOf, teller, WRITING, type Teller } from '../outcome';
import { isNotFound, objectRef } from '../resources';
import type { Verb } from '../verb';

/** `auth reconcile`: roles and bindings get what they lack, and keep what they have.
 *  MODELS kubectl/pkg/cmd/auth/reconcile.go, component-helpers/auth/rbac/reconciliation.
 *  OMITS making a namespace that is missing, and changes of an aggregation rule. */

interface Outcome {
  readonly operation: 'create' | 'update' | 'recreate' | 'none';
  readonly object: Manifest;
  /** What was added, and what was taken away, in Go's words. */
  readonly told: readonly string[];
}

export const reconcile: Verb = {
  name: 'auth reconcile',
  summary: 'Reconciles rules for RBAC role, role binding, cluster role, and cluster role binding objects',
  usage: '-f FILENAME',
  flags: { ...WRITING, filename: 'strings', recursive: 'bool', 'remove-extra-permissions': 'bool', 'remove-extra-subjects': 'bool' },
  examples: ['kubectl auth reconcile -f my-rbac-rules.yaml', 'kubectl auth reconcile -f my-rbac-rules.yaml --remove-extra-subjects'],
  async run(args, env) {
    if (!args.has('filename')) throw new KubectlError('must specify one of -f and -k');
    if (args.words.length) throw new KubectlError('no arguments are allowed');
    if (dryRunOf(args, env) === 'server') throw new KubectlError('--dry-run=server for command reconcile is not supported yet');
    const { found, errors: unplaced } = await fromFiles(env, args);
    const errors: unknown[] = [...unplaced];
    const { tell } = await teller(args, env);
    for (const one of found) await settle(args, env, one, tell).catch((error: unknown) => errors.push(error));
    throwAll(errors);
  },
};

async function settle(args: Arguments, env: KubectlEnv, one: FromFile, tell: Teller['tell']): Promise<void> {
  const { resource, namespace, name } = one;
  if (resource.group !== 'rbac.authorization.k8s.io') return;
  const where = resource.namespaced ? { namespace } : {};
  const wanted = { ...one.manifest, metadata: { ...one.manifest.metadata, ...where } } as Manifest;
  const ref = objectRef(resource, name, namespace);
  const live = await env.cluster.get(ref).catch((error: unknown) => {
    if (isNotFound(error)) return undefined;
    throw error;
  });
  const outcome = resource.kind.endsWith('Binding')
    ? binding(live as RoleBinding | undefined, wanted as RoleBinding, args)
    : role(live, wanted as Role, args);
  const write = async () => {
    if (outcome.operation === 'none') return live!;
    const options = { fieldManager: args.get('field-manager') ?? 'kubectl-auth' };
    if (outcome.operation === 'update') return (await env.cluster.update(ref, outcome.object, options)).object;
    if (outcome.operation === 'recreate') await env.cluster.delete(ref);
    return (await env.cluster.create(resource, outcome.object, { ...options, ...where })).object;
  };
  tell(resource, name, 'reconciled', dryRunOf(args, env) ? outcome.object : await write());
  if (outcome.operation !== 'none') env.err(`\treconciliation required ${outcome.operation}\n${outcome.told.join('')}`);
}

const listed = (title: string, items: readonly string[]) =>
  items.length ? [`\t${title}:\n`, ...items.map((item) => `\t\t${item}\n`)] : [];

function role(live: Role | undefined, wanted: Role, args: Arguments): Outcome {
  const expected = wanted.rules ?? [];
  if (!live) return { operation: 'create', object: wanted, told: listed('missing rules added', expected.map(ruleText)) };
  const rules = live.rules ?? [];
  const fixed = wanted.aggregationRule !== undefined;
  const found = fixed ? { missing: [], extra: [] } : { missing: uncovered(rules, expected), extra: uncovered(expected, rules) };
  return settled(live, wanted, { field: 'rules', ...found, stomps: args.on('remove-extra-permissions'), text: ruleText });
}

function binding(live: RoleBinding | undefined, wanted: RoleBinding, args: Arguments): Outcome {
  const expected = wanted.subjects ?? [];
  if (!live) return { operation: 'create', object: wanted, told: listed('missing subjects added', expected.map(subjectText)) };
  if (!same(live.roleRef, wanted.roleRef)) return { operation: 'recreate', object: wanted, told: [] };
  const subjects = live.subjects ?? [];
  const without = (some: readonly Subject[], others: readonly Subject[]) =>
    some.filter((one) => !others.some((other) => subjectText(one) === subjectText(other)));
  const found = { missing: without(expected, subjects), extra: without(subjects, expected) };
  return settled(live, wanted, { field: 'subjects', ...found, stomps: args.on('remove-extra-subjects'), text: subjectText });
}

interface Difference<T> {
  readonly field: 'rules' | 'subjects';
  readonly missing: readonly T[];
  readonly extra: readonly T[];
  /** Is what is extra taken away? */
  readonly stomps: boolean;
  readonly text: (item: T) => string;
}

function settled<T>(live: KubeObject, wanted: KubeObject, { field, missing, extra, stomps, text }: Difference<T>): Outcome {
  const changed = missing.length > 0 || (stomps && extra.length > 0);
  const list = (one: KubeObject) => (one[field] ?? []) as readonly T[];
  const object = { ...merged(live, wanted), ...(changed && { [field]: stomps ? list(wanted) : [...list(live), ...missing] }) };
  return {
    operation: changed || !same(object.metadata, live.metadata) ? 'update' : 'none',
    object,
    told: [...listed(`missing ${field} added`, missing.map(text)), ...(stomps ? listed(`extra ${field} removed`, extra.map(text)) : [])],
  };
}

/** Labels and annotations that are there already stay as they are. */
function merged<T extends KubeObject>(live: T, { metadata }: KubeObject): T {
  const both = (field: 'labels' | 'annotations') =>
    metadata[field] || live.metadata[field] ? { [field]: { ...metadata[field], ...live.metadata[field] } } : {};
  return { ...live, metadata: { ...live.metadata, ...both('labels'), ...both('annotations') } };
}

/** One verb on one thing each. */
function simple(rules: readonly Rule[]): Rule[] {
  return rules.flatMap(({ verbs, apiGroups = [], resources = [], resourceNames = [], nonResourceURLs = [] }) =>
    verbs.flatMap((verb): Rule[] => [
      ...apiGroups.flatMap((group) =>
        resources.flatMap((resource): Rule[] => {
          const rule = { verbs: [verb], apiGroups: [group], resources: [resource] };
          return resourceNames.length ? resourceNames.map((name) => ({ ...rule, resourceNames: [name] })) : [rule];
        }),
      ),
      ...nonResourceURLs.map((url) => ({ verbs: [verb], nonResourceURLs: [url] })),
    ]),
  );
}

/** What the rules of a role allow and those of its owner do not. Source: validation/policy_comparator.go */
const uncovered = (owner: readonly Rule[], wanted: readonly Rule[]): Rule[] =>
  simple(wanted).filter((one) => !owner.some((rule) => covers(rule, one)));

function covers(rule: Rule, one: Rule): boolean {
  const holds = (all: readonly string[] = [], [item]: readonly string[] = []) =>
    item !== undefined && (all.includes('*') || all.includes(item));
  if (!holds(rule.verbs, one.verbs)) return false;
  const [url] = one.nonResourceURLs ?? [];
  if (url !== undefined)
    return (rule.nonResourceURLs ?? []).some((known) => known === url || (known.endsWith('*') && url.startsWith(known.slice(0, -1))));
  const below = `*/${one.resources?.[0]?.split('/')[1] ?? ''}`;
  const named = !rule.resourceNames?.length || (one.resourceNames?.every((name) => rule.resourceNames!.includes(name)) ?? false);
  return holds(rule.apiGroups, one.apiGroups) && (holds(rule.resources, one.resources) || (rule.resources ?? []).includes(below)) && named;
}

const ruleText = ({ verbs, apiGroups = [], resources = [], resourceNames = [], nonResourceURLs = [] }: Rule) =>
  `{Verbs:[${verbs.join(' ')}] APIGroups:[${apiGroups.join(' ')}] Resources:[${resources.join(' ')}] ResourceNames:[${resourceNames.join(' ')}] NonResourceURLs:[${nonResourceURLs.join(' ')}]}`;

const subjectText = ({ kind, apiGroup = '', name, namespace = '' }: Subject) =>
  `{Kind:${kind} APIGroup:${apiGroup} Name:${name} Namespace:${namespace}}`;
