import { describe, expect, it } from 'vitest';
import { scenarioOf } from '../../../src/cli/scenario';
import { simulate } from '../../../src/cli/simulation';
import type { Lease } from '../../../src/kube/kinds/lease';
import type { Node } from '../../../src/kube/kinds/node';
import type { Pod } from '../../../src/kube/kinds/pod';
import { isReady } from '../../../src/kube/kinds/pod-status';
import type { KubeObject, Manifest } from '../../../src/kube/object';
import { Whole } from '../whole';

/** Rows K of the behaviour tables: node lifecycle, taints, eviction. */

const pod = (name: string, spec: object = {}): Manifest => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, labels: { app: name } },
  spec: { terminationGracePeriodSeconds: 1, containers: [{ name: 'c', image: 'nginx' }], ...spec },
});
const workload = (kind: string, spec: object = {}): Manifest => ({
  apiVersion: 'apps/v1',
  kind,
  metadata: { name: 'web' },
  spec: {
    selector: { matchLabels: { app: 'web' } },
    template: {
      metadata: { labels: { app: 'web' } },
      spec: { terminationGracePeriodSeconds: 1, containers: [{ name: 'c', image: 'nginx' }] },
    },
    ...spec,
  },
});
const service: Manifest = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web' },
  spec: { selector: { app: 'web' }, ports: [{ port: 80 }] },
};
const request = (cpu: string) => ({ containers: [{ name: 'c', image: 'nginx', resources: { requests: { cpu } } }] });
const at = (node: string, more: object = {}) => ({ nodeSelector: { 'kubernetes.io/hostname': node }, ...more });

const condition = (node: Node, type: string) => node.status.conditions!.find((one) => one.type === type)!;
const taints = (node: Node) => (node.spec.taints ?? []).map(({ key, effect }) => `${key}:${effect}`).sort();
const on = (it: Whole, node: string) => it.pods().filter(({ spec }) => spec.nodeName === node);
const going = (pods: readonly Pod[]) => pods.filter(({ metadata }) => metadata.deletionTimestamp);
const renewed = (it: Whole, node: string) =>
  Date.parse(it.api.get<Lease>('leases', `kube-node-lease/${node}`)!.spec.renewTime!) - it.cluster.engine.now;

/** A world with a Deployment over its nodes, and its first node silent from this moment. */
function lost(objects: readonly Manifest[] = [workload('Deployment', { replicas: 3 })]) {
  const it = new Whole();
  it.apply(...objects);
  it.run(20);
  it.fault({ kind: 'stop-node', node: 'node-1' });
  return it;
}

/** Seconds until something holds, to the second. */
function until(it: Whole, holds: () => boolean, limit: number): number {
  for (let second = 0; second <= limit; second++) {
    if (holds()) return second;
    it.run(1);
  }
  throw new Error(`not within ${limit} s`);
}

async function prints(script: string): Promise<string> {
  let text = '';
  await simulate(scenarioOf(2, 5, {}), (more) => void (text += more)).run(script);
  return text;
}

describe('heartbeats', () => {
  it('K1 a Lease of 40 s in kube-node-lease is renewed every 10 s, the status posted every 5 min (docs nodes.md)', () => {
    const it = new Whole();
    expect(it.api.get<Lease>('leases', 'kube-node-lease/node-1')!.spec.leaseDurationSeconds).toBe(40);
    const posted = new Set<string>();
    const renewals = new Set<string>();
    for (let second = 0; second < 600; second++) {
      it.run(1);
      renewals.add(it.api.get<Lease>('leases', 'kube-node-lease/node-1')!.spec.renewTime!);
      posted.add((condition(it.node('node-1'), 'Ready') as { lastHeartbeatTime?: string }).lastHeartbeatTime!);
      expect(renewed(it, 'node-1')).toBeGreaterThan(-10_500);
    }
    expect(renewals.size).toBe(61);
    expect(posted.size).toBe(3);
  });

  it('K2 a node is Unknown 50 s after its last heartbeat, found at a look every 5 s (CHANGELOG-1.32 #126287)', () => {
    const it = lost();
    const since = renewed(it, 'node-1') / -1_000;
    const seconds = until(it, () => condition(it.node('node-1'), 'Ready').status === 'Unknown', 70);
    expect(seconds + since).toBeGreaterThanOrEqual(50);
    expect(seconds + since).toBeLessThanOrEqual(56);
  });

  it('K3 then all that the kubelet says of the node is Unknown, for one reason (node_lifecycle_controller.go)', () => {
    const it = lost();
    it.run(60);
    for (const type of ['Ready', 'MemoryPressure', 'DiskPressure', 'PIDPressure'])
      expect(condition(it.node('node-1'), type)).toMatchObject({
        status: 'Unknown',
        reason: 'NodeStatusUnknown',
        message: 'Kubelet stopped posting node status.',
      });
  });
});

