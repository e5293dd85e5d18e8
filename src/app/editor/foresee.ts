import type { SimulatedCluster } from '../../cluster/simulated';
import { aside } from '../../kubectl/aside';
import { futureOf, type Future } from '../../stage/future';
import { sceneOf } from '../../stage/scene';
import type { Scene } from '../../stage/scene/actors';

/** What would happen if a manifest were applied now: kubectl's own diff, and the future of a fork to which it was. */
export interface Foreseen {
  /** As `kubectl diff` prints it. */
  readonly diff: string;
  /** Why it would be refused; then there is no future. */
  readonly refused: string;
  readonly future: Future;
  /** Virtual ms until the Pods are at rest; undefined: not within two minutes. */
  readonly after: number | undefined;
}

/** Virtual ms that are lived ahead at most, and for how long nothing may change to be called rest: longer than any probe's period. */
const AHEAD = 120_000;
const REST = 15_000;
const STEP = 500;
const NOTHING: Future = { coming: [], leaving: new Set() };

/** @returns undefined when the manifest asks for nothing that is not so already */
export async function foresee(cluster: SimulatedCluster, namespace: string, path: string, text: string): Promise<Foreseen | undefined> {
  // The answer is about one instant: the cluster may go on meanwhile.
  const [now, then] = [cluster.fork(), cluster.fork()];
  const compared = await aside(['diff', '-f', path], { cluster: now, namespace }, () => Promise.resolve(text));
  if (compared.code === 0) return undefined;
  const applied = await aside(['apply', '-f', path], { cluster: then, namespace }, () => Promise.resolve(text));
  if (applied.code) return { diff: compared.out, refused: applied.err.trim(), future: NOTHING, after: undefined };
  const before = sceneOf(now.view, namespace);
  const after = untilRest(then, namespace);
  return { diff: compared.out, refused: '', future: futureOf(before, sceneOf(then.view, namespace)), after };
}

/** @returns virtual ms after which no Pod looked different any more */
function untilRest(cluster: SimulatedCluster, namespace: string): number | undefined {
  const start = cluster.at;
  let [seen, since] = [looks(sceneOf(cluster.view, namespace)), start];
  while (cluster.at < start + AHEAD) {
    cluster.advance(cluster.at + STEP);
    const now = looks(sceneOf(cluster.view, namespace));
    if (now !== seen) [seen, since] = [now, cluster.at];
    else if (cluster.at - since >= REST) return since - start;
  }
  return undefined;
}

const looks = ({ pods }: Scene) => pods.map(({ uid, look, node }) => `${uid} ${look} ${node}`).join();

/** In a sentence. */
export function foreseenText({ refused, future: { coming, leaving }, after }: Foreseen): string {
  if (refused) return `It would be refused: ${refused}`;
  const ill = coming.filter(({ look }) => look !== 'ready' && look !== 'completed').map(({ name, status }) => `${name} (${status})`);
  if (!coming.length && !leaving.size) return 'No Pod would come or go.';
  const numbers = [coming.length && `${pods(coming.length)} would come`, leaving.size && `${leaving.size} would go`].filter(Boolean);
  const rest = after === undefined ? ', and nothing rests within two minutes' : `, at rest after ${(after / 1000).toFixed(1)} s`;
  return `${numbers.join(', ')}${rest}.${ill.length ? ` Not ready then: ${ill.join(', ')}.` : ''}`;
}

const pods = (count: number) => `${count} ${count === 1 ? 'Pod' : 'Pods'}`;
