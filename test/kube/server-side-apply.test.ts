import { describe, expect, it } from 'vitest';
import type { ManagedFieldsEntry } from '../../src/kube/managed/managers';
import type { ApiServer } from '../../src/kube/api-server';
import { deploymentManifest, makeWidget, ref, refusal, world } from './world';

const APPLY = 'application/apply-patch+yaml';

const container = (name: string, more: object = {}) => ({ name, image: `${name}:1`, ...more });

const config = (spec: object, containers: object[] = [container('main')]) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'default' },
  spec: { selector: { matchLabels: { app: 'web' } }, template: { metadata: { labels: { app: 'web' } }, spec: { containers } }, ...spec },
});

const apply = (api: ApiServer, manifest: object, fieldManager = 'kubectl', force = false) =>
  api.patch(ref('web', 'deployments'), APPLY, manifest, { fieldManager, force });

const managers = (object: { metadata: { managedFields?: readonly unknown[] } }) =>
  ((object.metadata.managedFields ?? []) as ManagedFieldsEntry[]).map((one) => `${one.manager} ${one.operation}`);

describe('server-side apply', () => {
  it('makes what is not there, completed, and owns what it said', () => {
    const { api } = world();
    const made = apply(api, config({ replicas: 3 }));
    expect(made['spec']).toMatchObject({ replicas: 3, revisionHistoryLimit: 10 });
    const [entry] = made.metadata.managedFields as ManagedFieldsEntry[];
    expect(entry).toMatchObject({ manager: 'kubectl', operation: 'Apply', apiVersion: 'apps/v1', fieldsType: 'FieldsV1' });
    expect((entry!.fieldsV1 as any)['f:spec']['f:template']['f:spec']['f:containers']['k:{"name":"main"}']).toEqual({
      '.': {},
      'f:image': {},
      'f:name': {},
    });
  });

  it('changes nothing when the same is said again', () => {
    const { api, changes } = world();
    apply(api, config({ replicas: 3 }));
    const before = changes.length;
    apply(api, config({ replicas: 3 }));
    expect(changes.length).toBe(before);
  });

  it('takes away what it says no more, and the default comes back', () => {
    const { api } = world();
    apply(api, config({ replicas: 3, paused: true }, [container('main'), container('more')]));
    const next = apply(api, config({}));
    expect(next['spec'].replicas).toBe(1);
    expect(next['spec'].paused).toBeUndefined();
    expect(next['spec'].template.spec.containers.map((one: { name: string }) => one.name)).toEqual(['main']);
  });

  it('leaves alone what others have added', () => {
    const { api } = world();
    apply(api, config({}));
    const other = { ...config({}, [container('sidecar')]), spec: { template: { spec: { containers: [container('sidecar')] } } } };
    apply(api, other, 'injector');
    const next = apply(api, config({ replicas: 2 }));
    expect(next['spec'].template.spec.containers.map((one: { name: string }) => one.name)).toEqual(['main', 'sidecar']);
    expect(managers(next)).toEqual(['injector Apply', 'kubectl Apply']);
  });

  // Source: managedfields/internal/conflict.go, and kubectl apply --server-side against a real cluster
  it('refuses what another manager holds to another value, in upstream’s words', () => {
    const { api } = world();
    api.create('deployments', deploymentManifest('web', { replicas: 2 }), { namespace: 'default', fieldManager: 'kubectl-create' });
    const one = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' }, spec: { replicas: 3 } };
    expect(refusal(() => apply(api, one))).toBe(
      '409 Conflict: Apply failed with 1 conflict: conflict with "kubectl-create" using apps/v1: .spec.replicas',
    );
    const two = { ...one, spec: { replicas: 3, template: { spec: { containers: [{ name: 'c', image: 'nginx:2' }] } } } };
    expect(refusal(() => apply(api, two))).toBe(
      '409 Conflict: Apply failed with 2 conflicts: conflicts with "kubectl-create" using apps/v1:\n- .spec.replicas\n- .spec.template.spec.containers[name="c"].image',
    );
  });

  it('takes by force, and then owns', () => {
    const { api } = world();
    api.create('deployments', deploymentManifest('web', { replicas: 2 }), { namespace: 'default', fieldManager: 'kubectl-create' });
    const one = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' }, spec: { replicas: 3 } };
    expect(apply(api, one, 'mine', true)['spec'].replicas).toBe(3);
    expect(refusal(() => apply(api, { ...one, spec: { replicas: 4 } }, 'kubectl-create'))).toContain(
      'conflict with "mine": .spec.replicas',
    );
  });

  it('shares a field that both hold to the same value', () => {
    const { api } = world();
    apply(api, config({ replicas: 3 }), 'one');
    apply(api, config({ replicas: 3 }), 'two');
    expect(apply(api, config({}), 'one')['spec'].replicas).toBe(3);
  });

  it('of an object that nobody was seen to write meets somebody unknown', () => {
    const { api } = world();
    makeWidget(api, 'a', { spec: { color: 'red' } }, { trusted: true });
    const manifest = { apiVersion: 'test.dev/v1', kind: 'Widget', metadata: { name: 'a' }, spec: { size: 9 } };
    expect(refusal(() => api.patch(ref('a'), APPLY, manifest, { fieldManager: 'kubectl' }))).toContain(
      'conflict with "before-first-apply" using test.dev/v1',
    );
  });

  it('tells who changed what by other ways, the status apart', () => {
    const { api } = world();
    apply(api, config({ replicas: 3 }));
    api.patch(ref('web', 'deployments'), 'application/merge-patch+json', { spec: { replicas: 5 } }, { fieldManager: 'kubectl-edit' });
    const web = api.read(ref('web', 'deployments'));
    api.updateStatus('deployments', { ...web, status: { ...web['status'], replicas: 1 } });
    expect(managers(api.read(ref('web', 'deployments')))).toEqual([
      'kubectl Apply',
      'kube-controller-manager Update',
      'kubectl-edit Update',
    ]);
    expect(refusal(() => apply(api, config({ replicas: 3 })))).toContain('conflict with "kubectl-edit" using apps/v1: .spec.replicas');
  });

  // Source: managedfields/internal/lastappliedmanager.go
  it('as kubectl takes over from client-side apply what nobody has changed since, and keeps its annotation up', () => {
    const { api } = world();
    const key = 'kubectl.kubernetes.io/last-applied-configuration';
    const manifest = deploymentManifest('web', { replicas: 2 });
    const metadata = { ...manifest.metadata, annotations: { [key]: JSON.stringify(manifest) } };
    api.create('deployments', { ...manifest, metadata }, { namespace: 'default', fieldManager: 'kubectl-client-side-apply' });
    const wish = (replicas: number) => ({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' }, spec: { replicas } });
    expect(refusal(() => apply(api, wish(3), 'other'))).toContain('conflict with "kubectl-client-side-apply"');
    const taken = apply(api, wish(3));
    expect(taken['spec'].replicas).toBe(3);
    expect(taken.metadata.annotations![key]).toBe(
      '{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web"},"spec":{"replicas":3}}\n',
    );
    api.patch(ref('web', 'deployments'), 'application/merge-patch+json', { spec: { replicas: 9 } }, { fieldManager: 'kubectl-edit' });
    expect(refusal(() => apply(api, wish(4)))).toContain('conflict with "kubectl-edit" using apps/v1: .spec.replicas');
  });

  it('tries without doing', () => {
    const { api, changes } = world();
    const before = changes.length;
    api.patch(ref('web', 'deployments'), APPLY, config({}), { fieldManager: 'kubectl', dryRun: true });
    expect(changes.length).toBe(before);
  });
});
