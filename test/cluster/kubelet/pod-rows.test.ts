import { describe, expect, it } from 'vitest';
import type { ContainerStatus, Pod } from '../../../src/kube/kinds/pod';
import type { Manifest } from '../../../src/kube/object';
import { Whole } from '../whole';

/** The life of a Pod, row by row. Sources: website concepts/workloads/pods/pod-lifecycle.md, sidecar-containers.md,
 *  tasks/configure-liveness-readiness-startup-probes; pkg/kubelet (kuberuntime_manager.go, image_manager.go, prober.go,
 *  kubelet_pods.go); CHANGELOG-1.32. */

type Fields = Record<string, unknown>;

const sh = (command: string, more: Fields = {}): Fields => ({ name: 'c', image: 'busybox', command: ['sh', '-c', command], ...more });

const pod = (containers: Fields | readonly Fields[], spec: Fields = {}): Manifest => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'p', labels: { app: 'p' } },
  spec: { containers: Array.isArray(containers) ? containers : [containers], ...spec },
});

function settled(manifest: Manifest, seconds = 15): Whole {
  const one = new Whole();
  one.apply(manifest);
  one.run(seconds);
  return one;
}

type Told = ContainerStatus & Required<Pick<ContainerStatus, 'state'>>;

const status = (one: Whole, name = 'c'): Told =>
  [...(one.pod('p').status.containerStatuses ?? []), ...(one.pod('p').status.initContainerStatuses ?? [])].find(
    (s) => s.name === name,
  ) as Told;

const condition = (one: Whole, type: string) => one.pod('p').status.conditions?.find((c) => c.type === type);

/** Every state that the Pod has had, as `what` sees it, each said once. */
function lives<T>(manifest: Manifest, seconds: number, what: (pod: Pod) => T, act: (one: Whole) => void = () => {}): T[] {
  const one = new Whole();
  const seen: T[] = [];
  one.api.onChange(({ resource, object, type }) => {
    if (resource !== 'pods' || object.metadata.name !== 'p' || type === 'DELETED') return;
    const now = what(object as Pod);
    if (JSON.stringify(now) !== JSON.stringify(seen.at(-1))) seen.push(now);
  });
  one.apply(manifest);
  one.run(10);
  act(one);
  one.run(seconds - 10);
  return seen;
}

const phases = (manifest: Manifest, seconds = 20) => lives(manifest, seconds, ({ status }) => status.phase);
const reasonOf = (pod: Pod) => {
  const state = pod.status.containerStatuses?.[0]?.state;
  return state?.waiting?.reason ?? state?.terminated?.reason ?? (state?.running ? 'running' : undefined);
};

describe('phase', () => {
  it.each([
    ['P1', 'runs', pod(sh('sleep 1000')), ['Pending', 'Running']],
    ['P1', 'crashes: it stays Running', pod(sh('exit 1')), ['Pending', 'Running']],
    ['P1', 'waits for its image', pod({ name: 'c', image: 'nginx:broken' }), ['Pending']],
    ['P2', 'ends well and is never restarted', pod(sh('exit 0'), { restartPolicy: 'Never' }), ['Pending', 'Running', 'Succeeded']],
    ['P2', 'fails and is never restarted', pod(sh('exit 3'), { restartPolicy: 'Never' }), ['Pending', 'Running', 'Failed']],
    ['P2', 'ends well under OnFailure', pod(sh('exit 0'), { restartPolicy: 'OnFailure' }), ['Pending', 'Running', 'Succeeded']],
    ['P2', 'ends well under Always: it never ends', pod(sh('exit 0')), ['Pending', 'Running']],
    [
      'P2',
      'has one container that fails, of two',
      pod([sh('exit 0'), sh('exit 1', { name: 'd' })], { restartPolicy: 'Never' }),
      ['Pending', 'Running', 'Failed'],
    ],
  ])('%s a Pod that %s', (_id, _what, manifest, expected) => expect(phases(manifest)).toEqual(expected));
});

