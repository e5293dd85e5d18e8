import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A file of Podplay itself, wherever it is installed and whether it runs from source or bundled. */
export function packageFile(...path: readonly string[]): string {
  return join(root(), ...path);
}

function root(): string {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    const manifest = join(folder, 'package.json');
    if (existsSync(manifest) && (JSON.parse(readFileSync(manifest, 'utf8')) as { name?: string }).name === 'podplay') return folder;
    if (folder === dirname(folder)) throw new Error('podplay: its own package.json is not above it');
  }
}
