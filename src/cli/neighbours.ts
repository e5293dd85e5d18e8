import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Texts larger than this are no manifests. */
const LARGEST = 1_000_000;
const DEEPEST = 4;
const MOST = 2000;

/** The text files of a folder and the folders in it: path → text. They are copied into the simulation; what a
 *  script writes stays there. Hidden files, dependencies, binary and very large files are left out. */
export function neighbours(folder: string): Record<string, string> {
  const found: Record<string, string> = {};
  gather(folder, '', 1, found);
  return found;
}

function gather(folder: string, prefix: string, depth: number, found: Record<string, string>): void {
  for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.name.startsWith('.') || entry.name === 'node_modules' || Object.keys(found).length >= MOST) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (depth < DEEPEST) gather(path, `${prefix}${entry.name}/`, depth + 1, found);
    } else if (entry.isFile() && statSync(path).size <= LARGEST) {
      const text = readFileSync(path, 'utf8');
      if (!text.includes('\0')) found[prefix + entry.name] = text;
    }
  }
}