describe('restarts', () => {
  it('P3 the first restart is immediate, then 10, 20, 40, 80, 160, 300, 300 s', () => {
    const one = new Whole();
    const starts: number[] = [];
    one.api.onChange(({ resource, object }) => {
      const running = resource === 'pods' ? (object as Pod).status.containerStatuses?.[0]?.restartCount : undefined;
      if (running !== undefined && running > starts.length - 1 && reasonOf(object as Pod) === 'running') starts.push(one.cluster.at);
    });
    one.apply(pod(sh('sleep 1; exit 1')));
    one.run(1200);
    const gaps = starts.slice(1).map((at, i) => (at - starts[i]!) / 1000 - 1);
    [0, 10, 20, 40, 80, 160, 300, 300].forEach((seconds, i) => {
      expect(gaps[i], `restart ${i + 1}`).toBeGreaterThanOrEqual(seconds);
      expect(gaps[i], `restart ${i + 1}`).toBeLessThan(seconds + 4);
    });
  });

  it('P3 ten minutes without problems begin the back-off anew', () => {
    const one = settled(
      pod(
        sh('if [ -f /cache/x ]; then sleep 700; fi; touch /cache/x; exit 1', { volumeMounts: [{ name: 'cache', mountPath: '/cache' }] }),
        { volumes: [{ name: 'cache', emptyDir: {} }] },
      ),
      745,
    );
    expect(status(one).restartCount).toBeGreaterThanOrEqual(2);
    expect(status(one).state.running).toBeDefined();
  });

  it('P4 while it waits: CrashLoopBackOff, the reason with its delay, and the event', () => {
    const one = settled(pod(sh('exit 1')), 25);
    const { uid } = one.pod('p').metadata;
    expect(status(one).state.waiting).toEqual({
      reason: 'CrashLoopBackOff',
      message: `back-off 20s restarting failed container=c pod=p_default(${uid})`,
    });
    expect(one.events('p')).toContain(`BackOff: Back-off restarting failed container c in pod p_default(${uid})`);
  });

  it('P5 exit 0 is restarted as well under Always, and backs off', () => {
    const seen = lives(pod(sh('sleep 1')), 40, reasonOf);
    expect(seen.slice(seen.indexOf('ContainerCreating') + 1).slice(0, 8)).toEqual([
      'running',
      'Completed',
      'running',
      'Completed',
      'CrashLoopBackOff',
      'running',
      'Completed',
      'CrashLoopBackOff',
    ]);
  });

  it.each([
    ['exit 1', 'Error', 1],
    ['exit 0', 'Completed', 0],
    ['exit 137', 'Error', 137],
  ])('P6 after `%s` the last state is %s', (command, reason, exitCode) => {
    const one = settled(pod(sh(`sleep 1; ${command}`), { restartPolicy: 'Never' }));
    expect(status(one).state.terminated).toMatchObject({ reason, exitCode });
  });

  it('P6 a command that is not there: StartError, 128', () => {
    const one = settled(pod({ name: 'c', image: 'busybox', command: ['/nothing'] }, { restartPolicy: 'Never' }));
    expect(status(one).state.terminated).toMatchObject({ reason: 'StartError', exitCode: 128 });
  });

  it('P37 restarts are told with the age of the last one', () => {
    const one = settled(pod(sh('sleep 2; exit 1')), 12);
    const table = one.api.table('pods', [one.pod('p')]);
    expect(String(table.rows[0]!.cells[3])).toMatch(/^1 \(\d+s ago\)$/);
  });
});

