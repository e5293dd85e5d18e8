import { spawn, type ChildProcess } from 'node:child_process';
import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { kubeconfig } from '../../src/cli/apiserver';
import { serveExec } from '../../src/cli/node-exec';
import { listen, serverOf } from '../../src/cli/node-http';
import { apiHandler } from '../../src/http/server';
import type { SimulatedCluster } from '../../src/cluster/simulated';
import { findKubectl } from '../differential/find-kubectl';

/** A simulated cluster behind the real `kubectl proxy`, with something between them that can go wrong. */

export type Trouble = (incoming: IncomingMessage, outgoing: ServerResponse, pass: () => void) => void;

export interface Proxied {
  /** Of `kubectl proxy`. */
  readonly address: string;
  /** What goes wrong from now on; undefined: nothing. */
  trouble: Trouble | undefined;
  /** Break every connection that is open between `kubectl proxy` and the server. */
  cut(): void;
  close(): void;
}

export const portOf = (server: Server) => (server.address() as AddressInfo).port;

export const kubectlFound = findKubectl();

/** @param more  flags of `kubectl proxy` */
export async function proxied(cluster: SimulatedCluster, more: readonly string[] = []): Promise<Proxied> {
  if ('why' in kubectlFound) throw new Error(kubectlFound.why);
  const handler = apiHandler(cluster);
  const behind = serverOf(handler);
  serveExec(behind, cluster, [], handler);
  await listen(behind, 0, '127.0.0.1');
  const between = createServer((incoming, outgoing) => {
    const pass = () => passOn(incoming, outgoing, portOf(behind));
    if (here.trouble) here.trouble(incoming, outgoing, pass);
    else pass();
  });
  between.on('upgrade', (incoming, socket, head) => {
    const on = request({ port: portOf(behind), host: '127.0.0.1', path: incoming.url, headers: asked(incoming) });
    on.on('upgrade', (answer, through, first) => {
      socket.write(
        `HTTP/1.1 101 Switching Protocols\r\n${Object.entries(answer.headers)
          .map(([name, value]) => `${name}: ${String(value)}\r\n`)
          .join('')}\r\n`,
      );
      socket.write(first);
      through.write(head);
      socket.on('error', () => through.destroy()).on('close', () => through.destroy());
      through.on('error', () => socket.destroy()).on('close', () => socket.destroy());
      through.pipe(socket).pipe(through);
    });
    on.on('response', () => socket.destroy()).on('error', () => socket.destroy());
    on.end();
  });
  await listen(between, 0, '127.0.0.1');
  const home = mkdtempSync(join(tmpdir(), 'podplay-proxy-'));
  writeFileSync(join(home, 'config'), kubeconfig(`http://127.0.0.1:${portOf(between)}`, 'default'));
  const { child, address } = await kubectlProxy(kubectlFound.path, home, more);
  const here: Proxied = {
    address,
    trouble: undefined,
    cut: () => between.closeAllConnections(),
    close() {
      child.kill();
      for (const server of [between, behind]) {
        server.closeAllConnections();
        server.close();
      }
      rmSync(home, { recursive: true });
    },
  };
  return here;
}

function kubectlProxy(kubectl: string, home: string, more: readonly string[]): Promise<{ child: ChildProcess; address: string }> {
  const env = { HOME: home, KUBECONFIG: join(home, 'config'), PATH: process.env['PATH'] ?? '' };
  const child = spawn(kubectl, ['proxy', '--port=0', '--reject-paths=^-$', ...more], { env });
  return new Promise((resolve, reject) => {
    let said = '';
    child.stderr.on('data', (text: Buffer) => (said += text.toString()));
    child.on('error', reject);
    child.on('exit', () => reject(new Error(`kubectl proxy has ended: ${said}`)));
    child.stdout.on('data', (text: Buffer) => {
      const port = /127\.0\.0\.1:(\d+)/.exec((said += text.toString()))?.[1];
      if (port) resolve({ child, address: `http://127.0.0.1:${port}` });
    });
  });
}

function passOn(incoming: IncomingMessage, outgoing: ServerResponse, port: number): void {
  const { method, url } = incoming;
  const on = request({ port, host: '127.0.0.1', method, path: url, headers: asked(incoming) }, (answer) => {
    outgoing.writeHead(answer.statusCode!, answer.headers);
    outgoing.flushHeaders();
    answer.on('error', () => outgoing.destroy()).pipe(outgoing);
  });
  on.on('error', () => outgoing.destroy());
  outgoing.on('close', () => on.destroy());
  incoming.pipe(on);
}

/** A real API server does not ask which page it is; ours does. */
const asked = ({ headers: { origin: _origin, ...headers } }: IncomingMessage) => headers;
