import { describe, expect, it } from 'vitest';
import type { ApiWriteOptions } from '../../src/kube/api';
import type { Manifest } from '../../src/kube/object';
import { refusal, world } from './world';

/** Source: apiserver/pkg/admission/plugin/policy/validating/admission_test.go, and the documentation's page on
 *  Validating Admission Policy. */

const ADMISSION = 'admissionregistration.k8s.io/v1';
const rule = { operations: ['CREATE', 'UPDATE'], apiGroups: ['apps'], apiVersions: ['v1'], resources: ['deployments'] };

/** A cluster with a policy, and one binding of the same name. */
function guarded(spec: object, binding: object = {}, meant: object = rule) {
  const { api } = world();
  const said: string[] = [];
  const options: ApiWriteOptions = { warn: (text) => said.push(text), fieldValidation: 'Strict' };
  const make = (kind: string, resource: string, own: object) =>
    api.create(resource, { apiVersion: ADMISSION, kind, metadata: { name: 'p' }, spec: own }, options);
  for (const name of ['default', 'test', 'kube-system'])
    if (!api.get('namespaces', name))
      api.create('namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels: { environment: name } } });
  make('ValidatingAdmissionPolicy', 'validatingadmissionpolicies', { matchConstraints: { resourceRules: [meant] }, ...spec });
  make('ValidatingAdmissionPolicyBinding', 'validatingadmissionpolicybindings', {
    policyName: 'p',
    validationActions: ['Deny'],
    ...binding,
  });
  return { api, said, options };
}

const deployment = (replicas: number, { namespace = 'default', labels = {}, image = 'nginx' } = {}): Manifest => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace, labels },
  spec: {
    replicas,
    selector: { matchLabels: { app: 'web' } },
    template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'web', image }] } },
  },
});

const config = (name: string, data: Record<string, string>, namespace = 'default'): Manifest => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace, labels: { limit: 'yes' } },
  data,
});

const few = { validations: [{ expression: 'object.spec.replicas <= 5' }] };
const denied = (why: string, binding = " with binding 'p'") =>
  `422 Invalid: deployments.apps "web" is forbidden: ValidatingAdmissionPolicy 'p'${binding} denied request: ${why}`;

describe('a policy of admission', () => {
  it('denies what its expression does not hold for, and nothing else', () => {
    const { api } = guarded(few);
    expect(refusal(() => api.create('deployments', deployment(6)))).toBe(denied('failed expression: object.spec.replicas <= 5'));
    const made = api.create('deployments', deployment(5));
    const more = { ...made, spec: { ...(made['spec'] as object), replicas: 7 } };
    expect(refusal(() => api.update('deployments', more))).toContain("Policy 'p' with binding 'p' denied request");
    expect(() => api.create('configmaps', config('any', {}))).not.toThrow();
  });

  it('is Invalid unless it says otherwise', () => {
    const status = (reason?: string) => {
      const { api } = guarded({ validations: [{ expression: 'false', ...(reason && { reason }) }] });
      try {
        api.create('deployments', deployment(1));
      } catch (error) {
        return (error as { status: object }).status;
      }
      return undefined;
    };
    const message = "ValidatingAdmissionPolicy 'p' with binding 'p' denied request: failed expression: false";
    expect(status()).toMatchObject({ reason: 'Invalid', code: 422, details: { name: 'web', group: 'apps', causes: [{ message }] } });
    expect(status('Forbidden')).toMatchObject({ reason: 'Forbidden', code: 403 });
  });

  it.each([
    [{ expression: 'false', message: ' too many ' }, 'too many'],
    [{ expression: 'false', message: 'many', messageExpression: "'at most ' + string(4 + 1)" }, 'at most 5'],
    [{ expression: 'false', message: 'many', messageExpression: 'string(object.spec.nothing)' }, 'many'],
    [{ expression: 'object.spec.nothing == 1' }, "expression 'object.spec.nothing == 1' resulted in error: no such key: nothing"],
  ])('says why: %j', (validation, words) => {
    const { api } = guarded({ validations: [validation] });
    expect(refusal(() => api.create('deployments', deployment(1)))).toBe(denied(words));
  });

  it('lets pass what it fails at where failurePolicy is Ignore', () => {
    const { api } = guarded({ failurePolicy: 'Ignore', validations: [{ expression: 'object.spec.nothing == 1' }] });
    expect(() => api.create('deployments', deployment(1))).not.toThrow();
  });

  it('warns where its binding says so', () => {
    const { api, said, options } = guarded(few, { validationActions: ['Warn', 'Audit'] });
    api.create('deployments', deployment(6), options);
    expect(said).toEqual([
      "Validation failed for ValidatingAdmissionPolicy 'p' with binding 'p': failed expression: object.spec.replicas <= 5",
    ]);
  });

  it('does nothing without a binding', () => {
    const { api } = guarded(few, { policyName: 'another' });
    expect(() => api.create('deployments', deployment(6))).not.toThrow();
  });

  it('is asked only where its conditions hold', () => {
    const matchConditions = [{ name: 'not-tests', expression: "!(request.namespace == 'test')" }];
    const { api } = guarded({ ...few, matchConditions });
    expect(() => api.create('deployments', deployment(6, { namespace: 'test' }))).not.toThrow();
    expect(refusal(() => api.create('deployments', deployment(6)))).toContain('denied request');
  });

  it('is bound to namespaces and objects by their labels', () => {
    const matchResources = { namespaceSelector: { matchLabels: { environment: 'test' } }, objectSelector: { matchLabels: { big: 'no' } } };
    const { api } = guarded(few, { matchResources });
    const labels = { big: 'no' };
    expect(() => api.create('deployments', deployment(6, { labels }))).not.toThrow();
    expect(() => api.create('deployments', deployment(6, { namespace: 'test' }))).not.toThrow();
    api.delete('deployments', 'test/web');
    expect(refusal(() => api.create('deployments', deployment(6, { namespace: 'test', labels })))).toContain('denied request');
  });

  it('is asked of a scale where it names it', () => {
    const { api } = guarded(few, {}, { ...rule, resources: ['deployments/scale'] });
    api.create('deployments', deployment(6));
    const ref = { group: 'apps', version: 'v1', resource: 'deployments', namespace: 'default', name: 'web' };
    const scale = (replicas: number) => api.patch(ref, 'application/merge-patch+json', { spec: { replicas } }, { subresource: 'scale' });
    expect(refusal(() => scale(7))).toBe(denied('failed expression: object.spec.replicas <= 5'));
    expect(scale(4)['spec']).toEqual({ replicas: 4 });
  });

  it('is asked of what is deleted', () => {
    const validations = [{ expression: "oldObject.metadata.name != 'web'", message: 'it stays' }];
    const { api } = guarded({ validations }, {}, { ...rule, operations: ['DELETE'] });
    api.create('deployments', deployment(1));
    expect(refusal(() => api.delete('deployments', 'default/web'))).toBe(denied('it stays'));
  });
});

