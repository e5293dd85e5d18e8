import type { Container, Pod, Probe } from '../../kube/kinds/pod';
import type { World } from '../component';
import { runToEnd } from '../process/launch';
import { tell } from './events';
import { hostOf, serveAt } from './host';
import { environments, processes } from './process-cells';
import { containerKey, containerOf, KUBELET, podRecords, setContainer, specOf, type ContainerRecord, type Turn } from './records';
import { goDuration } from './durations';
import { slownessOf } from './slowness';

/** Probes.
 *  MODELS startup, readiness and liveness probes by httpGet, tcpSocket, exec and grpc, with their delays, periods,
 *  timeouts and thresholds; the fault that makes them fail.
 *  OMITS the random phase that a restarted kubelet gives to its probes.
 *  Source: pkg/kubelet/prober/worker.go, prober.go */

export type ProbeType = 'startup' | 'readiness' | 'liveness';
const TYPES: readonly ProbeType[] = ['startup', 'readiness', 'liveness'];

/** Results of the same kind in a row. */
interface Streak {
  readonly good: boolean;
  readonly length: number;
}

const streaks = (world: World) => world.cell<Streak>('kubelet/probes');
/** Probes that a fault makes fail: `namespace/pod/type`. */
export const failing = (world: World) => world.cell<true>('kubelet/failing-probes');

const eventType = (type: ProbeType) => `PROBE_${type.toUpperCase()}`;
export const probeTypeOf = (event: string) => (event.startsWith('PROBE_') ? (event.slice(6).toLowerCase() as ProbeType) : undefined);

const probeOf = (spec: Container, type: ProbeType): Probe | undefined => spec[`${type}Probe`];

/** The container runs: begin to probe it. */
export function startProbes(world: World, container: ContainerRecord, spec: Container): void {
  for (const type of TYPES) {
    const probe = probeOf(spec, type);
    if (!probe) continue;
    streaks(world).delete(`${containerKey(container.uid, container.name)}/${type}`);
    // Until the startup probe has succeeded the others do not run.
    if (type === 'startup' || !spec.startupProbe)
      plan(world, container, type, (probe.initialDelaySeconds ?? 0) * 1_000 + world.random.int(1_000));
  }
}

const plan = (world: World, { uid, name }: ContainerRecord, type: ProbeType, delay: number) =>
  world.schedule(KUBELET, containerKey(uid, name), eventType(type), delay);

export function stopProbes(world: World, container: ContainerRecord): void {
  for (const type of TYPES) world.cancel(KUBELET, containerKey(container.uid, container.name), eventType(type));
}

/** What a probe found that the container must bear. */
export type Verdict = 'restart' | 'changed' | undefined;

/** Probe once, and plan the next time. @returns 'restart' when the container must be killed for it */
export function probe(turn: Turn, pod: Pod, container: ContainerRecord, type: ProbeType): Verdict {
  const { world } = turn;
  const spec = specOf(pod, container.name)!;
  const settings = probeOf(spec, type)!;
  plan(world, container, type, (settings.periodSeconds ?? 10) * 1_000);
  const problem = forced(world, pod, type) ?? attempt(world, pod, container, settings);
  if (problem !== undefined) tell(world, pod, 'Warning', 'Unhealthy', `${title(type)} probe ${problem}`, container.name);
  const streak = count(world, container, type, problem === undefined);
  const needed = streak.good ? (settings.successThreshold ?? 1) : (settings.failureThreshold ?? 3);
  return streak.length < needed ? undefined : decide(turn, container, spec, type, streak.good);
}

const title = (type: ProbeType) => type.charAt(0).toUpperCase() + type.slice(1);

function count(world: World, container: ContainerRecord, type: ProbeType, good: boolean): Streak {
  const key = `${containerKey(container.uid, container.name)}/${type}`;
  const before = streaks(world).get(key);
  const streak = { good, length: before?.good === good ? before.length + 1 : 1 };
  streaks(world).set(key, streak);
  return streak;
}

/** The threshold is reached. */
function decide(turn: Turn, container: ContainerRecord, spec: Container, type: ProbeType, good: boolean): Verdict {
  if (type === 'readiness') return setReady(turn, container, good);
  if (!good) return 'restart';
  if (type === 'liveness' || container.started) return undefined;
  setContainer(turn, { ...container, started: true, ready: !spec.readinessProbe });
  for (const next of ['readiness', 'liveness'] as const) {
    const settings = probeOf(spec, next);
    if (settings)
      plan(turn.world, container, next, Math.max(0, (settings.initialDelaySeconds ?? 0) * 1_000 - (turn.world.now - container.startedAt)));
  }
  turn.world.cancel(KUBELET, containerKey(container.uid, container.name), eventType('startup'));
  return 'changed';
}

function setReady(turn: Turn, container: ContainerRecord, ready: boolean): Verdict {
  if (container.ready === ready) return undefined;
  setContainer(turn, { ...container, ready });
  return 'changed';
}

/** A fault makes the Pod's probes of a type fail. */
function forced(world: World, pod: Pod, type: ProbeType): string | undefined {
  const { namespace, name } = pod.metadata;
  return failing(world).has(`${namespace}/${name}/${type}`) ? 'failed: HTTP probe failed with statuscode: 500' : undefined;
}

