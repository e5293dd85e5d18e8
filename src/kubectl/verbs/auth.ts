import { StatusError } from '../../kube/status';
import type { Arguments } from '../arguments';
import type { KubectlEnv } from '../env';
import { KubectlError } from '../errors';
import { findResource } from '../resources';
import type { Verb } from '../verb';

/** Source: kubectl/pkg/cmd/auth/cani.go */

export const canI: Verb = {
  name: 'auth can-i',
  summary: 'Check whether an action is allowed',
  usage: 'VERB [TYPE | TYPE/NAME | NONRESOURCEURL]',
  flags: { 'all-namespaces': 'bool', list: 'bool', quiet: 'bool', subresource: 'string' },
  shorts: { q: 'quiet' },
  examples: ['kubectl auth can-i create deployments', 'kubectl auth can-i list pods --as=system:serviceaccount:default:builder'],
  async run(args, env) {
    const [verb, what] = args.words;
    if (!verb || !what) throw new KubectlError('you must specify two arguments: verb resource or verb resource/resourceName.');
    const { spec, warnings } = what.startsWith('/') ? pathAsked(args, verb, what) : await resourceAsked(args, env, verb, what);
    const allowed = await review(env, args.get('as'), spec);
    for (const warning of warnings) env.err(`Warning: ${warning}\n\n`);
    if (!args.on('quiet')) env.out(allowed ? 'yes\n' : 'no\n');
    return allowed ? 0 : 1;
  },
};

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
  if (!api) throw new KubectlError('--as is not supported here');
  const request = new Request('http://127.0.0.1/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'Impersonate-User': as },
    body: JSON.stringify(asked),
  });
  return isAllowed(await (await api(request)).json());
}

const isAllowed = (made: unknown) => (made as { status?: { allowed?: boolean } }).status?.allowed ?? false;
