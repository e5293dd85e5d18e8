import { HOME } from '../file-system';
import type { Files } from '../files';
import type { ShellCommand } from '../command';

/** `edit FILE` opens the file in the editor beside the terminal; the names of editors do the same. */
export function edit(name: string, files: Files, open?: (path: string) => void): ShellCommand {
  return {
    name,
    usage: 'edit FILE',
    ...(name === 'edit' && { summary: 'open a file in the editor (also vi, vim, nano)' }),
    run({ args, err, cwd }) {
      const refuse = (problem: string, code = 1) => (err(`${name}: ${problem}\n`), code);
      const paths = args.filter((arg) => !arg.startsWith('-'));
      if (paths.length !== 1) return refuse(`name one file, for example: ${name} deployment.yaml`, 2);
      if (!open) return refuse('there is no editor here; change files with sed -i, or cat > FILE <<EOF');
      const path = pathInHome(cwd, paths[0]!);
      if (path === undefined) return refuse(`${paths[0]}: the editor opens files under ${HOME} only`);
      if (files.read(path) === undefined) files.write(path, '');
      open(path);
      return 0;
    },
  };
}

/** A path as `Files` knows it; undefined outside home, and for home itself. */
function pathInHome(cwd: string, path: string): string | undefined {
  const parts: string[] = [];
  for (const part of (path.startsWith('/') ? path : `${cwd}/${path}`).split('/')) {
    if (part === '..') parts.pop();
    else if (part && part !== '.') parts.push(part);
  }
  const whole = `/${parts.join('/')}`;
  return whole.startsWith(`${HOME}/`) ? whole.slice(HOME.length + 1) : undefined;
}