describe('taints of a node that is not well', () => {
  const say = (it: Whole, status: 'False' | 'True') => {
    const node = it.node('node-1');
    const conditions = node.status.conditions!.map((one) => (one.type === 'Ready' ? { ...one, status } : one));
    it.patch('nodes', 'node-1', { status: { conditions } }, 'status');
  };

  it('K4 Ready=False: not-ready, NoSchedule and NoExecute (docs taint-and-toleration.md)', () => {
    const it = new Whole();
    say(it, 'False');
    it.run(2);
    expect(taints(it.node('node-1'))).toEqual(['node.kubernetes.io/not-ready:NoExecute', 'node.kubernetes.io/not-ready:NoSchedule']);
  });

  it('K5 Ready=Unknown: unreachable, NoSchedule and NoExecute, and no more not-ready (docs taint-and-toleration.md)', () => {
    const it = new Whole();
    it.fault({ kind: 'stop-node', node: 'node-1' });
    it.run(1);
    say(it, 'False');
    it.run(1);
    expect(taints(it.node('node-1'))[0]).toBe('node.kubernetes.io/not-ready:NoExecute');
    it.run(60);
    expect(taints(it.node('node-1'))).toEqual(['node.kubernetes.io/unreachable:NoExecute', 'node.kubernetes.io/unreachable:NoSchedule']);
  });

  it.each([
    ['memory', 'memory-pressure'],
    ['disk', 'disk-pressure'],
  ] as const)('K18 short of %s: %s:NoSchedule keeps new pods away (docs taint-and-toleration.md)', (resource, key) => {
    const it = new Whole([{ name: 'node-1' }]);
    it.fault({ kind: 'fill-node', node: 'node-1', resource });
    it.run(1);
    expect(taints(it.node('node-1'))).toEqual([`node.kubernetes.io/${key}:NoSchedule`]);
    it.apply(pod('p'), pod('brave', { tolerations: [{ key: `node.kubernetes.io/${key}`, operator: 'Exists' }] }));
    it.run(2);
    expect(it.pod('p').spec.nodeName).toBeUndefined();
    expect(it.events('p')[0]).toContain(`1 node(s) had untolerated taint {node.kubernetes.io/${key}: }.`);
    expect(it.pod('brave').spec.nodeName).toBe('node-1');
    it.fault({ kind: 'fill-node', node: 'node-1', resource, mend: true });
    it.run(20);
    expect(taints(it.node('node-1'))).toEqual([]);
    expect(it.pod('p').spec.nodeName).toBe('node-1');
  });

  it.each([
    ['PIDPressure', 'pid-pressure'],
    ['NetworkUnavailable', 'network-unavailable'],
  ])('K18 condition %s: taint %s:NoSchedule (nodeConditionToTaintKeyStatusMap)', (type, key) => {
    const it = new Whole([{ name: 'node-1' }]);
    const others = it.node('node-1').status.conditions!.filter((one) => one.type !== type);
    it.patch('nodes', 'node-1', { status: { conditions: [...others, { type, status: 'True' }] } }, 'status');
    it.run(1);
    expect(taints(it.node('node-1'))).toEqual([`node.kubernetes.io/${key}:NoSchedule`]);
  });
});

