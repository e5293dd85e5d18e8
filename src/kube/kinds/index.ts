import { configMap, secret } from './configuration';
import { deployment } from './deployment';
import { endpointSlice } from './endpoint-slice';
import { event } from './event';
import { lease, priorityClass, serviceAccount, storageClass } from './furniture';
import type { KindDefinition } from './kind';
import { namespace } from './namespace';
import { node } from './node';
import { pod } from './pod';
import { replicaSet } from './replica-set';
import { service } from './service';

/** Every kind this cluster serves, in the order of discovery. A new kind is one file and one line here. */
export const kinds: readonly KindDefinition[] = [
  configMap,
  event,
  namespace,
  node,
  pod,
  secret,
  serviceAccount,
  service,
  deployment,
  replicaSet,
  lease,
  endpointSlice,
  priorityClass,
  storageClass,
];
