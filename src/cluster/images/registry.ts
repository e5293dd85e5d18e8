import type { Program } from '../process/host';
import { tools } from '../process/programs';
import type { Image } from './image';
import { images } from './index';
import { isOfficial } from './official';
import { parseReference } from './reference';
import { server } from './server';

/** What a registry answers for an image's name.
 *  MODELS the tags of the images it knows: another tag does not exist. Among Docker's official images, which have no
 *  owner in their name, only those exist that there are. Of any other plausible repository it says: there is such an image; it runs one long process that listens on the ports its container declares
 *  and answers every HTTP request with 200. In an init container or a Job, which are made to end, it ends well after
 *  three seconds.
 *  OMITS credentials, digests (any digest is accepted) and architectures. */
export type Found =
  | { readonly image: Image; readonly tag: string; /** What the runtime calls it. */ readonly full: string }
  | { readonly error: 'invalid' | 'missing'; readonly message: string };

const byName = new Map<string, Image>();
for (const image of images) for (const name of [image.name, ...(image.aliases ?? [])]) byName.set(name, image);

/** Names that tell of themselves that there is nothing behind them. */
const MISSING = /(non-?existent|non-existing|does-?not-?exist|no-such|nosuch|not-?found|invalid|broken|wrong|typo|missing|bogus)/;

const answers = new Map<string, Found>();

export function findImage(name: string): Found {
  let answer = answers.get(name);
  if (!answer) answers.set(name, (answer = lookUp(name)));
  return answer;
}

function lookUp(name: string): Found {
  const reference = parseReference(name);
  if (!reference) return { error: 'invalid', message: `couldn't parse image name "${name}": invalid reference format` };
  const { repository, tag, full, digest } = reference;
  const image = byName.get(repository);
  if (image && (digest || image.tags === 'any' || image.tags.includes(tag))) return { image, tag, full };
  if (image) return { error: 'missing', message: absent(full, repository) };
  const last = repository.split('/').at(-1)!;
  const plain = repository.startsWith('docker.io/library/');
  if (MISSING.test(`${repository}:${tag}`) || (plain && !isOfficial(last))) return { error: 'missing', message: absent(full, repository) };
  return { image: unknownImage(repository), tag, full };
}

/** containerd's words. Docker Hub hides what is private, so it speaks of authorization for an unknown repository. */
function absent(full: string, repository: string): string {
  const start = `failed to pull and unpack image "${full}": failed to resolve reference "${full}": `;
  const known = byName.has(repository) || !repository.startsWith('docker.io/');
  if (known) return `rpc error: code = NotFound desc = ${start}${full}: not found`;
  return `${start}pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed`;
}

const unknownServer = server({});
const unknownProgram: Program = { ...unknownServer, run: (io) => (io.host.ends ? { wait: 3_000 } : unknownServer.run(io)) };

const unknowns = new Map<string, Image>();

function unknownImage(repository: string): Image {
  let image = unknowns.get(repository);
  if (!image)
    unknowns.set(
      repository,
      (image = {
        name: repository,
        tags: 'any',
        bytes: 64_000_000,
        entrypoint: ['/entrypoint'],
        tools: 'debian',
        extras: ['curl', 'wget', 'nslookup'],
        programs: () => ({ entrypoint: unknownProgram }),
      }),
    );
  return image;
}

export const isKnown = (image: Image) => byName.has(image.name);

const programs = new Map<string, Readonly<Record<string, Program>>>();

/** A program of an image by name or path; undefined: `executable file not found in $PATH`. */
export function programOf(image: Image, tag: string, command: string): Program | undefined {
  const name = command.slice(command.lastIndexOf('/') + 1);
  const key = `${image.name}:${tag}`;
  let own = programs.get(key);
  if (!own) programs.set(key, (own = image.programs?.(tag) ?? {}));
  if (Object.hasOwn(own, name)) return own[name];
  const tool = tools(toolsOf(image, tag), image.extras ?? [], name);
  // Of an image that nobody knows here, whatever command a manifest gives is taken to be its server.
  return tool ?? (isKnown(image) ? undefined : own['entrypoint']);
}

export const toolsOf = (image: Image, tag: string) => (typeof image.tools === 'string' ? image.tools : image.tools(tag));

export function bytesOf(image: Image, tag: string): number {
  return typeof image.bytes === 'number' ? image.bytes : image.bytes(tag);
}

export function environmentOf(image: Image, tag: string): Readonly<Record<string, string>> {
  return typeof image.env === 'function' ? image.env(tag) : (image.env ?? {});
}
