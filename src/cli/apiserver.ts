import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { apiHandler } from '../http/server';
import { Playground, type PlaygroundScenario } from '../playground';
import { serveExec } from './node-exec';
import { addressOf, type Elsewhere, listen, serverOf } from './node-http';
import { scenarioOf } from './scenario';
import { parsed, UsageError, wholeNumber, type Output } from './usage';

/** `podplay apiserver`: a simulated cluster that real kubectl can drive. Resolves when the server listens; it serves
 *  until Ctrl-C. */
export async function apiserver(args: readonly string[], { out }: Output): Promise<number> {
  const { values, positionals } = parsed(args, { port: text, host: text, ...CLUSTER_FLAGS });
  if (positionals.length) throw new UsageError(`unexpected "${positionals[0]}"`);
  const port = wholeNumber('port', values.port, 0, 65535) ?? 6443;
  const host = values.host ?? '127.0.0.1';
  const asked = await clusterAsked(values);
  const { server } = runningCluster(asked, host);
  const address = addressOf(await listen(server, port, host), host).replace(/\/$/, '');
  out(
    `A simulated cluster of ${asked.scenario.cluster.nodes.length} nodes is at ${address} (Ctrl-C stops it)\n${howToReach(address, asked)}`,
  );
  return 0;
}

const text = { type: 'string' } as const;

/** Flags that say which cluster. */
export const CLUSTER_FLAGS = { nodes: text, lesson: text, seed: text, speed: text, kubeconfig: text } as const;

/** A cluster as the command line asks for it. */
export interface ClusterAsked {
  readonly scenario: PlaygroundScenario;
  /** Virtual ms that pass in a real one; 0: time stands still. */
  readonly speed: number;
  readonly kubeconfig: string;
}

/** @throws UsageError, Refusal */
export async function clusterAsked(values: { readonly [flag in keyof typeof CLUSTER_FLAGS]?: string | undefined }): Promise<ClusterAsked> {
  if (values.lesson !== undefined && values.nodes !== undefined) throw new UsageError('--lesson brings its own nodes: leave --nodes out');
  const speed = speedOf(values.speed);
  const nodes = wholeNumber('nodes', values.nodes, 1, 1000) ?? 3;
  const seed = wholeNumber('seed', values.seed, 0, 2 ** 32 - 1);
  const scenario = await scenarioNamed(values.lesson, nodes, seed);
  return { scenario, speed, kubeconfig: resolve(values.kubeconfig ?? 'podplay.kubeconfig') };
}

/** Writes the kubeconfig. @returns what to tell */
export function howToReach(address: string, { scenario, kubeconfig: file }: ClusterAsked): string {
  writeFileSync(file, kubeconfig(address, scenario.namespace));
  return `It asks nobody who they are: whoever can reach this address is its admin.
In another terminal:

  export KUBECONFIG=${file}
  kubectl get nodes
`;
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
 *  @param elsewhere answers what is not the API's, when it is not */
export function runningCluster(
  { scenario, speed }: ClusterAsked,
  host: string,
  elsewhere?: (playground: Playground, epoch: number) => Elsewhere,
) {
  // Real kubectl counts ages from its own clock.
  const epoch = Date.now();
  const playground = new Playground({ scenario, epoch, keepLog: false, turn: () => new Promise((done) => setImmediate(done)) });
  const handler = apiHandler(playground.cluster, { hosts: [host] });
  const server = serverOf(handler, elsewhere?.(playground, epoch));
  serveExec(server, playground.cluster, [host], handler);
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
    // Some clients want to hear that plain HTTP is meant.
    clusters: [{ name: 'podplay', cluster: { server, 'insecure-skip-tls-verify': true } }],
    users: [{ name: 'podplay', user: {} }],
    contexts: [{ name: 'podplay', context: { cluster: 'podplay', user: 'podplay', ...(namespace !== 'default' && { namespace }) } }],
    'current-context': 'podplay',
  };
  return `${JSON.stringify(config, null, 2)}\n`;
}
