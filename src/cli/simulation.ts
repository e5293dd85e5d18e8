import { api } from '../page-api';
import { Playground, type PlaygroundScenario } from '../playground';
import { createShell, type Shell } from '../shell/shell';
import { Refusal } from './refusal';

/** A playground without a page: its time passes only while somebody waits for it, and then at once. */
export interface Simulation {
  readonly playground: Playground;
  readonly shell: Shell;
  /** Run a script to its end.
   *  @returns its exit code
   *  @throws Refusal when it waits for what will never happen */
  readonly run: (script: string) => Promise<number>;
}

/** Gives way to everything that can run now, on Node. */
export const macrotask = () => new Promise<void>((resolve) => setImmediate(resolve));

export function simulate(scenario: PlaygroundScenario, write: (text: string) => void, keepLog = true): Simulation {
  const playground = new Playground({ scenario, keepLog, turn: macrotask });
  const shell = createShell({
    cluster: playground.cluster,
    api,
    files: playground.files,
    namespace: scenario.namespace,
    write,
    tty: false,
    columns: () => 80,
    fault: (fault) => playground.fault(fault),
  });
  return { playground, shell, run: (script) => run(playground, shell, script) };
}

/** Nobody can press Ctrl-C here: `kubectl get pods -w` would go on until the memory is full. ms */
const LONGEST_RUN = 7 * 24 * 3_600_000;

async function run(playground: Playground, shell: Shell, script: string): Promise<number> {
  const abort = new AbortController();
  const work = shell.run(script, abort.signal);
  const end = playground.cluster.at + LONGEST_RUN;
  if (await playground.runUntilDone(work, end, () => shell.busy)) return work;
  abort.abort();
  await work;
  if (playground.cluster.at >= end)
    throw new Refusal(
      "the script still runs after 7 days of the cluster's time. Give what never ends a limit: timeout 60 kubectl get pods -w",
    );
  throw new Refusal('the script waits for something that will never happen: nothing more is going on in the cluster');
}
