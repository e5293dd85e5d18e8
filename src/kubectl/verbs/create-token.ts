import { refusalOf, warningsOf } from '../../kube/refusal';
import type { Arguments } from '../arguments';
import type { KubectlEnv } from '../env';
import { KubectlError } from '../errors';
import { milliseconds } from '../go-duration';
import { warn } from '../outcome';
import { objectPrinter, OUTPUT } from '../printers/objects';
import { namespaceOf } from '../selection';
import type { Verb } from '../verb';
import { nameIn } from './create-from-flags';

/** Source: create_token.go */

export const createToken: Verb = {
  name: 'create token',
  summary: 'Request a service account token',
  usage: 'SERVICE_ACCOUNT_NAME',
  flags: {
    ...OUTPUT,
    audience: 'array',
    duration: 'duration',
    'bound-object-kind': 'string',
    'bound-object-name': 'string',
    'bound-object-uid': 'string',
  },
  examples: ['kubectl create token myapp --duration 10m'],
  async run(args, env) {
    const name = nameIn(args, 'create token');
    const spec = specOf(args);
    const print = await objectPrinter(args, env);
    const path = `/api/v1/namespaces/${encodeURIComponent(namespaceOf(args, env))}/serviceaccounts/${encodeURIComponent(name)}/token`;
    const made = await asked(env, path, { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', metadata: {}, spec });
    const { token } = made.status ?? {};
    if (!token) throw new KubectlError('failed to create token: no token in server response');
    env.out(print ? print(made) : env.tty ? `${token}\n` : token);
  },
};

/** Source: create_token.go Validate, Run */
function specOf(args: Arguments): object {
  const seconds = args.has('duration') ? milliseconds(args.get('duration')!) / 1000 : 0;
  const [kind, name, uid] = ['kind', 'name', 'uid'].map((part) => args.get(`bound-object-${part}`));
  if (seconds < 0) throw new KubectlError('--duration must be greater than or equal to 0');
  if (!Number.isInteger(seconds)) throw new KubectlError('--duration cannot be expressed in units less than seconds');
  if (args.all('audience').includes('')) throw new KubectlError('--audience must not be an empty string');
  if (!kind && name) throw new KubectlError('--bound-object-name can only be set if --bound-object-kind is provided');
  if (!kind && uid) throw new KubectlError('--bound-object-uid can only be set if --bound-object-kind is provided');
  if (kind && !['Node', 'Pod', 'Secret'].includes(kind))
    throw new KubectlError('supported --bound-object-kind values are Node, Pod, Secret');
  if (kind && !name) throw new KubectlError('--bound-object-name is required if --bound-object-kind is provided');
  return {
    audiences: args.has('audience') ? args.all('audience') : null,
    ...(seconds && { expirationSeconds: seconds }),
    ...(kind && { boundObjectRef: { apiVersion: 'v1', kind, name, ...(uid && { uid }) } }),
  };
}

async function asked(env: KubectlEnv, path: string, body: object): Promise<{ readonly status?: { readonly token?: string } }> {
  const { api } = env;
  if (!api) throw new KubectlError('kubectl create token is not supported here');
  const headers = { 'Content-Type': 'application/json' };
  const response = await api(new Request(`http://127.0.0.1${path}`, { method: 'POST', headers, body: JSON.stringify(body) }));
  warn(env, warningsOf(response));
  if (response.ok) return (await response.json()) as object;
  const { error } = await refusalOf(response);
  throw new KubectlError(`failed to create token: ${error.message}`);
}
