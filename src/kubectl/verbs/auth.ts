import { refusalOf } from '../../kube/refusal';
import { StatusError } from '../../kube/status';
import type { Arguments } from '../arguments';
import { goList } from '../describe/common';
import { RULE_COLUMNS, ruleRows } from '../describe/rbac';
import type { KubectlEnv } from '../env';
import { KubectlError } from '../errors';
import { objectPrinter, OUTPUT } from '../printers/objects';
import { Tabs } from '../printers/tabs';
import { findResource } from '../resources';
import { namespaceOf } from '../selection';
import type { Verb } from '../verb';

/** Source: kubectl/pkg/cmd/auth/cani.go */

export const canI: Verb = {
  name: 'auth can-i',
  summary: 'Check whether an action is allowed',
  usage: 'VERB [TYPE | TYPE/NAME | NONRESOURCEURL]',
  flags: { 'all-namespaces': 'bool', list: 'bool', 'no-headers': 'bool', quiet: 'bool', subresource: 'string' },
  shorts: { q: 'quiet' },
  examples: [
    'kubectl auth can-i create deployments',
    'kubectl auth can-i list pods --as=system:serviceaccount:default:builder',
    'kubectl auth can-i --list --as=system:serviceaccount:default:builder',
  ],
  async run(args, env) {
    if (args.on('list')) return list(args, env);
    const [verb, what] = args.words;
    if (!verb || !what || args.words.length > 2) throw new KubectlError(TWO);
    const { spec, warnings } = what.startsWith('/') ? pathAsked(args, verb, what) : await resourceAsked(args, env, verb, what);
    for (const warning of warnings) env.err(`Warning: ${warning}\n\n`);
    if (args.on('no-headers')) throw new KubectlError('--no-headers cannot be set without --list specified');
    const allowed = await review(env, args.get('as'), spec);
    if (!args.on('quiet')) env.out(allowed ? 'yes\n' : 'no\n');
    return allowed ? 0 : 1;
  },
};

const TWO =
  "you must specify two arguments: verb resource or verb resource/resourceName.\nSee 'kubectl auth can-i -h' for help and examples.";

/** Everything that is allowed. Source: cani.go RunAccessList */
async function list(args: Arguments, env: KubectlEnv): Promise<void> {
  if (args.words.length) throw new KubectlError('list option must be specified with no arguments');
  if (args.on('quiet') || args.on('all-namespaces') || args.get('subresource'))
    throw new KubectlError("list option can't be specified with neither quiet, all-namespaces nor subresource options");
  const spec = { namespace: namespaceOf(args, env) };
  const { status } = await posted<RulesReview>(env, args.get('as'), 'authorization.k8s.io', 'selfsubjectrulesreviews', {
    kind: 'SelfSubjectRulesReview',
    spec,
  });
  if (status.incomplete) env.err(`Warning: the list may be incomplete: ${status.evaluationError ?? ''}\n`);
  const rows = ruleRows([...status.resourceRules, ...status.nonResourceRules]);
  env.out(new Tabs().print(args.on('no-headers') ? rows : [RULE_COLUMNS, ...rows]));
}

interface RulesReview {
  readonly status: {
    readonly resourceRules: readonly { verbs: string[]; apiGroups?: string[]; resources?: string[]; resourceNames?: string[] }[];
    readonly nonResourceRules: readonly { verbs: string[]; nonResourceURLs?: string[] }[];
    readonly incomplete: boolean;
    readonly evaluationError?: string;
  };
}

/** Source: kubectl/pkg/cmd/auth/whoami.go */
export const whoAmI: Verb = {
  name: 'auth whoami',
  summary: 'Experimental: Check self subject attributes',
  usage: '[-o FORMAT]',
  flags: { ...OUTPUT },
  examples: ['kubectl auth whoami', 'kubectl auth whoami --as=system:serviceaccount:default:builder'],
  async run(args, env) {
    const print = await objectPrinter(args, env);
    const made = await posted<SelfReview>(env, args.get('as'), 'authentication.k8s.io', 'selfsubjectreviews', {
      kind: 'SelfSubjectReview',
      status: { userInfo: {} },
    });
    const { username, uid, groups, extra } = made.status.userInfo;
    const rows = [
      ...(username ? [['Username', username]] : []),
      ...(uid ? [['UID', uid]] : []),
      ...(groups?.length ? [['Groups', goList(groups)]] : []),
      ...Object.keys(extra ?? {})
        .sort()
        .map((key) => [`Extra: ${key}`, goList(extra![key])]),
    ];
    env.out(print ? print(made) : new Tabs().print([['ATTRIBUTE', 'VALUE'], ...rows]));
  },
};

