import { describe, expect, it } from 'vitest';
import { execInPod, logsOf } from '../../../src/cluster/kubelet';
import { everyStatus } from '../../../src/kube/kinds/pod-containers';
import { Nodes } from './world';

/** Source: kuberuntime_manager.go computePodActions, SyncPod; registry/core/pod/strategy.go; ValidatePodEphemeralContainersUpdate */

const WEB = { group: '', version: 'v1', resource: 'pods', namespace: 'default', name: 'web' };

function debug(nodes: Nodes, container: Record<string, unknown>, spec: Record<string, unknown> = {}) {
  const patch = { spec: { ephemeralContainers: [{ name: 'debugger', image: 'busybox:1.36', ...container }], ...spec } };
  return nodes.engine.api.patch(WEB, 'application/strategic-merge-patch+json', patch, { subresource: 'ephemeralcontainers' });
}

function web(container: Record<string, unknown> = {}, spec: Record<string, unknown> = {}): Nodes {
  const nodes = new Nodes();
  nodes.pod('web', { image: 'nginx:1.27.4', ...container }, spec);
  nodes.run(10_000);
  return nodes;
}

const state = (nodes: Nodes) => everyStatus(nodes.get('web').status).find(({ name }) => name === 'debugger')?.state;

describe('an ephemeral container', () => {
  it('starts in a running pod, shares its address, and can be looked into', () => {
    const nodes = web();
    const before = nodes.get('web');
    debug(nodes, { stdin: true, tty: true, targetContainerName: 'c' });
    nodes.run(10_000);
    const after = nodes.get('web');
    expect(after.status.ephemeralContainerStatuses).toMatchObject([
      { name: 'debugger', ready: false, restartCount: 0, lastState: {}, state: { running: {} } },
    ]);
    expect(after.status.ephemeralContainerStatuses![0]).not.toHaveProperty('started');
    // The pod itself is what it was.
    expect(after.status.containerStatuses).toEqual(before.status.containerStatuses);
    expect(after.status.conditions).toEqual(before.status.conditions);
    expect(after.spec.ephemeralContainers).toMatchObject([
      { imagePullPolicy: 'IfNotPresent', terminationMessagePath: '/dev/termination-log', resources: {} },
    ]);
    // No token is mounted: the ServiceAccount plugin acts on create alone.
    expect(after.spec.ephemeralContainers![0]).not.toHaveProperty('volumeMounts');
    const asked = execInPod(nodes.engine, after, { command: ['wget', '-qO-', 'localhost'], container: 'debugger' });
    expect(asked.stdout).toContain('Welcome to nginx!');
    expect(execInPod(nodes.engine, after, { command: ['ps'], container: 'debugger' }).stdout).toContain('nginx -g daemon off;');
    expect(execInPod(nodes.engine, after, { command: ['ls', '/bin/busybox'], container: 'c' }).exitCode).not.toBe(0);
    const started = nodes.engine.api.list('events').find((event) => event['message'] === 'Started container debugger');
    expect(started?.['involvedObject']).toMatchObject({ fieldPath: 'spec.ephemeralContainers{debugger}' });
  });

  it('is never started again, and its log stays', () => {
    const nodes = web();
    debug(nodes, { command: ['sh', '-c', 'echo looked; exit 3'] });
    nodes.run(60_000);
    expect(state(nodes)?.terminated).toMatchObject({ exitCode: 3, reason: 'Error' });
    expect(nodes.get('web').status).toMatchObject({ phase: 'Running', ephemeralContainerStatuses: [{ restartCount: 0 }] });
    expect(logsOf(nodes.engine, nodes.get('web'), 'debugger', false).map(({ text }) => text)).toEqual(['looked']);
  });

  it('starts while init containers still run', () => {
    const nodes = web({}, { initContainers: [{ name: 'wait', image: 'busybox:1.36', command: ['sleep', '1000'] }] });
    debug(nodes, { command: ['sleep', '1000'] });
    expect(nodes.get('web').status.phase).toBe('Pending');
    nodes.run(10_000);
    expect(state(nodes)?.running).toBeDefined();
    expect(nodes.get('web').status.phase).toBe('Pending');
  });

  it('is pulled as any other, with the same back-off', () => {
    const nodes = web();
    debug(nodes, { image: 'bussybox' });
    nodes.run(8_000);
    expect(['ErrImagePull', 'ImagePullBackOff']).toContain(state(nodes)?.waiting?.reason);
  });

  it('ends with its pod', () => {
    const nodes = web({ image: 'busybox:1.36', command: ['sleep', '30'] }, { restartPolicy: 'Never' });
    debug(nodes, { command: ['sh', '-c', "trap 'exit 0' TERM; while true; do sleep 1; done"] });
    nodes.run(15_000);
    expect(state(nodes)?.running).toBeDefined();
    nodes.run(30_000);
    expect(nodes.get('web').status.phase).toBe('Succeeded');
    expect(state(nodes)?.terminated).toBeDefined();
    // What has ended gets no more.
    debug(nodes, { name: 'late' });
    nodes.run(10_000);
    expect(nodes.get('web').status.ephemeralContainerStatuses).toHaveLength(1);
    nodes.delete('web');
    nodes.run(10_000);
    expect(nodes.find('web')).toBeUndefined();
  });

  it('holds up a deletion no longer than the grace', () => {
    const nodes = web();
    debug(nodes, { command: ['sleep', '1000'] });
    nodes.run(10_000);
    nodes.delete('web');
    nodes.run(25_000);
    expect(nodes.find('web')).toBeDefined();
    nodes.run(10_000);
    expect(nodes.find('web')).toBeUndefined();
    expect([...nodes.engine.cell('kubelet/processes').keys()]).toEqual([]);
  });

  it('does not come back when its node has been off', () => {
    const nodes = web();
    debug(nodes, { command: ['sleep', '100000'] });
    nodes.run(10_000);
    nodes.fault({ kind: 'stop-node', node: 'node-1' });
    nodes.run(20_000);
    nodes.fault({ kind: 'start-node', node: 'node-1' });
    nodes.run(60_000);
    expect(state(nodes)?.terminated).toMatchObject({ exitCode: 255 });
    expect(nodes.status('web').state?.running).toBeDefined();
  });
});

