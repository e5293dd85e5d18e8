import { apiHandler } from '../../src/http/server';
import type { SimulatedCluster } from '../../src/cluster/simulated';
import type { Cluster } from '../../src/kube/cluster';
import { kubectl, type KubectlEnv } from '../../src/kubectl';
import type { LocalFiles } from '../../src/kubectl/env';
import type { Said } from './real-kubectl';

/** Our kubectl, in the place where the real one stands: its clock is the real one, its server the one that the real
 *  one was told of. */
export function runOurs(
  cluster: SimulatedCluster,
  server: string,
  files: Readonly<Record<string, string>>,
): (args: readonly string[], stdin?: string) => Promise<Said> {
  const seen = outside(cluster, server);
  const api = apiHandler(seen);
  const local = localFiles(files);
  return async (args, stdin = '') => {
    const said = { stdout: '', stderr: '' };
    const env = {
      cluster: seen,
      api,
      namespace: 'default',
      stdin,
      tty: false,
      columns: 80,
      signal: new AbortController().signal,
      out: (text: string) => void (said.stdout += text),
      err: (text: string) => void (said.stderr += text),
      readFile: (path: string) => local.read(path),
      files: local,
    } satisfies KubectlEnv;
    try {
      const exitCode = await kubectl(args, env);
      return { ...said, exitCode };
    } catch (error) {
      // One line that breaks does not hide what the others say.
      return { stdout: said.stdout, stderr: `podplay: ours broke: ${(error as Error).stack}`, exitCode: -2 };
    }
  };
}

/** What lies beside ours; what it copies out of containers lies there as well. */
export function localFiles(files: Readonly<Record<string, string>>): LocalFiles {
  const all = new Map(Object.entries(files));
  const named = (path: string) => path.replace(/^\.\//, '');
  return {
    read(path) {
      const text = all.get(named(path));
      if (text !== undefined) return Promise.resolve(text);
      return Promise.reject(Object.assign(new Error(`ENOENT: no such file or directory, open '${path}'`), { code: 'ENOENT' }));
    },
    namesIn(path) {
      const below = path === '.' ? '' : `${named(path)}/`;
      const names = [...all.keys()].filter((one) => one.startsWith(below)).map((one) => one.slice(below.length).split('/')[0]!);
      return Promise.resolve(names.length ? [...new Set(names)].sort() : undefined);
    },
    write: (path, text) => Promise.resolve(void all.set(named(path), text)),
    makeDirectory: () => Promise.resolve(),
  };
}

function outside(cluster: SimulatedCluster, server: string): Cluster {
  const clock = { ...cluster.clock, now: () => Date.now() };
  return new Proxy<Cluster>(cluster, {
    get(target, name) {
      if (name === 'clock') return clock;
      if (name === 'server') return server;
      const value = Reflect.get(target, name, target) as unknown;
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}
