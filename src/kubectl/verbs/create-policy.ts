import { parseRequirements, type Requirement } from '../../kube/label-selector';
import type { LabelSelector } from '../../kube/object';
import { canonicalQuantity, QuantityError } from '../../kube/quantity';
import { KubectlError } from '../errors';
import type { Verb } from '../verb';
import { CREATING, make, nameIn } from './create-from-flags';

/** `create poddisruptionbudget`, `quota`, `priorityclass`. Source: create_{pdb,quota,priorityclass}.go */

const number = (text: string) => (/^\d+$/.test(text) ? Number(text) : text);

export const createBudget: Verb = {
  name: 'create poddisruptionbudget',
  aliases: ['pdb'],
  summary: 'Create a pod disruption budget with the specified name',
  usage: 'NAME --selector=SELECTOR --min-available=N',
  flags: { ...CREATING, selector: 'string', 'min-available': 'string', 'max-unavailable': 'string' },
  shorts: { l: '' },
  examples: ['kubectl create poddisruptionbudget web --selector=app=web --min-available=50%'],
  run(args, env) {
    const name = nameIn(args, 'create poddisruptionbudget');
    if (!args.get('selector')) throw new KubectlError('a selector must be specified');
    const [least, most] = [args.get('min-available'), args.get('max-unavailable')];
    if (least === undefined && most === undefined) throw new KubectlError('one of min-available or max-unavailable must be specified');
    if (least !== undefined && most !== undefined) throw new KubectlError('min-available and max-unavailable cannot be both specified');
    for (const [flag, value] of [
      ['min-available', least],
      ['max-unavailable', most],
    ] as const)
      if (value !== undefined && !/^\d+%?$/.test(value)) throw new KubectlError(`invalid format specified for ${flag}`);
    const spec = {
      ...(least !== undefined && { minAvailable: number(least) }),
      ...(most !== undefined && { maxUnavailable: number(most) }),
      selector: selectorIn(args.get('selector')!),
    };
    return make(
      env,
      args,
      { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata: { name }, spec },
      { failed: 'failed to create poddisruptionbudgets:' },
    );
  },
};

const OPERATORS = { in: 'In', notin: 'NotIn', exists: 'Exists', '!': 'DoesNotExist', gt: 'Gt', lt: 'Lt' } as const;

/** Source: metav1 ParseToLabelSelector */
function selectorIn(text: string): LabelSelector {
  const all = parseRequirements(text);
  const plain = (one: Requirement) => one.operator === 'in' && one.values.length === 1 && !new RegExp(`\\b${one.key}\\s+in\\b`).test(text);
  const matchLabels = Object.fromEntries(all.filter(plain).map(({ key, values }) => [key, values[0]!]));
  const matchExpressions = all
    .filter((one) => !plain(one))
    .map(({ key, operator, values }) => ({ key, operator: OPERATORS[operator], ...(values.length && { values: [...values].sort() }) }));
  return { ...(Object.keys(matchLabels).length && { matchLabels }), ...(matchExpressions.length && { matchExpressions }) };
}

/** Source: create_quota.go populateResourceListV1 */
function hardIn(text: string): Record<string, string> {
  const entries = text
    .split(',')
    .filter(Boolean)
    .map((one) => {
      const [name = '', quantity, ...more] = one.split('=');
      if (quantity === undefined || more.length) throw new KubectlError(`Invalid argument syntax ${one}, expected <resource>=<value>`);
      try {
        return [name, canonicalQuantity(quantity)] as const;
      } catch (error) {
        throw error instanceof QuantityError ? new KubectlError(error.message) : error;
      }
    });
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

export const createQuota: Verb = {
  name: 'create quota',
  aliases: ['resourcequota'],
  summary: 'Create a quota with the specified name',
  usage: 'NAME [--hard=key1=value1,key2=value2]',
  flags: { ...CREATING, hard: 'string', scopes: 'string' },
  examples: ['kubectl create quota small --hard=cpu=1,memory=1G,pods=2'],
  run(args, env) {
    const name = nameIn(args, 'create quota');
    const hard = hardIn(args.get('hard') ?? '');
    const scopes = (args.get('scopes') ?? '').split(',').filter(Boolean);
    return make(
      env,
      args,
      {
        apiVersion: 'v1',
        kind: 'ResourceQuota',
        metadata: { name },
        spec: { ...(Object.keys(hard).length && { hard }), ...(scopes.length && { scopes }) },
      },
      { failed: 'failed to create quota:' },
    );
  },
};

export const createPriorityClass: Verb = {
  name: 'create priorityclass',
  aliases: ['pc'],
  summary: 'Create a priority class with the specified name',
  usage: 'NAME --value=VALUE --global-default=BOOL',
  flags: { ...CREATING, value: 'int', 'global-default': 'bool', description: 'string', 'preemption-policy': 'string' },
  examples: ['kubectl create priorityclass high --value=1000 --description="these go first"'],
  run: (args, env) =>
    make(
      env,
      args,
      {
        apiVersion: 'scheduling.k8s.io/v1',
        kind: 'PriorityClass',
        metadata: { name: nameIn(args, 'create priorityclass') },
        value: Number(args.get('value') ?? 0),
        globalDefault: args.on('global-default'),
        description: args.get('description') ?? '',
        preemptionPolicy: args.get('preemption-policy') ?? 'PreemptLowerPriority',
      },
      { failed: 'failed to create priorityclass:' },
    ),
};
