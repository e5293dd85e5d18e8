import { describe, expect, it } from 'vitest';
import { plainNodes } from '../../src/cluster/bootstrap';
import { SimulatedCluster } from '../../src/cluster/simulated';
import { attachSession } from '../../src/http/server/attach';
import type { Session } from '../../src/http/server/channels';
import { patience } from '../contract/simulated';

/** `attach` over channels, without a socket: what a client sends, and what it is told. */

const PODS = { group: '', version: 'v1', resource: 'pods' };
const [STDIN, STDOUT, ERROR, CLOSE] = [0, 1, 3, 255];

async function pod(command: string[], more: object = { stdin: true, stdinOnce: true }) {
  const cluster = new SimulatedCluster({ seed: 1, nodes: plainNodes(1), keepLog: false });
  const containers = [{ name: 'main', image: 'busybox:1.36', command, ...more }];
  await cluster.create(PODS, { metadata: { name: 'box' }, spec: { restartPolicy: 'Never', containers } }, { namespace: 'default' });
  const until = patience(cluster);
  const phase = async () => (await cluster.get({ ...PODS, name: 'box', namespace: 'default' }))['status'].phase as string;
  await until(async () => (await phase()) === 'Running');
  return { cluster, until, phase };
}

function attached(cluster: SimulatedCluster, query: string) {
  const heard: string[] = [];
  let closed = false;
  const channel = {
    protocol: 'v5.channel.k8s.io',
    send: (data: Uint8Array) => void heard.push(`${data[0]} ${new TextDecoder().decode(data.subarray(1))}`),
    close: () => void (closed = true),
  };
  const session: Session = attachSession(cluster, new URL(`http://x/api/v1/namespaces/default/pods/box/attach?${query}`), channel);
  const send = (to: number, text: string) => session.received(Uint8Array.from([to, ...new TextEncoder().encode(text)]));
  const end = () => session.received(Uint8Array.from([CLOSE, STDIN]));
  return { session, send, end, heard, closed: () => closed };
}

describe('attach', () => {
  it('hands on what is piped, and tells what comes of it and the end', async () => {
    const { cluster, until, phase } = await pod(['sh', '-c', 'echo before; while read x; do echo got $x; done']);
    const { send, end, heard, closed } = attached(cluster, 'stdin=true&stdout=true&container=main');
    send(STDIN, 'one\ntw');
    await until(() => Promise.resolve(heard.length > 0));
    send(STDIN, 'o\n');
    end();
    await until(() => Promise.resolve(closed()));
    expect(heard).toEqual([`${STDOUT} got one\n`, `${STDOUT} got two\n`, `${ERROR} {"metadata":{},"status":"Success"}`]);
    await until(async () => (await phase()) === 'Succeeded');
  });

  it('ends the input of a process when who was attached has gone, with stdinOnce alone', async () => {
    for (const stdinOnce of [true, false]) {
      const { cluster, until, phase } = await pod(['cat'], { stdin: true, stdinOnce });
      const { session, send } = attached(cluster, 'stdin=true&stdout=true');
      send(STDIN, 'words');
      await new Promise((done) => setTimeout(done));
      session.closed();
      await new Promise((done) => setTimeout(done));
      cluster.advance(cluster.at + 60_000);
      if (stdinOnce) await until(async () => (await phase()) === 'Succeeded');
      else expect(await phase()).toBe('Running');
    }
  });

  it('gives a terminal to the shell that is its process', async () => {
    const { cluster, until, phase } = await pod(['sh'], { stdin: true, stdinOnce: true, tty: true });
    const { send, heard, closed } = attached(cluster, 'stdin=true&stdout=true&tty=true');
    send(STDIN, 'hostname\r');
    await until(() => Promise.resolve(heard.join('').includes('box\r\n')));
    send(STDIN, 'exit 3\r');
    await until(() => Promise.resolve(closed()));
    expect(heard.at(-1)).toBe(`${ERROR} {"metadata":{},"status":"Success"}`);
    await until(async () => (await phase()) === 'Failed');
  });

  it('tells who asks for what is not there', async () => {
    const { cluster, until } = await pod(['cat']);
    const { heard, closed } = attached(cluster, 'stdout=true&container=nobody');
    await until(() => Promise.resolve(closed()));
    expect(heard).toEqual([expect.stringContaining('container nobody is not valid for pod box')]);
  });
});
