import type { Cluster, ObjectRef } from '../../src/kube/cluster';
import { Waiting } from '../../src/cluster/waiting';
import type { Fault } from '../../src/kube/fault';
import { notFound } from '../../src/kube/status';
import type { KubectlEnv } from '../../src/kubectl/env';
import type { Kubectl } from '../../src/shell/options';
import { Files } from '../../src/shell/files';
import { createShell, type Shell } from '../../src/shell/shell';

/** A shell with a clock that a test moves by hand, a kubectl that says what it was given, and a screen. */
export interface TerminalSession {
  readonly shell: Shell;
  readonly files: Files;
  readonly faults: readonly Fault[];
  readonly opened: readonly string[];
  readonly history: string[];
  /** What the terminal shows. */
  readonly screen: () => string;
  /** Run a line and give back what it showed. */
  readonly show: (line: string) => Promise<string>;
  /** Let virtual time pass until the work is done, noting what was on the screen at each instant. */
  readonly live: (work: Promise<unknown>, until?: number) => Promise<readonly string[]>;
  readonly clock: Cluster['clock'];
}

const EPOCH = Date.UTC(2026, 0, 1);

/** `kubectl stream` prints a line a second for three seconds, `kubectl follow` for ever; `kubectl cat` gives back
 *  its input; `kubectl fail` ends with 3 and a word on the error stream; others print their arguments. */
const kubectl: Kubectl = {
  async kubectl(args, env) {
    const [verb] = args;
    if (verb === 'stream' || verb === 'follow') return stream(verb === 'stream' ? 3 : Infinity, env);
    if (verb === 'cat') return (env.out(env.stdin), 0);
    if (verb === 'fail') return (env.err('error: no\n'), 3);
    if (verb === 'namespace') return args[1] ? ((env.namespace = args[1]), 0) : (env.out(`${env.namespace}\n`), 0);
    if (verb === 'read') return (env.out(await env.readFile(args[1]!)), 0);
    env.out(`${args.join(' ')}${env.tty ? ' [tty]' : ''}\n`);
    return 0;
  },
  complete: (words) => Promise.resolve(words.length === 1 ? ['get', 'describe', 'delete'] : ['pods', 'web-0']),
};

async function stream(lines: number, env: KubectlEnv): Promise<number> {
  for (let i = 1; i <= lines; i++) {
    env.out(`line ${i}\n`);
    await env.cluster.clock.sleep(1000, env.signal);
  }
  return 0;
}

const NODES = [
  { metadata: { name: 'node-1', labels: { 'topology.kubernetes.io/zone': 'zone-a' } } },
  { metadata: { name: 'node-2', labels: { 'topology.kubernetes.io/zone': 'zone-b' } } },
];

function fakeCluster(clock: Cluster['clock']): Cluster {
  const list = (resource: string) => ({ items: resource === 'nodes' ? NODES : [] });
  const get = (ref: ObjectRef) => {
    if (ref.resource !== 'nodes') return Promise.resolve({});
    const node = NODES.find((one) => one.metadata.name === ref.name);
    return node ? Promise.resolve(node) : Promise.reject(notFound(ref, ref.name));
  };
  return { clock, get, list: (ref: ObjectRef) => Promise.resolve(list(ref.resource)) } as unknown as Cluster;
}

export function terminalSession(options: { files?: Record<string, string>; tty?: boolean; editor?: boolean } = {}): TerminalSession {
  const waiting = new Waiting();
  let now = 0;
  const clock = { now: () => EPOCH + now, sleep: (ms: number, signal?: AbortSignal) => waiting.sleepUntil(now + ms, signal) };
  const files = new Files(options.files ?? {});
  const faults: Fault[] = [];
  const opened: string[] = [];
  const history: string[] = [];
  let screen = '';
  const shell = createShell({
    cluster: fakeCluster(clock),
    files,
    namespace: 'default',
    write: (text) => void (screen += text),
    tty: options.tty ?? false,
    columns: () => 80,
    history: () => history,
    fault: (fault) => void faults.push(fault),
    ...(options.editor !== false && { open: (path: string) => void opened.push(path) }),
    kubectl,
  });
  const show = async (line: string) => {
    const before = screen.length;
    await shell.run(line);
    return screen.slice(before);
  };
  const live = async (work: Promise<unknown>, until = Infinity) => {
    const frames: string[] = [];
    let done = false;
    const finish = () => void (done = true);
    work.then(finish, finish);
    for (;;) {
      await new Promise((resolve) => setImmediate(resolve));
      if (done) return frames;
      const next = waiting.nextAt();
      if (next === undefined) continue;
      frames.push(screen);
      if (next > until) return frames;
      now = next;
      waiting.wake(now);
    }
  };
  return { shell, files, faults, opened, history, screen: () => screen, show, live, clock };
}
