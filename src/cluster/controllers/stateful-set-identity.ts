import type { PersistentVolumeClaim } from '../../kube/kinds/persistent-volume-claim';
import type { Pod, PodTemplateSpec } from '../../kube/kinds/pod';
import type { StatefulSet } from '../../kube/kinds/stateful-set';
import type { Manifest } from '../../kube/object';
import { podFromTemplate } from './pod-control';

/** Who is who in a StatefulSet: names, ordinals, claims. Source: stateful_set_utils.go */

export const REVISION_LABEL = 'controller-revision-hash';

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
  const labels = {
    'statefulset.kubernetes.io/pod-name': name,
    'apps.kubernetes.io/pod-index': String(ordinal),
    [REVISION_LABEL]: revision,
  };
  const { metadata, spec } = podFromTemplate(set, template, { name, labels });
  const volumes = [...claimVolumes(set, ordinal), ...(spec.volumes ?? []).filter((volume) => !claimed(set, volume.name))];
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