describe('its variables', () => {
  // The documentation's image-matches-namespace-environment.policy.yaml.
  const spec = {
    variables: [
      {
        name: 'environment',
        expression: "'environment' in namespaceObject.metadata.labels ? namespaceObject.metadata.labels['environment'] : 'prod'",
      },
      { name: 'containers', expression: 'object.spec.template.spec.containers' },
      { name: 'containersToCheck', expression: "variables.containers.filter(c, c.image.contains('example.com'))" },
    ],
    validations: [
      {
        expression: "variables.containersToCheck.all(c, c.image.startsWith(variables.environment + '.'))",
        messageExpression: "'only ' + variables.environment + ' images are allowed in namespace ' + namespaceObject.metadata.name",
      },
    ],
  };

  it('are worked out of the object and its namespace', () => {
    const { api } = guarded(spec);
    const image = (host: string) => deployment(1, { namespace: 'test', image: `${host}.example.com/nginx` });
    expect(refusal(() => api.create('deployments', image('prod')))).toBe(denied('only test images are allowed in namespace test'));
    expect(() => api.create('deployments', image('test'))).not.toThrow();
  });

  it('fail where they are used', () => {
    const { api } = guarded({
      variables: [{ name: 'bad', expression: 'object.nothing' }],
      validations: [{ expression: 'true || variables.bad' }, { expression: 'variables.bad == 1' }],
    });
    expect(refusal(() => api.create('deployments', deployment(1)))).toBe(
      denied('expression \'variables.bad == 1\' resulted in error: composited variable "bad" fails to evaluate: no such key: nothing'),
    );
  });
});

describe('its params', () => {
  const spec = {
    paramKind: { apiVersion: 'v1', kind: 'ConfigMap' },
    validations: [{ expression: 'object.spec.replicas <= int(params.data.most)', messageExpression: "'at most ' + params.data.most" }],
  };

  it('are those that the binding names', () => {
    const { api } = guarded(spec, { paramRef: { name: 'limit', namespace: 'test', parameterNotFoundAction: 'Deny' } });
    expect(refusal(() => api.create('deployments', deployment(3)))).toBe(
      denied('failed to configure binding: no params found for policy binding with `Deny` parameterNotFoundAction'),
    );
    api.create('configmaps', config('limit', { most: '2' }, 'test'));
    expect(refusal(() => api.create('deployments', deployment(3)))).toBe(denied('at most 2'));
    expect(() => api.create('deployments', deployment(2))).not.toThrow();
  });

  it('are all that the binding selects, in the namespace of the request', () => {
    const { api } = guarded(spec, { paramRef: { selector: { matchLabels: { limit: 'yes' } }, parameterNotFoundAction: 'Allow' } });
    expect(() => api.create('deployments', deployment(9, { namespace: 'test' }))).not.toThrow();
    api.create('configmaps', config('one', { most: '8' }));
    api.create('configmaps', config('two', { most: '4' }));
    expect(refusal(() => api.create('deployments', deployment(5)))).toBe(denied('at most 4'));
  });

  it('of an unknown kind are a fault of the policy', () => {
    const { api } = guarded({ ...spec, paramKind: { apiVersion: 'rules.example.com/v1', kind: 'ReplicaLimit' } });
    const words = "failed to configure policy: failed to find resource referenced by paramKind: 'rules.example.com/v1, Kind=ReplicaLimit'";
    expect(refusal(() => api.create('deployments', deployment(1)))).toBe(denied(words, ''));
  });
});
