import type { ExecResult } from '../../kube/cluster';
import { packed, type TarEntry, unpacked } from '../../kube/tar';
import type { Arguments } from '../arguments';
import type { KubectlEnv, LocalFiles } from '../env';
import { KubectlError } from '../errors';
import type { Verb } from '../verb';
import { execIn } from './exec';
import { namespaceOf } from '../selection';

/** MODELS files and directories, by the container's own tar.
 *  OMITS symbolic links, owners and modes, which the simulated files do not have, and files that are no text.
 *  Source: kubectl/pkg/cmd/cp/cp.go, filespec.go */

export const cp: Verb = {
  name: 'cp',
  summary: 'Copy files and directories to and from containers',
  usage: '<file-spec-src> <file-spec-dest>',
  flags: { container: 'string', 'no-preserve': 'bool', retries: 'int' },
  examples: [
    'kubectl cp page.html web:/usr/share/nginx/html/index.html',
    'kubectl cp web:/etc/nginx nginx',
    'kubectl cp other/web:/tmp/a a -c nginx',
  ],
  async run(args, env) {
    const [from, to, ...more] = args.words;
    if (from === undefined || to === undefined || more.length) throw new KubectlError('source and destination are required');
    const [source, target] = [placeOf(from), placeOf(to)];
    if (source.pod !== undefined && target.pod !== undefined)
      throw new KubectlError('one of src or dest must be a local file specification');
    if (!source.path || !target.path) throw new KubectlError('filepath can not be empty');
    if (!env.files) throw new KubectlError('cp is not supported here');
    const copying = { args, env, files: env.files };
    if (source.pod !== undefined) return bring(copying, source, target.path);
    if (target.pod !== undefined) return send(copying, source.path, target);
    throw new KubectlError('one of src or dest must be a remote file specification');
  },
};

interface Copying {
  readonly args: Arguments;
  readonly env: KubectlEnv;
  readonly files: LocalFiles;
}

interface Place {
  readonly namespace?: string;
  readonly pod?: string;
  readonly path: string;
}

/** `[[namespace/]pod:]path` */
function placeOf(text: string): Place {
  const at = text.indexOf(':');
  if (at < 0) return { path: text };
  const pieces = text.slice(0, at).split('/');
  if (at === 0 || pieces.length > 2) throw new KubectlError('filespec must match the canonical format: [[namespace/]pod:]file/path');
  const [pod, namespace] = [pieces.at(-1)!, pieces.length > 1 ? pieces[0] : undefined];
  return { pod, path: text.slice(at + 1), ...(namespace !== undefined && { namespace }) };
}

/** Run a command in the container; its words on stderr go to `told`. */
function inContainer({ args, env }: Copying, place: Place, command: readonly string[], told: (text: string) => void, stdin?: string) {
  const quiet = { ...env, out: () => {}, err: told } as KubectlEnv;
  return execIn(quiet, place.pod!, place.namespace ?? namespaceOf(args, env), command, { container: args.get('container') }, stdin);
}

async function send(copying: Copying, from: string, to: Place): Promise<number> {
  const { args, env, files } = copying;
  const found = await entriesOf(files, clean(from), '');
  if (!found) throw new KubectlError(`${from} doesn't exist in local filesystem`);
  const isDirectory = await inContainer(copying, to, ['test', '-d', to.path], () => {}).then(
    ({ exitCode }) => exitCode === 0,
    () => false,
  );
  const path = clean(isDirectory ? `${to.path}/${base(clean(from))}` : to.path);
  const archive = packed(
    found.map((entry) => ({ ...entry, name: base(path) + entry.name })),
    Math.floor(env.cluster.clock.now() / 1000),
  );
  const keep = args.on('no-preserve') ? ['--no-same-permissions', '--no-same-owner'] : [];
  const ran = await inContainer(copying, to, ['tar', ...keep, '-xmf', '-', '-C', above(path)], env.err, archive);
  env.out(ran.stdout);
  env.err(ran.stderr);
  return ended(env, ran);
}

/** What there is at a path, named from there; undefined: nothing. Of directories only the empty ones are told. */
async function entriesOf(files: LocalFiles, path: string, name: string): Promise<TarEntry[] | undefined> {
  const names = await files.namesIn(path);
  if (!names)
    return files.read(path).then(
      (text) => [{ name, text }],
      () => undefined,
    );
  if (!names.length) return [{ name: `${name}/` }];
  const inner = await Promise.all(names.map((one) => entriesOf(files, `${path}/${one}`, `${name}/${one}`)));
  return inner.flatMap((entries) => entries ?? []);
}

async function bring(copying: Copying, from: Place, to: string): Promise<number> {
  const { env, files } = copying;
  const ran = await inContainer(copying, from, ['tar', 'cf', '-', from.path], env.out);
  env.out(ran.stderr);
  const prefix = withoutShortcuts(clean(from.path.replace(/^\/+/, '')));
  if (ran.exitCode) return ended(env, ran);
  for (const { name, text } of unpacked(ran.stdout) ?? []) {
    if (!name.startsWith(prefix)) throw new KubectlError('tar contents corrupted');
    const path = clean(`${to}/${name.slice(prefix.length)}`);
    if (text === undefined) await files.makeDirectory(path);
    else if (await files.namesIn(path)) throw new KubectlError(`open ${path}: is a directory`);
    else await files.write(path, text);
  }
  return 0;
}

function ended(env: KubectlEnv, { exitCode }: ExecResult): number {
  if (exitCode) env.err(`command terminated with exit code ${exitCode}\n`);
  return exitCode;
}

/** Source: Go's path.Clean */
function clean(path: string): string {
  const rooted = path.startsWith('/');
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.length && parts.at(-1) !== '..') parts.pop();
    else if (!rooted) parts.push(part);
  }
  return (rooted ? '/' : '') + parts.join('/') || '.';
}

const base = (path: string) => path.slice(path.lastIndexOf('/') + 1) || '/';
const above = (path: string) => (path.includes('/') ? path.slice(0, path.lastIndexOf('/')) || '/' : '.');

/** Source: filespec.go stripPathShortcuts */
const withoutShortcuts = (path: string) =>
  path
    .replace(/^(\.\.\/)+/, '')
    .replace(/^(\.|\.\.)$/, '')
    .replace(/^\//, '');
