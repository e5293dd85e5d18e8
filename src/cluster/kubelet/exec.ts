import type { Pod } from '../../kube/kinds/pod';
import { badRequest, statusError } from '../../kube/status';
import type { World } from '../component';
import { runToEnd, startProblem, type Finished } from '../process/launch';
import { hostOf } from './host';
import { running } from './node-records';
import { environments } from './process-cells';
import { alive, containerKey, containerOf, specOf } from './records';

/** Run a command in a running container, to its end, now. */
export function execute(world: World, pod: Pod, name: string, argv: readonly string[], stdin = ''): Finished {
  const host = hostOf(world, pod, name);
  const problem = startProblem(host, argv);
  const env = environments(world).get(containerKey(pod.metadata.uid, name)) ?? {};
  if (!problem) return runToEnd(host, argv, env, specOf(pod, name)?.workingDir ?? '/', stdin);
  const words = `OCI runtime exec failed: exec failed: unable to start container process: ${problem}: unknown`;
  const stderr = `error: Internal error occurred: error executing command in container: failed to exec in container: failed to start exec: ${words}\n`;
  return { stdout: '', stderr, exitCode: problem.includes('not found') ? 127 : 126, tookMs: 0 };
}

interface Asked {
  readonly command: readonly string[];
  readonly container?: string;
  readonly stdin?: string;
}

/** What the API server asks a kubelet for. @throws StatusError when the container does not run */
export function execInPod(world: World, pod: Pod, { command, container, stdin }: Asked): Finished {
  const name = container ?? pod.metadata.annotations?.['kubectl.kubernetes.io/default-container'] ?? pod.spec.containers[0]!.name;
  const { name: podName, uid } = pod.metadata;
  if (!specOf(pod, name)) throw badRequest(`container ${name} is not valid for pod ${podName}`);
  if (!pod.spec.nodeName) throw badRequest(`pod ${podName} does not have a host assigned`);
  const internal = (message: string) => statusError(500, 'InternalError', message);
  const { phase, hostIP } = pod.status;
  if (phase === 'Succeeded' || phase === 'Failed')
    throw internal(`cannot exec into a container in a completed pod; current phase is ${phase}`);
  if (!running(world, pod.spec.nodeName)) throw internal(`error dialing backend: dial tcp ${hostIP}:10250: connect: no route to host`);
  const record = containerOf(world, uid, name);
  if (!record || !alive(record)) throw internal(`unable to upgrade connection: container not found ("${name}")`);
  return execute(world, pod, name, command, stdin);
}
