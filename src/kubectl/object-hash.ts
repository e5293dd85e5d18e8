import { sortKeys } from '../kube/plain-data';
import { KubectlError } from './errors';

/** The end of a name that says what is in a config map or a secret: `-f4666b6bb5`. Source: kubectl/pkg/util/hash/hash.go */

/** So that no hash spells a word. */
const LETTERS: Readonly<Record<string, string>> = { 0: 'g', 1: 'h', 3: 'k', a: 'm', e: 't' };

export async function hashOf(content: object): Promise<string> {
  if (!('subtle' in crypto)) throw new KubectlError('--append-hash needs a page that came over https, or from this machine');
  const bytes = new TextEncoder().encode(JSON.stringify(sortKeys(content)));
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  const hex = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.slice(0, 10).replace(/[013ae]/g, (sign) => LETTERS[sign]!);
}