describe('images', () => {
  it('P7 pulled: how long it took and how large it is; present: so it says', () => {
    const one = settled(
      pod([
        { name: 'c', image: 'nginx:1.25' },
        { name: 'd', image: 'nginx:1.25', command: ['sleep', '100'] },
      ]),
      30,
    );
    const events = one.events('p');
    expect(events).toContain('Pulling: Pulling image "nginx:1.25"');
    expect(events.find((event) => event.startsWith('Pulled: Successfully'))).toMatch(
      /^Pulled: Successfully pulled image "nginx:1\.25" in [\d.]+m?s \([\d.]+m?s including waiting\)\. Image size: \d+ bytes\.$/,
    );
    expect(events).toContain('Pulled: Container image "nginx:1.25" already present on machine');
  });

  it('P8 a pull that fails: four events, and reasons that alternate', () => {
    const one = settled(pod({ name: 'c', image: 'nginx:broken' }), 6);
    const failed = one.events('p').find((event) => event.startsWith('Failed: Failed to pull image'))!;
    const words = failed.slice('Failed: Failed to pull image "nginx:broken": '.length);
    expect(one.events('p')).toEqual(
      expect.arrayContaining([
        'Failed: Error: ErrImagePull',
        'BackOff: Back-off pulling image "nginx:broken"',
        'Failed: Error: ImagePullBackOff',
      ]),
    );
    expect(status(one).state.waiting).toEqual({
      reason: 'ImagePullBackOff',
      message: `Back-off pulling image "nginx:broken": ErrImagePull: ${words}`,
    });
    const seen = lives(pod({ name: 'c', image: 'nginx:broken' }), 60, reasonOf);
    expect(seen.slice(seen.indexOf('ErrImagePull')).slice(0, 4)).toEqual([
      'ErrImagePull',
      'ImagePullBackOff',
      'ErrImagePull',
      'ImagePullBackOff',
    ]);
  });

  it('P9 never to be pulled, and absent', () => {
    const one = settled(pod({ name: 'c', image: 'nginx:1.25', imagePullPolicy: 'Never' }));
    expect(status(one).state.waiting).toEqual({
      reason: 'ErrImageNeverPull',
      message: 'Container image "nginx:1.25" is not present with pull policy of Never',
    });
  });

  it('P10 a name that is none', () => {
    const one = settled(pod({ name: 'c', image: 'Nginx:1' }));
    expect(status(one).state.waiting!.reason).toBe('InvalidImageName');
    expect(one.events('p').find((event) => event.startsWith('InspectFailed'))).toMatch(
      /^InspectFailed: Failed to apply default image tag "Nginx:1": couldn't parse image name/,
    );
  });

  it('P11 created and started', () => {
    const one = settled(pod(sh('sleep 1000')));
    expect(one.events('p')).toEqual(expect.arrayContaining(['Created: Created container: c', 'Started: Started container c']));
  });
});

const http = (path: string, more: Fields = {}) => ({ httpGet: { path, port: 80 }, periodSeconds: 2, failureThreshold: 3, ...more });
const file = (more: Fields = {}) => ({ exec: { command: ['cat', '/tmp/well'] }, periodSeconds: 2, ...more });
const web = (more: Fields) => ({ name: 'c', image: 'nginx:1.25', ...more });

