import type { ContainerShell, ObjectRef } from '../kube/cluster';
import type { KubeObject } from '../kube/object';
import { waitUntilGone } from './deletion';
import type { KubectlEnv } from './env';
import { KubectlError } from './errors';
import { findResource, objectRef } from './resources';

/** Being at a container's own process: `run -i`, `attach`.
 *  MODELS a shell that waits for lines, typed into; of any other process what it prints until it ends; exit codes.
 *  OMITS other programs that read from the keyboard, and piped input.
 *  Source: kubectl/pkg/cmd/attach/attach.go, kubectl/pkg/cmd/run/run.go handleAttachPod */

export interface Attachment {
  readonly pod: KubeObject;
  readonly container: string;
  /** Somebody wants to type. */
  readonly stdin: boolean;
  readonly quiet: boolean;
  /** When it is over. @returns what is to be told of it */
  readonly after?: (env: KubectlEnv) => Promise<Ending>;
}

export interface Ending {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

const podRef = async ({ cluster }: KubectlEnv, { metadata }: KubeObject): Promise<ObjectRef> =>
  objectRef(await findResource(cluster, 'pods'), metadata.name, metadata.namespace!);

const phaseOf = ({ status }: KubeObject) => (status as { readonly phase?: string } | undefined)?.phase ?? 'Pending';

/** The Pod once it runs, or has ended. */
export const started = (env: KubectlEnv, pod: KubeObject) => until(env, pod, (one) => phaseOf(one) !== 'Pending');

/** The Pod once it has ended. */
export const ended = (env: KubectlEnv, pod: KubeObject) => until(env, pod, (one) => ['Succeeded', 'Failed'].includes(phaseOf(one)));

async function until(
  env: KubectlEnv,
  { metadata: { name, namespace } }: KubeObject,
  is: (pod: KubeObject) => boolean,
): Promise<KubeObject> {
  const pods = await findResource(env.cluster, 'pods');
  const options = { namespace: namespace!, fieldSelector: `metadata.name=${name}`, signal: env.signal };
  for await (const { type, object } of env.cluster.watch(pods, options)) {
    if (type === 'DELETED') break;
    if (is(object)) return object;
  }
  throw new KubectlError(`pods ${JSON.stringify(name)} not found`);
}

/** @param attachment of a Pod that has started */
export async function attach(env: KubectlEnv, attachment: Attachment): Promise<number> {
  const { pod, container, stdin, quiet, after } = attachment;
  const ref = await podRef(env, pod);
  const shell = stdin && phaseOf(pod) === 'Running' ? await env.cluster.attach?.(ref, { container }) : undefined;
  if (shell) return typeInto(env, shell, attachment);
  if (stdin && !quiet) env.err(HINT);
  for await (const line of env.cluster.logs(ref, { container, follow: true, signal: env.signal })) env.out(line);
  if (!after) return 0;
  const { stdout, stderr, exitCode } = await after(env);
  env.out(stdout);
  env.err(stderr);
  return exitCode;
}

const HINT = "If you don't see a command prompt, try pressing enter.\n";

function typeInto(env: KubectlEnv, shell: ContainerShell, { quiet, after }: Attachment): number {
  if (!env.typeInto || !env.tty)
    throw new KubectlError('an interactive shell needs a terminal, and a cluster that Podplay simulates', {
      hint: 'give the container a command that ends by itself, or leave it running and use kubectl exec.',
    });
  if (!quiet) env.err(HINT);
  env.typeInto({
    get prompt() {
      return shell.prompt;
    },
    async run(line, signal) {
      const said = await shell.run(line, signal);
      if (shell.prompt !== undefined || !after) return said;
      // The command that opened it has long ended: this is the time of another line.
      const { stdout, stderr } = await after({ ...env, signal: signal ?? new AbortController().signal });
      // What the end comes to is told here; the terminal itself has nothing to add.
      return { stdout: said.stdout + said.stderr + stdout, stderr, exitCode: 0 };
    },
  });
  return 0;
}

/** How a Pod has ended, for a client that waits for that. Source: run.go, after waitForPod */
export function endingOf({ metadata, status }: KubeObject): Ending {
  const { phase, containerStatuses = [] } = status as {
    readonly phase?: string;
    readonly containerStatuses?: readonly {
      readonly state?: { readonly terminated?: { readonly exitCode: number; readonly reason?: string } };
    }[];
  };
  const terminated = containerStatuses[0]?.state?.terminated;
  if (phase !== 'Failed' || !terminated) return { stdout: '', stderr: '', exitCode: 0 };
  const stderr = `pod ${metadata.namespace}/${metadata.name} terminated (${terminated.reason ?? ''})\n`;
  return { stdout: '', stderr, exitCode: terminated.exitCode };
}

/** Delete the Pod and wait until it is gone. */
export async function removed(env: KubectlEnv, pod: KubeObject): Promise<string> {
  const { name, namespace = '', uid } = pod.metadata;
  const resource = await findResource(env.cluster, 'pods');
  await env.cluster.delete(await podRef(env, pod), { propagationPolicy: 'Background' });
  await waitUntilGone(env, { resource, name, namespace, uid });
  return `pod ${JSON.stringify(name)} deleted\n`;
}
