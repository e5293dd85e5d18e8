import { spawn } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { kubeconfig } from '../../src/cli/apiserver';
import type { RealKubectl } from './find-kubectl';

/** Real kubectl, run over a server of ours. */

export interface Said {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

export type RunReal = (args: readonly string[], stdin?: string) => Promise<Said>;

/** @param files by name, in the folder that kubectl runs in */
export function runnerFor({ path }: RealKubectl, server: string, files: Readonly<Record<string, string>>): RunReal {
  const home = mkdtempSync(join(tmpdir(), 'podplay-kubectl-'));
  for (const [name, text] of Object.entries({ ...files, '.kubeconfig': kubeconfig(server, 'default') }))
    writeFileSync(join(home, name), text);
  // By its own name it is known to the server as a manager of fields.
  const env = { HOME: home, PATH: process.env['PATH'] ?? '', KUBECONFIG: join(home, '.kubeconfig'), TZ: 'UTC', TMPDIR: home };
  return (args, stdin = '') =>
    new Promise((resolve, reject) => {
      const child = spawn(path, args, { cwd: home, env, timeout: 30_000, argv0: 'kubectl' });
      const said = { stdout: '', stderr: '' };
      child.stdout.setEncoding('utf8').on('data', (text: string) => (said.stdout += text));
      child.stderr.setEncoding('utf8').on('data', (text: string) => (said.stderr += text));
      child.on('error', reject);
      child.on('close', (code) => resolve({ ...said, exitCode: code ?? -1 }));
      child.stdin.on('error', () => {});
      child.stdin.end(stdin);
    });
}
