import { describe, expect, it } from 'vitest';
import { logsOf } from '../../src/cluster/kubelet/logs';
import type { Manifest } from '../../src/kube/object';
import { Whole } from './whole';

/** Services and their endpoints, row by row. Sources: website concepts/services-networking; apis/core/v1 defaults;
 *  registry/core/service; pkg/controller/{endpoint,endpointslice}; pkg/proxy. */

type Fields = Record<string, unknown>;

const service = (spec: Fields, name = 's'): Manifest => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name },
  spec: { selector: { app: 'p' }, ports: [{ port: 80 }], ...spec },
});

const pod = (name: string, container: Fields = {}, spec: Fields = {}, labels: Fields = { app: 'p' }): Manifest => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, labels: labels as Record<string, string> },
  spec: { containers: [{ name: 'c', image: 'nginx:1.25', ...container }], terminationGracePeriodSeconds: 5, ...spec },
});

const client = pod('client', { image: 'curlimages/curl', command: ['sleep', '100000'] }, {}, {});

function settled(...objects: Manifest[]): Whole {
  const one = new Whole();
  one.apply(...objects);
  one.run(20);
  return one;
}

const spec = (one: Whole, name = 's') => one.get('services', name)['spec'] as Fields;
interface Endpoint {
  readonly addresses: readonly string[];
  readonly conditions: { readonly ready: boolean; readonly serving: boolean; readonly terminating: boolean };
}
const slices = (one: Whole, name = 's') =>
  one.api.list('endpointslices', 'default').filter(({ metadata }) => metadata.labels?.['kubernetes.io/service-name'] === name);
const endpoints = (one: Whole, name = 's') => slices(one, name).flatMap((slice) => slice['endpoints'] as Endpoint[]);
const subsets = (one: Whole, name = 's') =>
  one.find('endpoints', name)?.['subsets'] as { addresses?: { ip: string }[]; notReadyAddresses?: { ip: string }[] }[] | undefined;
const ipOf = (one: Whole, name: string) => one.pod(name).status.podIP!;

describe('what a Service is when little is said', () => {
  it('V1 ClusterIP', () => {
    const one = settled(service({}));
    expect(spec(one)).toMatchObject({
      type: 'ClusterIP',
      sessionAffinity: 'None',
      ipFamilyPolicy: 'SingleStack',
      ipFamilies: ['IPv4'],
      internalTrafficPolicy: 'Cluster',
      ports: [{ port: 80, protocol: 'TCP', targetPort: 80 }],
    });
    expect(spec(one).clusterIPs).toEqual([spec(one).clusterIP]);
  });

  it.each(['NodePort', 'LoadBalancer'])('V1, V2 %s', (type) => {
    const one = settled(service({ type }));
    expect(spec(one)).toMatchObject({
      externalTrafficPolicy: 'Cluster',
      ...(type === 'LoadBalancer' && { allocateLoadBalancerNodePorts: true }),
    });
    const { nodePort } = (spec(one).ports as { nodePort: number }[])[0]!;
    expect(nodePort).toBeGreaterThanOrEqual(30_000);
    expect(nodePort).toBeLessThanOrEqual(32_767);
  });

  it('V11 ExternalName has no address', () => {
    const one = settled({ ...service({}), spec: { type: 'ExternalName', externalName: 'example.com' } });
    expect(spec(one).clusterIP).toBeUndefined();
    expect(one.api.table('services', [one.get('services', 's')]).rows[0]!.cells.slice(1, 5)).toEqual([
      'ExternalName',
      '<none>',
      'example.com',
      '<none>',
    ]);
  });

  it('V3 headless says None', () => expect(spec(settled(service({ clusterIP: 'None' }))).clusterIP).toBe('None'));

  it('V17 the API server has one of its own, which comes back', () => {
    const one = settled();
    expect(spec(one, 'kubernetes')).toMatchObject({ ports: [{ name: 'https', port: 443, protocol: 'TCP', targetPort: 6443 }] });
    expect(String(spec(one, 'kubernetes').clusterIP)).toMatch(/\.1$/);
    one.delete('services', 'kubernetes');
    one.run(20);
    expect(one.find('services', 'kubernetes')).toBeDefined();
  });
});