describe('tolerations', () => {
  const SECONDS = [
    ['not-ready', 300],
    ['unreachable', 300],
  ];
  it.each([
    ['that says nothing', [], SECONDS],
    [
      'that tolerates one of them',
      [{ key: 'node.kubernetes.io/unreachable', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 9 }],
      [
        ['unreachable', 9],
        ['not-ready', 300],
      ],
    ],
    ['that tolerates everything', [{ operator: 'Exists' }], [[undefined, undefined]]],
    [
      'that tolerates another effect',
      [{ key: 'node.kubernetes.io/unreachable', operator: 'Exists', effect: 'NoSchedule' }],
      [['unreachable', undefined], ...SECONDS],
    ],
  ])('K6 a pod %s has these in the end (plugin/pkg/admission/defaulttolerationseconds)', (_, tolerations, expected) => {
    const it = new Whole();
    it.apply(pod('p', { tolerations }));
    const found = it.pod('p').spec.tolerations!;
    expect(found.map(({ key, tolerationSeconds }) => [key?.split('/')[1], tolerationSeconds])).toEqual(expected);
  });

  it('K18 no admission plugin that is on by default lets a Burstable pod endure memory pressure (podtolerationrestriction)', () => {
    const it = new Whole();
    it.apply(pod('p', request('100m')));
    expect(it.pod('p').spec.tolerations!.map(({ key }) => key)).not.toContain('node.kubernetes.io/memory-pressure');
  });

  it('K12 a NoExecute taint that is not tolerated: told, marked and deleted at once (taint_eviction.go)', () => {
    const it = new Whole();
    it.apply(
      pod(
        'p',
        at('node-1', { terminationGracePeriodSeconds: 30, containers: [{ name: 'c', image: 'busybox', command: ['sleep', '999'] }] }),
      ),
    );
    it.run(10);
    it.patch('nodes', 'node-1', { spec: { taints: [{ key: 'k', value: 'v', effect: 'NoExecute' }] } });
    it.run(1);
    expect(it.pod('p').metadata.deletionTimestamp).toBeDefined();
    expect(it.pod('p').status.conditions).toContainEqual(
      expect.objectContaining({
        type: 'DisruptionTarget',
        status: 'True',
        reason: 'DeletionByTaintManager',
        message: 'Taint manager: deleting due to NoExecute taint',
      }),
    );
    expect(it.events('p')).toContain('TaintManagerEviction: Marking for deletion Pod default/p');
  });

  it('K12 a taint that goes before the time is over: the deletion is called off (taint_eviction.go)', () => {
    const it = new Whole();
    it.apply(pod('p', at('node-1', { tolerations: [{ key: 'k', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 60 }] })));
    it.run(10);
    it.patch('nodes', 'node-1', { spec: { taints: [{ key: 'k', effect: 'NoExecute' }] } });
    it.run(30);
    it.patch('nodes', 'node-1', { spec: { taints: null } });
    it.run(60);
    expect(it.pod('p').metadata.deletionTimestamp).toBeUndefined();
    expect(it.events('p')).toContain('TaintManagerEviction: Cancelling deletion of Pod default/p');
  });

  it('K13 two taints, tolerated for 90 s and for 30 s: the pod goes after 30 s (getMinTolerationTime)', () => {
    const it = new Whole();
    const [a, b] = ['a', 'b'].map((key, i) => ({ key, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: i ? 30 : 90 }));
    it.apply(pod('p', at('node-1', { tolerations: [a, b] })));
    it.run(10);
    it.patch('nodes', 'node-1', { spec: { taints: ['a', 'b'].map((key) => ({ key, effect: 'NoExecute' })) } });
    it.run(28);
    expect(it.pod('p').metadata.deletionTimestamp).toBeUndefined();
    it.run(5);
    expect(it.find('pods', 'p')).toBeUndefined();
  });
});

