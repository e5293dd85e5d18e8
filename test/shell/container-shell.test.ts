import { describe, expect, it } from 'vitest';
import { plainNodes } from '../../src/cluster/bootstrap';
import { SimulatedCluster } from '../../src/cluster/simulated';
import { Files } from '../../src/shell/files';
import { createShell } from '../../src/shell/shell';
import { patience } from '../contract/simulated';

/** `kubectl exec -it POD -- sh`: lines go into the container until the shell ends. */

const PODS = { group: '', version: 'v1', resource: 'pods' };

async function session({ tty = true } = {}) {
  const cluster = new SimulatedCluster({ seed: 1, nodes: plainNodes(1) });
  const pod = (name: string, image: string, command?: string[]) =>
    cluster.create(
      PODS,
      { metadata: { name }, spec: { containers: [{ name: 'main', image, ...(command && { command }) }] } },
      { namespace: 'default' },
    );
  await pod('web', 'nginx:1.27');
  await pod('box', 'busybox:1.36', ['sleep', '10000']);
  const until = patience(cluster);
  await until(async () => (await cluster.list(PODS)).items.every(({ status }: any) => status.phase === 'Running'));
  let screen = '';
  const write = (text: string) => void (screen += text);
  const shell = createShell({ cluster, files: new Files(), namespace: 'default', tty, columns: () => 80, write });
  /** What a line shows, the prompt before it included. */
  const type = async (line: string) => {
    const begun = screen.length;
    const shown = `${shell.prompt}${line}\n`;
    let done = false;
    void shell.run(line).then(() => (done = true));
    // Time passes only while somebody waits for it: kubectl is loaded when it is first called.
    while (!done) {
      await new Promise((resolve) => setImmediate(resolve));
      if (cluster.waiting.any) cluster.advance(cluster.at + 1000);
    }
    return shown + screen.slice(begun);
  };
  return { cluster, shell, type };
}

describe('kubectl run -it', () => {
  const names = async (cluster: SimulatedCluster) => (await cluster.list(PODS)).items.map(({ metadata }) => metadata.name);

  it('types into the Pod’s own process, whose end is the Pod’s', async () => {
    const { type, shell, cluster } = await session();
    expect(await type('kubectl run -it --rm --restart=Never try --image=busybox:1.36 -- sh')).toContain(
      "\nIf you don't see a command prompt, try pressing enter.\n",
    );
    expect(shell.prompt).toBe('/ # ');
    expect(await type('hostname; x=1')).toContain('\ntry\n');
    expect(await type('kill -0 1; echo $x')).toContain('\n1\n');
    expect(await type('exit 3')).toBe('/ # exit 3\npod "try" deleted\npod default/try terminated (Error)\n');
    expect(shell.prompt).toBe('$ ');
    expect(await names(cluster)).toEqual(['box', 'web']);
  });

  it('finds the shell that an image starts by itself, and can come back to it', async () => {
    const { type, shell } = await session();
    await type('kubectl run -i --tty keep --image=busybox:1.36');
    expect(shell.prompt).toBe('/ # ');
    await type('echo said');
    expect(await type('exit')).toContain(
      "Session ended, resume using 'kubectl attach keep -c keep -i -t' command when the pod is running\n",
    );
    expect(await type('kubectl get pod keep -o jsonpath={.spec.containers[0].stdinOnce}')).toContain('true');
    await type('sleep 5');
    expect(await type('kubectl attach keep -it')).toContain("If you don't see a command prompt");
    expect(shell.prompt).toBe('/ # ');
  });

  it('shows what another command says, and its exit code', async () => {
    const { type, cluster } = await session();
    const said = await type("kubectl run once -it --rm --restart=Never --image=busybox:1.36 -- sh -c 'echo hello; exit 4'");
    expect(said).toContain('\nhello\npod "once" deleted\npod default/once terminated (Error)\n');
    expect(await type('echo $?')).toContain('\n4\n');
    expect(await names(cluster)).toEqual(['box', 'web']);
  });

  it.each([
    ['to a program that reads all of it', 'echo hello', 'cat', 'hello\n'],
    ['line by line', "printf 'a\\nb\\n'", "sh -c 'while read x; do echo got $x; done'", 'got a\ngot b\n'],
    ['to a shell, which runs it in its time', "printf 'sleep 2\\nhostname\\n'", 'sh', 'once\n'],
    ['to a shell, across lines', "printf 'if true\\nthen echo yes\\nfi\\n'", 'sh', 'yes\n'],
  ])('hands what is piped into it %s', async (_, from, command, said) => {
    const { type, cluster } = await session();
    const shown = await type(`${from} | kubectl run once -i --rm --restart=Never --image=busybox:1.36 -- ${command}`);
    expect(shown).toContain(`try pressing enter.\n${said}pod "once" deleted\n`);
    expect(await names(cluster)).toEqual(['box', 'web']);
  });

  it.each([
    ['-t', 'error: -i/--stdin is required for containers with -t/--tty=true'],
    ['--rm', 'error: --rm should only be used for attached containers'],
  ])('with %s alone is refused', async (flag, why) => {
    const { type } = await session();
    expect(await type(`kubectl run a --image=busybox ${flag}`)).toContain(why);
  });
});

