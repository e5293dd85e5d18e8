import { describe, expect, it } from 'vitest';
import type { Manifest } from '../../src/kube/object';
import { refusal, world } from './world';

/** Source: pkg/apis/admissionregistration/validation/validation_test.go, v1/defaults.go; kube-aggregator/pkg/apis/apiregistration */

const ADMISSION = 'admissionregistration.k8s.io/v1';
const rule = { operations: ['CREATE'], apiGroups: ['apps'], apiVersions: ['v1'], resources: ['deployments'] };
const hook = {
  name: 'deny.example.com',
  clientConfig: { service: { name: 'webhook', namespace: 'default', path: '/' } },
  rules: [rule],
  sideEffects: 'None',
  admissionReviewVersions: ['v1'],
};

const configuration = (...webhooks: object[]): Manifest => ({
  apiVersion: ADMISSION,
  kind: 'ValidatingWebhookConfiguration',
  metadata: { name: 'deny' },
  webhooks,
});

describe('webhooks of admission', () => {
  const HOOKS = 'validatingwebhookconfigurations';

  it('are stored with their defaults, and whoever creates one hears that none is called', () => {
    const said: string[] = [];
    const { api } = world();
    const made = api.create(HOOKS, configuration(hook), { warn: (text) => said.push(text), fieldValidation: 'Strict' });
    expect(made['webhooks']).toEqual([
      {
        ...hook,
        rules: [{ ...rule, scope: '*' }],
        clientConfig: { service: { ...hook.clientConfig.service, port: 443 } },
        failurePolicy: 'Fail',
        matchPolicy: 'Equivalent',
        timeoutSeconds: 10,
        namespaceSelector: {},
        objectSelector: {},
      },
    ]);
    expect(made.metadata.generation).toBe(1);
    expect(said).toEqual([expect.stringContaining('no webhook is called here')]);
    expect(api.table(HOOKS, [made]).rows[0]!.cells.slice(0, 2)).toEqual(['deny', 1]);
  });

  it.each([
    [{ name: 'deny' }, 'webhooks[0].name: Invalid value: "deny": should be a domain with at least three segments separated by dots'],
    [{ sideEffects: undefined }, 'webhooks[0].sideEffects: Required value: must specify one of None, NoneOnDryRun'],
    [{ sideEffects: 'Some' }, 'webhooks[0].sideEffects: Unsupported value: "Some": supported values: "None", "NoneOnDryRun"'],
    [{ admissionReviewVersions: [] }, 'webhooks[0].admissionReviewVersions: Required value: must specify one of v1, v1beta1'],
    [{ admissionReviewVersions: ['v9'] }, 'must include at least one of v1, v1beta1'],
    [{ timeoutSeconds: 31 }, 'webhooks[0].timeoutSeconds: Invalid value: 31: the timeout value must be between 1 and 30 seconds'],
    [{ clientConfig: {} }, 'webhooks[0].clientConfig: Required value: exactly one of url or service is required'],
    [{ failurePolicy: 'Maybe' }, 'webhooks[0].failurePolicy: Unsupported value: "Maybe": supported values: "Fail", "Ignore"'],
    [
      { rules: [{ ...rule, operations: ['*', 'CREATE'] }] },
      `operations: Invalid value: []string{"*", "CREATE"}: if '*' is present, must not specify other operations`,
    ],
    [
      { rules: [{ ...rule, operations: ['READ'] }] },
      'operations[0]: Unsupported value: "READ": supported values: "*", "CONNECT", "CREATE", "DELETE", "UPDATE"',
    ],
  ])('refuses %j', (change, words) => {
    expect(refusal(() => world().api.create(HOOKS, configuration({ ...hook, ...change })))).toContain(words);
  });

  it('have names of their own', () => {
    expect(refusal(() => world().api.create(HOOKS, configuration(hook, hook)))).toContain(
      'webhooks[1].name: Duplicate value: "deny.example.com"',
    );
  });
});

it('policies of admission are stored with their defaults', () => {
  const said: string[] = [];
  const { api } = world();
  const metadata = { name: 'five' };
  const policy = (spec: object): Manifest => ({ apiVersion: ADMISSION, kind: 'ValidatingAdmissionPolicy', metadata, spec });
  const spec = { matchConstraints: { resourceRules: [rule] }, validations: [{ expression: 'object.spec.replicas <= 5' }] };
  const made = api.create('validatingadmissionpolicies', policy(spec), { warn: (text) => said.push(text), fieldValidation: 'Strict' });
  expect(made['spec']).toMatchObject({ failurePolicy: 'Fail', matchConstraints: { matchPolicy: 'Equivalent', namespaceSelector: {} } });
  expect(said).toEqual([]);
  expect(refusal(() => api.create('validatingadmissionpolicies', policy({})))).toContain(
    'spec.validations: Required value: validations or auditAnnotations must contain at least one item',
  );
  const wrong = { ...spec, validations: [{ expression: 'object.spec.replicas <=' }] };
  expect(refusal(() => api.create('validatingadmissionpolicies', policy(wrong)))).toContain(
    'spec.validations[0].expression: Invalid value: "object.spec.replicas <=": compilation failed: ',
  );
  const binding = (of: object) => ({
    apiVersion: ADMISSION,
    kind: 'ValidatingAdmissionPolicyBinding',
    metadata,
    spec: { policyName: 'five', validationActions: ['Deny'], ...of },
  });
  const bound = api.create('validatingadmissionpolicybindings', binding({}));
  expect(api.table('validatingadmissionpolicybindings', [bound]).rows[0]!.cells.slice(0, 3)).toEqual(['five', 'five', '<unset>']);
  const words = refusal(() => api.create('validatingadmissionpolicybindings', binding({ paramRef: { name: 'a', selector: {} } })));
  expect(words).toContain('spec.paramRef.name: Forbidden: name and selector are mutually exclusive');
  expect(words).toContain('spec.paramRef.parameterNotFoundAction: Required value');
});

describe('an APIService', () => {
  const service = (spec: object, name = 'v1.example.com'): Manifest => ({
    apiVersion: 'apiregistration.k8s.io/v1',
    kind: 'APIService',
    metadata: { name },
    spec: { group: 'example.com', version: 'v1', groupPriorityMinimum: 100, versionPriority: 10, ...spec },
  });
  const remote = { service: { name: 'server', namespace: 'default' } };

  it.each([
    [
      remote,
      'False (ServiceNotFound)',
      ['no request is passed on here: the group example.com is not served, whatever runs behind its Service'],
    ],
    [{}, 'True', []],
  ])('%j is %s', (spec, available, warnings) => {
    const said: string[] = [];
    const { api } = world();
    const made = api.create('apiservices', service(spec), { warn: (text) => said.push(text), fieldValidation: 'Strict' });
    expect(api.table('apiservices', [made]).rows[0]!.cells[2]).toBe(available);
    expect(said).toEqual(warnings);
  });

  it('bears the name of its version and group', () => {
    expect(refusal(() => world().api.create('apiservices', service({}, 'wrong')))).toContain(
      'metadata.name: Invalid value: "wrong": must be `spec.version+"."+spec.group`: "v1.example.com"',
    );
  });
});
