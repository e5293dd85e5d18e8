/** Marks that binding and provisioning leave on claims and volumes.
 *  Source: component-helpers/storage/volume/pv_helpers.go */

/** The claim has once been bound: without its volume it is lost. */
export const BIND_COMPLETED = 'pv.kubernetes.io/bind-completed';
/** The other side was chosen by the controller, not by a person. */
export const BOUND_BY_CONTROLLER = 'pv.kubernetes.io/bound-by-controller';
export const PROVISIONED_BY = 'pv.kubernetes.io/provisioned-by';
export const PROVISIONER = 'volume.kubernetes.io/storage-provisioner';
export const PROVISIONER_BETA = 'volume.beta.kubernetes.io/storage-provisioner';
/** Written by the scheduler: the node for whose sake a volume is made. */
export const SELECTED_NODE = 'volume.kubernetes.io/selected-node';

type Annotations = Readonly<Record<string, string>> | undefined;

export const hasMark = ({ metadata }: { readonly metadata: { readonly annotations?: Annotations } }, mark: string): boolean =>
  metadata.annotations?.[mark] !== undefined;

/** The simulated cluster's own provisioner: disks that can be attached to any node of one zone, as those of clouds. */
export const SIMULATED_DISK = 'podplay.dev/simulated-disk';
