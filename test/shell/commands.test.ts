import { describe, expect, it } from 'vitest';
import { terminalSession } from './terminal-session';

describe('fault', () => {
  it.each([
    ['break-pull nginx:broken', { kind: 'break-pull', image: 'nginx:broken' }],
    ['break-pull nginx --mend', { kind: 'break-pull', image: 'nginx', mend: true }],
    ['stop-zone zone-a', { kind: 'stop-zone', zone: 'zone-a' }],
    ['stop-controller deployment-controller', { kind: 'stop-controller', controller: 'deployment-controller' }],
    ['stop-node node-1', { kind: 'stop-node', node: 'node-1' }],
    ['traffic web 5 -n shop', { kind: 'traffic', namespace: 'shop', service: 'web', perSecond: 5 }],
    ['kill-container web-0 --exit-code=1', { kind: 'kill-container', namespace: 'default', pod: 'web-0', exitCode: 1 }],
    ['fail-probe web-0 readiness', { kind: 'fail-probe', namespace: 'default', pod: 'web-0', probe: 'readiness' }],
    [
      'add-node node-9 --zone zone-a --labels=disk=ssd,gpu=',
      { kind: 'add-node', node: 'node-9', zone: 'zone-a', labels: { disk: 'ssd', gpu: '' } },
    ],
  ])('%s', async (words, fault) => {
    const { shell, faults, screen } = terminalSession();
    expect(await shell.run(`fault ${words}`), screen()).toBe(0);
    expect(faults).toEqual([fault]);
  });

  it.each([
    ['fault explode', 'unknown fault "explode"', 2],
    ['fault stop-node', 'usage: fault stop-node NODE', 2],
    ['fault stop-node nowhere', 'nodes "nowhere" not found', 1],
    ['fault stop-zone zone-x', 'zone "zone-x" not found: there are zone-a, zone-b', 1],
    ['fault add-node node-1', 'nodes "node-1" already exists', 1],
    ['fault traffic web fast', 'PER_SECOND is a number', 2],
    ['fault fail-probe web-0 happiness', 'PROBE is one of readiness, liveness, startup', 2],
    ['fault stop-node node-1 --hard', 'unknown flag: --hard', 2],
    ['fault kill-container web-0 --container', 'flag needs an argument: --container', 2],
  ])('%j is refused', async (line, word, code) => {
    const { shell, faults, screen } = terminalSession();
    expect(await shell.run(line)).toBe(code);
    expect(screen()).toContain(word);
    expect(faults).toEqual([]);
  });

  it('lists what can be broken, and how', async () => {
    const listed = await terminalSession().show('fault list');
    expect(listed).toContain('fault cut-node NODE [--mend]');
    expect(listed.trim().split('\n').length).toBe(15);
  });
});

describe('help and what is not here', () => {
  it('help tells of every command that has a summary', async () => {
    const page = await terminalSession().show('help');
    for (const word of ['kubectl …', 'watch', 'fault KIND', 'edit FILE', 'sleep', 'Ctrl-C']) expect(page).toContain(word);
  });

  it.each([
    ['wget http://web', 'kubectl exec POD -- curl'],
    ['ssh node-1', 'fault stop-node'],
    ['minikube start', 'kubectl get nodes'],
    ['helm install x', 'kubectl apply -f'],
    ['docker ps', 'kubectl run'],
  ])('%j names the nearest thing', async (line, word) => {
    const { shell, screen } = terminalSession();
    expect(await shell.run(line)).toBe(127);
    expect(screen()).toContain(word);
  });

  it('curl knows this machine alone, and says how to get further', async () => {
    const { shell, screen } = terminalSession();
    expect(await shell.run('curl http://web')).toBe(6);
    expect(screen()).toContain('curl: (6) Could not resolve host: web\n');
    expect(screen()).toContain('kubectl exec POD -- curl');
    expect(screen()).toContain('kubectl port-forward service/SERVICE');
  });

  it('history numbers the lines', async () => {
    const { history, show } = terminalSession();
    history.push('a', 'b', 'c');
    expect(await show('history 2')).toBe('    2  b\n    3  c\n');
    expect(await show('history x')).toBe('history: x: numeric argument required\n');
  });
});

describe('completion', () => {
  const files = { 'deployment.yaml': '', 'db/a.yaml': '', 'with space.yaml': '' };
  it.each([
    ['kube', ['kubectl'], 0],
    ['echo hi | kube', ['kubectl'], 10],
    ['x=$(kube', ['kubectl'], 4],
    ['for i in 1; do kube', ['kubectl'], 15],
    ['cat dep', ['deployment.yaml'], 4],
    ['cat d', ['db/', 'deployment.yaml'], 4],
    ['cat db/', ['db/a.yaml'], 4],
    ['cat wi', ["'with space.yaml'"], 4],
    ['cat ~/db/', ['~/db/a.yaml'], 4],
    ['echo x > dep', ['deployment.yaml'], 9],
    ['kubectl d', ['delete', 'describe'], 8],
    ['kubectl get p', ['pods'], 12],
    ['kubectl apply -f dep', ['deployment.yaml'], 17],
    ['kubectl apply -fdep', ['-fdeployment.yaml'], 14],
    ['kubectl apply --filename=dep', ['--filename=deployment.yaml'], 14],
    ['fault stop-n', ['stop-node'], 6],
    ['fault stop-node n', ['node-1', 'node-2'], 16],
    ['fault stop-zone ', ['zone-a', 'zone-b'], 16],
    ['echo $HOM', ['$HOME'], 5],
    ['nothing-like-it', [], 0],
  ])('%j', async (line, candidates, from) => {
    const { shell } = terminalSession({ files });
    expect(await shell.complete(line, line.length)).toEqual({ candidates, from });
  });

  it('looks at the directory the learner is in', async () => {
    const { shell } = terminalSession({ files });
    await shell.run('cd db');
    expect((await shell.complete('cat ', 4)).candidates).toEqual(['a.yaml']);
  });
});