describe('probes', () => {
  it('P13 an HTTP probe that fails says which status it got', () => {
    const one = settled(pod(web({ readinessProbe: http('/nothing') })), 20);
    expect(one.events('p')).toContain('Unhealthy: Readiness probe failed: HTTP probe failed with statuscode: 404');
  });

  it.each([
    ['readinessProbe', 'Readiness'],
    ['livenessProbe', 'Liveness'],
    ['startupProbe', 'Startup'],
  ])('P13 %s: a failure and an error are Warnings in the prober’s words', (probe, title) => {
    const said = (settings: Fields) => {
      const one = settled(pod(web({ [probe]: { periodSeconds: 2, ...settings } })), 8);
      const told = one.api.list('events').find(({ reason }) => reason === 'Unhealthy')!;
      expect(told).toMatchObject({
        type: 'Warning',
        source: { component: 'kubelet' },
        involvedObject: { fieldPath: 'spec.containers{c}' },
      });
      return String(told['message']);
    };
    expect(said({ httpGet: { port: 80, path: '/nothing' } })).toBe(`${title} probe failed: HTTP probe failed with statuscode: 404`);
    expect(said({ httpGet: { port: 81 } })).toMatch(
      new RegExp(`^${title} probe failed: Get "http://10[.0-9]+:81/": dial tcp 10[.0-9]+:81: connect: connection refused$`),
    );
    expect(said({ tcpSocket: { port: 81 } })).toMatch(
      new RegExp(`^${title} probe failed: dial tcp 10[.0-9]+:81: connect: connection refused$`),
    );
    expect(said({ exec: { command: ['sh', '-c', 'echo not yet; exit 1'] } })).toBe(`${title} probe failed: not yet\n`);
    expect(said({ exec: { command: ['nosuch'] } })).toBe(
      `${title} probe errored and resulted in unknown state: rpc error: code = Unknown desc = failed to exec in container: failed to start exec: OCI runtime exec failed: exec failed: unable to start container process: exec: "nosuch": executable file not found in $PATH: unknown`,
    );
  });

  it('P14 what a probe is when little is said', () => {
    const one = settled(pod(web({ livenessProbe: { httpGet: { port: 80 } } })));
    expect(one.pod('p').spec.containers[0]!.livenessProbe).toEqual({
      httpGet: { path: '/', port: 80, scheme: 'HTTP' },
      timeoutSeconds: 1,
      periodSeconds: 10,
      successThreshold: 1,
      failureThreshold: 3,
    });
  });

  it.each(['livenessProbe', 'startupProbe'])('P14 successThreshold of a %s must be 1', (probe) => {
    const one = new Whole();
    expect(one.refusal(() => one.apply(pod(web({ [probe]: { httpGet: { port: 80 }, successThreshold: 2 } }))))).toContain(
      `spec.containers[0].${probe}.successThreshold: Invalid value: 2: must be 1`,
    );
  });

  it('P15 not ready before the first answer; liveness waits for startup', () => {
    const one = settled(
      pod(
        sh('sleep 8; touch /tmp/well; sleep 1000', {
          startupProbe: file({ failureThreshold: 30 }),
          livenessProbe: file({ failureThreshold: 1 }),
        }),
      ),
      7,
    );
    expect(status(one)).toMatchObject({ ready: false, started: false, restartCount: 0 });
    one.run(15);
    expect(status(one)).toMatchObject({ ready: true, started: true, restartCount: 0 });
  });

  it('an image that nobody knows here answers where it is probed, though it declares no port; a known one does not', () => {
    const readinessProbe = { httpGet: { path: '/ready', port: 8080 } };
    expect(status(settled(pod({ name: 'c', image: 'example.com/shop/front:1', readinessProbe }))).ready).toBe(true);
    expect(status(settled(pod({ name: 'c', image: 'nginx', readinessProbe }))).ready).toBe(false);
  });

  it('P15 without a startup probe: not ready until readiness has answered once, however well it runs', () => {
    const one = settled(pod(sh('touch /tmp/well; sleep 1000', { readinessProbe: { ...file(), initialDelaySeconds: 20 } })), 15);
    expect(status(one)).toMatchObject({ ready: false, started: true });
    one.run(20);
    expect(status(one).ready).toBe(true);
  });

  it('P16, P18 three failures: not ready, out of the Service, not restarted; and ready again', () => {
    const one = settled(pod(sh('touch /tmp/well; sleep 1000', { readinessProbe: file() })), 12);
    one.apply({ apiVersion: 'v1', kind: 'Service', metadata: { name: 's' }, spec: { selector: { app: 'p' }, ports: [{ port: 80 }] } });
    one.run(5);
    const ready = () =>
      (
        one.api.list('endpointslices', 'default').find(({ metadata }) => metadata.name.startsWith('s-'))!['endpoints'] as {
          conditions: { ready: boolean };
        }[]
      ).map((e) => e.conditions.ready);
    expect(ready()).toEqual([true]);
    one.exec('p', 'rm', '/tmp/well');
    one.run(12);
    expect(condition(one, 'Ready')).toMatchObject({
      status: 'False',
      reason: 'ContainersNotReady',
      message: 'containers with unready status: [c]',
    });
    expect(condition(one, 'ContainersReady')).toMatchObject({ status: 'False' });
    expect(ready()).toEqual([false]);
    expect(status(one)).toMatchObject({ restartCount: 0, ready: false });
    const since = condition(one, 'Ready')!.lastTransitionTime;
    one.exec('p', 'touch', '/tmp/well');
    one.run(5);
    expect(condition(one, 'Ready')).toMatchObject({ status: 'True' });
    expect(condition(one, 'Ready')!.lastTransitionTime! > since!).toBe(true);
    expect(ready()).toEqual([true]);
  });

  it('P12, P17 liveness fails three times: killed, and started again', () => {
    const one = settled(
      pod(sh('touch /tmp/well; sleep 5; rm /tmp/well; sleep 1000', { livenessProbe: file() }), { terminationGracePeriodSeconds: 1 }),
      22,
    );
    expect(one.events('p')).toContain('Killing: Container c failed liveness probe, will be restarted');
    expect(one.events('p').some((event) => event.startsWith('Unhealthy: Liveness probe failed: cat:'))).toBe(true);
    expect(status(one).restartCount).toBe(1);
  });

  it('P12 startup fails for good: killed', () => {
    const one = settled(pod(sh('sleep 1000', { startupProbe: file({ failureThreshold: 2 }) }), { terminationGracePeriodSeconds: 1 }), 14);
    expect(one.events('p')).toContain('Killing: Container c failed startup probe, will be restarted');
  });
});

