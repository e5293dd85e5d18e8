import { KubectlError } from '../errors';
import type { Verb } from '../verb';

/** `top pod`, `top node`. Source: kubectl/pkg/cmd/top. A cluster without a metrics server can only say so, and so do
 *  we: simulated containers use no real CPU that could be measured. */

const top = (what: 'pod' | 'node', alias: string): Verb => ({
  name: `top ${what}`,
  aliases: [`${what}s`, alias],
  summary: `Display resource (CPU/memory) usage of ${what}s`,
  usage: '[NAME | -l label]',
  flags: { selector: 'string', 'all-namespaces': 'bool', containers: 'bool', 'sort-by': 'string', 'no-headers': 'bool', sum: 'bool' },
  examples: [`kubectl top ${what}`],
  run: () => Promise.reject(new KubectlError('Metrics API not available')),
});

export const topPod = top('pod', 'po');
export const topNode = top('node', 'no');
