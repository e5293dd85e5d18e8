import type { Subject } from '../../kube/kinds/rbac';
import { parseRequirements } from '../../kube/label-selector';
import type { KubeObject } from '../../kube/object';
import { KubectlError, nothingNamed } from '../errors';
import { locally } from '../local-patch';
import { dryRunOf, patchOptions, teller } from '../outcome';
import { eachGiven, eachObject, namedTargets, refOf } from '../selection';
import type { Verb } from '../verb';
import { placed, podSpecOf, setEach, SETTING } from './set-template';

/** `set selector`, `set serviceaccount`, `set subject`. Source: kubectl/pkg/cmd/set/set_{selector,serviceaccount,subject}.go */

export const setSelector: Verb = {
  name: 'set selector',
  summary: 'Set the selector on a resource',
  usage: '(-f FILENAME | TYPE NAME) EXPRESSIONS',
  flags: { ...SETTING, 'resource-version': 'string' },
  examples: ["kubectl set selector service web 'app=web,version=v2'"],
  async run(args, env) {
    const [expression, words] = [args.words.at(-1), args.words.slice(0, -1)];
    if (expression === undefined || (!words.length && !args.has('filename'))) throw nothingNamed();
    const found = await namedTargets(env, args, words);
    const selector = matchLabels(expression);
    const { tell } = await teller(args, env, true);
    const here = args.on('local') || dryRunOf(args, env) === 'client';
    await (args.on('local') ? eachGiven : eachObject)(env, args, found, async (one) => {
      const { resource, object } = one;
      if (resource.resource !== 'services') throw new KubectlError('setting a selector is only supported for Services');
      const gone = Object.fromEntries(Object.keys((object['spec']?.selector ?? {}) as object).map((key) => [key, null]));
      const resourceVersion = args.get('resource-version');
      const patch = { ...(resourceVersion && { metadata: { resourceVersion } }), spec: { selector: { ...gone, ...selector } } };
      const type = 'application/merge-patch+json';
      const after = here
        ? locally(object, resource, type, patch)
        : (await env.cluster.patch(refOf(one), type, patch, patchOptions(args, env, 'kubectl-set'))).object;
      tell(resource, object.metadata.name, 'selector updated', after);
    });
  },
};

function matchLabels(text: string): Record<string, string> {
  const all = parseRequirements(text);
  const strange = all.find(
    ({ operator, values, key }) => operator !== 'in' || values.length !== 1 || new RegExp(`\\b${key}\\s+in\\b`).test(text),
  );
  if (!strange) return Object.fromEntries(all.map(({ key, values }) => [key, values[0]!]));
  const { key, operator, values } = strange;
  const name = { in: 'In', notin: 'NotIn', exists: 'Exists', '!': 'DoesNotExist', gt: 'Gt', lt: 'Lt' }[operator];
  throw new KubectlError(`match expression [{${key} ${name} [${values.join(' ')}]}] not supported on this object`);
}

export const setServiceAccount: Verb = {
  name: 'set serviceaccount',
  aliases: ['sa'],
  summary: 'Update the service account of a resource',
  usage: '(-f FILENAME | TYPE NAME) SERVICE_ACCOUNT',
  flags: SETTING,
  examples: ['kubectl set serviceaccount deployment web builder'],
  run(args, env) {
    const [serviceAccountName, words] = [args.words.at(-1), args.words.slice(0, -1)];
    if (serviceAccountName === undefined) throw new KubectlError('serviceaccount is required');
    if (!words.length && !args.has('filename')) throw nothingNamed();
    return setEach(args, env, words, {
      done: 'serviceaccount updated',
      failed: 'failed to patch ServiceAccountName',
      patch(one) {
        podSpecOf(one);
        return placed(one, { serviceAccountName });
      },
    });
  },
};

const same = (a: Subject, b: Subject) => a.kind === b.kind && a.name === b.name && (a.namespace ?? '') === (b.namespace ?? '');

export const setSubject: Verb = {
  name: 'set subject',
  summary: 'Update the user, group, or service account in a role binding or cluster role binding',
  usage: '(-f FILENAME | TYPE NAME) [--user=username] [--group=groupname] [--serviceaccount=namespace:serviceaccountname]',
  flags: { ...SETTING, user: 'array', group: 'array', serviceaccount: 'array' },
  examples: ['kubectl set subject rolebinding readers --user=bob --group=team'],
  async run(args, env) {
    if (!args.words.length && !args.has('filename')) throw nothingNamed();
    const found = await namedTargets(env, args);
    const { tell } = await teller(args, env, true);
    const apiGroup = 'rbac.authorization.k8s.io';
    const added: readonly Subject[] = [
      ...args.all('user').map((name) => ({ kind: 'User', apiGroup, name })),
      ...args.all('group').map((name) => ({ kind: 'Group', apiGroup, name })),
      ...args.all('serviceaccount').map(account),
    ];
    const here = args.on('local') || dryRunOf(args, env) === 'client';
    await (args.on('local') ? eachGiven : eachObject)(env, args, found, async (one) => {
      if (!added.length) throw new KubectlError('you must specify at least one value of user, group or serviceaccount');
      const { resource, object } = one;
      if (!/^(cluster)?rolebindings$/.test(resource.resource))
        throw new KubectlError('setting subjects is only supported for RoleBinding/ClusterRoleBinding');
      const before = (object as KubeObject & { subjects?: readonly Subject[] }).subjects ?? [];
      const fresh = added.filter((subject) => !before.some((old) => same(old, subject)));
      if (!fresh.length) return;
      const [type, patch] = ['application/merge-patch+json', { subjects: [...before, ...fresh] }] as const;
      const after = here
        ? locally(object, resource, type, patch)
        : (await env.cluster.patch(refOf(one), type, patch, patchOptions(args, env, 'kubectl-set'))).object;
      tell(resource, object.metadata.name, 'subjects updated', after);
    });
  },
};

function account(text: string): Subject {
  const [namespace, name, ...more] = text.split(':');
  if (!namespace || !name || more.length) throw new KubectlError('serviceaccount must be <namespace>:<name>');
  return { kind: 'ServiceAccount', namespace, name };
}