describe('the end', () => {
  it('P12, P19, P20 a delete tells the time that is left, and what ignores TERM is killed at its end', () => {
    const one = settled(pod(sh('sleep 1000')));
    one.delete('pods', 'p');
    one.run(1);
    const { deletionTimestamp, deletionGracePeriodSeconds } = one.pod('p').metadata;
    expect(deletionGracePeriodSeconds).toBe(30);
    expect(Date.parse(deletionTimestamp!)).toBeGreaterThan(one.cluster.clock.now() + 27_000);
    expect(one.events('p')).toContain('Killing: Stopping container c');
    one.run(28);
    expect(one.find('pods', 'p')).toBeDefined();
    one.run(5);
    expect(one.find('pods', 'p')).toBeUndefined();
  });

  it('P19 preStop comes first, and its time counts', () => {
    const hook = { lifecycle: { preStop: { exec: { command: ['sleep', '4'] } } } };
    const one = settled(pod(web(hook), { terminationGracePeriodSeconds: 20 }));
    one.delete('pods', 'p');
    one.run(3);
    expect(one.find('pods', 'p')).toBeDefined();
    expect(status(one).state.running).toBeDefined();
    one.run(5);
    expect(one.find('pods', 'p')).toBeUndefined();
  });

  it('P36 preStop may sleep', () => {
    const one = settled(pod(web({ lifecycle: { preStop: { sleep: { seconds: 5 } } } })));
    one.delete('pods', 'p');
    one.run(4);
    expect(one.find('pods', 'p')).toBeDefined();
    one.run(4);
    expect(one.find('pods', 'p')).toBeUndefined();
  });

  it.each([
    ['143 when TERM ends it', 'nginx:1.25', undefined, 0],
    ['137 when it must be killed', 'busybox', ['sh', '-c', 'sleep 1000'], 137],
  ])('P20, P23 before it disappears its container has the exit code %s', (_what, image, command, exitCode) => {
    const codes: number[] = [];
    const one = settled(pod({ name: 'c', image, ...(command && { command }) }, { terminationGracePeriodSeconds: 2 }));
    one.api.onChange(({ resource, object }) => {
      const code = resource === 'pods' ? (object as Pod).status.containerStatuses?.[0]?.state?.terminated?.exitCode : undefined;
      if (code !== undefined) codes.push(code);
    });
    one.delete('pods', 'p');
    one.run(6);
    expect(codes[0]).toBe(exitCode);
  });

  it('P21 with a grace of nothing it is gone at once', () => {
    const one = settled(pod(sh('sleep 1000')));
    one.delete('pods', 'p', { gracePeriodSeconds: 0 });
    expect(one.find('pods', 'p')).toBeUndefined();
  });

  it('P22 a Pod without a node is gone at once', () => {
    const one = settled(pod(sh('sleep 1'), { nodeSelector: { no: 'where' } }));
    one.delete('pods', 'p');
    expect(one.find('pods', 'p')).toBeUndefined();
  });

  it('P24 a second delete may shorten the grace, not lengthen it', () => {
    const one = settled(pod(sh('sleep 1000')));
    one.delete('pods', 'p', { gracePeriodSeconds: 20 });
    one.delete('pods', 'p', { gracePeriodSeconds: 25 });
    expect(one.pod('p').metadata.deletionGracePeriodSeconds).toBe(20);
    one.delete('pods', 'p', { gracePeriodSeconds: 3 });
    expect(one.pod('p').metadata.deletionGracePeriodSeconds).toBe(3);
    one.run(6);
    expect(one.find('pods', 'p')).toBeUndefined();
  });

  it('P25 a Pod that may be active only so long', () => {
    const one = settled(pod(sh('sleep 1000'), { activeDeadlineSeconds: 5, terminationGracePeriodSeconds: 1 }), 20);
    expect(one.pod('p').status).toMatchObject({
      phase: 'Failed',
      reason: 'DeadlineExceeded',
      message: 'Pod was active on the node longer than the specified deadline',
    });
  });
});

