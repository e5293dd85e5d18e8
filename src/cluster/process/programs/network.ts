import type { Io, Program } from '../host';
import { curl } from './curl';
import { bindNslookup, nslookup } from './nslookup';
import { wget } from './wget';

/** Programs that look at the network. */

const getent: Program = {
  run(io) {
    const found = io.host.network.resolve(io.args[1] ?? '');
    if (!found) return 2;
    for (const address of found.addresses) io.out(`${address.padEnd(15)} ${found.name}\n`);
    return 0;
  },
};

const dig: Program = {
  run(io) {
    const name = io.args.find((arg) => !/^[+@-]/.test(arg) && !/^(A|SRV|ANY)$/i.test(arg)) ?? '';
    if (io.args.some((arg) => /^SRV$/i.test(arg))) return digServices(io, name);
    // dig asks for the name as it is, unless told to use the search list.
    const found = name.includes('.') || io.args.includes('+search') ? io.host.network.resolve(name) : undefined;
    const addresses = found?.addresses ?? [];
    if (io.args.includes('+short')) return (io.out(addresses.map((address) => `${address}\n`).join('')), 0);
    const status = addresses.length ? 'NOERROR' : 'NXDOMAIN';
    io.out(
      `;; ->>HEADER<<- opcode: QUERY, status: ${status}, id: ${io.host.random.int(65_536)}\n\n;; QUESTION SECTION:\n;${name}.\t\t\tIN\tA\n`,
    );
    if (addresses.length)
      io.out(`\n;; ANSWER SECTION:\n${addresses.map((address) => `${found!.name}.\t30\tIN\tA\t${address}\n`).join('')}`);
    io.out(`\n;; SERVER: ${io.host.network.nameserver}#53(${io.host.network.nameserver})\n`);
    return 0;
  },
};

function digServices(io: Io, name: string): number {
  const { network, random } = io.host;
  const found = network.locate(io.args.includes('+search') || name.endsWith('.') ? name : `${name}.`);
  const records = found?.records ?? [];
  const said = records.map(({ weight, port, target }) => `0 ${weight} ${port} ${target}.`);
  if (io.args.includes('+short')) return (io.out(said.map((one) => `${one}\n`).join('')), 0);
  const status = found ? 'NOERROR' : 'NXDOMAIN';
  const asked = (found?.name ?? name).replace(/\.$/, '');
  io.out(`;; ->>HEADER<<- opcode: QUERY, status: ${status}, id: ${random.int(65_536)}\n\n;; QUESTION SECTION:\n;${asked}.\t\tIN\tSRV\n`);
  if (found) {
    io.out(`\n;; ANSWER SECTION:\n${said.map((one) => `${asked}.\t30\tIN\tSRV\t${one}\n`).join('')}`);
    const targets = new Map(records.map(({ target, address }) => [target, address]));
    io.out(`\n;; ADDITIONAL SECTION:\n${[...targets].map(([target, address]) => `${target}.\t30\tIN\tA\t${address}\n`).join('')}`);
  }
  io.out(`\n;; SERVER: ${network.nameserver}#53(${network.nameserver})\n`);
  return 0;
}

/** Service addresses are no machines: nothing answers a ping there. */
const ping: Program = {
  run(io) {
    const count = Number(/-c ?(\d+)/.exec(io.args.join(' '))?.[1] ?? 4);
    const name = io.args.findLast((arg) => !arg.startsWith('-') && !/^\d+$/.test(arg)) ?? '';
    const address = /^[\d.]+$/.test(name) ? name : io.host.network.resolve(name)?.addresses[0];
    if (!address) return (io.err(`ping: bad address '${name}'\n`), 1);
    io.out(`PING ${name} (${address}): 56 data bytes\n`);
    const alive = !address.startsWith('10.96.') && 'status' in probe(io.host.network.request({ host: address, port: 0, protocol: 'tcp' }));
    for (let i = 0; i < count && alive; i++)
      io.out(`64 bytes from ${address}: seq=${i} ttl=62 time=0.${100 + io.host.random.int(300)} ms\n`);
    io.out(
      `\n--- ${name} ping statistics ---\n${count} packets transmitted, ${alive ? count : 0} packets received, ${alive ? 0 : 100}% packet loss\n`,
    );
    return { wait: alive ? (count - 1) * 1_000 : count * 1_000, exit: alive ? 0 : 1 };
  },
};

/** A machine that refuses a connection is there all the same. */
const probe = (answer: object): object =>
  'error' in answer && answer.error !== 'refused' && answer.error !== 'reset' ? {} : { status: 0 };

const nc: Program = {
  run(io) {
    const operands = io.args.filter((arg, i) => !arg.startsWith('-') && !/^-[wp]$/.test(io.args[i - 1] ?? ''));
    const [host = '', port = '0'] = operands;
    if (/-[a-z]*l/.test(io.args.join(' '))) return { wait: Infinity };
    const answer = io.host.network.request({ host, port: Number(port), protocol: 'tcp', body: io.stdin });
    const scan = io.args.some((arg) => /^-[a-z]*z/.test(arg));
    const wordy = io.args.some((arg) => /^-[a-z]*v/.test(arg));
    if ('error' in answer && answer.error === 'resolve') return (io.err(`nc: bad address '${host}'\n`), 1);
    if ('error' in answer && !(scan && answer.error === 'reset')) {
      const patience = Number(/-w ?(\d+)/.exec(io.args.join(' '))?.[1] ?? Infinity) * 1_000;
      const why = answer.error === 'refused' ? 'Connection refused' : 'Connection timed out';
      if (wordy || !scan) io.err(`nc: ${host} (${host}:${port}): ${why}\n`);
      return { wait: Math.min(answer.took, patience), exit: 1 };
    }
    if (wordy) io.err(`${host} (${host}:${port}) open\n`);
    if (!('error' in answer) && !scan && answer.body) io.out(answer.body);
    return 0;
  },
};

export const network: Readonly<Record<string, Program>> = {
  curl,
  wget,
  nslookup,
  'nslookup.bind': bindNslookup,
  getent,
  dig,
  ping,
  nc,
  telnet: nc,
};
