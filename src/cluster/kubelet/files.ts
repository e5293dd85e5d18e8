import type { Container, Pod, VolumeMount } from '../../kube/kinds/pod';
import type { World } from '../component';
import type { Image } from '../images/image';
import type { Files } from '../process/host';
import { containerKey } from './records';
import type { Content } from './content';
import { readFrom, volumeKey, volumes } from './volumes';
import { kernelName } from './environment';
import { hostsFile, resolvConf } from './names-files';

/** A container's file system: volumes where they are mounted, below them what the container wrote, below that the
 *  image's files and directories. */

/** What containers wrote outside of volumes; gone when the container is replaced. */
export const layers = (world: World) => world.cell<Content>('kubelet/layers');

/** In a layer: a file of the image that was removed. */
const REMOVED = '\u0000';

const DIRECTORIES = [
  '',
  'bin',
  'dev',
  'etc',
  'home',
  'mnt',
  'opt',
  'proc',
  'root',
  'run',
  'sbin',
  'srv',
  'sys',
  'tmp',
  'usr',
  'usr/bin',
  'usr/share',
  'usr/local',
  'usr/local/bin',
  'var',
  'var/lib',
  'var/log',
  'var/run',
  'var/tmp',
  'var/www',
];

const READ_ONLY = 'Read-only file system';
/** Directories with the sticky bit. */
const EVERYBODYS = /^\/(tmp|var\/tmp|dev\/shm)(\/|$)/;

const imageFiles = new Map<string, Content>();

/** An image's files by relative path; a pure function's memo. */
function filesOf(image: Image, tag: string): Content {
  const key = `${image.name}:${tag}`;
  let files = imageFiles.get(key);
  if (!files) {
    files = Object.fromEntries([
      ...DIRECTORIES.map((name) => [`${name}/`, '']),
      ...Object.entries(image.files?.(tag) ?? {}).map(([path, text]) => [path.slice(1), text]),
    ]) as Content;
    imageFiles.set(key, files);
  }
  return files;
}

/** Where a path leads. */
interface Place {
  /** Cell and key of the content. */
  readonly cell: Map<string, Content>;
  readonly key: string;
  readonly path: string;
  /** Read what is not in the cell from here. */
  readonly below?: Content;
  /** Why nothing can be written there. */
  readonly refusal?: string;
}

export class ContainerFiles implements Files {
  readonly #mounts: readonly (VolumeMount & { readonly at: string })[];
  readonly #image: Content;

  constructor(
    private readonly world: World,
    private readonly pod: Pod,
    private readonly container: Container,
    image: Image,
    tag: string,
    /** May its user write where the image has its files? */
    private readonly ownsImage = true,
  ) {
    this.#image = filesOf(image, tag);
    // The longest path first: a mount may lie inside another.
    this.#mounts = (container.volumeMounts ?? [])
      .map((mount) => ({ ...mount, at: mount.mountPath.replace(/(.)\/+$/, '$1') }))
      .sort((a, b) => b.at.length - a.at.length);
  }

  read(path: string): string | undefined {
    const own = this.#special(path);
    if (own !== undefined) return own;
    const place = this.#place(path);
    const text = (place.cell.get(place.key) ?? {})[place.path] ?? place.below?.[place.path];
    return text === undefined || text === REMOVED ? undefined : readFrom(this.world, this.pod, text);
  }

  write(path: string, text: string): string | undefined {
    const place = this.#place(path);
    if (place.refusal) return place.refusal;
    if (this.isDirectory(path)) return 'Is a directory';
    if (!this.isDirectory(parent(path))) return 'No such file or directory';
    place.cell.set(place.key, { ...place.cell.get(place.key), [place.path]: text });
    return undefined;
  }

  append(path: string, text: string): string | undefined {
    return this.write(path, (this.read(path) ?? '') + text);
  }

  makeDirectory(path: string): string | undefined {
    const above = parent(path);
    const problem = this.isDirectory(above) ? undefined : this.makeDirectory(above);
    const place = this.#place(path);
    if (problem || place.refusal) return problem ?? place.refusal;
    place.cell.set(place.key, { ...place.cell.get(place.key), [`${place.path}/`]: '' });
    return undefined;
  }