describe('kubectl debug -it', () => {
  it('types into a container that is added to a Pod, and may come back to it', async () => {
    const { type, shell } = await session();
    const said = await type('kubectl debug web -it --image=busybox:1.36 --profile=general');
    expect(said).toMatch(/\nDefaulting debug container name to debugger-[b-z2-9]{5}\.\nIf you don't see a command prompt/);
    const [name] = /debugger-\w+/.exec(said)!;
    expect(shell.prompt).toBe('/ # ');
    expect(await type('hostname')).toContain('\nweb\n');
    expect(await type('exit')).toBe(
      `/ # exit\nSession ended, the ephemeral container will not be restarted but may be reattached using 'kubectl attach web -c ${name} -i -t' if it is still running\n`,
    );
    expect(shell.prompt).toBe('$ ');
    expect(await type('kubectl get pod web')).toContain('1/1     Running');
    expect(await type('kubectl debug web -it --image=busybox:1.36 --profile=general -q -- sh -c "echo looked round"')).toContain(
      '\nlooked round\n',
    );
  });

  it('makes a Pod for a node, and a copy of a Pod', async () => {
    const { type, cluster } = await session();
    expect(await type('kubectl debug node/node-1 -it --image=busybox:1.36 --profile=sysadmin')).toMatch(
      /\nCreating debugging pod node-debugger-node-1-\w{5} with container debugger on node node-1\.\n/,
    );
    await type('exit');
    await type('kubectl debug box --copy-to=boxes --image=nginx:1.27 -c extra --profile=general --same-node');
    const pods = (await cluster.list(PODS)).items as any[];
    const [made] = pods.filter(({ metadata }) => metadata.name.startsWith('node-debugger'));
    expect([made.spec.hostNetwork, made.spec.nodeName, made.spec.containers[0].securityContext]).toEqual([
      true,
      'node-1',
      { privileged: true },
    ]);
    const copy = pods.find(({ metadata }) => metadata.name === 'boxes');
    expect(copy.spec.containers.map(({ name }: any) => name)).toEqual(['main', 'extra']);
    expect([copy.spec.shareProcessNamespace, copy.spec.nodeName]).toEqual([true, 'node-1']);
  });
});

describe('a shell in a container', () => {
  it('takes lines, remembers where it is and what was set, and ends with exit', async () => {
    const { type, shell } = await session();
    await type('kubectl exec -it box -- sh');
    expect(shell.typing).toBe(true);
    expect(await type('cd /etc; x=5')).toBe('/ # cd /etc; x=5\n');
    expect(await type('echo $x in $PWD')).toBe('/etc # echo $x in $PWD\n5 in /etc\n');
    expect(await type('greet() { echo hello $1; }')).not.toContain('error');
    expect(await type('greet you')).toContain('\nhello you\n');
    expect(await type('hostname > /tmp/name; cat /tmp/name')).toContain('\nbox\n');
    expect(await type('exit')).toBe('/etc # exit\n');
    expect([shell.typing, shell.prompt]).toEqual([false, '$ ']);
    expect(await type('kubectl exec box -- cat /tmp/name')).toContain('\nbox\n');
  });

  it('tells how it ended', async () => {
    const { type, shell } = await session();
    await type('kubectl exec -it box -- sh');
    expect(await type('exit 3')).toBe('/ # exit 3\ncommand terminated with exit code 3\n');
    expect(await type('echo $?')).toContain('echo $?\n');
    expect(shell.typing).toBe(false);
  });

  it.each([
    ['dash of a Debian image', 'kubectl exec -it web -- sh', '# '],
    ['bash', 'kubectl exec -it web -- bash', 'root@web:/# '],
    ['bash by its path', 'kubectl exec -it pod/web -- /bin/bash', 'root@web:/# '],
    ['ash of busybox', 'kubectl exec -ti box -- /bin/sh', '/ # '],
  ])('prompts as %s does', async (_, line, prompt) => {
    const { type, shell } = await session();
    await type(line);
    expect(shell.prompt).toBe(prompt);
  });

  it('survives what it cannot read or find, and says so', async () => {
    const { type, shell } = await session();
    await type('kubectl exec -it box -- sh');
    expect(await type('nothing-of-the-kind')).toContain('nothing-of-the-kind: not found');
    expect(await type('if (')).toMatch(/^\/ # if \(\nsh: .+\n$/);
    expect(await type('echo $((1/0))')).toContain('sh: ');
    expect(await type('echo still here')).toContain('\nstill here\n');
    expect(shell.typing).toBe(true);
  });

  it('takes the time that its commands take', async () => {
    const { type, cluster } = await session();
    await type('kubectl exec -it box -- sh');
    const before = cluster.at;
    await type('sleep 20');
    expect(cluster.at - before).toBeGreaterThanOrEqual(20_000);
  });

  it('ends with its container, and with the time in which it was opened', async () => {
    const { type, shell, cluster } = await session();
    const before = cluster.at;
    await type('kubectl exec -it box -- sh');
    await type('cd /tmp');
    const after = cluster.at;
    cluster.seek(before - 1);
    expect(shell.prompt).toBe('$ ');
    cluster.seek(after);
    expect(shell.prompt).toBe('/tmp # ');
    await cluster.delete({ ...PODS, namespace: 'default', name: 'box' }, { gracePeriodSeconds: 0 });
    expect(shell.prompt).toBe('$ ');
  });

  it('that the image does not have is refused by the runtime', async () => {
    const { type, shell } = await session();
    expect(await type('kubectl exec -it box -- bash')).toContain('exec: "bash": executable file not found in $PATH');
    expect(shell.typing).toBe(false);
  });

  it('needs somebody who types', async () => {
    const { type } = await session({ tty: false });
    expect(await type('kubectl exec -it box -- sh')).toContain('error: an interactive shell needs a terminal');
  });
});
