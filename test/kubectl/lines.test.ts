import { beforeAll, describe, expect, test } from 'vitest';
import { session, type Session } from './session';

/** Command lines and what they print, word for word as kubectl 1.32 does: the texts were seen from the real program,
 *  beside ours on the same cluster, or stand in the file of kubectl's source that is named. Ours alone: that there is no
 *  editor, and the name of the context. */

const deployment = (image = 'nginx:1.27', replicas = 2) => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  labels: {app: web}
spec:
  replicas: ${replicas}
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web, version: v1}}
    spec:
      containers:
      - name: nginx
        image: ${image}
`;

const FILES = {
  'web.yaml': deployment(),
  'newer.yaml': deployment('nginx:1.25'),
  'columns.txt': 'NAME          IMAGE\nmetadata.name spec.containers[0].image\n',
};

const alone = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'alone', namespace: 'default', labels: { app: 'alone', tier: 'front' } },
  spec: { containers: [{ name: 'main', image: 'nginx:1.27' }] },
};

const settings = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings', namespace: 'default' }, data: { colour: 'blue' } };

describe('lines that read', () => {
  let world: Session;
  beforeAll(() => {
    world = session(FILES, [alone, settings]);
  });

  test.each([
    // get.go, tableprinter.go
    ['get pods', 'NAME    READY   STATUS    RESTARTS   AGE\nalone   1/1     Running   0          20s\n'],
    [
      'get pods -L tier,app',
      'NAME    READY   STATUS    RESTARTS   AGE   TIER    APP\nalone   1/1     Running   0          20s   front   alone\n',
    ],
    [
      'get pods --show-labels',
      'NAME    READY   STATUS    RESTARTS   AGE   LABELS\nalone   1/1     Running   0          20s   app=alone,tier=front\n',
    ],
    ['get pods --no-headers', 'alone   1/1   Running   0     20s\n'],
    ['get po,cm -l app=alone', 'NAME        READY   STATUS    RESTARTS   AGE\npod/alone   1/1     Running   0          20s\n'],
    ['get pod/alone -o name', 'pod/alone\n'],
    // rawhttp/raw.go
    ['get --raw /healthz', 'ok'],
    ['get --raw /nowhere', 'Error from server (NotFound): the server could not find the requested resource\nexit 1\n'],
    ['get pods -A -o jsonpath={.items[*].metadata.name}', 'alone'],
    ['get pods -o jsonpath=\'{range .items[*]}{.metadata.name}{"\\t"}{.status.phase}{"\\n"}{end}\'', 'alone\tRunning\n'],
    ['get pods -o jsonpath=\'{.items[?(@.status.phase=="Pending")].metadata.name}\'', ''],
    ['get pods -o custom-columns=NAME:.metadata.name,X:.spec.nothing', 'NAME    X\nalone   <none>\n'],
    ['get pods -o custom-columns-file=columns.txt', 'NAME    IMAGE\nalone   nginx:1.27\n'],
    ['get pods -o go-template=\'{{range .items}}{{.metadata.name}}{{"\\n"}}{{end}}\'', 'alone\n'],
    ['get pods -n elsewhere', 'No resources found in elsewhere namespace.\n'],
    ['get pods -l app=nothing', 'No resources found in default namespace.\n'],
    ['get nothing', 'error: the server doesn\'t have a resource type "nothing"\nexit 1\n'],
    ['get pod nobody', 'Error from server (NotFound): pods "nobody" not found\nexit 1\n'],
    ['get pod nobody --ignore-not-found', ''],
    ['get pod alone -A', 'error: a resource cannot be retrieved by name across all namespaces\nexit 1\n'],
    ['get pods -l app=alone alone', 'error: name cannot be provided when a selector is specified\nexit 1\n'],
    ['get pods --what', "error: unknown flag: --what\nSee 'kubectl get --help' for usage.\nexit 1\n"],
    [
      'get pods --field-selector colour=red',
      'Error from server (BadRequest): Unable to find "/v1, Resource=pods" that match label selector "", field selector "colour=red": field label not supported: colour\nexit 1\n',
    ],
    // logs.go, exec.go
    ['logs nobody', 'error: error from server (NotFound): pods "nobody" not found in namespace "default"\nexit 1\n'],
    ['exec alone', 'error: you must specify at least one command for the container\nexit 1\n'],
    ['exec alone -- sh -c "exit 3"', 'command terminated with exit code 3\nexit 3\n'],
    ['exec alone -c other -- ls', 'Error from server (BadRequest): container other is not valid for pod alone\nexit 1\n'],
    // wait.go
    ['wait --for=condition=Ready pod/alone', 'pod/alone condition met\n'],
    ["wait --for=jsonpath='{.status.phase}'=Running pod/alone", 'pod/alone condition met\n'],
    ['wait --for=delete pod/nobody', ''],
    ['wait pod/alone', 'error: unrecognized condition: ""\nexit 1\n'],
    // rollout, scale, set
    ['rollout status pod/alone', 'error: no status viewer has been implemented for Pod\nexit 1\n'],
    ['scale deploy nobody --replicas=1', 'error: no objects passed to scale deployments.apps "nobody" not found\nexit 1\n'],
    ['scale deploy web', 'error: required flag(s) "replicas" not set\nexit 1\n'],
    ['label pod alone', 'error: at least one label update is required\nexit 1\n'],
    ['label pod alone tier=back', "error: 'tier' already has a value (front), and --overwrite is false\nexit 1\n"],
    ['delete pod', 'error: resource(s) were provided, but no name was specified\nexit 1\n'],
    ['delete pod alone --dry-run=client', 'pod "alone" deleted (dry run)\n'],
    ['create', 'error: must specify one of -f and -k\nexit 1\n'],
    ['create deployment x', 'error: required flag(s) "image" not set\nexit 1\n'],
    // about the cluster
    // top_pod.go verifyEmptyMetrics
    ['top pods', 'error: metrics not available yet\nexit 1\n'],
    ['top pods -n kube-system', 'No resources found in kube-system namespace.\n'],
    ['top pods --sort-by name', 'error: --sort-by accepts only cpu or memory\nexit 1\n'],
    // autoscale.go
    ['autoscale deployment web --min=1', 'error: required flag(s) "max" not set\nexit 1\n'],
    ['autoscale deployment web --max=0', 'error: --max=MAXPODS is required and must be at least 1, max: 0\nexit 1\n'],
    ['autoscale deployment web --min=3 --max=2', 'error: --max=MAXPODS must be larger or equal to --min=MINPODS, max: 2, min: 3\nexit 1\n'],
    [
      'autoscale pod alone --max=2',
      'error: cannot autoscale a Pod: could not find scale subresource for /v1, Resource=pods in discovery information\nexit 1\n',
    ],
    ['auth can-i get pods', 'yes\n'],
    ['auth can-i delete nodes', "yes\nWarning: resource 'nodes' is not namespace scoped\n\n"],
    ['auth can-i get pods --as=bob', 'no\nexit 1\n'],
    [
      'get pods --as=bob',
      'error: --as is not supported here: what this terminal asks, its administrator asks.\nWhat another may do is told by kubectl auth can-i VERB TYPE --as=USER\nexit 1\n',
    ],
    ['config current-context', 'podplay\n'],
    ['config use-context nowhere', 'error: no context exists with the name: "nowhere"\nexit 1\n'],
    ['version --client', 'Client Version: v1.32.5\nKustomize Version: v5.5.0\n'],
    ['nonsense', 'error: unknown command "nonsense" for "kubectl"\nexit 1\n'],
    ['gett pods', 'error: unknown command "gett" for "kubectl"\n\nDid you mean this?\n\tset\n\tget\nexit 1\n'],
  ] as const)('%s', async (line, expected) => {
    expect(await world.run(line)).toBe(expected);
  });
});

test('a Deployment is applied, changed, paused, rolled back and deleted', async () => {
  const world = session(FILES);
  const { run } = world;
  expect(await run('apply -f web.yaml')).toBe('deployment.apps/web created\n');
  expect(await run('apply -f web.yaml')).toBe('deployment.apps/web unchanged\n');
  expect(await run('diff -f web.yaml')).toBe('');
  world.pass(20_000);
  expect(await run('diff -f newer.yaml')).toMatch(/-\s+- image: nginx:1\.27\n\+\s+- image: nginx:1\.25\n[^]*exit 1\n$/);
  expect(await run('apply -f newer.yaml --dry-run=server')).toBe('deployment.apps/web configured (server dry run)\n');
  expect(await run('apply -f-', deployment('nginx:1.25'))).toBe('deployment.apps/web configured\n');
  expect(await run('rollout status deploy/web')).toMatch(/deployment "web" successfully rolled out\n$/);
  expect(await run('rollout history deploy/web')).toBe(
    'deployment.apps/web \nREVISION  CHANGE-CAUSE\n1         <none>\n2         <none>\n\n',
  );
  expect(await run('rollout pause deploy/web')).toBe('deployment.apps/web paused\n');
  expect(await run('rollout pause deploy/web')).toBe('error: deployments.apps "web" is already paused\nexit 1\n');
  expect(await run('rollout undo deploy/web')).toBe(
    "error: you cannot rollback a paused deployment; resume it first with 'kubectl rollout resume' and try again\nexit 1\n",
  );
  expect(await run('rollout resume deploy/web')).toBe('deployment.apps/web resumed\n');
  expect(await run('rollout undo deploy/web')).toBe('deployment.apps/web rolled back\n');
  expect(await run('get deploy web -o jsonpath={.spec.template.spec.containers[0].image}')).toBe('nginx:1.27');
  expect(await run('set image deploy/web nginx=nginx:1.26')).toBe('deployment.apps/web image updated\n');
  expect(await run('set image deploy/web nginx=nginx:1.26')).toBe('');
  expect(await run('set image deploy/web other=nginx')).toBe('error: unable to find container named "other"\nexit 1\n');
  expect(await run('scale deploy/web --replicas=3')).toBe('deployment.apps/web scaled\n');
  expect(await run('scale deploy/web --current-replicas=9 --replicas=1')).toBe('error: Expected replicas to be 9, was 3\nexit 1\n');
  expect(await run('expose deploy web --port=80')).toBe('service/web exposed\n');
  expect(await run('create deployment web --image=nginx')).toBe(
    'error: failed to create deployment: deployments.apps "web" already exists\nexit 1\n',
  );
  expect(await run('edit deploy/web')).toMatch(/^error: unable to launch the editor/);
  expect(await run('delete deploy/web svc/web')).toBe('deployment.apps "web" deleted\nservice "web" deleted\n');
  expect(await run('delete deploy web')).toBe('Error from server (NotFound): deployments.apps "web" not found\nexit 1\n');
});

test('nodes are cordoned, tainted and freed again', async () => {
  const { run } = session();
  expect(await run('cordon node-1')).toBe('node/node-1 cordoned\n');
  expect(await run('cordon node-1')).toBe('node/node-1 already cordoned\n');
  expect(await run('uncordon node-1')).toBe('node/node-1 uncordoned\n');
  expect(await run('taint nodes node-1 a=b:NoSchedule')).toBe('node/node-1 tainted\n');
  expect(await run('taint nodes node-1 a=b:NoSchedule')).toBe(
    'error: node node-1 already has a taint(s) with same effect(s) and --overwrite is false\nexit 1\n',
  );
  expect(await run('taint nodes node-1 a=c:NoSchedule --overwrite')).toBe('node/node-1 modified\n');
  expect(await run('taint nodes node-1 a-')).toBe('node/node-1 untainted\n');
});

test('the context remembers its namespace', async () => {
  const { run } = session();
  expect(await run('create namespace demo')).toBe('namespace/demo created\n');
  expect(await run('config set-context --current --namespace=demo')).toBe('Context "podplay" modified.\n');
  expect(await run('get pods')).toBe('No resources found in demo namespace.\n');
});

describe('S42 how the rollout of a StatefulSet ends (rollout_status.go)', () => {
  const set = (name: string, more: object = {}) => ({
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name, namespace: 'default' },
    spec: {
      serviceName: name,
      replicas: 3,
      podManagementPolicy: 'Parallel',
      selector: { matchLabels: { app: name } },
      template: { metadata: { labels: { app: name } }, spec: { containers: [{ name: 'main', image: 'nginx:1.27' }] } },
      ...more,
    },
  });

  test('with its strategy left out, and with the type alone', async () => {
    const { run, pass } = session({}, [set('a'), set('b', { updateStrategy: { type: 'RollingUpdate' } })]);
    pass(20_000);
    expect(await run('rollout status sts/a')).toBe('partitioned roll out complete: 3 new pods have been updated...\n');
    expect(await run('rollout status sts/b')).toMatch(/^statefulset rolling update complete 3 pods at revision b-[a-z0-9]+\.\.\.\n$/);
  });

  test('while it goes on', async () => {
    const { run, pass } = session({}, [set('a')]);
    pass(20_000);
    await run('set image sts/a main=nginx:1.25');
    const lines = (await run('rollout status sts/a')).split('\n');
    expect(lines).toContain('Waiting for partitioned roll out to finish: 1 out of 3 new pods have been updated...');
    expect(lines).toContain('Waiting for 1 pods to be ready...');
    expect(lines.at(-2)).toBe('partitioned roll out complete: 3 new pods have been updated...');
  });
});