  remove(path: string): string | undefined {
    const place = this.#place(path);
    if (place.refusal) return place.refusal;
    if (this.#mounts.some(({ at }) => at === path)) return 'Resource busy';
    const inside = (key: string) => key === place.path || key.startsWith(`${place.path}/`);
    const kept = Object.entries(place.cell.get(place.key) ?? {}).filter(([key]) => !inside(key));
    const hidden = Object.keys(place.below ?? {})
      .filter(inside)
      .map((key) => [key, REMOVED]);
    place.cell.set(place.key, Object.fromEntries([...kept, ...hidden]) as Content);
    return undefined;
  }

  refusal(path: string): string | undefined {
    return this.#place(path).refusal;
  }

  isDirectory(path: string): boolean {
    // The kubelet makes the directory of a subPath that is not there; one that names a file is that file.
    const mounted = this.#mounts.some(({ at, subPath }) =>
      at === path ? !subPath || this.read(path) === undefined : at.startsWith(`${path}/`),
    );
    if (path === '/' || mounted) return true;
    return this.#entries(path) !== undefined;
  }

  list(path: string): readonly string[] | undefined {
    const names = this.#entries(path) ?? (this.isDirectory(path) ? new Set<string>() : undefined);
    if (!names) return undefined;
    const prefix = path === '/' ? '/' : `${path}/`;
    for (const { at } of this.#mounts) if (at.startsWith(prefix)) names.add(at.slice(prefix.length).split('/')[0]!);
    return [...names].sort();
  }

  /** Names below a directory; undefined when there is none. */
  #entries(path: string): Set<string> | undefined {
    const place = this.#place(path);
    const prefix = place.path === '' ? '' : `${place.path}/`;
    const own = place.cell.get(place.key) ?? {};
    const names = new Set<string>();
    let exists = place.path === '' && this.#mounts.some(({ at }) => at === path);
    for (const content of [place.below ?? {}, own])
      for (const key of Object.keys(content)) {
        if (!key.startsWith(prefix) || own[key] === REMOVED) continue;
        exists = true;
        const name = key.slice(prefix.length).split('/')[0]!;
        if (name) names.add(name);
      }
    return exists ? names : undefined;
  }

  #place(path: string): Place {
    const mount = this.#mounts.find(({ at }) => path === at || path.startsWith(at === '/' ? '/' : `${at}/`));
    const volume = mount && this.pod.spec.volumes?.find(({ name }) => name === mount.name);
    if (!mount || !volume) {
      const key = containerKey(this.pod.metadata.uid, this.container.name);
      const refusal = this.#refusal(path);
      return { cell: layers(this.world), key, path: path.slice(1), below: this.#image, ...(refusal && { refusal }) };
    }
    const rest = path.slice(mount.at.length).replace(/^\//, '');
    const sub = (mount.subPath ?? '').replace(/\/$/, '');
    const fixed = volume.configMap ?? volume.secret ?? volume.projected ?? volume.downwardAPI;
    return {
      cell: volumes(this.world),
      key: volumeKey(this.world, this.pod, volume),
      path: sub && rest ? `${sub}/${rest}` : sub || rest,
      ...((mount.readOnly || fixed) && { refusal: READ_ONLY }),
    };
  }

  /** May it be run? Files from ConfigMaps and Secrets say so by their mode. OMITS the modes of all others. */
  isExecutable(path: string): boolean {
    const mount = this.#mounts.find(({ at }) => path === at || path.startsWith(`${at}/`));
    const { configMap, secret, projected } = this.pod.spec.volumes?.find(({ name }) => name === mount?.name) ?? {};
    const source = configMap ?? secret ?? projected;
    if (!mount || !source) return true;
    const file = [mount.subPath ?? '', path.slice(mount.at.length)].join('/').replace(/^\/+/, '');
    const inner = projected?.sources?.flatMap((one) => [one.configMap, one.secret]) ?? [];
    const items = [configMap, secret, ...inner].flatMap((one) => one?.items ?? []);
    const mode = items.find((item) => item.path === file)?.mode ?? source.defaultMode ?? 0o644;
    return (mode & 0o111) !== 0;
  }

  /** Outside of volumes. */
  #refusal(path: string): string | undefined {
    if (this.container.securityContext?.readOnlyRootFilesystem) return READ_ONLY;
    return this.ownsImage || EVERYBODYS.test(path) ? undefined : 'Permission denied';
  }

  /** Files that the kubelet writes into every container. */
  #special(path: string): string | undefined {
    if (path === '/etc/hostname') return `${kernelName(this.pod)}\n`;
    if (path === '/etc/resolv.conf') return resolvConf(this.pod);
    if (path === '/etc/hosts') return hostsFile(this.pod);
    return this.container.volumeDevices?.some(({ devicePath }) => devicePath === path) ? '' : undefined;
  }
}

const parent = (path: string) => path.slice(0, path.lastIndexOf('/')) || '/';