describe('the pods of a StatefulSet by name', () => {
  const set = (image = 'nginx:1.25', readinessProbe?: Fields): Manifest => ({
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name: 'db' },
    spec: {
      serviceName: 's',
      replicas: 2,
      podManagementPolicy: 'Parallel',
      selector: { matchLabels: { app: 'p' } },
      template: {
        metadata: { labels: { app: 'p' } },
        spec: { containers: [{ name: 'c', image, ...(readinessProbe && { readinessProbe }) }] },
      },
    },
  });
  const looking = pod('client', { image: 'busybox:1.28', command: ['sleep', '100000'] }, {}, {});
  const lookup = (one: Whole) => one.exec('client', 'sh', '-c', 'nslookup db-1.s.default.svc.cluster.local 2>&1 || echo none');
  const refusing = { exec: { command: ['false'] } };
  const headless = service({ clusterIP: 'None' });

  it('S33 have an address when they are ready, and the Service is headless and there', () => {
    const one = settled(headless, set(), looking);
    expect(lookup(one)).toContain(ipOf(one, 'db-1'));
    expect(lookup(settled(set(), looking))).toContain('none');
  });

  it('S33 none while they are not ready, unless the Service publishes them', () => {
    expect(lookup(settled(headless, set(undefined, refusing), looking))).toContain('none');
    const open = settled(service({ clusterIP: 'None', publishNotReadyAddresses: true }), set(undefined, refusing), looking);
    expect(lookup(open)).toContain(ipOf(open, 'db-1'));
  });

  it('S40 whose claims nobody binds wait, and the scheduler says for what (volumebinding)', () => {
    const manifest = set();
    const claims = [
      {
        metadata: { name: 'd' },
        spec: { storageClassName: '', accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
      },
    ];
    const one = settled({ ...manifest, spec: { ...(manifest['spec'] as Fields), volumeClaimTemplates: claims } });
    expect(one.pod('db-0').status.phase).toBe('Pending');
    expect(one.events('db-0')[0]).toBe(
      'FailedScheduling: 0/3 nodes are available: pod has unbound immediate PersistentVolumeClaims. preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.',
    );
    expect(one.events('d-db-0')).toEqual(['FailedBinding: no persistent volumes available for this claim and no storage class is set']);
  });
});

describe('what is refused', () => {
  it.each([
    [
      'V2 a node port that is taken',
      service({ type: 'NodePort', ports: [{ port: 80, nodePort: 30_080 }] }, 't'),
      'spec.ports[0].nodePort: Invalid value: 30080: provided port is already allocated',
    ],
    [
      'V2 a node port out of range',
      service({ type: 'NodePort', ports: [{ port: 80, nodePort: 80 }] }, 't'),
      'spec.ports[0].nodePort: Invalid value: 80: provided port is not in the valid range. The range of valid ports is 30000-32767',
    ],
    ['V4 several ports without names', service({ ports: [{ port: 80 }, { port: 81 }] }, 't'), 'spec.ports[0].name: Required value'],
    ['an ExternalName without one', service({ type: 'ExternalName' }, 't'), 'spec.externalName: Required value'],
  ])('%s', (_what, manifest, text) => {
    const one = settled(service({ type: 'NodePort', ports: [{ port: 80, nodePort: 30_080 }] }));
    expect(one.refusal(() => one.apply(manifest))).toContain(text);
  });

  it('V3 another cluster IP', () => {
    const one = settled(service({}));
    expect(one.refusal(() => one.patch('services', 's', { spec: { clusterIP: '10.96.7.7', clusterIPs: ['10.96.7.7'] } }))).toContain(
      'may not change once set',
    );
  });
});

