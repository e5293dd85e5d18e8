import type { KubeObject } from '../../kube/object';
import type { Playground } from '../../playground';
import type { FoundObject } from './find-object';

/** What `kubectl describe` prints of an object, by kubectl itself. */
export async function describeObject({ cluster }: Playground, { resource, object }: FoundObject): Promise<string> {
  const { kubectl } = await import('../../kubectl');
  const { namespace = 'default', name } = object.metadata;
  let text = '';
  const print = (more: string) => void (text += more);
  await kubectl(['describe', resource, name], {
    cluster,
    namespace,
    stdin: '',
    tty: false,
    columns: 120,
    signal: new AbortController().signal,
    out: print,
    err: print,
    readFile: (path) => Promise.reject(new Error(`no file ${path}`)),
  });
  return text;
}

/** The object as YAML, without the bookkeeping of server-side apply. */
export async function yamlOf(object: KubeObject): Promise<string> {
  const { stringify } = await import('yaml');
  const metadata = { ...object.metadata, managedFields: undefined };
  return stringify({ ...object, metadata }, { lineWidth: 0, aliasDuplicateObjects: false });
}
