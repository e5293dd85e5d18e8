import { parseArgs } from 'node:util';
import { idle } from './idle';
import { ourGet, realGet } from './kubectl';
import { firstPaints } from './first-paint';
import { heapMegabytes } from './measure';
import { newCluster } from './worlds';
import { rollingUpdate } from './rolling-update';
import { deploy, scaleUp } from './scale-up';
import { seek } from './seek';
import { stage } from './stage';
import { fanOut } from './watch-fan-out';

/** `npm run bench`: what the engine costs, in CPU seconds of this machine and as ratios in one run, which mean the
 *  same on any machine. `-- --stage` is the stage alone; `-- --large` goes on to Kubernetes' own published limit, 150,000 pods on 5,000 nodes.
 *  Nothing here passes or fails; the numbers are for people. */

const { values } = parseArgs({ options: { large: { type: 'boolean', default: false }, stage: { type: 'boolean', default: false } } });

const print = (text: string) => void process.stdout.write(`${text}\n`);
if (values.stage) {
  await stage(print);
  process.exit();
}
const seconds = (value: number) => `${value.toFixed(2)} s`;

// What the compiler has learnt of a cluster it forgets when the cluster is collected: one stays.
const kept = newCluster(8);
const first = deploy(kept, 1_000);

print('a Deployment from apply to Available');
print(`  1000 pods on 8 nodes, the first time: ${seconds(first.cpu)} of CPU, with that of the compiler`);
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

print('kubectl get pods');
print(`  ours, of 1,000 pods: ${(await ourGet(1_000)).toFixed(1)} ms of CPU`);
const served = await realGet(10_000);
if (served)
  print(
    `  the real one -A, of 10,000 pods: ${seconds(served.whole)} in one piece, of which ${seconds(served.start)} to start; ${seconds(served.pieces)} in pieces of 500, which it asks for 5 a second after the tenth`,
  );
else print('  the real one is not on this machine');

const { sent, least, cpu, behind } = await fanOut(50, 1_000, 5);
print('50 clients watch 1,000 changes a second for 5 s');
print(
  `  each should hear ${sent}, the least heard ${least}; ${seconds(behind)} behind at the end, ${seconds(cpu)} of CPU with the clients`,
);

await stage(print);
await firstPaints(print);
