import type { Program } from '../host';
import { files } from './files';
import { network } from './network';
import { system } from './system';
import { tar } from './tar';
import { texts } from './texts';

/** Everyday programs, and which images have them. */
const all: Readonly<Record<string, Program>> = { ...files, ...network, ...system, tar, ...texts };

/** Programs of the network and of package managers: not every image has them. */
const RARE = new Set([
  'curl',
  'wget',
  'nslookup',
  'dig',
  'host',
  'ping',
  'nc',
  'telnet',
  'bash',
  'getent',
  'free',
  'apk',
  'apt-get',
  'apt',
]);

const WITH: Readonly<Record<string, readonly string[]>> = {
  none: [],
  busybox: ['wget', 'nslookup', 'ping', 'nc', 'telnet', 'free'],
  alpine: ['wget', 'nslookup', 'ping', 'nc', 'telnet', 'free', 'getent', 'apk'],
  debian: ['bash', 'getent', 'apt-get', 'apt'],
};

/** @param kind which everyday programs an image has @param extras those it has besides
 *  @returns undefined when the image has no such program */
export function tools(kind: string, extras: readonly string[], name: string): Program | undefined {
  if (kind === 'debian' && name === 'nslookup' && extras.includes(name)) return all['nslookup.bind'];
  if (!Object.hasOwn(all, name)) return undefined;
  if (kind === 'none') return extras.includes(name) ? all[name] : undefined;
  return !RARE.has(name) || WITH[kind]!.includes(name) || extras.includes(name) ? all[name] : undefined;
}