describe('endpoints', () => {
  it('V5 have who is selected, has an address and has not ended; the unready stand apart', () => {
    const one = settled(
      service({}),
      pod('ready'),
      pod('unready', { readinessProbe: { exec: { command: ['false'] } } }),
      pod('ended', { image: 'busybox', command: ['true'] }, { restartPolicy: 'Never' }),
      pod('other', {}, {}, { app: 'q' }),
    );
    expect(subsets(one)).toMatchObject([{ addresses: [{ ip: ipOf(one, 'ready') }], notReadyAddresses: [{ ip: ipOf(one, 'unready') }] }]);
  });

  it('V5 have everybody, where unready addresses are published', () => {
    const one = settled(service({ publishNotReadyAddresses: true }), pod('unready', { readinessProbe: { exec: { command: ['false'] } } }));
    expect(subsets(one)).toMatchObject([{ addresses: [{ ip: ipOf(one, 'unready') }] }]);
    expect(endpoints(one).map(({ conditions }) => conditions.ready)).toEqual([true]);
  });

  it('V6 of a Pod that ends: gone from Endpoints, told as terminating in the slice', () => {
    const one = settled(service({}), pod('p', { lifecycle: { preStop: { sleep: { seconds: 4 } } } }));
    one.delete('pods', 'p');
    one.run(2);
    expect(subsets(one) ?? []).toEqual([]);
    expect(endpoints(one).map(({ conditions }) => conditions)).toEqual([{ ready: false, serving: true, terminating: true }]);
    one.run(10);
    expect(endpoints(one)).toEqual([]);
  });

  it('V7 what still serves while it ends is asked only when nobody else is ready', () => {
    const one = settled(service({}), client, pod('p', { lifecycle: { preStop: { sleep: { seconds: 4 } } } }));
    one.delete('pods', 'p');
    one.run(2);
    expect(one.exec('client', 'curl', '-s', '-o', '/dev/null', '-w', '%{http_code}', 'http://s')).toBe('200');
  });

  it('V8 a port by its name is looked up in each Pod', () => {
    const ports = [{ name: 'web', containerPort: 80 }];
    const one = settled(service({ ports: [{ port: 8080, targetPort: 'web' }] }), client, pod('named', { ports }), pod('nameless'));
    const withPorts = slices(one).filter((slice) => (slice['ports'] as unknown[]).length);
    expect(withPorts.flatMap((slice) => (slice['endpoints'] as Endpoint[]).flatMap(({ addresses }) => addresses))).toEqual([
      ipOf(one, 'named'),
    ]);
    expect(subsets(one)).toMatchObject([{ addresses: [{ ip: ipOf(one, 'named') }] }]);
    expect(one.exec('client', 'curl', '-s', '-o', '/dev/null', '-w', '%{http_code}', 'http://s:8080')).toBe('200');
  });

  it('V9 their slice has the name of its Service, five letters, and two labels', () => {
    const [slice] = slices(settled(service({}), pod('p')));
    expect(slice!.metadata.name).toMatch(/^s-[bcdfghjklmnpqrstvwxz2456789]{5}$/);
    expect(slice!.metadata.labels).toMatchObject({
      'kubernetes.io/service-name': 's',
      'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io',
    });
  });

  it('V9 a slice has a hundred at most', () => {
    const one = new Whole([{ name: 'large', cpu: '64', memory: '256Gi', pods: '250' }]);
    one.apply(service({}), ...Array.from({ length: 120 }, (_, i) => pod(`p${i}`)));
    one.run(120);
    expect(
      slices(one)
        .map((slice) => (slice['endpoints'] as unknown[]).length)
        .sort((a, b) => b - a),
    ).toEqual([100, 20]);
  });

  it('V10 a Service without a selector gets none', () => {
    const one = settled({ ...service({}), spec: { ports: [{ port: 80 }] } }, pod('p'));
    expect(one.find('endpoints', 's')).toBeUndefined();
    expect(slices(one)).toEqual([]);
  });

  it('V16 go with their Service', () => {
    const one = settled(service({}), pod('p'));
    expect(slices(one)).toHaveLength(1);
    one.delete('services', 's');
    one.run(10);
    expect(one.find('endpoints', 's')).toBeUndefined();
    expect(slices(one)).toEqual([]);
  });
});

