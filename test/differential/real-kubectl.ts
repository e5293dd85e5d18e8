import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { kubeconfig } from '../../src/cli/apiserver';

/** The kubectl of the Kubernetes project, where this machine has one. */

/** The release that ours follows to the letter. */
export const FOLLOWED = '1.32';

export interface Said {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

export interface RealKubectl {
  readonly path: string;
  /** `1.32`. */
  readonly release: string;
}

/** A dispatcher picks one of the versioned programs beside it: take that one. `PODPLAY_KUBECTL` names another.
 *  Where there is none, Debian's package is installed, as far as that is possible.
 *  @returns undefined, and why, on a machine without */
export function findKubectl(): RealKubectl | { readonly why: string } {
  const path = process.env['PODPLAY_KUBECTL'] ?? onPath() ?? installed();
  if (!path)
    return { why: 'there is no kubectl on this machine, and none could be installed (apt-get install kubernetes-client, as root)' };
  const release = releaseOf(path);
  return release ? { path, release } : { why: `${path} does not tell its version` };
}

function onPath(): string | undefined {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    const path = join(folder, 'kubectl');
    if (!existsSync(path)) continue;
    const beside = join(dirname(realpathSync(path)), `kubectl.${FOLLOWED}`);
    return existsSync(beside) ? beside : path;
  }
  return undefined;
}

function installed(): string | undefined {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return undefined;
  try {
    execFileSync('apt-get', ['update', '-qq'], { stdio: 'ignore' });
    execFileSync('apt-get', ['install', '-y', '-qq', 'kubernetes-client'], { stdio: 'ignore' });
  } catch {
    return undefined;
  }
  return onPath();
}

function releaseOf(path: string): string | undefined {
  const text = execFileSync(path, ['version', '--client', '-o', 'json'], { encoding: 'utf8', env: { PATH: process.env['PATH'] ?? '' } });
  return /"gitVersion": *"v(\d+\.\d+)\./.exec(text)?.[1];
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
