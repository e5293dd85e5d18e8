import { describe, expect, it } from 'vitest';
import { Nodes } from './world';

function started(container: Record<string, unknown>, spec: Record<string, unknown> = {}): Nodes {
  const nodes = new Nodes();
  nodes.pod('p', { name: 'c', ...container }, spec);
  nodes.run(20_000);
  return nodes;
}

const NON_ROOT = { securityContext: { runAsNonRoot: true } };

// Source: kuberuntime/security_context_test.go TestVerifyRunAsNonRoot
describe('a container that must not run as root', () => {
  it.each([
    ['nginx', {}, 'container has runAsNonRoot and image will run as root'],
    ['nginx', { runAsUser: 0 }, "container's runAsUser breaks non-root policy"],
    ['curlimages/curl', {}, 'container has runAsNonRoot and image has non-numeric user (curl_user), cannot verify user is non-root'],
  ])('of %s with %j is not created', (image, securityContext, words) => {
    const nodes = started({ image, securityContext }, NON_ROOT);
    const message = `${words} (pod: "p_default(${nodes.get('p').metadata.uid})", container: c)`;
    expect(nodes.status('p').state).toEqual({ waiting: { reason: 'CreateContainerConfigError', message } });
    expect(nodes.events('p')).toContain(`Failed: Error: ${message}`);
  });

  it.each([
    ['registry.k8s.io/pause:3.10', {}],
    ['busybox', { runAsUser: 1000 }],
    ['nginx', { runAsNonRoot: false }],
    ['example.com/whatever:1', {}],
  ])('of %s with %j runs', (image, securityContext) => {
    const nodes = started({ image, securityContext, ...(image === 'busybox' && { command: ['sleep', '60'] }) }, NON_ROOT);
    expect(nodes.status('p').state).toHaveProperty('running');
  });
});

describe('who runs as another than the image was made for', () => {
  it('writes to volumes and to /tmp only', () => {
    const mounts = [{ name: 'data', mountPath: '/data' }];
    const container = { image: 'busybox', command: ['sleep', '60'], volumeMounts: mounts };
    const nodes = started(container, { securityContext: { runAsUser: 1000 }, volumes: [{ name: 'data', emptyDir: {} }] });
    const write = (path: string) => nodes.exec('p', 'sh', '-c', `echo hi > ${path}`);
    expect(write('/mine').stderr).toContain('Permission denied');
    expect(write('/tmp/mine').exitCode).toBe(0);
    expect(write('/data/mine').exitCode).toBe(0);
  });

  it('keeps data where the image keeps its own', () => {
    const nodes = started({ image: 'redis:7.4' }, { securityContext: { runAsUser: 999 } });
    expect(nodes.exec('p', 'sh', '-c', 'echo hi > /data/x').exitCode).toBe(0);
  });
});

describe('nginx that cannot write', () => {
  const cache = {
    volumeMounts: [
      { name: 'a', mountPath: '/var/cache/nginx' },
      { name: 'b', mountPath: '/var/run' },
    ],
  };
  const volumes = [
    { name: 'a', emptyDir: {} },
    { name: 'b', emptyDir: {} },
  ];

  it.each([
    [{ readOnlyRootFilesystem: true }, '30: Read-only file system'],
    [{ runAsUser: 101 }, '13: Permission denied'],
  ])('%j does not start', (securityContext, why) => {
    const nodes = started({ image: 'nginx', securityContext }, { restartPolicy: 'Never' });
    expect(nodes.status('p').state).toMatchObject({ terminated: { exitCode: 1 } });
    expect(nodes.logs('p').at(-1)).toBe(`nginx: [emerg] mkdir() "/var/cache/nginx/client_temp" failed (${why})`);
  });

  it('starts when it is given volumes for what it writes', () => {
    const nodes = started({ image: 'nginx', securityContext: { readOnlyRootFilesystem: true }, ...cache }, { volumes });
    expect(nodes.status('p').state).toHaveProperty('running');
  });
});
