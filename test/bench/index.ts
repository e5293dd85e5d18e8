import { parseArgs } from 'node:util';
import { idle } from './idle';
import { heapMegabytes } from './measure';
import { rollingUpdate } from './rolling-update';
import { scaleUp } from './scale-up';
import { seek } from './seek';
import { pictures } from './stage-scene';

/** `npm run bench`: what the engine costs, in CPU seconds of this machine and as ratios in one run, which mean the
 *  same on any machine. `-- --large` goes on to Kubernetes' own published limit, 150,000 pods on 5,000 nodes.
 *  Nothing here passes or fails; the numbers are for people. */

const { values } = parseArgs({ options: { large: { type: 'boolean', default: false } } });

const print = (text: string) => void process.stdout.write(`${text}\n`);
const seconds = (value: number) => `${value.toFixed(2)} s`;

// The first run pays for the compiler.
scaleUp(100, 8);

print('a Deployment from apply to Available');
const sizes: [number, number][] = [
  [100, 8],
  [1_000, 8],
  [10_000, 100],
  ...(values.large ? ([[150_000, 5_000]] as [number, number][]) : []),
];
let before: { readonly pods: number; readonly cpu: number } | undefined;
for (const [pods, nodes] of sizes) {
  const { cpu, virtualSeconds, megabytes } = scaleUp(pods, nodes);
  const growth = before ? `, ${(cpu / before.cpu).toFixed(1)} × for ${pods / before.pods} × the pods` : '';
  print(
    `  ${pods} pods on ${nodes} nodes: ${seconds(cpu)} of CPU, ${virtualSeconds} s of virtual time, ${megabytes.toFixed(0)} MB${growth}`,
  );
  before = { pods, cpu };
}

print('a rolling update');
for (const [pods, nodes] of [[1_000, 8], ...(values.large ? [[10_000, 100]] : [])] as [number, number][]) {
  const { cpu, created } = rollingUpdate(pods, nodes);
  print(`  ${pods} pods on ${nodes} nodes: ${seconds(cpu)} of CPU, ${(cpu / created).toFixed(1)} × what making them took`);
}

const { median, worst, megabytes } = seek();
print('seek to any instant of a lesson of ten minutes');
print(`  median ${median.toFixed(1)} ms, worst ${worst.toFixed(1)} ms; its history takes ${megabytes.toFixed(1)} MB`);

const rest = idle(300);
print('an idle cluster of 300 pods, for an hour of virtual time');
print(`  ${seconds(rest.cpu)} of CPU: ${(rest.cpu / 3600 / 0.01).toFixed(3)} % of one core at the speed of life, ${rest.steps} events`);

print(`at the end ${heapMegabytes().toFixed(0)} MB`);

await pictures(print);
