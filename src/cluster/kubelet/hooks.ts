import type { Pod } from '../../kube/kinds/pod';
import type { World } from '../component';
import { runToEnd } from '../process/launch';
import { hostOf, requestFrom } from './host';
import { environments } from './process-cells';
import { containerKey, podRecords, specOf, type ContainerRecord } from './records';

/** Lifecycle hooks: a command in the container, or an HTTP request to it.
 *  Source: pkg/kubelet/lifecycle/handlers.go */

interface Hook {
  readonly exec?: { readonly command?: readonly string[] };
  readonly httpGet?: { readonly host?: string; readonly path?: string; readonly port: number | string };
}

/** Run a lifecycle hook. @returns what went wrong, and how long it took */
export function runHook(
  world: World,
  pod: Pod,
  container: ContainerRecord,
  hook: Hook,
): { readonly problem?: string; readonly took: number } {
  const key = containerKey(container.uid, container.name);
  if (hook.exec) {
    const command = hook.exec.command ?? [];
    const host = hostOf(world, pod, container.name);
    if (!host.program(command[0] ?? '') && host.files.read(command[0] ?? '') === undefined)
      return { problem: `exec: "${command[0]}": executable file not found in $PATH`, took: 0 };
    const { exitCode, tookMs, stderr } = runToEnd(host, command, environments(world).get(key) ?? {}, '/');
    return { took: tookMs, ...(exitCode !== 0 && { problem: `command '${command.join(' ')}' exited with ${exitCode}: ${stderr}` }) };
  }
  if (!hook.httpGet) return { took: 0 };
  const { path = '/', port } = hook.httpGet;
  const number =
    typeof port === 'number' ? port : (specOf(pod, container.name)?.ports?.find(({ name }) => name === port)?.containerPort ?? 0);
  const ip = podRecords(world).get(container.uid)?.ip ?? '';
  const answer = requestFrom(
    world,
    { ip, node: pod.spec.nodeName! },
    { host: hook.httpGet.host ?? ip, port: number, protocol: 'http', method: 'GET', path },
    `kubelet/${pod.spec.nodeName}`,
  );
  return 'error' in answer ? { problem: answer.error, took: answer.took } : { took: answer.took };
}
