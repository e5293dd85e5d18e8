import type { Program } from '../process/host';
import type { Image } from './image';
import { option } from './server';

/** polinux/stress: uses as much memory as it is told to; where it may not, it is killed for it. */

const UNITS: Readonly<Record<string, number>> = { '': 1, B: 1, K: 2 ** 10, M: 2 ** 20, G: 2 ** 30 };

const bytesOf = (text: string) => {
  const match = /^(\d+)([BKMG]?)$/i.exec(text);
  return match ? Number(match[1]) * UNITS[match[2]!.toUpperCase()]! : 0;
};

const short: Readonly<Record<string, string>> = { cpu: 'c', vm: 'm', io: 'i', hdd: 'd', timeout: 't' };
const count = (args: readonly string[], name: string) => Number(option(args, name) ?? option(args, short[name]!) ?? 0);

const program: Program = {
  run(io) {
    const [cpu, disk, vm, hdd] = ['cpu', 'io', 'vm', 'hdd'].map((name) => count(io.args, name)) as [number, number, number, number];
    if (!cpu && !disk && !vm && !hdd) return (io.out("`stress' imposes certain types of compute stress on your system\n"), 0);
    io.out(`stress: info: [1] dispatching hogs: ${cpu} cpu, ${disk} io, ${vm} vm, ${hdd} hdd\n`);
    const wanted = vm * bytesOf(option(io.args, 'vm-bytes') ?? '256M');
    if (io.host.memoryLimit !== undefined && wanted > io.host.memoryLimit) return { wait: 700, state: 'killed' };
    const seconds = parseInt(option(io.args, 'timeout') ?? option(io.args, 't') ?? '', 10);
    return seconds ? { wait: seconds * 1_000, exit: 0 } : { wait: Infinity };
  },
  // Each hog keeps a core busy; those of memory hold what they have taken.
  usage(io) {
    const [cpu, vm] = [count(io.args, 'cpu'), count(io.args, 'vm')];
    return { cpu: (cpu + vm) * 1_000, memory: vm * bytesOf(option(io.args, 'vm-bytes') ?? '256M') };
  },
  resume(io, state: 'killed') {
    if (state === 'killed') io.host.outOfMemory();
    return 137;
  },
  onSignal: (signal) => (signal === 'TERM' || signal === 'INT' ? { exit: 1, after: 20 } : undefined),
};

export const stress: Image = {
  idle: { cpu: 0, memory: 1 },
  name: 'docker.io/polinux/stress',
  aliases: ['docker.io/progrium/stress', 'docker.io/vish/stress', 'docker.io/alexeiled/stress-ng', 'docker.io/polinux/stress-ng'],
  tags: 'any',
  bytes: 4_010_000,
  entrypoint: [],
  cmd: ['stress'],
  tools: 'alpine',
  programs: () => ({ stress: program, 'stress-ng': program }),
};
