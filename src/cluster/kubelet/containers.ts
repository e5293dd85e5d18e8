import type { ContainerState, Pod } from '../../kube/kinds/pod';
import { containerMachine } from '../machines';
import { advance } from '../machines/advance';
import type { MachineEvent } from '../machines/step';
import { findImage } from '../images/registry';
import { configProblem } from './environment';
import { tell } from './events';
import { imageId } from './image-id';
import { beginLog } from './logs';
import { startProbes, stopProbes } from './probes';
import { endProcess, startProcess } from './processes';
import { wishImage } from './pulls';
import {
  containerHolder,
  containerKey,
  containerOf,
  KUBELET,
  setContainer,
  specOf,
  type ContainerRecord,
  type PodRecord,
  type Turn,
} from './records';
import { afterExit, restarting } from './restarts';
import { rootProblem } from './users';

/** Everything a step of a container needs to know. */
export interface Subject {
  readonly turn: Turn;
  readonly pod: Pod;
  readonly record: PodRecord;
}

const waiting = (reason: string, message?: string): ContainerState => ({ waiting: { reason, ...(message && { message }) } });

/** Ways a start can fail before there is a process. Looked at again after about 12 s, as pod workers do. */
const retryTime = (turn: Turn) => turn.world.random.between(10_000, 15_000);

/** Let a container's machine hear an event, and do what its new state asks for. */
export function hear(subject: Subject, name: string, event: MachineEvent): void {
  const { turn, record } = subject;
  const before = containerOf(turn.world, record.uid, name);
  if (!before) return;
  const state = advance(turn.world, containerMachine, containerHolder(record, name), before.state, event);
  if (state === before.state) return;
  const container = setContainer(turn, { ...before, state });
  ENTER[state]?.(subject, container, event, before);
}

type Enter = (subject: Subject, container: ContainerRecord, event: MachineEvent, before: ContainerRecord) => void;

/** What the kubelet does on entering each state. */
const ENTER: Readonly<Record<string, Enter>> = {
  Pulling: pull,
  ErrImagePull: pullFailed,
  InvalidImageName: (subject, container, event) => show(subject, container, waiting('InvalidImageName', String(event['message']))),
  ErrImageNeverPull: (subject, container, event) => show(subject, container, waiting('ErrImageNeverPull', String(event['message']))),
  ImagePullBackOff: pullBackOff,
  CreateContainerConfigError: configError,
  Created: create,
  Running: start,
  Completed: exited,
  Error: exited,
  OOMKilled: exited,
  CrashLoopBackOff: (subject, container, event) => restarting(subject, container, Number(event['backOff'])),
};

function show({ turn }: Subject, container: ContainerRecord, shown: ContainerState, more: Partial<ContainerRecord> = {}): ContainerRecord {
  return setContainer(turn, { ...container, ...more, shown });
}

function pull(subject: Subject, container: ContainerRecord): void {
  const policy = specOf(subject.pod, container.name)?.imagePullPolicy ?? 'IfNotPresent';
  const wish = wishImage(subject.turn, subject.pod, container, policy);
  if (wish !== 'queued') imageSettled(subject, container.name, wish);
}

/** The image is there, or cannot be had. */
export function imageSettled(subject: Subject, name: string, event: MachineEvent): void {
  const { turn, pod } = subject;
  if (event.type !== 'IMAGE_READY') return hear(subject, name, { ...event, retry: retryTime(turn) });
  const spec = specOf(pod, name)!;
  const found = findImage(spec.image ?? '');
  const problem = configProblem(turn.world, pod, spec) ?? ('error' in found ? undefined : rootProblem(pod, spec, found.image));
  if (problem) return hear(subject, name, { type: 'IMAGE_READY', configError: true, retry: retryTime(turn), message: problem });
  hear(subject, name, { type: 'IMAGE_READY', starting: turn.world.random.between(120, 380) });
}

/** First 10 s, doubling to 5 min: MaxContainerBackOff. */
const doubled = (ms: number | undefined) => (ms === undefined ? 10_000 : Math.min(ms * 2, 300_000));

function pullFailed(subject: Subject, container: ContainerRecord, event: MachineEvent): void {
  const { world } = subject.turn;
  const message = String(event['message']);
  const backOff = doubled(container.pullBackOff);
  // The sync that sees the back-off comes a little after the failure.
  const noticed = world.random.between(900, 2_200);
  world.schedule(KUBELET, containerKey(container.uid, container.name), 'BACK_OFF', noticed, { backOff: backOff - noticed });
  show(subject, container, waiting('ErrImagePull', message), { pullBackOff: backOff, pullError: message });
}

