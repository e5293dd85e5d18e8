import type { AddressInfo } from 'node:net';
import { serveExec } from '../../src/cli/node-exec';
import { listen, serverOf } from '../../src/cli/node-http';
import type { SimulatedCluster } from '../../src/cluster/simulated';
import { apiHandler } from '../../src/http/server';
import { READS, SEQUENCES, stdinOf, wordsOf } from './lines';
import { runOurs } from './our-kubectl';
import type { RealKubectl } from './find-kubectl';
import { type RunReal, runnerFor, type Said } from './real-kubectl';
import { differentialWorld, FILES } from './world';

/** A line, and what each of the two said. */
export interface Compared {
  readonly line: string;
  readonly real: Said;
  readonly ours: Said;
}

/** Real kubectls that run at the same time. */
const AT_ONCE = 4;

async function served(cluster: SimulatedCluster) {
  const server = serverOf(apiHandler(cluster));
  serveExec(server, cluster, []);
  await listen(server, 0, '127.0.0.1');
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close };
}

/** Lines that change nothing: one world, and time stands still. */
export async function compareReads(kubectl: RealKubectl): Promise<Compared[]> {
  const cluster = differentialWorld();
  const { address, close } = await served(cluster);
  const real = runnerFor(kubectl, address, FILES);
  const ours = runOurs(cluster, address, FILES);
  // Once alone: discovery is then cached for all.
  await real(['get', 'nodes']);
  const said = await several(READS, (line) => real(wordsOf(line)));
  const compared: Compared[] = [];
  for (const [i, line] of READS.entries()) compared.push({ line, real: said[i]!, ours: await within(cluster, ours(wordsOf(line))) });
  close();
  return compared;
}

async function several<A, B>(items: readonly A[], act: (item: A) => Promise<B>): Promise<B[]> {
  const results: B[] = [];
  const left = [...items.entries()];
  const worker = async () => {
    for (let next = left.shift(); next; next = left.shift()) results[next[0]] = await act(next[1]);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return results;
}

/** Lines that write: two worlds that begin the same, and are brought to the same instant after each line. */
export async function compareSequence(name: string, kubectl: RealKubectl): Promise<Compared[]> {
  const [theirs, mine] = [differentialWorld(), differentialWorld()];
  const { address, close } = await served(theirs);
  const real = runnerFor(kubectl, address, FILES);
  const ours = runOurs(mine, address, FILES);
  const compared: Compared[] = [];
  for (const marked of SEQUENCES[name]!) {
    const live = marked.startsWith('~ ');
    const line = marked.replace(/^~ /, '');
    const said = await (live ? living(theirs, real, line) : real(wordsOf(line), stdinOf(line)));
    compared.push({ line: `${name}: ${line}`, real: said, ours: await within(mine, ours(wordsOf(line), stdinOf(line))) });
    const next = Math.ceil((Math.max(theirs.at, mine.at) + 1000) / 60_000) * 60_000;
    if (live) for (const cluster of [theirs, mine]) pass(cluster, next);
    else for (const cluster of [theirs, mine]) pass(cluster, cluster.at + 1000);
  }
  close();
  return compared;
}

function pass(cluster: SimulatedCluster, until: number): void {
  while (cluster.advance(until));
}

/** A kubectl that asks again and again, and watches nothing, waits for time to pass all the same. */
const POLLS = 2_000;

/** Time passes, faster than the real one, while the real kubectl watches the cluster. */
async function living(cluster: SimulatedCluster, real: RunReal, line: string): Promise<Said> {
  const begun = Date.now();
  const beat = setInterval(() => {
    if (cluster.waiting.any || Date.now() - begun > POLLS) pass(cluster, cluster.at + 1000);
  }, 25);
  try {
    return await real(wordsOf(line), stdinOf(line));
  } finally {
    clearInterval(beat);
  }
}

const PATIENCE = 600_000;

/** Time passes while ours waits for it, as in a headless run. */
async function within(cluster: SimulatedCluster, work: Promise<Said>): Promise<Said> {
  let done = false;
  const finish = () => void (done = true);
  work.then(finish, finish);
  const end = cluster.at + PATIENCE;
  for (;;) {
    await new Promise((resolve) => setImmediate(resolve));
    if (done) return work;
    if (!cluster.waiting.any) continue;
    if (!cluster.advance(end)) return { stdout: '', stderr: 'podplay: this line waits for ever', exitCode: -1 };
  }
}

/** `diff` names files of its own making, and their time. */
const unnamed = (said: Said): Said => ({
  ...said,
  stdout: said.stdout.replace(/\S*\/(LIVE|MERGED)-\d+\//g, '$1/').replace(/^((?:---|\+\+\+) \S+\t).*$/gm, '$1'),
});

/** What differs, in words; undefined: nothing. */
export function difference(compared: Compared): string | undefined {
  const [real, ours] = [compared.real, compared.ours].map((said) => inAnyOrder(compared.line, unnamed(said))) as [Said, Said];
  const shown = (said: Said) => `${said.stdout}\u0000${said.stderr}\u0000${said.exitCode}`;
  if (shown(real) === shown(ours)) return undefined;
  return (['stdout', 'stderr', 'exitCode'] as const)
    .filter((part) => real[part] !== ours[part])
    .map((part) => `${part}: ${firstDifference(String(real[part]), String(ours[part]))}`)
    .join('; ');
}

/** Real kubectl asks several containers in the order of a Go map, which is chance (sequentialConsumeRequest of
 *  logs.go: about one run in eight of two containers has the other first): the same lines are the same. */
function inAnyOrder(line: string, said: Said): Said {
  return line.startsWith('logs ') && line.includes('--all-containers')
    ? { ...said, stdout: said.stdout.split('\n').sort().join('\n') }
    : said;
}

function firstDifference(real: string, ours: string): string {
  const [theirs, mine] = [real.split('\n'), ours.split('\n')];
  const at = theirs.findIndex((line, i) => line !== mine[i]);
  const i = at < 0 ? theirs.length : at;
  return `line ${i + 1}, real ${JSON.stringify(theirs[i] ?? '(none)')}, ours ${JSON.stringify(mine[i] ?? '(none)')}`;
}
