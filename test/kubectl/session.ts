import { plainNodes } from '../../src/cluster/bootstrap';
import { SimulatedCluster } from '../../src/cluster/simulated';
import type { Manifest } from '../../src/kube/object';
import { kubectl } from '../../src/kubectl';
import { envOn } from './env';

/** A small cluster that command lines are run on, one after another; time passes only while one waits for it. */
export interface Session {
  /** @returns what was printed: standard output, then errors, then an exit code that is not 0 */
  run(line: string, stdin?: string): Promise<string>;
  /** Virtual ms. */
  pass(ms: number): void;
}

export function session(files: Readonly<Record<string, string>> = {}, create: readonly Manifest[] = []): Session {
  const setup = [...create.map((manifest) => ({ create: manifest })), { wait: 20_000 }];
  const cluster = new SimulatedCluster({ seed: 7, nodes: plainNodes(2), setup, keepLog: false });
  let namespace = 'default';
  const pass = (until: number) => {
    while (cluster.advance(until));
  };
  return {
    pass: (ms) => pass(cluster.at + ms),
    async run(line, stdin = '') {
      const env = Object.assign(envOn(cluster, files, stdin), { namespace });
      let code: number | undefined;
      const work = kubectl(wordsOf(line), env).then((ended) => (code = ended));
      for (let turn = 0; code === undefined; turn++) {
        await new Promise((resolve) => setImmediate(resolve));
        if (code === undefined && cluster.waiting.any) cluster.advance(cluster.at + 60_000);
        if (turn > 500_000) throw new Error(`kubectl ${line} does not end`);
      }
      await work;
      namespace = env.namespace;
      return `${env.stdout()}${env.stderr()}${code ? `exit ${code}\n` : ''}`;
    },
  };
}

/** Words of a line, quotes taken off. */
const wordsOf = (line: string): string[] =>
  [...line.matchAll(/((?:'[^']*'|"[^"]*"|[^\s'"])+)/g)].map(([word]) =>
    word.replaceAll(/'([^']*)'|"([^"]*)"/g, (_, single?: string, double?: string) => single ?? double ?? ''),
  );