interface SelfReview {
  readonly status: {
    readonly userInfo: {
      readonly username?: string;
      readonly uid?: string;
      readonly groups?: readonly string[];
      readonly extra?: Readonly<Record<string, readonly string[]>>;
    };
  };
}

/** They know --as. */
export const asAnother: ReadonlySet<Verb> = new Set([canI, whoAmI]);

const VERBS = new Set(
  'get list watch create update patch delete deletecollection use bind impersonate * approve sign escalate attest'.split(' '),
);
/** Of paths that are no resources: `/healthz`. */
export const PATH_VERBS = new Set('get put post head options delete patch *'.split(' '));
const unknown = (verb: string) => `verb '${verb}' is not a known verb`;

function pathAsked(args: Arguments, verb: string, path: string) {
  if (args.get('subresource')) throw new KubectlError('--subresource can not be used with NonResourceURL');
  return { spec: { nonResourceAttributes: { path, verb } }, warnings: PATH_VERBS.has(verb) ? [] : [unknown(verb)] };
}

async function resourceAsked(args: Arguments, { cluster, namespace }: KubectlEnv, verb: string, what: string) {
  const [word, name] = what.split('/') as [string, string?];
  const everywhere = args.on('all-namespaces');
  const { resource, group, warning } = await resourceNamed(cluster, word);
  const subresource = args.get('subresource');
  const where = everywhere ? {} : { namespace: args.get('namespace') ?? namespace };
  const resourceAttributes = { verb, group, resource, ...where, ...(name && { name }), ...(subresource && { subresource }) };
  const warnings = everywhere ? [] : [...(warning === undefined ? [] : [warning]), ...(VERBS.has(verb) ? [] : [unknown(verb)])];
  return { spec: { resourceAttributes }, warnings };
}

async function resourceNamed(cluster: KubectlEnv['cluster'], word: string) {
  try {
    const { resource, group, namespaced } = await findResource(cluster, word);
    const warning = namespaced ? undefined : `resource '${resource}' is not namespace scoped${group && ` in group '${group}'`}`;
    return { resource, group, warning };
  } catch (error) {
    if (error instanceof KubectlError) return { resource: word, group: '', warning: `the server doesn't have a resource type '${word}'` };
    throw error;
  }
}

const REVIEWS = { group: 'authorization.k8s.io', version: 'v1', resource: 'selfsubjectaccessreviews' };

/** @param as  in whose name; undefined: one's own */
async function review({ cluster, api }: KubectlEnv, as: string | undefined, spec: object): Promise<boolean> {
  const asked = { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectAccessReview', metadata: {}, spec };
  if (as === undefined) {
    try {
      return isAllowed(await cluster.create(REVIEWS, asked));
    } catch (error) {
      // A simulated cluster asks nobody who he is: everybody is its administrator.
      if (error instanceof StatusError && error.code === 404) return true;
      throw error;
    }
  }
  return isAllowed(await posted({ api }, as, 'authorization.k8s.io', 'selfsubjectaccessreviews', asked));
}

/** A review, asked of the server in one's own name or in that of another. @throws StatusError */
async function posted<T>(
  { api }: Pick<KubectlEnv, 'api'>,
  as: string | undefined,
  group: string,
  resource: string,
  body: object,
): Promise<T> {
  if (!api) throw new KubectlError('this is not supported here');
  const request = new Request(`http://127.0.0.1/apis/${group}/v1/${resource}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...(as !== undefined && { 'Impersonate-User': as }) },
    body: JSON.stringify({ apiVersion: `${group}/v1`, metadata: {}, ...body }),
  });
  const response = await api(request);
  if (!response.ok) throw (await refusalOf(response)).error;
  return (await response.json()) as T;
}

const isAllowed = (made: unknown) => (made as { status?: { allowed?: boolean } }).status?.allowed ?? false;
