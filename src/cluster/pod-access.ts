import type { Clock, ExecResult, LogOptions, ObjectRef, ProxyResponse } from '../kube/cluster';
import type { Pod } from '../kube/kinds/pod';
import { everyContainer, everyStatus } from '../kube/kinds/pod-containers';
import { badRequest, notFound } from '../kube/status';
import type { Engine } from './engine';
import type { Input } from './input';
import { admitExec, attachShell, execInPod, feedProcess, isAttachable, logsOf, openShell } from './kubelet';
import type { Opened } from './kubelet/shells';
import type { Proxied } from './network/api-proxy';
import type { Waiting } from './waiting';

/** Reaching into a running pod: `exec` and `logs`, as the API server passes them on to a kubelet. */

/** What a process that was executed left behind; `tookMs` is how long it ran on the virtual clock. */
type Ran = ExecResult & { readonly tookMs?: number };

const PODS = { group: '', resource: 'pods' };

function podOf(engine: Engine, ref: ObjectRef): Pod {
  const pod = engine.api.get<Pod>('pods', `${ref.namespace ?? 'default'}/${ref.name}`);
  if (!pod) throw notFound(PODS, ref.name);
  return pod;
}

/** Carry out an exec input now. */
export function exec(engine: Engine, input: Extract<Input, { type: 'exec' }>): Ran | Opened {
  if (input.attaches) return attachShell(engine, podOf(engine, input.ref), input.container);
  if (input.opens) return openShell(engine, podOf(engine, input.ref), input);
  return execInPod(engine, podOf(engine, input.ref), input);
}

/** Hand text to the standard input of a container's own process now. */
export function feed(engine: Engine, { ref, container, text, end }: Extract<Input, { type: 'feed' }>): void {
  const pod = podOf(engine, ref);
  feedProcess(engine, pod, containerOf(pod, container), text, end);
}

/** Is the container's own process a shell that waits for lines? */
export const mayAttach = (engine: Engine, ref: ObjectRef, container: string | undefined): boolean =>
  isAttachable(engine, podOf(engine, ref), container);

/** @throws what `exec` would refuse with */
export function checkExec(engine: Engine, ref: ObjectRef, container: string | undefined): void {
  admitExec(engine, podOf(engine, ref), container);
}

/** Run an exec and answer when its process would have ended. */
export async function runExec(act: () => unknown, clock: Clock, signal?: AbortSignal): Promise<ExecResult> {
  const { tookMs = 0, ...result } = act() as Ran;
  if (tookMs > 0) await clock.sleep(tookMs, signal);
  return result;
}

/** Pass a request on, and answer when its answer would have come. */
export async function runProxied(act: () => unknown, clock: Clock, signal?: AbortSignal): Promise<ProxyResponse> {
  const proxied = act() as Proxied;
  if (proxied.tookMs > 0) await clock.sleep(proxied.tookMs, signal);
  if ('refusal' in proxied) throw proxied.refusal;
  return proxied.response;
}

/** One line of a container's output. */
interface LogLine {
  /** ms since the Unix epoch. */
  readonly at: number;
  readonly text: string;
}

function linesOf(engine: Engine, ref: ObjectRef, options: LogOptions): readonly LogLine[] {
  const pod = podOf(engine, ref);
  return logsOf(engine, pod, containerOf(pod, options.container), options.previous ?? false);
}

function containerOf(pod: Pod, asked: string | undefined): string {
  const names = everyContainer(pod.spec).map((container) => container.name);
  const name = asked ?? pod.metadata.annotations?.['kubectl.kubernetes.io/default-container'] ?? pod.spec.containers[0]!.name;
  if (!names.includes(name)) throw badRequest(`container ${name} is not valid for pod ${pod.metadata.name}`);
  return name;
}

const printed = (line: LogLine, options: LogOptions) =>
  options.timestamps ? `${new Date(line.at).toISOString().replace('Z', '000000Z')} ${line.text}\n` : `${line.text}\n`;

function wanted(lines: readonly LogLine[], now: number, options: LogOptions): readonly LogLine[] {
  const { sinceSeconds, sinceTime } = options;
  const from = sinceSeconds !== undefined ? now - sinceSeconds * 1000 : sinceTime !== undefined ? Date.parse(sinceTime) : -Infinity;
  const recent = lines.filter((line) => line.at >= from);
  return options.tailLines === undefined ? recent : recent.slice(Math.max(0, recent.length - options.tailLines));
}

/** What is printed, to the last byte that is wanted. */
export async function* upTo(limit: number, lines: AsyncIterable<string>): AsyncIterable<string> {
  let left = limit;
  for await (const line of lines) {
    const bytes = new TextEncoder().encode(line).subarray(0, left);
    left -= bytes.length;
    if (bytes.length) yield new TextDecoder().decode(bytes);
    if (!left) return;
  }
}

/** The lines there are now. */
// eslint-disable-next-line @typescript-eslint/require-await -- the contract is asynchronous
export async function* readLogs(engine: Engine, ref: ObjectRef, options: LogOptions): AsyncIterable<string> {
  for (const line of wanted(linesOf(engine, ref, options), engine.now, options)) yield printed(line, options);
}

/** The lines there are now and those to come, until the container is gone. */
export function followLogs(
  engine: Engine,
  ref: ObjectRef,
  options: LogOptions,
  waiting: Waiting,
  stepped: Set<() => void>,
): AsyncIterable<string> {
  const stream = waiting.stream<string>(options.signal, () => stepped.delete(look));
  let last: LogLine | undefined;
  const push = (lines: readonly LogLine[]) => {
    for (const line of lines) stream.push(printed(line, options));
  };
  function look() {
    const pod = engine.api.get<Pod>('pods', `${ref.namespace ?? 'default'}/${ref.name}`);
    if (!pod) return stream.end();
    const lines = linesOf(engine, ref, options);
    push(last ? lines.slice(lines.lastIndexOf(last) + 1) : lines);
    last = lines.at(-1) ?? last;
    if (finished(pod, options.container, id)) stream.end();
  }
  let id: string | undefined;
  try {
    const lines = linesOf(engine, ref, options);
    push(wanted(lines, engine.now, options));
    last = lines.at(-1);
    id = statusOf(podOf(engine, ref), options.container)?.containerID;
    stepped.add(look);
    if (finished(podOf(engine, ref), options.container, id)) stream.end();
  } catch (error) {
    stream.fail(error);
  }
  return stream;
}

/** Will this container print nothing more? `logs -f` ends there, as it does when kubelet closes the file. */
function finished(pod: Pod, asked: string | undefined, id: string | undefined): boolean {
  const status = statusOf(pod, asked);
  // One that was started again at once is another one.
  return status?.state?.terminated !== undefined || (id !== undefined && status?.containerID !== id);
}

function statusOf(pod: Pod, asked: string | undefined) {
  const name = containerOf(pod, asked);
  return everyStatus(pod.status).find((status) => status.name === name);
}
