import type { Pod } from '../../kube/kinds/pod';
import { badRequest, statusError } from '../../kube/status';
import type { World } from '../component';
import { runToEnd, startProblem, type Finished } from '../process/launch';
import { hostOf } from './host';
import { reachable } from './node-records';
import { environments, processes } from './process-cells';
import { containerKey, specOf } from './records';

/** `kubectl exec`.
 *  OMITS a terminal (-t changes nothing), and output while the command runs: it comes at the end. */

interface Asked {
  readonly command: readonly string[];
  readonly container?: string;
  readonly stdin?: string;
}

/** The running container that a command would run in.
 *  @throws StatusError when there is none. Source: registry/core/pod/rest/subresources.go, kubelet's words */
export function admitExec(world: World, pod: Pod, container: string | undefined) {
  const name = container ?? pod.metadata.annotations?.['kubectl.kubernetes.io/default-container'] ?? pod.spec.containers[0]!.name;
  const spec = specOf(pod, name);
  if (!spec) throw badRequest(`container ${name} is not valid for pod ${pod.metadata.name}`);
  if (!pod.spec.nodeName) throw badRequest(`pod ${pod.metadata.name} does not have a host assigned`);
  if (pod.status.phase === 'Succeeded' || pod.status.phase === 'Failed')
    throw statusError(500, 'InternalError', `cannot exec into a container in a completed pod; current phase is ${pod.status.phase}`);
  if (!reachable(world, pod.spec.nodeName)) throw unreachable(pod);
  const key = containerKey(pod.metadata.uid, name);
  if (!processes(world).has(key))
    throw statusError(500, 'InternalError', `Internal error occurred: unable to upgrade connection: container not found ("${name}")`);
  return { name, spec, key };
}

/** Run a command in a container, in the environment that the container was made with.
 *  @throws StatusError when there is no running container to run it in */
export function execInPod(world: World, pod: Pod, { command, container, stdin }: Asked): Finished {
  const { name, spec, key } = admitExec(world, pod, container);
  const host = hostOf(world, pod, name);
  const problem = startProblem(host, command);
  if (problem !== undefined) return refused(problem);
  return runToEnd(host, command, environments(world).get(key) ?? {}, spec.workingDir ?? '/', stdin);
}

function unreachable(pod: Pod) {
  const message = `error dialing backend: dial tcp ${pod.status.hostIP ?? ''}:10250: connect: no route to host`;
  return statusError(500, 'InternalError', message);
}

/** What the user sees when there is no such command; kubectl adds the exit code. */
export function refused(problem: string): Finished {
  const stderr = `OCI runtime exec failed: exec failed: unable to start container process: ${problem}: unknown\n`;
  return { stdout: '', stderr, exitCode: problem.includes('no such file') ? 127 : 126, tookMs: 0 };
}