describe('a node that is lost', () => {
  it('K7 not ready after 50 s, pods deleted and replaced 300 s later, and Terminating until the node is back (K2, K6)', () => {
    const it = lost();
    const notReady = until(it, () => on(it, 'node-1').every((one) => !isReady(one)), 70);
    const deleted = until(it, () => going(on(it, 'node-1')).length === 1, 400);
    expect([notReady >= 40 && notReady <= 56, Math.abs(deleted - 300) <= 1]).toEqual([true, true]);
    it.run(20);
    expect(it.ready('web')).toHaveLength(3);
    it.run(900);
    expect(going(on(it, 'node-1'))).toHaveLength(1);
    it.fault({ kind: 'start-node', node: 'node-1' });
    it.run(60);
    expect(going(it.pods())).toEqual([]);
  });

  it('K8 a StatefulSet’s pod stays Terminating, and there is no second one (docs force-delete-stateful-set-pod.md)', () => {
    const it = lost([workload('StatefulSet', { replicas: 3, serviceName: 'web', podManagementPolicy: 'Parallel' })]);
    const [stuck] = on(it, 'node-1');
    it.run(1200);
    expect(it.pod(stuck!.metadata.name).metadata).toMatchObject({
      uid: stuck!.metadata.uid,
      deletionTimestamp: expect.any(String) as string,
    });
    expect(it.pods('web')).toHaveLength(3);
    const own = it.node('node-1').spec.taints!;
    it.patch('nodes', 'node-1', { spec: { taints: [...own, { key: 'node.kubernetes.io/out-of-service', effect: 'NoExecute' }] } });
    it.run(40);
    expect(it.pod(stuck!.metadata.name).metadata.uid).not.toBe(stuck!.metadata.uid);
  });

  it('K9 a DaemonSet’s pod is not evicted: it tolerates both taints without seconds (docs daemonset.md)', () => {
    const it = lost([workload('DaemonSet')]);
    it.run(900);
    const [kept] = on(it, 'node-1');
    expect(kept!.metadata.deletionTimestamp).toBeUndefined();
    for (const key of ['not-ready', 'unreachable'])
      expect(kept!.spec.tolerations).toContainEqual({ key: `node.kubernetes.io/${key}`, operator: 'Exists', effect: 'NoExecute' });
  });

  it('K10 all its pods are not ready, each told of it, and out of the ready endpoints (controller_utils.go MarkPodsNotReady)', () => {
    const it = lost([workload('Deployment', { replicas: 6 }), service]);
    it.run(60);
    const pods = on(it, 'node-1');
    expect(pods).toHaveLength(2);
    for (const one of pods) {
      expect(one.status.conditions!.find(({ type }) => type === 'Ready')!.status).toBe('False');
      expect(it.events(one.metadata.name)).toContain('NodeNotReady: Node is not ready');
    }
    const slices = it.api.list('endpointslices', 'default').filter(({ metadata }) => metadata.name.startsWith('web-'));
    const ready = slices.flatMap((one) => one['endpoints'] as { conditions: { ready: boolean }; nodeName: string }[]);
    expect(ready.filter(({ conditions }) => conditions.ready).map(({ nodeName }) => nodeName)).not.toContain('node-1');
    expect(ready.filter(({ conditions }) => conditions.ready)).toHaveLength(4);
  });

  it('K15 nodes of one zone are evicted one every 10 s; when all zones are lost, none is (docs nodes.md)', () => {
    const nodes = ['a', 'a', 'b'].map((zone, i) => ({ name: `node-${i + 1}`, zone }));
    const it = new Whole(nodes);
    it.fault({ kind: 'stop-zone', zone: 'a' });
    it.run(80);
    const since = ['node-1', 'node-2'].map((name) => it.node(name).spec.taints!.find(({ effect }) => effect === 'NoExecute')!.timeAdded!);
    expect(Math.abs(Date.parse(since[0]!) - Date.parse(since[1]!))).toBe(10_000);
    it.fault({ kind: 'stop-zone', zone: 'b' });
    it.run(80);
    expect(nodes.map(({ name }) => taints(it.node(name)).join())).toEqual(Array(3).fill('node.kubernetes.io/unreachable:NoSchedule'));
  });
});

