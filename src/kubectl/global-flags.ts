import type { Arguments, Flags } from './arguments';
import { KubectlError } from './errors';
import { milliseconds } from './go-duration';

/** The flags that say which cluster, and as whom. There is one cluster, one context and one user.
 *  Source: client-go/tools/clientcmd/client_config.go, validation.go; k8s.io/cli-runtime config_flags.go */

export const CONTEXT = 'podplay';

const NO_TIMEOUT =
  'Invalid timeout value. Timeout must be a single integer in seconds, or an integer followed by a corresponding time unit (e.g. 1s | 2m | 3h)';

/** @param own  flags of the verb itself: for `create rolebinding` a `--user` is another one
 *  @throws KubectlError for what does not exist */
export function checkGlobalFlags(args: Arguments, own: Flags): void {
  const other = (flag: string) => (flag in own || args.get(flag) === CONTEXT ? undefined : args.get(flag) || undefined);
  const [file, context, user, cluster] = ['kubeconfig', 'context', 'user', 'cluster'].map(other);
  if (file !== undefined) throw new KubectlError(`stat ${file}: no such file or directory`, { hint: NO_FILE });
  if (context !== undefined)
    throw new KubectlError(`Error in configuration: context was not found for specified context: ${context}`, { bare: true });
  if (user !== undefined) throw new KubectlError(`auth info ${JSON.stringify(user)} does not exist`);
  if (cluster !== undefined) throw new KubectlError(`no server found for cluster ${JSON.stringify(cluster)}`);
  const timeout = args.get('request-timeout');
  if (timeout && !/^\d+$/.test(timeout) && Number.isNaN(read(timeout))) throw new KubectlError(NO_TIMEOUT);
}

const NO_FILE = 'there is one cluster here, and no kubeconfig.';

function read(text: string): number {
  try {
    return milliseconds(text);
  } catch {
    return NaN;
  }
}
