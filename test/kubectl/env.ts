import { apiHandler } from '../../src/http/server';
import type { Cluster } from '../../src/kube/cluster';
import type { KubectlEnv } from '../../src/kubectl/env';

/** Where kubectl lives in a test: it remembers what was printed. */
export function envOn(cluster: Cluster, files: Readonly<Record<string, string>> = {}, stdin = '') {
  let [out, err] = ['', ''];
  const env: KubectlEnv = {
    cluster,
    api: apiHandler(cluster),
    namespace: 'default',
    stdin,
    tty: false,
    columns: 120,
    signal: new AbortController().signal,
    out: (text) => void (out += text),
    err: (text) => void (err += text),
    readFile: (path) =>
      files[path] === undefined ? Promise.reject(new Error(`open ${path}: no such file or directory`)) : Promise.resolve(files[path]),
  };
  return Object.assign(env, { stdout: () => out, stderr: () => err });
}