/** @returns what went wrong, in the prober's words; undefined when it went well */
function attempt(world: World, pod: Pod, container: ContainerRecord, settings: Probe): string | undefined {
  const late = tooLate(world, pod, settings);
  if (late)
    return settings.exec
      ? `failed: command timed out: "${settings.exec.command?.join(' ')}" timed out after ${late}`
      : `failed: ${lateAnswer(world, pod, container, settings)}`;
  if (settings.exec) return byCommand(world, pod, container, settings);
  const ip = podRecords(world).get(container.uid)?.ip ?? '';
  if (settings.httpGet) return byHttp(world, pod, container, settings, ip);
  const port = settings.tcpSocket ? portOf(pod, container, settings.tcpSocket.port) : (settings.grpc?.port ?? 0);
  const answer = serveAt(world, container.uid, { host: ip, port, protocol: 'tcp' });
  if (answer !== 'refused') return undefined;
  const why = `dial tcp ${ip}:${port}: connect: connection refused`;
  if (settings.tcpSocket) return `failed: ${why}`;
  return `failed: timeout: failed to connect service "${ip}:${port}" within ${goDuration((settings.timeoutSeconds ?? 1) * 1_000)}: context deadline exceeded`;
}

/** The pod answers after the probe has given up. @returns the timeout in words */
function tooLate(world: World, pod: Pod, { timeoutSeconds = 1 }: Probe): string | undefined {
  const slowness = slownessOf(world, `${pod.metadata.namespace}/${pod.metadata.name}`);
  return slowness > timeoutSeconds * 1_000 ? goDuration(timeoutSeconds * 1_000) : undefined;
}

function lateAnswer(world: World, pod: Pod, container: ContainerRecord, { httpGet, tcpSocket, grpc, timeoutSeconds = 1 }: Probe): string {
  const ip = podRecords(world).get(container.uid)?.ip ?? '';
  const port = portOf(pod, container, (httpGet ?? tcpSocket ?? grpc)!.port);
  if (tcpSocket) return `dial tcp ${ip}:${port}: i/o timeout`;
  if (grpc) return `timeout: health rpc did not complete within ${goDuration(timeoutSeconds * 1_000)}`;
  const { scheme = 'HTTP', path = '/', host = ip } = httpGet!;
  return `Get "${scheme.toLowerCase()}://${host}:${port}${path}": context deadline exceeded (Client.Timeout exceeded while awaiting headers)`;
}

function byHttp(world: World, pod: Pod, container: ContainerRecord, { httpGet }: Probe, ip: string): string | undefined {
  const { path = '/', port: asked, scheme = 'HTTP', host = ip, httpHeaders = [] } = httpGet!;
  const port = portOf(pod, container, asked);
  const headers = Object.fromEntries([
    ['user-agent', 'kube-probe/1.32'],
    ...httpHeaders.map(({ name, value }) => [name.toLowerCase(), value]),
  ]) as Record<string, string>;
  const answer = serveAt(world, container.uid, {
    host,
    port,
    protocol: 'http',
    method: 'GET',
    path,
    headers,
    client: `${ip.split('.').slice(0, 3).join('.')}.1`,
  });
  const url = `${scheme.toLowerCase()}://${host}:${port}${path.startsWith('/') ? path : `/${path}`}`;
  if (answer === 'refused') return `failed: Get "${url}": dial tcp ${host}:${port}: connect: connection refused`;
  if (answer === 'reset') return `failed: Get "${url}": EOF`;
  return answer.status >= 200 && answer.status < 400 ? undefined : `failed: HTTP probe failed with statuscode: ${answer.status}`;
}

/** A port by number or by the name that the container gives it. */
function portOf(pod: Pod, container: ContainerRecord, port: number | string): number {
  if (/^\d+$/.test(String(port))) return Number(port);
  return specOf(pod, container.name)?.ports?.find(({ name }) => name === port)?.containerPort ?? 0;
}

function byCommand(world: World, pod: Pod, container: ContainerRecord, settings: Probe): string | undefined {
  const key = containerKey(container.uid, container.name);
  if (!processes(world).has(key)) return 'errored and resulted in unknown state: container is not running';
  const command = settings.exec?.command ?? [];
  const host = hostOf(world, pod, container.name);
  if (!host.program(command[0] ?? '') && host.files.read(command[0] ?? '') === undefined)
    return `errored and resulted in unknown state: rpc error: code = Unknown desc = failed to exec in container: failed to start exec: OCI runtime exec failed: exec failed: unable to start container process: exec: "${command[0]}": executable file not found in $PATH: unknown`;
  const { stdout, stderr, exitCode, tookMs } = runToEnd(host, command, environments(world).get(key) ?? {}, '/');
  const limit = (settings.timeoutSeconds ?? 1) * 1_000;
  if (tookMs > limit) return `failed: command timed out: "${command.join(' ')}" timed out after ${goDuration(limit)}`;
  return exitCode === 0 ? undefined : `failed: ${stdout}${stderr}`;
}

export const isProbed = (world: World, uid: string, name: string) => containerOf(world, uid, name)?.state === 'Running';
