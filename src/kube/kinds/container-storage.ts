import { subdomain } from '../names';
import type { ApiObject, KubeObject, LabelSelector } from '../object';
import { canonicalQuantity } from '../quantity';
import { same } from '../plain-data';
import type { StatusCause } from '../status';
import { ageColumn, integer, joined, nameColumn, text } from './cells';
import { defineKind, type Column } from './kind';
import { fill } from './pod-defaults';
import { duplicate, forbiddenField, immutable, invalidValue, nonNegative, oneOf, required } from './validation/field-errors';
import { nonNegativeQuantity } from './validation/resources';

/** Drivers of storage and what they would tell, as stored objects: nothing here is a driver, and none is called.
 *  OMITS the CSINode that the kubelet makes of every node. Source: pkg/apis/storage */

const kind = { group: 'storage.k8s.io', version: 'v1', generation: false } as const;

const flag = <T extends KubeObject>(name: string, cell: Column<T>['cell']): Column<T> => ({ name, type: 'boolean', cell });

interface DriverSpec {
  readonly attachRequired?: boolean;
  readonly podInfoOnMount?: boolean;
  readonly storageCapacity?: boolean;
  readonly requiresRepublish?: boolean;
  readonly seLinuxMount?: boolean;
  readonly fsGroupPolicy?: string;
  readonly volumeLifecycleModes?: readonly string[];
  readonly tokenRequests?: readonly { readonly audience: string; readonly expirationSeconds?: number }[];
}

type Driver = ApiObject<DriverSpec, undefined>;

export const csiDriver = defineKind<Driver>({
  ...kind,
  kind: 'CSIDriver',
  resource: 'csidrivers',
  singular: 'csidriver',
  namespaced: false,
  schema: 'io.k8s.api.storage.v1.CSIDriver',
  defaults(object) {
    const spec = (object.spec ??= {});
    fill(spec, { attachRequired: true, podInfoOnMount: false, storageCapacity: false, requiresRepublish: false, seLinuxMount: false });
    fill(spec, { fsGroupPolicy: 'ReadWriteOnceWithFSType' });
    if (!spec.volumeLifecycleModes?.length) Object.assign(spec, { volumeLifecycleModes: ['Persistent'] });
  },
  validate: validateDriver,
  warnings: ({ metadata: { name } }) => [`no driver is called here: volumes of ${name} are not provisioned, attached or mounted by it`],
  columns: [
    nameColumn,
    flag('AttachRequired', ({ spec }) => spec.attachRequired ?? true),
    flag('PodInfoOnMount', ({ spec }) => spec.podInfoOnMount ?? false),
    flag('StorageCapacity', ({ spec }) => spec.storageCapacity ?? false),
    text('TokenRequests', ({ spec }) => (spec.tokenRequests ? joined(spec.tokenRequests.map(({ audience }) => audience)) : '<unset>')),
    flag('RequiresRepublish', ({ spec }) => spec.requiresRepublish ?? false),
    text('Modes', ({ spec }) => joined(spec.volumeLifecycleModes ?? []) || '<none>'),
    ageColumn,
  ],
});

const SHORTEST = 600;

/** Source: ValidateCSIDriver, ValidateCSIDriverUpdate */
function validateDriver({ spec }: Driver, old?: Driver): StatusCause[] {
  const requests = spec.tokenRequests ?? [];
  return [
    ...oneOf('spec.fsGroupPolicy', spec.fsGroupPolicy, ['File', 'None', 'ReadWriteOnceWithFSType']),
    ...requests.flatMap(({ audience = '', expirationSeconds: seconds = SHORTEST }, i) => {
      const field = `spec.tokenRequests[${i}]`;
      if (requests.findIndex((one) => (one.audience ?? '') === audience) < i) return [duplicate(`${field}.audience`, audience)];
      return seconds < SHORTEST
        ? [invalidValue(`${field}.expirationSeconds`, seconds, 'may not specify a duration less than 10 minutes')]
        : [];
    }),
    ...(spec.volumeLifecycleModes ?? []).flatMap((one) => oneOf('spec.volumeLifecycleModes', one, ['Ephemeral', 'Persistent'])),
    ...(old ? immutable('spec.attachedRequired', spec.attachRequired, old.spec.attachRequired) : []),
    ...(old ? immutable('spec.volumeLifecycleModes', spec.volumeLifecycleModes, old.spec.volumeLifecycleModes) : []),
  ];
}

interface NodeDriver {
  readonly name?: string;
  readonly nodeID?: string;
  readonly allocatable?: { readonly count?: number };
}

type CsiNode = ApiObject<{ readonly drivers?: readonly NodeDriver[] }, undefined>;