describe('init containers and sidecars', () => {
  const shown = (one: Whole) => one.api.table('pods', [one.pod('p')]).rows[0]!.cells;
  const init = (name: string, command: string, more: Fields = {}) => sh(command, { name, ...more });

  it('P26, P29 one after the other, and the Pod tells which', () => {
    const seen = lives(pod(sh('sleep 1000'), { initContainers: [init('a', 'sleep 2'), init('b', 'sleep 2')] }), 30, (one) => {
      const [c, a, b] = [one.status.containerStatuses?.[0], ...(one.status.initContainerStatuses ?? [])];
      const say = (s?: ContainerStatus) => s?.state?.waiting?.reason ?? (s?.state?.running ? 'running' : s?.state?.terminated?.reason);
      return [say(a), say(b), say(c)].join(' ');
    });
    expect(seen).toEqual(
      expect.arrayContaining([
        'PodInitializing PodInitializing PodInitializing',
        'running PodInitializing PodInitializing',
        'Completed running PodInitializing',
        'Completed Completed PodInitializing',
        'Completed Completed running',
      ]),
    );
  });

  it.each([
    ['waits', 'sleep 1000', {}, ['Pending', 'Init:0/1']],
    ['fails', 'sleep 3; exit 1', {}, ['Pending', 'Init:0/1', 'Init:Error', 'Init:0/1']],
    ['fails and may not be tried again', 'sleep 3; exit 1', { restartPolicy: 'Never' }, ['Pending', 'Init:0/1', 'Init:Error']],
  ])('P26 STATUS when the init container %s', (_what, command, spec, texts) => {
    const { api } = new Whole();
    const seen = lives(pod(sh('sleep 1000'), { initContainers: [init('a', command)], ...spec }), 30, (now) =>
      String(api.table('pods', [now]).rows[0]!.cells[2]),
    );
    expect(seen.slice(0, texts.length)).toEqual(texts);
  });

  it('P26 STATUS when it fails again and again', () => {
    expect(shown(settled(pod(sh('sleep 1000'), { initContainers: [init('a', 'exit 1')] }), 25))[2]).toBe('Init:CrashLoopBackOff');
  });

  it('P26 a failed one ends a Pod that may not restart', () => {
    const one = settled(pod(sh('sleep 1000'), { initContainers: [init('a', 'exit 1')], restartPolicy: 'Never' }));
    expect(one.pod('p').status.phase).toBe('Failed');
  });

  it('P27 a sidecar is started, counted, and does not hold up the next one', () => {
    const sidecar = init('side', 'sleep 1000', { restartPolicy: 'Always' });
    const one = settled(pod(sh('sleep 1000'), { initContainers: [sidecar, init('a', 'exit 0')] }), 20);
    expect(shown(one).slice(1, 3)).toEqual(['2/2', 'Running']);
  });

  it('P27 the next one waits until a sidecar has passed its startup probe', () => {
    const sidecar = init('side', 'sleep 6; touch /tmp/well; sleep 1000', {
      restartPolicy: 'Always',
      startupProbe: file({ failureThreshold: 30 }),
    });
    const one = settled(pod(sh('sleep 1000'), { initContainers: [sidecar] }), 6);
    expect(status(one).state.waiting).toBeDefined();
    one.run(12);
    expect(status(one).state.running).toBeDefined();
  });
});

