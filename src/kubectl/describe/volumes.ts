import type * as core from 'kubernetes-types/core/v1';
import { canonicalQuantity, milliValue } from '../../kube/quantity';
import { annotationLines, goList, labelLines, NONE, UNSET, type Description } from './common';

/** Where a volume's files come from, in pods, templates and PersistentVolumes.
 *  MODELS the sources that Podplay's kubelets mount, and those a course speaks of.
 *  OMITS the drivers that have left Kubernetes (gitRepo, glusterfs, scaleIO …): they show as unknown.
 *  Source: describe.go describeVolumes, print…VolumeSource */

type Sources = Omit<core.Volume & core.PersistentVolumeSpec, 'csi'> & {
  readonly csi?: core.CSIVolumeSource | core.CSIPersistentVolumeSource;
};
type Fields = readonly (readonly [string, unknown])[];

interface Source<K extends keyof Sources> {
  readonly type: string;
  fields(source: NonNullable<Sources[K]>): Fields;
  /** Lines that are no plain fields. */
  more?(out: Description, source: NonNullable<Sources[K]>): void;
}

const SOURCES: { readonly [K in keyof Sources]?: Source<K> } = {
  hostPath: {
    type: 'HostPath (bare host directory volume)',
    fields: ({ path, type = NONE }) => [
      ['Path', path],
      ['HostPathType', type],
    ],
  },
  emptyDir: {
    type: "EmptyDir (a temporary directory that shares a pod's lifetime)",
    fields: ({ medium = '', sizeLimit }) => [
      ['Medium', medium],
      ['SizeLimit', milliValue(sizeLimit) > 0 ? canonicalQuantity(sizeLimit!) : UNSET],
    ],
  },
  secret: {
    type: 'Secret (a volume populated by a Secret)',
    fields: ({ secretName = '', optional = false }) => [
      ['SecretName', secretName],
      ['Optional', optional],
    ],
  },
  configMap: {
    type: 'ConfigMap (a volume populated by a ConfigMap)',
    fields: ({ name = '', optional = false }) => [
      ['Name', name],
      ['Optional', optional],
    ],
  },
  nfs: {
    type: 'NFS (an NFS mount that lasts the lifetime of a pod)',
    fields: ({ server, path, readOnly = false }) => [
      ['Server', server],
      ['Path', path],
      ['ReadOnly', readOnly],
    ],
  },
  persistentVolumeClaim: {
    type: 'PersistentVolumeClaim (a reference to a PersistentVolumeClaim in the same namespace)',
    fields: ({ claimName, readOnly = false }) => [
      ['ClaimName', claimName],
      ['ReadOnly', readOnly],
    ],
  },
  ephemeral: {
    type: 'EphemeralVolume (an inline specification for a volume that gets created and deleted with the pod)',
    fields: () => [],
    more: (out, { volumeClaimTemplate: template }) => template && claimTemplate(out, template),
  },
  downwardAPI: {
    type: 'DownwardAPI (a volume populated by information about the pod)',
    fields: () => [],
    more: downward,
  },
  projected: {
    type: 'Projected (a volume that contains injected data from multiple sources)',
    fields: ({ sources }) => (sources ?? []).flatMap(projection),
  },
  csi: {
    type: 'CSI (a Container Storage Interface (CSI) volume source)',
    fields: (source) => [
      ['Driver', source.driver],
      ['FSType', source.fsType ?? ''],
      ...('volumeHandle' in source ? ([['VolumeHandle', source.volumeHandle]] as const) : []),
      ['ReadOnly', source.readOnly ?? false],
    ],
    more: (out, { volumeAttributes }) => labelLines(out, 2, 'VolumeAttributes', volumeAttributes),
  },
  local: { type: 'LocalVolume (a persistent volume backed by local storage on a node)', fields: ({ path }) => [['Path', path]] },
};

export function volumeLines(out: Description, level: 0 | 1, volumes: readonly core.Volume[] | undefined): void {
  if (!volumes?.length) return out.line(level, `Volumes:\t${NONE}`);
  out.line(level, 'Volumes:');
  for (const volume of volumes) {
    out.line(1, `${' '.repeat(level)}${volume.name}:`);
    sourceLines(out, volume);
  }
}

/** @param holder a volume, or the spec of a PersistentVolume */
export function sourceLines(out: Description, holder: Partial<Sources>): void {
  const name = (Object.keys(SOURCES) as (keyof Sources)[]).find((key) => holder[key]);
  if (!name) return out.line(1, '<unknown>');
  const kind = SOURCES[name] as Source<'hostPath'>;
  const source = holder[name] as core.HostPathVolumeSource;
  out.line(2, `Type:\t${kind.type}`);
  for (const [label, value] of kind.fields(source)) out.line(2, `${label}:\t${value}`);
  kind.more?.(out, source);
}

function projection({ secret, downwardAPI, configMap, serviceAccountToken }: core.VolumeProjection): Fields {
  if (secret)
    return [
      ['SecretName', secret.name ?? ''],
      ['Optional', secret.optional ?? false],
    ];
  if (downwardAPI) return [['DownwardAPI', true]];
  // What was not said shows as Go prints a pointer to nothing: kubectl 1.32 prints the pointer.
  if (configMap)
    return [
      ['ConfigMapName', configMap.name ?? ''],
      ['ConfigMapOptional', configMap.optional ?? '<nil>'],
    ];
  return serviceAccountToken ? [['TokenExpirationSeconds', serviceAccountToken.expirationSeconds ?? 3600]] : [];
}

function downward(out: Description, { items = [] }: core.DownwardAPIVolumeSource): void {
  out.line(2, 'Items:');
  for (const { fieldRef, resourceFieldRef, path } of items) {
    if (fieldRef) out.line(3, `${fieldRef.fieldPath} -> ${path}`);
    if (resourceFieldRef) out.line(3, `${resourceFieldRef.resource} -> ${path}`);
  }
}

function claimTemplate(out: Description, { metadata, spec }: core.PersistentVolumeClaimTemplate): void {
  out.line(2, `StorageClass:\t${spec.storageClassName ?? ''}`);
  out.line(2, `Volume:\t${spec.volumeName ?? ''}`);
  labelLines(out, 2, 'Labels', metadata?.labels);
  annotationLines(out, 2, 'Annotations', metadata?.annotations);
  out.line(2, 'Capacity:\t');
  out.line(2, 'Access Modes:\t');
  if (spec.volumeMode) out.line(2, `VolumeMode:\t${spec.volumeMode}`);
}

/** Claims that a StatefulSet makes for each pod. Source: describeVolumeClaimTemplates */
export function claimTemplateLines(out: Description, templates: readonly core.PersistentVolumeClaim[] | undefined): void {
  if (!templates?.length) return out.line(0, `Volume Claims:\t${NONE}`);
  out.line(0, 'Volume Claims:');
  for (const { metadata, spec } of templates) {
    const storage = spec?.resources?.requests?.['storage'];
    out.line(1, `Name:\t${metadata?.name ?? ''}`);
    out.line(1, `StorageClass:\t${spec?.storageClassName ?? ''}`);
    labelLines(out, 1, 'Labels', metadata?.labels);
    labelLines(out, 1, 'Annotations', metadata?.annotations);
    out.line(1, `Capacity:\t${storage === undefined ? '<default>' : canonicalQuantity(storage)}`);
    out.line(1, `Access Modes:\t${goList(spec?.accessModes)}`);
  }
}
