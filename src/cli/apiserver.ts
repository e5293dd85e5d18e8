import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { apiHandler } from '../http/server';
import { Playground, type PlaygroundScenario } from '../playground';
import { serveExec } from './node-exec';
import { addressOf, listen, serverOf } from './node-http';
import { scenarioOf } from './scenario';
import { parsed, UsageError, wholeNumber, type Output } from './usage';

/** `podplay apiserver`: a simulated cluster that real kubectl can drive. Resolves when the server listens; it serves
 *  until Ctrl-C. */
export async function apiserver(args: readonly string[], { out }: Output): Promise<number> {
  const text = { type: 'string' } as const;
  const { values, positionals } = parsed(args, {
    port: text,
    host: text,
    nodes: text,
    lesson: text,
    seed: text,
    speed: text,
    kubeconfig: text,
  });
  if (positionals.length) throw new UsageError(`unexpected "${positionals[0]}"`);
  if (values.lesson !== undefined && values.nodes !== undefined) throw new UsageError('--lesson brings its own nodes: leave --nodes out');
  const port = wholeNumber('port', values.port, 0, 65535) ?? 6443;
  const host = values.host ?? '127.0.0.1';
  const speed = speedOf(values.speed);
  const nodes = wholeNumber('nodes', values.nodes, 1, 1000) ?? 3;
  const seed = wholeNumber('seed', values.seed, 0, 2 ** 32 - 1);
  const scenario = await scenarioNamed(values.lesson, nodes, seed);
  const { server } = runningCluster(scenario, speed, host);
  const address = addressOf(await listen(server, port, host), host).replace(/\/$/, '');
  const file = resolve(values.kubeconfig ?? 'podplay.kubeconfig');
  writeFileSync(file, kubeconfig(address, scenario.namespace));
  out(`A simulated cluster of ${scenario.cluster.nodes.length} nodes is at ${address} (Ctrl-C stops it)
It asks nobody who they are: whoever can reach this address is its admin.
In another terminal:

  export KUBECONFIG=${file}
  kubectl get nodes
`);
  return 0;
}

/** @throws UsageError */
export function speedOf(text: string | undefined): number {
  if (text === undefined) return 1;
  const speed = Number(text);
  if (speed >= 0 && speed <= 1000 && text.trim() !== '') return speed;
  throw new UsageError(`--speed takes a number from 0 to 1000, not "${text}"`);
}

export async function scenarioNamed(slug: string | undefined, nodes: number, seed: number | undefined): Promise<PlaygroundScenario> {
  if (slug === undefined) return scenarioOf(nodes, seed ?? 1, {});
  const { lessonNamed } = await import('./lesson-files');
  const lesson = lessonNamed(slug);
  return { ...lesson, seed: seed ?? lesson.seed };
}

/** Real ms between two looks at the clock. */
const BEAT = 20;

/** A cluster whose virtual clock runs with the real one, and the server before it; not yet listening.
 *  @param speed virtual ms that pass in a real one; 0: time stands still */
export function runningCluster(scenario: PlaygroundScenario, speed: number, host: string) {
  // Real kubectl counts ages from its own clock.
  const epoch = Date.now();
  const playground = new Playground({ scenario, epoch, keepLog: false, turn: () => new Promise((done) => setImmediate(done)) });
  const server = serverOf(apiHandler(playground.cluster, { hosts: [host] }));
  serveExec(server, playground.cluster, [host]);
  const stop = keepTime(playground, speed);
  server.on('close', stop);
  return { server, playground };
}

function keepTime({ time }: Playground, speed: number): () => void {
  if (speed === 0) return () => {};
  time.setSpeed(speed);
  time.play();
  let last = performance.now();
  const beat = setInterval(() => {
    const now = performance.now();
    time.frame(now - last);
    last = now;
  }, BEAT);
  return () => clearInterval(beat);
}

/** One cluster, one context, nobody to log in as. JSON is YAML. */
export function kubeconfig(server: string, namespace: string): string {
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'podplay', cluster: { server } }],
    users: [{ name: 'podplay', user: {} }],
    contexts: [{ name: 'podplay', context: { cluster: 'podplay', user: 'podplay', ...(namespace !== 'default' && { namespace }) } }],
    'current-context': 'podplay',
  };
  return `${JSON.stringify(config, null, 2)}\n`;
}
