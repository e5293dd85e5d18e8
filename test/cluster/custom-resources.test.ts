import { describe, expect, test } from 'vitest';
import type { CustomResourceDefinition } from '../../src/kube/kinds/custom-resource-definition';
import type { HorizontalPodAutoscaler } from '../../src/kube/kinds/horizontal-pod-autoscaler';
import type { Manifest } from '../../src/kube/object';
import { sceneOf } from '../../src/stage/scene';
import { findObject } from '../../src/app/desk/find-object';
import { CRON_TABS, cronTab, definition, TABLE, VERSION } from '../kube/cron-tab';
import { Whole } from './whole';

const CRDS = 'customresourcedefinitions';

function whole(...objects: Manifest[]): Whole {
  const cluster = new Whole();
  cluster.apply(definition());
  cluster.run(1);
  cluster.apply(...objects);
  return cluster;
}

const conditions = (cluster: Whole, name = TABLE) =>
  cluster.api.get<CustomResourceDefinition>(CRDS, name)!.status.conditions.map(({ type, status, reason }) => `${type} ${status} ${reason}`);

const configMap = (name: string, owner: { apiVersion: string; kind: string; name: string; uid: string }): Manifest => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, ownerReferences: [owner] },
});

const uidOf = (cluster: Whole, name: string) => cluster.api.get(TABLE, `default/${name}`)!.metadata.uid;
const names = (cluster: Whole, resource: string) => cluster.api.list(resource, 'default').map(({ metadata }) => metadata.name);

describe('names', () => {
  test('are accepted, and the definition is established a moment later', () => {
    const cluster = new Whole();
    cluster.apply(definition());
    expect(conditions(cluster)).toEqual([]);
    cluster.run(0.15);
    expect(conditions(cluster)).toEqual(['NamesAccepted True NoConflicts', 'Established False Installing']);
    cluster.run(1);
    expect(conditions(cluster)).toEqual(['NamesAccepted True NoConflicts', 'Established True InitialNamesAccepted']);
  });

  test('that another definition of the group has are free when that one is gone', () => {
    const cluster = whole();
    const names = { plural: 'tables', singular: 'crontab', kind: 'Table', listKind: 'TableList', shortNames: ['ct'] };
    cluster.apply(definition({ names }, 'tables.stable.example.com'));
    cluster.run(1);
    const name = 'tables.stable.example.com';
    expect(conditions(cluster, name)).toEqual(['NamesAccepted False ShortNamesConflict', 'Established False NotAccepted']);
    expect(cluster.api.get<CustomResourceDefinition>(CRDS, name)!.status.conditions[0]!.message).toBe('"ct" is already in use');
    expect(cluster.api.resources().some(({ resource }) => resource === 'tables')).toBe(false);
    cluster.delete(CRDS, TABLE);
    cluster.run(5);
    expect(conditions(cluster, name)).toEqual(['NamesAccepted True NoConflicts', 'Established True InitialNamesAccepted']);
  });
});

describe('a definition that is deleted', () => {
  test('takes its objects along', () => {
    const cluster = whole(cronTab('a'), cronTab('b'));
    cluster.delete(CRDS, TABLE);
    cluster.run(1);
    expect(cluster.api.list(TABLE)).toEqual([]);
    expect(cluster.api.get(CRDS, TABLE)).toBeUndefined();
  });

  test('waits for the finalizers of its objects', () => {
    const kept = { ...cronTab('a'), metadata: { name: 'a', finalizers: ['example.com/keep'] } };
    const cluster = whole(kept);
    cluster.delete(CRDS, TABLE);
    cluster.run(10);
    expect(conditions(cluster)).toContain('Terminating True InstanceDeletionInProgress');
    cluster.patch(TABLE, 'a', { metadata: { finalizers: null } });
    cluster.run(10);
    expect(cluster.api.get(CRDS, TABLE)).toBeUndefined();
  });

  test('takes along what its objects own', () => {
    const cluster = whole(cronTab('a'));
    cluster.apply(configMap('owned', { apiVersion: 'stable.example.com/v1', kind: 'CronTab', name: 'a', uid: uidOf(cluster, 'a') }));
    cluster.run(1);
    expect(names(cluster, 'configmaps')).toContain('owned');
    cluster.delete(CRDS, TABLE);
    cluster.run(2);
    expect(names(cluster, 'configmaps')).not.toContain('owned');
  });
});

