import type { Container, Pod, Probe } from '../../kube/kinds/pod';
import type { World } from '../component';
import { tell } from './events';
import { execute } from './exec';
import { serveAt } from './host';
import { containerKey, KUBELET, setContainer, type ContainerRecord, type Turn } from './records';

/** Probes. Source: pkg/kubelet/prober/worker.go
 *  OMITS grpc probes' protocol (they succeed when the port listens) and the random first delay of a restarted kubelet. */

export type ProbeType = 'startup' | 'liveness' | 'readiness';
const TYPES: readonly ProbeType[] = ['startup', 'liveness', 'readiness'];

const probeOf = (container: Container, type: ProbeType): Probe | undefined => container[`${type}Probe`];
/** Results in a row: positive successes, negative failures. */
const runs = (world: World) => world.cell<number>('kubelet/probes');
/** Probes that the fault `fail-probe` makes fail: `<pod key> <type>`. */
export const failing = (world: World) => world.cell<true>('kubelet/failing-probes');

export function startProbes(world: World, { uid, name }: ContainerRecord, container: Container): void {
  for (const type of TYPES) {
    const probe = probeOf(container, type);
    if (probe)
      world.schedule(
        KUBELET,
        containerKey(uid, name),
        `PROBE ${type}`,
        (probe.initialDelaySeconds ?? 0) * 1000 + world.random.between(50, 500),
      );
  }
}

export function stopProbes(world: World, { uid, name }: ContainerRecord): void {
  for (const type of TYPES) {
    world.cancel(KUBELET, containerKey(uid, name), `PROBE ${type}`);
    runs(world).delete(`${containerKey(uid, name)} ${type}`);
  }
}

/** Probe once. @returns true when the container must be restarted */
export function probeOnce(turn: Turn, pod: Pod, record: ContainerRecord, container: Container, type: ProbeType): boolean {
  const { world } = turn;
  const probe = probeOf(container, type);
  if (!probe || record.state !== 'Running') return false;
  const key = containerKey(record.uid, record.name);
  world.schedule(KUBELET, key, `PROBE ${type}`, (probe.periodSeconds ?? 10) * 1000);
  // Until the container has started, only the startup probe speaks.
  if (type !== 'startup' && container.startupProbe && !record.started) return false;
  const problem = failing(world).has(`${pod.metadata.namespace}/${pod.metadata.name} ${type}`)
    ? 'probe failed by a fault'
    : attempt(world, pod, container, probe);
  const before = runs(world).get(`${key} ${type}`) ?? 0;
  const now = problem === undefined ? Math.max(0, before) + 1 : Math.min(0, before) - 1;
  runs(world).set(`${key} ${type}`, now);
  if (problem !== undefined)
    tell(world, pod, 'Warning', 'Unhealthy', `${type[0]!.toUpperCase()}${type.slice(1)} probe failed: ${problem}`, record.name);
  if (now >= (probe.successThreshold ?? 1)) passed(turn, record, container, type);
  if (-now < (probe.failureThreshold ?? 3)) return false;
  if (type === 'readiness') return (record.ready && void setContainer(turn, { ...record, ready: false })) || false;
  tell(world, pod, 'Normal', 'Killing', `Container ${record.name} failed ${type} probe, will be restarted`, record.name);
  return true;
}

function passed(turn: Turn, record: ContainerRecord, container: Container, type: ProbeType): void {
  if (type === 'startup' && !record.started) setContainer(turn, { ...record, started: true, ready: !container.readinessProbe });
  if (type === 'readiness' && !record.ready) setContainer(turn, { ...record, ready: true });
}

/** @returns what went wrong, in kubelet's words */
function attempt(world: World, pod: Pod, container: Container, probe: Probe): string | undefined {
  const { httpGet, tcpSocket, exec, grpc } = probe;
  if (exec) {
    const { exitCode, stdout, stderr } = execute(world, pod, container.name, exec.command ?? []);
    return exitCode ? stdout + stderr || 'command failed' : undefined;
  }
  const port = portOf(container, httpGet?.port ?? tcpSocket?.port ?? grpc?.port ?? 0);
  const ip = pod.status.podIP ?? '';
  const answer = serveAt(world, pod.metadata.uid, {
    host: ip,
    port,
    protocol: httpGet ? 'http' : 'tcp',
    method: 'GET',
    path: httpGet?.path ?? '/',
    headers: { 'User-Agent': 'kube-probe/1.32' },
  });
  if (answer === 'refused' && httpGet)
    return `Get "http://${ip}:${port}${httpGet.path ?? '/'}": dial tcp ${ip}:${port}: connect: connection refused`;
  if (answer === 'refused') return `dial tcp ${ip}:${port}: connect: connection refused`;
  if (!httpGet || answer === 'reset') return undefined;
  return answer.status >= 200 && answer.status < 400 ? undefined : `HTTP probe failed with statuscode: ${answer.status}`;
}

const portOf = ({ ports = [] }: Container, port: number | string) =>
  typeof port === 'number' ? port : (ports.find(({ name }) => name === port)?.containerPort ?? 0);
