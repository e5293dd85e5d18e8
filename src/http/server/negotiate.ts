import { statusError } from '../../kube/status';

/** What a client accepts, and what it gets.
 *  MODELS apiserver/pkg/endpoints/handlers/negotiation: the first type in the client's order that can be made.
 *  OMITS protobuf and CBOR: no client asks for them alone. */

export interface MediaType {
  readonly type: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/** `application/json;as=Table;v=v1;g=meta.k8s.io` → its type and parameters. */
export function mediaType(text: string): MediaType {
  const [type = '', ...parameters] = text.split(';').map((part) => part.trim());
  return { type: type.toLowerCase(), parameters: Object.fromEntries(parameters.map((one) => one.split('=', 2) as [string, string])) };
}

/** In the client's order; `q` decides before that. */
function accepted(header: string | null): readonly MediaType[] {
  const all = (header || '*/*').split(',').map(mediaType);
  const weight = ({ parameters: { q } }: MediaType) => (q === undefined ? 1 : Number(q) || 0);
  return all.filter((one) => weight(one) > 0).sort((a, b) => weight(b) - weight(a));
}

export type Form = 'object' | 'Table' | 'PartialObjectMetadata';

const JSON_TYPES = new Set(['application/json', 'application/*', '*/*']);

/** @throws 406 when nothing that the client accepts can be made */
export function formOf(request: Request, tables: boolean): Form {
  for (const { type, parameters } of accepted(request.headers.get('Accept'))) {
    if (!JSON_TYPES.has(type)) continue;
    const { as, g, v } = parameters;
    if (as === undefined) return 'object';
    if (g !== 'meta.k8s.io' || (v !== 'v1' && v !== 'v1beta1')) continue;
    if (as === 'Table' && tables) return 'Table';
    if (as.startsWith('PartialObjectMetadata')) return 'PartialObjectMetadata';
  }
  throw statusError(406, 'NotAcceptable', 'only the following media types are accepted: application/json');
}

/** Which aggregated discovery the client knows; undefined: it wants the plain lists. */
export function discoveryOf(request: Request): 'v2' | 'v2beta1' | undefined {
  for (const { type, parameters } of accepted(request.headers.get('Accept'))) {
    if (!JSON_TYPES.has(type)) continue;
    const { as, g, v } = parameters;
    if (as === undefined) return undefined;
    if (as === 'APIGroupDiscoveryList' && g === 'apidiscovery.k8s.io' && (v === 'v2' || v === 'v2beta1')) return v;
  }
  return undefined;
}
