import type { Pod, Volume } from '../../kube/kinds/pod';
import { mountedToken } from '../../kube/service-account-token';
import type { World } from '../component';
import { claimCalled, claimName, isBound, volumeOf } from '../storage/claims';
import { contentKey, hostKey } from '../storage/content';
import { dataOf } from './configuration';
import type { Content } from './content';
import { fieldValue, resourceValue } from './downward-api';
import { pluginProblem } from './volume-plugins';

/** Volumes: texts by path, held per volume, so that they outlive containers, and those of claims outlive Pods.
 *  MODELS emptyDir, configMap, secret, downwardAPI, projected, persistentVolumeClaim, ephemeral, hostPath; others
 *  (nfs, csi …) as one shared place each. OMITS sizes, modes and file owners. */

/** What is in each volume. */
export const volumes = (world: World) => world.cell<Content>('kubelet/volumes');

/** Names the content of a Pod's volume. That of a claim is with the volume it is bound to. */
export function volumeKey(world: World, pod: Pod, volume: Volume): string {
  const { namespace, uid } = pod.metadata;
  const node = pod.spec.nodeName!;
  const claim = claimName(pod, volume);
  const found = claim === undefined ? undefined : claimCalled(world, namespace!, claim);
  const bound = found && volumeOf(world, found);
  if (bound) return contentKey(bound, node);
  if (volume.hostPath) return hostKey(node, volume.hostPath.path);
  if (volume.nfs) return `nfs/${volume.nfs.server}${volume.nfs.path}`;
  return `pod/${uid}/${volume.name}`;
}

/** Volumes whose content the API gives: name of the ConfigMap or Secret. */
export function sourcesOf(volume: Volume): readonly { readonly resource: string; readonly name: string }[] {
  const single = [
    ...(volume.configMap?.name ? [{ resource: 'configmaps', name: volume.configMap.name }] : []),
    ...(volume.secret?.secretName ? [{ resource: 'secrets', name: volume.secret.secretName }] : []),
  ];
  const projected = (volume.projected?.sources ?? []).flatMap((source) => [
    ...(source.configMap?.name ? [{ resource: 'configmaps', name: source.configMap.name }] : []),
    ...(source.secret?.name ? [{ resource: 'secrets', name: source.secret.name }] : []),
  ]);
  return [...single, ...projected];
}

/** The volume could not be set up; the message is the kubelet's. */
class MountProblem extends Error {}

/** Set up every volume of a Pod. @returns the first problem, in the words of its FailedMount event */
export function mountVolumes(world: World, pod: Pod): string | undefined {
  for (const volume of pod.spec.volumes ?? []) {
    const impossible = pluginProblem(volume) ?? claimProblem(world, pod, volume);
    if (impossible) return impossible;
    try {
      fill(world, pod, volume);
    } catch (error) {
      if (!(error instanceof MountProblem)) throw error;
      return `MountVolume.SetUp failed for volume "${volume.name}" : ${error.message}`;
    }
  }
  return undefined;
}

/** A Pod's own claims must be bound: the scheduler saw to that, unless the Pod named its node itself.
 *  Source: desired_state_of_world_populator.go */
function claimProblem(world: World, pod: Pod, volume: Volume): string | undefined {
  const name = claimName(pod, volume);
  if (name === undefined) return undefined;
  const { namespace } = pod.metadata;
  const claim = claimCalled(world, namespace!, name);
  if (claim && isBound(claim)) return undefined;
  const found = claim
    ? `error processing PVC ${namespace}/${name}: PVC is not bound`
    : `error processing PVC ${namespace}/${name}: failed to fetch PVC from API server: persistentvolumeclaims "${name}" not found`;
  return `Unable to attach or mount volumes: unmounted volumes=[${volume.name}], unattached volumes=[], failed to process volumes=[${volume.name}]: ${found}`;
}

/** Fill a volume from the API; what its containers write themselves is left as it is. */
function fill(world: World, pod: Pod, volume: Volume): void {
  const content = contentOf(world, pod, volume);
  const key = volumeKey(world, pod, volume);
  if (content) volumes(world).set(key, content);
  else if (!volumes(world).has(key)) volumes(world).set(key, {});
}

