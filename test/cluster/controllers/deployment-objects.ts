import type { Deployment, DeploymentStatus } from '../../../src/kube/kinds/deployment';
import type { ReplicaSet } from '../../../src/kube/kinds/replica-set';

/** Deployments and ReplicaSets made by hand, as far as sizes and progress read them. */

type Amount = number | string | undefined;

export interface Given {
  readonly replicas: number;
  readonly surge?: Amount;
  readonly unavailable?: Amount;
  readonly recreate?: boolean;
  readonly spec?: Partial<Deployment['spec']>;
  readonly status?: DeploymentStatus;
}

export function deployment({ replicas, surge, unavailable, recreate, spec, status }: Given): Deployment {
  const rollingUpdate = {
    ...(surge !== undefined && { maxSurge: surge }),
    ...(unavailable !== undefined && { maxUnavailable: unavailable }),
  };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {
      name: 'web',
      namespace: 'default',
      uid: 'uid',
      resourceVersion: '1',
      creationTimestamp: '2025-03-31T09:00:00Z',
      generation: 1,
    },
    spec: { replicas, strategy: recreate ? { type: 'Recreate' } : { type: 'RollingUpdate', rollingUpdate }, ...spec } as Deployment['spec'],
    status: status ?? {},
  };
}

export interface Size {
  readonly replicas: number;
  readonly available?: number;
  readonly status?: number;
  /** desired-replicas and max-replicas as they were told last. */
  readonly told?: readonly [number, number];
  /** Seconds after nine o'clock; also its revision. */
  readonly age: number;
  readonly deleted?: boolean;
}

export function replicaSet({ replicas, available = 0, status = replicas, told, age, deleted }: Size): ReplicaSet {
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: `web-${age}`,
      namespace: 'default',
      uid: `uid-${age}`,
      resourceVersion: '1',
      creationTimestamp: new Date(Date.UTC(2025, 2, 31, 9, 0, age)).toISOString(),
      generation: 1,
      ...(deleted && { deletionTimestamp: '2025-03-31T10:00:00Z' }),
      annotations: {
        'deployment.kubernetes.io/revision': String(age),
        ...(told && {
          'deployment.kubernetes.io/desired-replicas': String(told[0]),
          'deployment.kubernetes.io/max-replicas': String(told[1]),
        }),
      },
    },
    spec: { replicas } as ReplicaSet['spec'],
    status: { replicas: status, availableReplicas: available, readyReplicas: available, observedGeneration: 1 },
  };
}
