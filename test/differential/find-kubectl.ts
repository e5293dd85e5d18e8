import { execFileSync } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';

/** The kubectl of the Kubernetes project, where this machine has one. Knows nothing of Podplay. */

/** The release that ours follows to the letter. */
export const FOLLOWED = '1.32';

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
