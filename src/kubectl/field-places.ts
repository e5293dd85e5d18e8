import type { ManifestDocument } from '../kube/manifest';
import { StatusError } from '../kube/status';

/** Where in a file the fields stand that the API refused: `deployment.yaml:9:5: spec.replica`. A word of ours. */
export function fieldPlaces(error: unknown, { source, positionOf }: ManifestDocument): string | undefined {
  if (!(error instanceof StatusError)) return undefined;
  const { message, details } = error.status;
  const unknown = [...message.matchAll(/(?:unknown|duplicate) field "([^"]+)"/g)].map(([, path]) => path!);
  const causes = (details?.causes ?? []).flatMap(({ field }) => (field ? [field] : []));
  const paths = [...new Set([...unknown, ...causes])];
  const lines = paths.map((path) => {
    const { line, column } = positionOf(path);
    return `${source}:${line}:${column}: ${path}`;
  });
  return lines.join('\n') || undefined;
}