describe('K15 a zone of which most nodes are lost (docs nodes.md; node_lifecycle_controller.go handleDisruption)', () => {
  const lose = (size: number, gone: number) => {
    const nodes = [...Array.from({ length: size }, (_, i) => ({ name: `n-${i}`, zone: 'a' })), { name: 'other', zone: 'b' }];
    const it = new Whole(nodes);
    for (let i = 0; i < gone; i++) it.fault({ kind: 'stop-node', node: `n-${i}` });
    return it;
  };
  const evicted = (it: Whole) =>
    it.api
      .list<KubeObject & Node>('nodes')
      .flatMap(({ spec }) => spec.taints ?? [])
      .filter(({ effect }) => effect === 'NoExecute')
      .map(({ timeAdded }) => Date.parse(timeAdded!))
      .sort((a, b) => a - b);

  it('of 50 nodes or fewer nobody is evicted', () => {
    const it = lose(5, 3);
    it.run(400);
    expect(evicted(it)).toEqual([]);
  });

  it('of more than 50 nodes one is evicted every 100 s', () => {
    const it = lose(60, 33);
    it.run(500);
    const ready = it.api
      .list<KubeObject & Node>('nodes')
      .flatMap(({ status }) => status.conditions!.filter(({ type }) => type === 'Ready'));
    const last = Math.max(...ready.filter(({ status }) => status === 'Unknown').map((one) => Date.parse(one.lastTransitionTime!)));
    // Until the last one is missed, the zone is well enough.
    const times = evicted(it).filter((time) => time >= last);
    expect(times.length).toBeGreaterThanOrEqual(3);
    for (let i = 1; i < times.length; i++) expect(times[i]! - times[i - 1]!).toBe(100_000);
  });

  it('below 55 % the pace is one every 10 s', () => {
    const it = lose(60, 32);
    it.run(120);
    const times = evicted(it);
    expect(times.length).toBeGreaterThanOrEqual(5);
    for (let i = 1; i < times.length; i++) expect(times[i]! - times[i - 1]!).toBe(10_000);
  });
});

