import type { PersistentVolumeClaim } from '../../kube/kinds/persistent-volume-claim';
import type { Pod, PodSpec, PodTemplateSpec } from '../../kube/kinds/pod';
import type { StatefulSet } from '../../kube/kinds/stateful-set';
import type { Manifest } from '../../kube/object';
import { podFromTemplate } from './pod-control';

/** Who is who in a StatefulSet: names, ordinals, claims. Source: stateful_set_utils.go */

export const REVISION_LABEL = 'controller-revision-hash';
const NAME_LABEL = 'statefulset.kubernetes.io/pod-name';
const INDEX_LABEL = 'apps.kubernetes.io/pod-index';

export const startOrdinal = ({ spec }: StatefulSet) => spec.ordinals?.start ?? 0;

/** The ordinal of a pod's name, -1 when the name does not belong to the set. Source: getParentNameAndOrdinal */
export function ordinalOf(set: StatefulSet, { metadata }: { readonly metadata: { readonly name: string } }): number {
  const match = /^(.*)-([0-9]+)$/.exec(metadata.name);
  return match?.[1] === set.metadata.name ? Number(match[2]) : -1;
}

export const podName = (set: StatefulSet, ordinal: number) => `${set.metadata.name}-${ordinal}`;

export const revisionOf = ({ metadata }: Pod) => metadata.labels?.[REVISION_LABEL] ?? '';

/** The pod of an ordinal, as it goes to the API server.
 *  @param revision name of the ControllerRevision that `template` comes from */
export function podManifest(set: StatefulSet, template: PodTemplateSpec, revision: string, ordinal: number): Manifest {
  const name = podName(set, ordinal);
  const labels = { [NAME_LABEL]: name, [INDEX_LABEL]: String(ordinal), [REVISION_LABEL]: revision };
  const { metadata, spec } = podFromTemplate(set, template, { name, labels });
  const volumes = volumesWithClaims(set, spec.volumes, ordinal);
  return { metadata, spec: { ...spec, hostname: name, subdomain: set.spec.serviceName, ...(volumes.length && { volumes }) } };
}

const templatesOf = ({ spec }: StatefulSet) => spec.volumeClaimTemplates ?? [];

const claimed = (set: StatefulSet, volume: string) => templatesOf(set).some(({ metadata }) => metadata.name === volume);

const claimName = (set: StatefulSet, template: PersistentVolumeClaim, ordinal: number) =>
  `${template.metadata.name}-${podName(set, ordinal)}`;

/** The pod's own claims take the place of volumes of the same name. Source: updateStorage */
function claimVolumes(set: StatefulSet, ordinal: number) {
  return templatesOf(set).map((template) => ({
    name: template.metadata.name,
    persistentVolumeClaim: { claimName: claimName(set, template, ordinal) },
  }));
}

const volumesWithClaims = (set: StatefulSet, volumes: PodSpec['volumes'] = [], ordinal: number) => [
  ...claimVolumes(set, ordinal),
  ...volumes.filter(({ name }) => !claimed(set, name)),
];

/** Does it bear the label of its name, and have its own claims? Source: identityMatches, storageMatches */
export function hasIdentity(set: StatefulSet, { metadata, spec }: Pod, ordinal: number): boolean {
  const claims = claimVolumes(set, ordinal).every(({ name, persistentVolumeClaim }) =>
    spec.volumes?.some((volume) => volume.name === name && volume.persistentVolumeClaim?.claimName === persistentVolumeClaim.claimName),
  );
  return claims && metadata.labels?.[NAME_LABEL] === metadata.name;
}

/** Source: updateIdentity, updateStorage */
export function withIdentity(set: StatefulSet, pod: Pod, ordinal: number): Pod {
  const labels = { ...pod.metadata.labels, [NAME_LABEL]: pod.metadata.name, [INDEX_LABEL]: String(ordinal) };
  const volumes = volumesWithClaims(set, pod.spec.volumes, ordinal);
  return { ...pod, metadata: { ...pod.metadata, labels }, spec: { ...pod.spec, ...(volumes.length && { volumes }) } };
}

/** Claims of an ordinal, as they go to the API server. Source: getPersistentVolumeClaims */
export function claimManifests(set: StatefulSet, ordinal: number): (Manifest & { metadata: { name: string } })[] {
  return templatesOf(set).map((template) => ({
    metadata: {
      name: claimName(set, template, ordinal),
      labels: { ...template.metadata.labels, ...set.spec.selector.matchLabels },
      ...(template.metadata.annotations && { annotations: template.metadata.annotations }),
    },
    spec: template.spec,
  }));
}

export const claimNames = (set: StatefulSet, ordinal: number) => templatesOf(set).map((template) => claimName(set, template, ordinal));
