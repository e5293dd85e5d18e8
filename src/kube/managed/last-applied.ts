import type { KubeObject, Manifest } from '../object';
import { same, sortKeys } from '../plain-data';
import type { Shape } from '../schema/shape';
import { fieldsOf, type Path } from './field-set';

/** Where server-side apply meets the annotation that client-side apply has left.
 *  MODELS managedfields/internal/lastappliedmanager.go and lastappliedupdater.go. Both hold for the manager `kubectl`
 *  alone: who takes another name opts out. */

export const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

const FOLLOWER = 'kubectl';

const annotationOf = ({ metadata }: KubeObject | Manifest): string | undefined => metadata?.annotations?.[LAST_APPLIED];

/** Fields that client-side apply had set, and that nobody has changed since: taking them is no conflict. */
export function handedOver(shape: Shape | undefined, live: KubeObject | undefined, manager: string): (path: Path) => boolean {
  const text = live && manager === FOLLOWER ? annotationOf(live) : undefined;
  const applied = text && read(text);
  if (!live || !applied) return () => false;
  const [said, now] = [fieldsOf(applied, shape), fieldsOf(live, shape)];
  return (path) => said.has(path) && now.has(path) && same(said.get(path), now.get(path));
}

/** What is no JSON, somebody has written by hand: it hands nothing over. */
function read(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The annotation follows what is applied, so that client-side apply could go on. */
export function followed(object: Manifest, config: Manifest, manager: string): Manifest {
  if (manager !== FOLLOWER || annotationOf(object) === undefined) return object;
  const annotations = { ...object.metadata?.annotations, [LAST_APPLIED]: told(config) };
  return { ...object, metadata: { ...object.metadata, annotations } };
}

function told(config: Manifest): string {
  const { annotations, ...metadata } = config.metadata ?? {};
  const { [LAST_APPLIED]: _, ...others } = annotations ?? {};
  return `${JSON.stringify(sortKeys({ ...config, metadata: { ...metadata, ...(annotations && { annotations: others }) } }))}\n`;
}