describe('nodes as objects', () => {
  it('K11 a node’s events, in the kubelet’s and the node controller’s words (kubelet_node_status.go, node_lifecycle_controller.go)', () => {
    const it = new Whole();
    it.fault({ kind: 'add-node', node: 'new' });
    it.run(10);
    const says = (reason: string) => `${reason}: Node new status is now: ${reason}`;
    expect(it.events('new').sort()).toEqual(
      [
        'RegisteredNode: Node new event: Registered Node new in Controller',
        'Starting: Starting kubelet.',
        ...['NodeHasSufficientMemory', 'NodeHasNoDiskPressure', 'NodeHasSufficientPID', 'NodeReady'].map(says),
      ].sort(),
    );
    it.patch('nodes', 'new', { spec: { unschedulable: true } });
    it.run(12);
    it.patch('nodes', 'new', { spec: { unschedulable: false } });
    it.run(12);
    it.fault({ kind: 'stop-node', node: 'new' });
    it.run(60);
    it.fault({ kind: 'remove-node', node: 'new' });
    it.run(2);
    expect(it.events('new').slice(-4)).toEqual([
      says('NodeNotSchedulable'),
      says('NodeSchedulable'),
      says('NodeNotReady'),
      'RemovingNode: Node new event: Removing Node new from Controller',
    ]);
  });

  it('K16 cordon: Ready,SchedulingDisabled, a taint, and its pods stay (docs nodes.md)', async () => {
    const text = await prints(
      `kubectl create deployment web --image=nginx --replicas=4 && kubectl rollout status deployment web >/dev/null
       kubectl cordon node-1 && sleep 1 && kubectl get nodes --no-headers
       kubectl get node node-1 -o jsonpath='{.spec.taints[*].key}:{.spec.taints[*].effect}{"\\n"}'
       kubectl get pods --no-headers -o wide | grep -c 'Running.*node-1'`,
    );
    expect(text).toMatch(/node-1 +Ready,SchedulingDisabled +<none>/);
    expect(text).toMatch(/node-2 +Ready +<none>/);
    expect(text).toContain('node.kubernetes.io/unschedulable:NoSchedule\n2\n');
  });

  it('K17 a deleted node’s pods are Failed by DeletionByPodGC, then removed at once (podgc gcOrphaned)', () => {
    const it = new Whole();
    it.apply(pod('p', at('node-1')));
    it.run(10);
    const seen: string[] = [];
    it.api.onChange(({ resource, type, object }) => {
      if (resource !== 'pods') return;
      const { status } = object as unknown as Pod;
      const why = status.conditions?.find((one) => one.type === 'DisruptionTarget');
      seen.push(`${type} ${status.phase} ${why?.reason ?? ''} ${why?.message ?? ''}`.trim());
    });
    it.fault({ kind: 'remove-node', node: 'node-1' });
    it.run(38);
    expect(it.find('pods', 'p')).toBeDefined();
    it.run(42);
    expect(it.find('pods', 'p')).toBeUndefined();
    expect(seen.slice(-2)).toEqual([
      'MODIFIED Failed DeletionByPodGC PodGC: node no longer exists',
      'DELETED Failed DeletionByPodGC PodGC: node no longer exists',
    ]);
  });

  it('K19 of pods that have ended, what goes beyond 12,500 is removed: the evicted first, then the oldest (podgc gcTerminated)', () => {
    const it = new Whole();
    const ended = (name: string, reason?: string) => {
      const made = it.api.create('pods', pod(name, { schedulerName: 'nobody' }), { trusted: true, namespace: 'default' });
      it.api.updateStatus('pods', { ...made, status: { phase: 'Failed', ...(reason && { reason }) } });
    };
    for (let i = 0; i < 12_500; i++) ended(`p-${i}`);
    it.run(60);
    expect(it.pods()).toHaveLength(12_500);
    ended('evicted', 'Evicted');
    ended('last');
    it.run(21);
    expect(it.pods()).toHaveLength(12_500);
    expect(['evicted', 'p-0', 'p-1', 'last'].map((name) => it.find('pods', name) !== undefined)).toEqual([false, false, true, true]);
  });

  it('N31 drain: refuses while there are daemon pods, and leaves them when told to (kubectl drain.go)', async () => {
    const text = await prints(
      `kubectl apply -f - <<'END' >/dev/null
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: agent}
spec:
  selector: {matchLabels: {app: agent}}
  template:
    metadata: {labels: {app: agent}}
    spec: {containers: [{name: c, image: nginx}]}
END
       kubectl create deployment web --image=nginx --replicas=4 >/dev/null && kubectl rollout status deployment web >/dev/null
       kubectl rollout status daemonset agent >/dev/null
       kubectl drain node-1 2>&1
       echo ---
       kubectl drain node-1 --ignore-daemonsets >/dev/null 2>&1
       echo "drained $?"
       kubectl get pods -o wide --no-headers | grep node-1`,
    );
    const [refused, after] = text.split('---\n');
    expect(refused).toMatch(/cannot delete DaemonSet-managed Pods \(use --ignore-daemonsets to ignore\): default\/agent-[a-z0-9]+/);
    const lines = after!.trim().split('\n');
    expect(lines[0]).toBe('drained 0');
    expect(lines.slice(1)).toEqual([expect.stringMatching(/^agent-[a-z0-9]+ +1\/1 +Running/)]);
  });

  it('K20 pods are placed by what is allocatable, of which pods are 110 (docs reserve-compute-resources.md)', () => {
    const it = new Whole([{ name: 'node-1', cpu: '4' }]);
    expect(it.node('node-1').status.allocatable).toMatchObject({ pods: '110' });
    it.patch('nodes', 'node-1', { status: { allocatable: { cpu: '1' } } }, 'status');
    it.apply(pod('small', request('1')), pod('large', request('2')));
    it.run(5);
    expect(it.node('node-1').status.capacity).toMatchObject({ cpu: '4' });
    expect(it.pod('small').spec.nodeName).toBe('node-1');
    expect(it.events('large')[0]).toContain('1 Insufficient cpu.');
  });

  it('K21 the column ROLES is read from labels; a control plane’s taint keeps pods away (docs, printers.go)', async () => {
    const text = await prints(
      `kubectl label node node-1 node-role.kubernetes.io/control-plane= >/dev/null
       kubectl taint node node-1 node-role.kubernetes.io/control-plane:NoSchedule >/dev/null
       kubectl get nodes --no-headers
       kubectl create deployment web --image=nginx --replicas=4 >/dev/null && kubectl rollout status deployment web >/dev/null
       kubectl get pods --no-headers -o wide | grep -c node-2`,
    );
    expect(text).toMatch(/node-1 +Ready +control-plane/);
    expect(text).toMatch(/node-2 +Ready +<none>/);
    expect(text.trim().split('\n').at(-1)).toBe('4');
  });

  it('K22 a node names its host, its system and its zone in labels (docs labels-annotations-taints)', () => {
    const it = new Whole([{ name: 'node-1', zone: 'zone-x', labels: { 'node.kubernetes.io/instance-type': 'large' } }]);
    expect(it.node('node-1').metadata.labels).toMatchObject({
      'kubernetes.io/hostname': 'node-1',
      'kubernetes.io/os': 'linux',
      'kubernetes.io/arch': 'amd64',
      'topology.kubernetes.io/zone': 'zone-x',
      'node.kubernetes.io/instance-type': 'large',
    });
  });
});