/** A ConfigMap or Secret has changed: refresh the volumes that show it. Missing objects leave what was there. */
export function refreshVolumes(world: World, pod: Pod): void {
  for (const volume of pod.spec.volumes ?? []) {
    if (!sourcesOf(volume).length) continue;
    try {
      fill(world, pod, volume);
    } catch (error) {
      if (!(error instanceof MountProblem)) throw error;
    }
  }
}

interface Item {
  readonly key: string;
  readonly path: string;
}

/** @returns undefined for volumes that the API does not fill */
function contentOf(world: World, pod: Pod, volume: Volume): Content | undefined {
  const { configMap, secret, downwardAPI, projected } = volume;
  if (configMap) return fromObject(world, pod, 'configmaps', configMap.name!, configMap.items, configMap.optional);
  if (secret) return fromObject(world, pod, 'secrets', secret.secretName!, secret.items, secret.optional);
  if (downwardAPI) return fromFields(pod, downwardAPI.items ?? []);
  if (!projected) return undefined;
  return Object.assign({}, ...(projected.sources ?? []).map((source) => projectedContent(world, pod, source))) as Content;
}

/** In a volume: a token, made when it is read. Every Pod has one, and hardly anybody reads it. */
const TOKEN = '\u0001token ';

/** A text of a volume as a container of the Pod reads it. */
export function readFrom(world: World, pod: Pod, text: string): string {
  if (!text.startsWith(TOKEN)) return text;
  const [seconds, audience] = text.slice(TOKEN.length).split(' ');
  return mountedToken(world.api, pod, { seconds: Number(seconds), ...(audience && { audience }) }, world.now);
}

type Source = NonNullable<NonNullable<Volume['projected']>['sources']>[number];

function projectedContent(world: World, pod: Pod, source: Source): Content {
  const { configMap, secret, downwardAPI, serviceAccountToken } = source;
  if (serviceAccountToken) {
    const { path, audience = '', expirationSeconds: seconds = 3_600 } = serviceAccountToken;
    return { [path]: `${TOKEN}${seconds} ${audience}` };
  }
  if (downwardAPI) return fromFields(pod, downwardAPI.items ?? []);
  // Every cluster has this one; it comes a moment after its namespace, and nothing here reads certificates.
  if (configMap?.name === 'kube-root-ca.crt') return { 'ca.crt': '-----BEGIN CERTIFICATE-----\n' };
  if (configMap) return fromObject(world, pod, 'configmaps', configMap.name!, configMap.items, configMap.optional);
  return secret ? fromObject(world, pod, 'secrets', secret.name!, secret.items, secret.optional) : {};
}

function fromObject(world: World, pod: Pod, resource: string, name: string, items?: readonly Item[], optional = false): Content {
  const data = dataOf(world, resource, pod.metadata.namespace!, name);
  if (!data) {
    if (optional) return {};
    throw new MountProblem(`${resource.slice(0, -1)} "${name}" not found`);
  }
  if (!items) return data;
  const content: Record<string, string> = {};
  for (const { key, path } of items) {
    if (data[key] !== undefined) content[path] = data[key];
    else if (!optional) throw new MountProblem(`references non-existent ${resource === 'secrets' ? 'secret' : 'config'} key: ${key}`);
  }
  return content;
}

type FieldItem = NonNullable<NonNullable<Volume['downwardAPI']>['items']>[number];

function fromFields(pod: Pod, items: readonly FieldItem[]): Content {
  const content: Record<string, string> = {};
  for (const { path, fieldRef, resourceFieldRef } of items) {
    if (fieldRef) content[path] = fieldValue(pod, fieldRef.fieldPath);
    else if (resourceFieldRef)
      content[path] = resourceValue(pod, resourceFieldRef.containerName ?? '', resourceFieldRef.resource, resourceFieldRef.divisor);
  }
  return content;
}

/** The Pod is gone: what it alone had goes with it. */
export function dropVolumes(world: World, uid: string, names: readonly string[]): void {
  for (const name of names) volumes(world).delete(`pod/${uid}/${name}`);
}
