/** An image's name taken apart. */
export interface ImageReference {
  /** `docker.io/library/nginx`. */
  readonly repository: string;
  readonly tag: string;
  readonly digest?: string;
  /** `docker.io/library/nginx:1.7.9`: what the runtime asks the registry for. */
  readonly full: string;
}

const COMPONENT = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*';
const HOST = '(?:[a-zA-Z0-9-]+(?:\\.[a-zA-Z0-9-]+)*)(?::[0-9]+)?';
const REFERENCE = new RegExp(`^(?:(${HOST})/)?(${COMPONENT}(?:/${COMPONENT})*)(?::([\\w][\\w.-]{0,127}))?(?:@(sha256:[0-9a-f]{64}))?$`);

const REMEMBERED = new Map<string, ImageReference | undefined>();

/** @returns undefined when it is no image name. Source: distribution/reference */
export function parseReference(image: string): ImageReference | undefined {
  if (!REMEMBERED.has(image)) REMEMBERED.set(image, parse(image));
  return REMEMBERED.get(image);
}

function parse(image: string): ImageReference | undefined {
  const match = REFERENCE.exec(image);
  if (!match) return undefined;
  const [, first, rest, tag = 'latest', digest] = match;
  // Only what looks like a host is one: a dot, a port, or localhost.
  const host = first && (/[.:]/.test(first) || first === 'localhost') ? first : undefined;
  if (first && !host && /[A-Z]/.test(first)) return undefined;
  const path = host || !first ? rest! : `${first}/${rest}`;
  const registry = host === undefined || host === 'index.docker.io' ? 'docker.io' : host;
  const repository = `${registry}/${registry === 'docker.io' && !path.includes('/') ? `library/${path}` : path}`;
  return { repository, tag, ...(digest && { digest }), full: digest ? `${repository}@${digest}` : `${repository}:${tag}` };
}