describe('finding a Service', () => {
  it('V13 by the environment, for Pods made after it', () => {
    const one = settled(client);
    one.apply(service({}));
    one.apply(pod('late', { image: 'busybox', command: ['sleep', '1000'] }));
    one.run(15);
    expect(one.exec('late', 'sh', '-c', 'echo $S_SERVICE_HOST:$S_SERVICE_PORT')).toBe(`${String(spec(one).clusterIP)}:80\n`);
    expect(one.exec('client', 'sh', '-c', 'echo $S_SERVICE_HOST')).toBe('\n');
  });

  it('V14 by its name: the address of the Service, or of each ready Pod', () => {
    const lookup = pod('dns', { image: 'busybox:1.36', command: ['sleep', '1000'] }, {}, {});
    const unready = pod('unready', { readinessProbe: { exec: { command: ['false'] } } });
    const one = settled(service({}), service({ clusterIP: 'None' }, 'h'), pod('a'), pod('b'), unready, lookup);
    expect(one.exec('dns', 'nslookup', 's.default.svc.cluster.local')).toContain(`Address: ${String(spec(one).clusterIP)}`);
    const headless = one.exec('dns', 'nslookup', 'h.default.svc.cluster.local');
    for (const name of ['a', 'b']) expect(headless).toContain(ipOf(one, name));
    expect(headless).not.toContain(ipOf(one, 'unready'));
  });

  it('V14 by a port of its name: where the Service is, or each ready Pod', () => {
    const lookup = (name: string, image: string) => pod(name, { image, command: ['sleep', '1000'] }, {}, {});
    const images = [lookup('dns', 'busybox:1.36'), lookup('utils', 'registry.k8s.io/e2e-test-images/jessie-dnsutils:1.3')];
    const ports = [
      { name: 'http', port: 80, targetPort: 8080 },
      { name: 'admin', port: 81, targetPort: 8081 },
    ];
    const one = settled(service({ ports }), service({ clusterIP: 'None', ports }, 'h'), pod('a'), pod('b'), ...images);
    const name = '_http._tcp.s.default.svc.cluster.local';
    expect(one.exec('dns', 'nslookup', '-type=srv', name)).toContain(`${name}\tservice = 0 100 80 s.default.svc.cluster.local\n`);
    expect(one.exec('utils', 'dig', '+short', 'SRV', name)).toBe('0 100 80 s.default.svc.cluster.local.\n');
    expect(one.exec('utils', 'dig', '+short', 'SRV', 's.default.svc.cluster.local')).toBe(
      '0 50 80 s.default.svc.cluster.local.\n0 50 81 s.default.svc.cluster.local.\n',
    );
    const host = `${ipOf(one, 'a').replaceAll('.', '-')}.h.default.svc.cluster.local`;
    expect(one.exec('utils', 'nslookup', '-q=SRV', '_http._tcp.h')).toContain(`service = 0 50 8080 ${host}.\n`);
    expect(one.exec('dns', 'nslookup', host)).toContain(`Address: ${ipOf(one, 'a')}`);
    expect(one.exec('utils', 'dig', 'SRV', '_nothing._tcp.h.default.svc.cluster.local')).toContain('status: NXDOMAIN');
  });

  it('V11 by another name', () => {
    const lookup = pod('dns', { image: 'busybox:1.36', command: ['sleep', '1000'] }, {}, {});
    const one = settled(
      { ...service({}), spec: { type: 'ExternalName', externalName: 't.default.svc.cluster.local' } },
      service({}, 't'),
      pod('p'),
      lookup,
    );
    expect(one.exec('dns', 'nslookup', 's.default.svc.cluster.local')).toContain('canonical name = t.default.svc.cluster.local');
  });

  it('V15 connections go to all that are ready', () => {
    const one = settled(service({}), client, pod('a'), pod('b'));
    for (let i = 0; i < 20; i++) one.exec('client', 'curl', '-s', 'http://s');
    const asked = ['a', 'b'].map(
      (name) => logsOf(one.cluster.engine, one.pod(name), 'c', false).filter(({ text }) => text.includes('GET / HTTP')).length,
    );
    expect(asked.reduce((sum, n) => sum + n)).toBe(20);
    for (const n of asked) expect(n).toBeGreaterThan(3);
  });
});
