import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { main } from '../../src/cli/main';

const DEPLOYMENT = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 3
  selector:
    matchLabels: { app: web }
  template:
    metadata:
      labels: { app: web }
    spec:
      containers:
        - name: nginx
          image: nginx:1.7.9
`;

async function podplay(...args: string[]) {
  let out = '';
  let err = '';
  const code = await main(args, { out: (text) => (out += text), err: (text) => (err += text) });
  return { code, out, err };
}

function folder(script: string) {
  const path = mkdtempSync(join(tmpdir(), 'podplay-sh-'));
  writeFileSync(join(path, 'deployment.yaml'), DEPLOYMENT);
  writeFileSync(join(path, 'demo.sh'), script);
  return { script: join(path, 'demo.sh'), file: (name: string) => join(path, name) };
}

describe('podplay sh', () => {
  it('runs a script against the cluster and shows what the terminal would', async () => {
    const { script } = folder(`
      kubectl apply -f deployment.yaml
      kubectl rollout status deployment/web
      kubectl get pods --no-headers | wc -l
    `);
    const { code, out, err } = await podplay('sh', script);
    expect(err).toBe('');
    expect(out).toContain('deployment.apps/web created\n');
    expect(out).toContain('deployment "web" successfully rolled out\n');
    expect(out.trim().split('\n').at(-1)!.trim()).toBe('3');
    expect(code).toBe(0);
  });

  it('ends with the exit code of the script', async () => {
    expect((await podplay('sh', folder('kubectl get pod nobody || exit 7').script)).code).toBe(7);
  });

  it('leaves the files beside the script as they are', async () => {
    const { script, file } = folder('sed -i s/1.7.9/1.8/ deployment.yaml; grep image deployment.yaml; echo x > new.txt');
    expect((await podplay('sh', script)).out).toContain('nginx:1.8');
    expect(readFileSync(file('deployment.yaml'), 'utf8')).toBe(DEPLOYMENT);
    expect(() => readFileSync(file('new.txt'))).toThrow('ENOENT');
  });

  it('has as many nodes as asked', async () => {
    expect((await podplay('sh', folder('kubectl get nodes -o name').script, '--nodes', '2')).out).toBe('node/node-1\nnode/node-2\n');
  });

  it('writes the same trace twice, and another for another seed', async () => {
    const { script, file } = folder('kubectl apply -f deployment.yaml; kubectl rollout status deployment/web; kubectl delete pods --all');
    for (const [name, seed] of [
      ['a', '5'],
      ['b', '5'],
      ['c', '6'],
    ] as const)
      expect((await podplay('sh', script, '--trace', file(name), '--seed', seed)).code).toBe(0);
    const [a, b, c] = ['a', 'b', 'c'].map((name) => readFileSync(file(name), 'utf8'));
    expect(a).toBe(b);
    expect(a).not.toBe(c);
    const entries = a!
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { id: number; actor: string });
    expect(entries.length).toBeGreaterThan(20);
    expect(entries.some((entry) => entry.actor === 'deployment-controller')).toBe(true);
  });

  it('gives up a script that waits for ever', async () => {
    const { code, err } = await podplay('sh', folder('kubectl get pods -w').script);
    expect(err).toContain('waits for something that will never happen');
    expect(code).toBe(1);
  }, 30_000);
});