describe('what the status shows', () => {
  it('P28 conditions in order', () => {
    expect(
      settled(pod(sh('sleep 1000')))
        .pod('p')
        .status.conditions!.map(({ type }) => type),
    ).toEqual(['PodReadyToStartContainers', 'Initialized', 'Ready', 'ContainersReady', 'PodScheduled']);
  });

  it('P30 a ConfigMap that is missing: from the environment, and as a volume', () => {
    const env = settled(pod(sh('sleep 1', { envFrom: [{ configMapRef: { name: 'x' } }] })));
    expect(status(env).state.waiting).toEqual({ reason: 'CreateContainerConfigError', message: 'configmap "x" not found' });
    env.apply({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'x' }, data: {} });
    env.run(90);
    expect(status(env).state.waiting?.reason).not.toBe('CreateContainerConfigError');
    const mount = settled(
      pod(sh('sleep 1', { volumeMounts: [{ name: 'v', mountPath: '/v' }] }), { volumes: [{ name: 'v', configMap: { name: 'x' } }] }),
    );
    expect(status(mount).state.waiting!.reason).toBe('ContainerCreating');
    expect(mount.events('p')).toContain('FailedMount: MountVolume.SetUp failed for volume "v" : configmap "x" not found');
  });

  it('P31 a mounted ConfigMap follows, the environment does not', () => {
    const one = new Whole();
    one.apply({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'x' }, data: { key: 'old' } });
    one.apply(
      pod(sh('sleep 1000', { envFrom: [{ configMapRef: { name: 'x' } }], volumeMounts: [{ name: 'v', mountPath: '/v' }] }), {
        volumes: [{ name: 'v', configMap: { name: 'x' } }],
      }),
    );
    one.run(15);
    one.patch('configmaps', 'x', { data: { key: 'new' } });
    expect(one.exec('p', 'cat', '/v/key')).toBe('old');
    one.run(100);
    expect(one.exec('p', 'cat', '/v/key')).toBe('new');
    expect(one.exec('p', 'sh', '-c', 'echo $key')).toBe('old\n');
  });

  it('P32 a Pod is not changed but for its image', () => {
    const one = settled(pod(sh('sleep 1000')));
    expect(one.refusal(() => one.patch('pods', 'p', { spec: { hostname: 'x' } }))).toContain(
      'Pod "p" is invalid: spec: Forbidden: pod updates may not change fields other than',
    );
    expect(one.refusal(() => one.patch('pods', 'p', { spec: { activeDeadlineSeconds: 100 } }))).toBe('not refused');
  });

  it.each([
    ['BestEffort', [{}]],
    ['Burstable', [{ requests: { cpu: '100m' } }]],
    ['Burstable', [{ limits: { cpu: '1', memory: '1Gi' }, requests: { cpu: '100m', memory: '1Gi' } }]],
    ['Guaranteed', [{ limits: { cpu: '1', memory: '1Gi' } }]],
    ['Burstable', [{ limits: { cpu: '1', memory: '1Gi' } }, {}]],
    ['Burstable', [{ limits: { cpu: '1' } }]],
  ])('P33 %s for %j', (qosClass, all) => {
    const one = settled(pod(all.map((resources, i) => sh('sleep 1', { name: `c${i}`, resources }))), 1);
    expect(one.pod('p').status.qosClass).toBe(qosClass);
  });

  it('P34 a node that runs short of memory evicts: Failed, Evicted, DisruptionTarget (eviction_manager.go evictPod)', () => {
    const one = settled(pod(sh('sleep 1000')), 90);
    one.fault({ kind: 'fill-node', node: one.pod('p').spec.nodeName!, resource: 'memory' });
    one.run(10);
    const { phase, reason, message } = one.pod('p').status;
    const words =
      'The node was low on resource: memory. Threshold quantity: 100Mi, available: 50Mi. Container c was using 1Mi, request is 0, has larger consumption of memory. ';
    expect({ phase, reason, message }).toEqual({ phase: 'Failed', reason: 'Evicted', message: words });
    expect(condition(one, 'DisruptionTarget')).toMatchObject({
      status: 'True',
      reason: 'TerminationByKubelet',
      message: words,
    });
    expect(one.events('p')).toContain(`Evicted: ${words}`);
  });

  it('P35 a hook that fails: an event; after a failed postStart the container is killed (kuberuntime_container.go)', () => {
    const one = settled(pod(web({ lifecycle: { postStart: { exec: { command: ['false'] } } } })), 12);
    const told = one.events('p');
    const at = told.indexOf('FailedPostStartHook: PostStartHook failed');
    expect(at).toBeGreaterThan(0);
    expect(told[at + 1]).toBe('Killing: FailedPostStartHook');
    expect(status(one).state.running).toBeUndefined();
    const stop = settled(pod(web({ lifecycle: { preStop: { exec: { command: ['false'] } } } })));
    stop.delete('pods', 'p');
    stop.run(2);
    expect(stop.events('p')).toContain('FailedPreStopHook: PreStopHook failed');
  });

  it('P39 the end of a container is told within a second (relist of the PLEG)', () => {
    const seen: number[] = [];
    const one = new Whole();
    one.api.onChange(({ resource, object }) => {
      const done = resource === 'pods' && (object as Pod).status.containerStatuses?.[0]?.state?.terminated;
      if (done) seen.push(one.cluster.engine.now - Date.parse(done.finishedAt!));
    });
    one.apply(pod(sh('sleep 7.3'), { restartPolicy: 'Never' }));
    one.run(30);
    // finishedAt is in whole seconds.
    expect(seen[0]).toBeGreaterThanOrEqual(0);
    expect(seen[0]).toBeLessThan(2000);
  });

  it('P38 a Pod in the network of its node has its address', () => {
    const { podIP, hostIP } = settled(pod(sh('sleep 1000'), { hostNetwork: true })).pod('p').status;
    expect(podIP).toBe(hostIP);
  });

  it('P40 variables that were defined before are filled in', () => {
    const env = [
      { name: 'A', value: 'a' },
      { name: 'B', value: '$(A) $(C) $$(A)' },
      { name: 'C', value: 'c' },
    ];
    expect(settled(pod(sh('sleep 1000', { env }))).exec('p', 'sh', '-c', 'echo "$B"')).toBe('a $(C) $(A)\n');
  });
});
