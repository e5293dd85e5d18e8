import { describe, expect, it } from 'vitest';
import { Nodes } from './world';

/** Source: kubelet_pods.go managedHostsFileContent, GetPod DNS; network/dns/dns_test.go; the documentation's
 *  hostaliases-pod.yaml and custom-dns.yaml */

function shell(spec: Record<string, unknown>, container: Record<string, unknown> = {}): Nodes {
  const nodes = new Nodes();
  nodes.create('services', { metadata: { name: 'web' }, spec: { ports: [{ port: 80 }] } });
  nodes.pod('p', { image: 'busybox:1.36', command: ['sleep', '100000'], ...container }, spec);
  nodes.run(8_000);
  return nodes;
}

const cat = (nodes: Nodes, path: string) => nodes.exec('p', 'cat', path).stdout;

describe('what the kubelet writes about names', () => {
  it('hostAliases stand in /etc/hosts, and are found', () => {
    const nodes = shell({ hostAliases: [{ ip: '10.1.2.3', hostnames: ['foo.remote', 'bar.remote'] }] });
    expect(cat(nodes, '/etc/hosts')).toMatch(
      /\n10\.244\.\d+\.\d+\tp\n\n# Entries added by HostAliases\.\n10\.1\.2\.3\tfoo\.remote\tbar\.remote\n$/,
    );
    expect(
      nodes.exec('p', 'ping', '-c1', 'foo.remote').stdout + nodes.exec('p', 'wget', '-qO-', '-T1', 'http://foo.remote').stderr,
    ).not.toContain('bad address');
  });

  it('a subdomain makes the name whole, and the host bears it where the Pod says so', () => {
    const nodes = shell({ hostname: 'one', subdomain: 'sub', setHostnameAsFQDN: true });
    expect(cat(nodes, '/etc/hosts')).toMatch(/\tone\.sub\.default\.svc\.cluster\.local\tone\n$/);
    expect(nodes.exec('p', 'hostname').stdout).toBe('one.sub.default.svc.cluster.local\n');
    expect(shell({ hostname: 'one', subdomain: 'sub' }).exec('p', 'hostname').stdout).toBe('one\n');
  });

  it.each([
    [{}, 'search default.svc.cluster.local svc.cluster.local cluster.local\nnameserver 10.96.0.10\noptions ndots:5\n'],
    [
      {
        dnsPolicy: 'None',
        dnsConfig: {
          nameservers: ['192.0.2.1'],
          searches: ['ns1.svc.cluster-domain.example', 'my.dns.search.suffix'],
          options: [{ name: 'ndots', value: '2' }, { name: 'edns0' }],
        },
      },
      'search ns1.svc.cluster-domain.example my.dns.search.suffix\nnameserver 192.0.2.1\noptions ndots:2 edns0\n',
    ],
    [
      { dnsConfig: { searches: ['example.com'], options: [{ name: 'ndots', value: '2' }] } },
      'search default.svc.cluster.local svc.cluster.local cluster.local example.com\nnameserver 10.96.0.10\noptions ndots:2\n',
    ],
    [{ dnsPolicy: 'Default' }, 'nameserver 192.168.100.1\n'],
    [{ hostNetwork: true }, 'nameserver 192.168.100.1\n'],
    [
      { hostNetwork: true, dnsPolicy: 'ClusterFirstWithHostNet' },
      'search default.svc.cluster.local svc.cluster.local cluster.local\nnameserver 10.96.0.10\noptions ndots:5\n',
    ],
  ])('%j', (spec, text) => {
    const nodes = shell(spec);
    expect(cat(nodes, '/etc/resolv.conf')).toBe(text);
    // Whoever asks another name server hears nothing of Services.
    const found = nodes.exec('p', 'nslookup', 'web.default.svc.cluster.local').exitCode === 0;
    expect(found).toBe(text.includes('10.96.0.10'));
  });
});

describe('a script from a ConfigMap', () => {
  const script = (volume: Record<string, unknown>, text = '#!/bin/sh\necho "$0 $1"\nexec sleep 1000\n') => {
    const nodes = new Nodes();
    nodes.create('configmaps', { metadata: { name: 'scripts' }, data: { 'run.sh': text } });
    const volumes = [{ name: 's', configMap: { name: 'scripts', ...volume } }];
    nodes.pod('p', { image: 'busybox:1.36', command: ['/s/run.sh', 'now'], volumeMounts: [{ name: 's', mountPath: '/s' }] }, { volumes });
    nodes.run(10_000);
    return nodes;
  };

  it.each([[{ defaultMode: 0o755 }], [{ items: [{ key: 'run.sh', path: 'run.sh', mode: 0o555 }] }]])(
    'runs when it is executable: %j',
    (volume) => {
      const nodes = script(volume);
      expect(nodes.logs('p')).toEqual(['/s/run.sh now']);
      expect(nodes.status('p').state?.running).toBeDefined();
    },
  );

  it('is refused by runc when it is not: the mode of a ConfigMap’s file is 0644', () => {
    const { terminated } = script({}).status('p').lastState ?? {};
    expect(terminated).toMatchObject({ reason: 'StartError', exitCode: 128 });
    expect(terminated?.message).toContain('exec: "/s/run.sh": permission denied');
  });

  it('is run by whom its first line names', () => {
    const nodes = script({ defaultMode: 0o755 }, '#!/usr/bin/env python3\nprint(1)\n');
    expect(nodes.logs('p')).toEqual(['sh: /s/run.sh: not found']);
  });
});

it('a block device is where the container asks for it', () => {
  const nodes = shell({}, { volumeDevices: [{ name: 'd', devicePath: '/dev/xvda' }] });
  expect(nodes.exec('p', 'ls', '/dev/xvda').exitCode).toBe(0);
  expect(nodes.exec('p', 'ls', '/dev/xvdb').exitCode).not.toBe(0);
});

it('the token in a Pod says whose it is and where, and is made anew when four fifths of its time are over', () => {
  const nodes = new Nodes();
  nodes.create('serviceaccounts', { metadata: { name: 'robot' } });
  const sources = [{ serviceAccountToken: { path: 'token', audience: 'vault', expirationSeconds: 600 } }];
  const volumes = [{ name: 't', projected: { sources } }];
  nodes.pod(
    'p',
    { image: 'busybox:1.36', command: ['sleep', '10000'], volumeMounts: [{ name: 't', mountPath: '/t' }] },
    { serviceAccountName: 'robot', volumes },
  );
  nodes.run(5_000);
  const claims = () => JSON.parse(atob(cat(nodes, '/t/token').split('.')[1]!)) as { aud: string[]; exp: number; iat: number; sub: string };
  const first = claims();
  expect(first).toMatchObject({ aud: ['vault'], sub: 'system:serviceaccount:default:robot', exp: first.iat + 600 });
  nodes.run(470_000);
  expect(claims()).toEqual(first);
  nodes.run(20_000);
  expect(claims().iat).toBe(first.iat + 480);
});

it('the arguments of an image that has an entrypoint are its program’s', () => {
  const nodes = new Nodes();
  nodes.pod('p', { image: 'quay.io/prometheus/prometheus:v2.55.1', args: ['--config.file=/etc/prometheus/prometheus.yml'] });
  nodes.run(15_000);
  expect(nodes.status('p').state?.running).toBeDefined();
});