function pullBackOff(subject: Subject, container: ContainerRecord): void {
  const { turn, pod } = subject;
  tell(turn.world, pod, 'Normal', 'BackOff', `Back-off pulling image "${container.wanted}"`, container.name);
  tell(turn.world, pod, 'Warning', 'Failed', 'Error: ImagePullBackOff', container.name);
  // The cause is part of the message since 1.32.
  const why = `Back-off pulling image "${container.wanted}": ErrImagePull: ${container.pullError}`;
  show(subject, container, waiting('ImagePullBackOff', why));
}

function configError(subject: Subject, container: ContainerRecord, event: MachineEvent): void {
  const message = String(event['message']);
  tell(subject.turn.world, subject.pod, 'Warning', 'Failed', `Error: ${message}`, container.name);
  show(subject, container, waiting('CreateContainerConfigError', message));
}

function create({ turn, pod }: Subject, container: ContainerRecord): void {
  tell(turn.world, pod, 'Normal', 'Created', `Created container: ${container.name}`, container.name);
  const { pullBackOff: _, pullError: __, ...rest } = container;
  setContainer(turn, rest);
}

/** The container as the runtime knows it. The Pod's status tells of it when it is started: the kubelet creates and
 *  starts in one go (SyncPod) and looks at the runtime again only then (PLEG). */
function named({ turn }: Subject, container: ContainerRecord): ContainerRecord {
  const found = findImage(container.wanted);
  const full = 'error' in found ? container.wanted : found.full;
  return setContainer(turn, { ...container, id: `containerd://${hex(turn.world, 64)}`, imageId: imageId(full), image: full });
}

function hex(world: Turn['world'], digits: number): string {
  const parts: string[] = [];
  for (let i = 0; i < digits; i += 4) parts.push(world.random.int(0x10000).toString(16).padStart(4, '0'));
  return parts.join('');
}

/** ms between the start of a container and its postStart hook. */
const HOOK_DELAY = 30;

function start(subject: Subject, created: ContainerRecord): void {
  const { turn, pod } = subject;
  const container = named(subject, created);
  const { world } = turn;
  const spec = specOf(pod, container.name)!;
  beginLog(world, container);
  const problem = startProcess(world, pod, container);
  if (problem !== undefined) return hear(subject, container.name, { type: 'EXIT', exitCode: 128, problem: runcWords(problem) });
  tell(world, pod, 'Normal', 'Started', `Started container ${container.name}`, container.name);
  const again = container.shown.terminated ?? container.last;
  const running = show(
    subject,
    container,
    { running: { startedAt: world.timestamp } },
    {
      ...(again && { last: again, restarts: container.restarts + 1 }),
      startedAt: world.now,
      started: !spec.startupProbe,
      ready: !spec.startupProbe && !spec.readinessProbe && container.role !== 'init',
      changed: false,
    },
  );
  startProbes(world, running, spec);
  if (spec.lifecycle?.postStart) world.schedule(KUBELET, containerKey(container.uid, container.name), 'POST_START', HOOK_DELAY);
}

/** The runtime could not start the command. Source: containerd's and runc's words */
const runcWords = (problem: string) =>
  `failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: ${problem}`;

/** A process has ended, by itself or because it was asked to. */
function exited(subject: Subject, container: ContainerRecord, event: MachineEvent, before: ContainerRecord): void {
  const { turn } = subject;
  const { world } = turn;
  // `after grace`: the time to end by itself is over, and the kubelet kills it.
  const exitCode = event.type === 'EXIT' ? Number(event['exitCode']) : 137;
  endProcess(world, container);
  stopProbes(world, container);
  if (typeof event['problem'] === 'string') tell(world, subject.pod, 'Warning', 'Failed', `Error: ${event['problem']}`, container.name);
  const again = before.shown.terminated ?? (before.shown.waiting && before.last);
  const terminated = { ...terminatedState(container, exitCode, event), ...startAndEnd(turn, before, event) };
  const counted = before.shown.running ? {} : again ? { last: again, restarts: before.restarts + 1 } : {};
  const done = show(subject, container, { terminated }, { ...counted, ready: container.role === 'init' && exitCode === 0, started: false });
  afterExit(subject, done);
}

function terminatedState({ state, id }: ContainerRecord, exitCode: number, { problem, message }: MachineEvent) {
  const reason = problem ? 'StartError' : state === 'OOMKilled' ? 'OOMKilled' : exitCode === 0 ? 'Completed' : 'Error';
  const words = problem ?? message;
  return { exitCode, reason, ...(typeof words === 'string' && words && { message: words }), containerID: id };
}

const seconds = (ms: number) => new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');

function startAndEnd({ world }: Turn, before: ContainerRecord, { at, problem }: MachineEvent) {
  const startedAt = problem ? '1970-01-01T00:00:00Z' : (before.shown.running?.startedAt ?? world.timestamp);
  return { startedAt, finishedAt: typeof at === 'number' ? seconds(at) : world.timestamp };
}