export const csiNode = defineKind<CsiNode>({
  ...kind,
  kind: 'CSINode',
  resource: 'csinodes',
  singular: 'csinode',
  namespaced: false,
  schema: 'io.k8s.api.storage.v1.CSINode',
  defaults: (object) => void (object.spec ??= {}),
  validate: ({ spec: { drivers = [] } }) =>
    drivers.flatMap(({ name = '', nodeID, allocatable }, i) => {
      const field = `spec.drivers[${i}]`;
      return [
        ...driverName(`${field}.name`, name),
        ...(nodeID ? [] : [required(`${field}.nodeID`)]),
        ...nonNegative(`${field}.allocatable.count`, allocatable?.count),
        ...(drivers.findIndex((one) => one.name === name) < i ? [duplicate(`${field}.name`, name)] : []),
      ];
    }),
  columns: [nameColumn, integer('Drivers', ({ spec }) => spec.drivers?.length ?? 0), ageColumn],
});

/** Source: pkg/apis/core/validation ValidateCSIDriverName */
const driverName = (field: string, name: string): StatusCause[] => [
  ...(name ? [] : [required(field)]),
  ...subdomain(name.toLowerCase()).map((fault) => invalidValue(field, name, fault)),
];

interface AttachmentSpec {
  readonly attacher?: string;
  readonly nodeName?: string;
  readonly source?: { readonly persistentVolumeName?: string; readonly inlineVolumeSpec?: object };
}

type Attachment = ApiObject<AttachmentSpec, { readonly attached?: boolean } | undefined>;

export const volumeAttachment = defineKind<Attachment>({
  ...kind,
  kind: 'VolumeAttachment',
  resource: 'volumeattachments',
  singular: 'volumeattachment',
  namespaced: false,
  subresources: ['status'],
  schema: 'io.k8s.api.storage.v1.VolumeAttachment',
  prepareForCreate: (object) => void (object.status = { attached: false }),
  validate: validateAttachment,
  warnings: ({ spec }) => [`no attacher runs here: nothing is attached to ${spec.nodeName}`],
  columns: [
    nameColumn,
    { ...text('Attacher', ({ spec }: Attachment) => spec.attacher ?? ''), format: 'name' },
    text('PV', ({ spec }) => spec.source?.persistentVolumeName ?? ''),
    text('Node', ({ spec }) => spec.nodeName ?? ''),
    flag('Attached', ({ status }) => status?.attached ?? false),
    ageColumn,
  ],
});

/** Source: ValidateVolumeAttachment, ValidateVolumeAttachmentV1 */
function validateAttachment({ spec }: Attachment, old?: Attachment): StatusCause[] {
  const { attacher = '', nodeName = '', source: { persistentVolumeName: volume, inlineVolumeSpec } = {} } = spec;
  const one = 'must specify exactly one of inlineVolumeSpec and persistentVolumeName';
  const causes = attacher ? [] : [required('spec.attacher')];
  if (volume === undefined && !inlineVolumeSpec) causes.push(required('spec.source', one));
  else if (volume !== undefined && inlineVolumeSpec) causes.push(forbiddenField('spec.source', one));
  else if (volume === '') causes.push(required('spec.source.persistentVolumeName', 'must specify non empty persistentVolumeName'));
  causes.push(...subdomain(nodeName).map((fault) => invalidValue('spec.nodeName', nodeName, fault)));
  if (old) return [...causes, ...(same(spec, old.spec) ? [] : [invalidValue('spec', spec, 'field is immutable')])];
  return [...causes, ...driverName('spec.attacher', attacher)];
}

interface Capacity extends KubeObject {
  readonly storageClassName?: string;
  readonly capacity?: string;
  readonly maximumVolumeSize?: string;
  readonly nodeTopology?: LabelSelector;
}

export const csiStorageCapacity = defineKind<Capacity>({
  ...kind,
  kind: 'CSIStorageCapacity',
  resource: 'csistoragecapacities',
  singular: 'csistoragecapacity',
  namespaced: true,
  schema: 'io.k8s.api.storage.v1.CSIStorageCapacity',
  validate: ({ storageClassName = '', capacity, maximumVolumeSize, nodeTopology }, old) => [
    ...subdomain(storageClassName).map((fault) => invalidValue('storageClassName', storageClassName, fault)),
    ...(capacity === undefined ? [] : nonNegativeQuantity('capacity', capacity)),
    ...(maximumVolumeSize === undefined ? [] : nonNegativeQuantity('maximumVolumeSize', maximumVolumeSize)),
    ...(old ? immutable('nodeTopology', nodeTopology, old.nodeTopology) : []),
    ...(old ? immutable('storageClassName', storageClassName, old.storageClassName) : []),
  ],
  columns: [
    nameColumn,
    text('StorageClassName', ({ storageClassName = '' }) => storageClassName),
    text('Capacity', ({ capacity }) => (capacity === undefined ? '<unset>' : canonicalQuantity(capacity))),
  ],
});
