import { readFileSync } from 'node:fs';

/** CPU seconds that `act` takes, all threads of this process together. */
export function cpuSeconds(act: () => void): number {
  const before = process.cpuUsage();
  act();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

/** CPU ms that `act` takes of the thread it runs in: what compiles or collects garbage beside it costs no frame. Where
 *  the system does not tell, all threads. */
export function threadMilliseconds(act: () => void): number {
  const before = threadTime();
  if (before === undefined) return cpuSeconds(act) * 1000;
  act();
  return threadTime()! - before;
}

/** Source: Documentation/scheduler/sched-stats.rst of Linux: the first number of schedstat is ns on a CPU */
function threadTime(): number | undefined {
  try {
    return Number(readFileSync('/proc/thread-self/schedstat', 'utf8').split(' ')[0]) / 1e6;
  } catch {
    return undefined;
  }
}

/** Megabytes that the live objects take. Needs `--expose-gc`, else garbage is counted as well. */
export function heapMegabytes(): number {
  (globalThis as { gc?: () => void }).gc?.();
  return process.memoryUsage().heapUsed / 2 ** 20;
}
