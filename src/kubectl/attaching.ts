import type { ContainerShell, ObjectRef } from '../kube/cluster';
import type { KubeObject } from '../kube/object';
import { waitUntilGone } from './deletion';
import type { KubectlEnv } from './env';
import { KubectlError } from './errors';
import { findResource, objectRef } from './resources';

/** Being at a container's own process: `run -i`, `attach`.
 *  MODELS a shell that waits for lines, typed into; piped input, for a shell or whatever else reads it; what a process
 *  prints until it ends; exit codes.
 *  OMITS other programs that read from the keyboard: their input has ended when nothing is piped.
 *  Source: kubectl/pkg/cmd/attach/attach.go, kubectl/pkg/cmd/run/run.go handleAttachPod */

export interface Attachment {
  readonly pod: KubeObject;
  readonly container: string;
  /** Somebody wants to type. */
  readonly stdin: boolean;
  readonly tty: boolean;
  readonly quiet: boolean;
  /** Of what it has printed before, nothing is shown. */
  readonly late?: boolean;
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
  const { pod, container, stdin, tty, quiet, late, after } = attachment;
  const ref = await podRef(env, pod);
  const running = stdin && phaseOf(pod) === 'Running';
  const piped = env.stdin || (env.cluster.feed && !(env.tty && env.typeInto));
  const shell = running && !piped ? await env.cluster.attach?.(ref, { container }) : undefined;
  if (shell) return typeInto(env, shell, attachment);
  if (tty && piped) env.err('Unable to use a TTY - input is not a terminal or the right kind of file\n');
  if (!quiet) env.err(HINT);
  if (late) await env.cluster.mayExec?.(ref, { container });
  const lines = env.cluster.logs(ref, { container, follow: true, signal: env.signal, ...(late && { tailLines: 0 }) });
  if (running) await env.cluster.feed?.(ref, env.stdin, { container, end: closesOnce(pod, container) });
  for await (const line of lines) env.out(line);
  if (!after) return 0;
  const { stdout, stderr, exitCode } = await after(env);
  env.out(stdout);
  env.err(stderr);
  return exitCode;
}

/** Has its input ended when whoever was attached leaves? */
function closesOnce({ spec }: KubeObject, container: string): boolean {
  const { containers } = spec as { readonly containers: readonly { readonly name: string; readonly stdinOnce?: boolean }[] };
  return containers.find(({ name }) => name === container)?.stdinOnce ?? false;
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