test('what a custom object owns goes with it, and what owns one takes it along', () => {
  const cluster = whole(cronTab('a'));
  const owner = { apiVersion: 'stable.example.com/v1', kind: 'CronTab', name: 'a', uid: uidOf(cluster, 'a') };
  cluster.apply(configMap('owned', owner), { ...cronTab('b'), metadata: { name: 'b', ownerReferences: [owner] } });
  cluster.run(1);
  cluster.delete(TABLE, 'a');
  cluster.run(1);
  expect(cluster.api.list(TABLE)).toEqual([]);
  expect(names(cluster, 'configmaps')).not.toContain('owned');
});

test('what belongs to an owner of a kind that nobody knows stays', () => {
  const cluster = whole();
  cluster.apply(configMap('stranger', { apiVersion: 'other.example.com/v1', kind: 'Other', name: 'x', uid: 'unknown' }));
  cluster.run(5);
  expect(names(cluster, 'configmaps')).toContain('stranger');
});

test('a namespace that is deleted is emptied of custom objects', () => {
  const cluster = whole({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'team' } });
  cluster.apply({ ...cronTab('a'), metadata: { name: 'a', namespace: 'team' } });
  cluster.delete('namespaces', 'team');
  cluster.run(10);
  expect(cluster.api.list(TABLE)).toEqual([]);
  expect(cluster.api.get('namespaces', 'team')).toBeUndefined();
});

test('a quota counts them', () => {
  const hard = { 'count/crontabs.stable.example.com': '1' };
  const cluster = whole({ apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'q' }, spec: { hard } });
  cluster.run(1);
  cluster.apply(cronTab('a'));
  cluster.run(1);
  expect(cluster.get('resourcequotas', 'q')['status'].used).toEqual(hard);
  expect(() => cluster.apply(cronTab('b'))).toThrow('exceeded quota: q');
  cluster.delete(TABLE, 'a');
  cluster.run(1);
  expect(cluster.get('resourcequotas', 'q')['status'].used).toEqual({ 'count/crontabs.stable.example.com': '0' });
});

test('an autoscaler sets the size of one', () => {
  const autoscaler = {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name: 'h' },
    spec: {
      scaleTargetRef: { apiVersion: 'stable.example.com/v1', kind: 'CronTab', name: 'a' },
      minReplicas: 3,
      maxReplicas: 5,
      metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 50 } } }],
    },
  };
  const cluster = whole(cronTab('a', { replicas: 1 }), autoscaler);
  cluster.run(20);
  expect(cluster.get(TABLE, 'a')['spec'].replicas).toBe(3);
  expect(cluster.get<HorizontalPodAutoscaler>('horizontalpodautoscalers', 'h').status.conditions![0]).toMatchObject({
    type: 'AbleToScale',
    status: 'True',
    reason: 'SucceededRescale',
  });
});

test('time is moved over a definition and its objects, and all is lived again the same', () => {
  const { cluster, ...rest } = whole(cronTab('a'));
  void rest;
  const at = cluster.at;
  cluster.advance(at + 2_000);
  const told = JSON.stringify(cluster.view.list(TABLE));
  const log = JSON.stringify(cluster.log);
  cluster.seek(0);
  expect(cluster.view.list(TABLE)).toEqual([]);
  expect(cluster.engine.api.resources().some(({ kind }) => kind === 'CronTab')).toBe(false);
  cluster.seek(at + 2_000);
  expect(JSON.stringify(cluster.view.list(TABLE))).toBe(told);
  expect(JSON.stringify(cluster.log)).toBe(log);
  const fork = cluster.fork();
  expect(fork.engine.api.resourceOf('stable.example.com/v1', 'CronTab').resource).toBe('crontabs');
});

test('the stage goes on beside them, and the inspector finds them', () => {
  const { cluster } = whole(cronTab('a'));
  const { uid } = cluster.view.get(TABLE, 'default/a')!.metadata;
  expect(findObject(cluster.view, uid)).toMatchObject({ resource: TABLE, object: { kind: 'CronTab' } });
  expect(sceneOf(cluster.view, 'default').workloads).toEqual([]);
});

test('explain reads the schema, with what every object has', async () => {
  const { cluster } = whole();
  const schema = await cluster.schema({ ...CRON_TABS, kind: 'CronTab' });
  expect(Object.keys(schema!.properties!).sort()).toEqual(['apiVersion', 'kind', 'metadata', 'spec', 'status']);
  expect(schema!.properties!['spec']).toBe(cluster.view.get(CRDS, TABLE)!['spec'].versions[0].schema.openAPIV3Schema.properties.spec);
  expect(VERSION.name).toBe('v1');
});