describe('what the API server says', () => {
  const refused = (act: () => unknown) => {
    try {
      act();
    } catch (error) {
      return (error as Error).message;
    }
    return 'taken';
  };

  it.each([
    [{ ports: [{ containerPort: 80 }] }, 'spec.ephemeralContainers[0].ports: Forbidden: cannot be set for an Ephemeral Container'],
    [{ lifecycle: { preStop: { exec: { command: ['ls'] } } } }, 'lifecycle: Forbidden: cannot be set for an Ephemeral Container'],
    [{ resources: { limits: { cpu: '1' } } }, 'resources: Forbidden: cannot be set for an Ephemeral Container'],
    [{ readinessProbe: { tcpSocket: { port: 80 } } }, 'readinessProbe: Forbidden: cannot be set for an Ephemeral Container'],
    [{ name: 'c' }, 'spec.ephemeralContainers[0].name: Duplicate value: "c"'],
    [{ targetContainerName: 'd' }, 'spec.ephemeralContainers[0].targetContainerName: Not found: "d"'],
    [{ image: '' }, 'spec.ephemeralContainers[0].image: Required value'],
  ])('refuses %j', (container, words) => {
    expect(refused(() => debug(web(), container))).toContain(words);
  });

  it('keeps those that are there, and everything else of the pod', () => {
    const nodes = web();
    debug(nodes, {}, { terminationGracePeriodSeconds: 1 });
    expect(nodes.get('web').spec.terminationGracePeriodSeconds).toBe(30);
    expect(refused(() => debug(nodes, { image: 'busybox:1.35' }))).toContain('existing ephemeral containers "debugger" may not be changed');
    const { api } = nodes.engine;
    const bare = { ...nodes.get('web'), spec: { ...nodes.get('web').spec, ephemeralContainers: [] } };
    expect(refused(() => api.replace(WEB, bare as never, { subresource: 'ephemeralcontainers' }))).toContain('may not be removed');
    expect(refused(() => api.replace(WEB, bare as never))).toContain('pod updates may not change fields other than');
  });

  it('takes none with a new pod, nor in a template', () => {
    const nodes = new Nodes();
    const ephemeralContainers = [{ name: 'debugger', image: 'busybox' }];
    expect(refused(() => nodes.pod('web', { image: 'nginx' }, { ephemeralContainers }))).toContain(
      'spec.ephemeralContainers: Forbidden: cannot be set on create',
    );
    const template = { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'c', image: 'nginx' }], ephemeralContainers } };
    const spec = { selector: { matchLabels: { app: 'web' } }, template };
    expect(refused(() => nodes.create('deployments', { metadata: { name: 'web' }, spec }))).toContain(
      'spec.template.spec.ephemeralContainers: Forbidden: ephemeral containers not allowed in pod template',
    );
  });
});
