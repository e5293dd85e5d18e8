import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { Server } from 'node:http';
import { join } from 'node:path';
import { LIVE_PATH } from '../live';
import { proxyServer, targetOf } from './proxy';
import { CLUSTER_FLAGS, type ClusterAsked, clusterAsked, howToReach, runningCluster } from './apiserver';
import { tellLive } from './live';
import { addressOf, admitted, listen } from './node-http';
import { packageFile } from './package-root';
import { Refusal } from './refusal';
import { answer, refuse, siteServer } from './site-server';
import { parsed, UsageError, wholeNumber, type Output } from './usage';

/** `podplay serve`: the built site, from this machine. Resolves when the server listens; it serves until Ctrl-C. */
export async function serve(args: readonly string[], { out }: Output): Promise<number> {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  const { values, positionals } = parsed(args, { port: text, host: text, open: flag, apiserver: flag, proxy: text, ...CLUSTER_FLAGS });
  if (positionals.length) throw new UsageError(`unexpected "${positionals[0]}"`);
  const port = wholeNumber('port', values.port, 0, 65535) ?? 8080;
  const host = values.host ?? 'localhost';
  const site = packageFile('dist');
  if (!existsSync(join(site, 'index.html'))) throw new Refusal('there is no built site yet: run "npm run build" first');
  const stray = Object.keys(CLUSTER_FLAGS).find((name) => name in values && !values.apiserver);
  if (stray) throw new UsageError(`--${stray} is for a cluster: add --apiserver`);
  if (values.apiserver && values.proxy !== undefined) throw new UsageError('--apiserver and --proxy are two clusters: choose one');
  const target = values.proxy === undefined ? undefined : targetOf(values.proxy, host);
  const asked = values.apiserver ? await clusterAsked(values) : undefined;
  const made = target ? proxyServer(site, target) : asked ? liveServer(site, asked, host) : siteServer(site);
  const server = await listen(made, port, host);
  const address = addressOf(server, host);
  out(`Podplay is at ${address} (Ctrl-C stops it)\n`);
  if (asked) out(`Its stage follows a cluster: ${address}#/live\n${howToReach(address.replace(/\/$/, ''), asked)}`);
  if (target) out(`Your cluster, behind ${target.origin}, is on its stage: ${address}#/live\n`);
  if (values.open) openBrowser(target ? `${address}#/live` : address, out);
  return 0;
}

/** The site, the API of a simulated cluster, and what pages need to follow it, at one address. */
function liveServer(site: string, asked: ClusterAsked, host: string): Server {
  return runningCluster(asked, host, (playground, epoch) => (request, response) => {
    const path = request.url?.split('?')[0] ?? '/';
    if (/^\/(apis?|openapi|version|healthz|livez|readyz)(\/|$)/.test(path)) return false;
    if (path !== LIVE_PATH) answer(site, request, response);
    else if (admitted(request, [host])) tellLive(playground, epoch, asked.speed, response);
    else refuse(response, 403, 'Forbidden');
    return true;
  }).server;
}

/** Only where there is a desktop: on a server there is nobody to look. */
function openBrowser(address: string, out: (text: string) => void): void {
  const { DISPLAY, WAYLAND_DISPLAY } = process.env;
  const command = process.platform === 'darwin' ? 'open' : process.platform === 'win32' ? 'explorer' : 'xdg-open';
  if (command === 'xdg-open' && !DISPLAY && !WAYLAND_DISPLAY) return out('There is no desktop here: open the address in a browser.\n');
  const child = spawn(command, [address], { stdio: 'ignore', detached: true });
  child.on('error', () => out(`No browser could be opened: open ${address} yourself.\n`));
  child.unref();
}
