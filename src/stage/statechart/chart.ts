/** A statechart as plain boxes and arrows, from the machine's own definition. */

/** The part of an XState config that is read. */
export interface MachineConfig {
  readonly id?: string;
  readonly initial?: unknown;
  readonly states?: Readonly<Record<string, StateConfig>>;
}

interface StateConfig {
  readonly description?: string;
  readonly on?: unknown;
  readonly after?: unknown;
}

export interface ChartState {
  readonly name: string;
  readonly description: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface ChartEdge {
  readonly from: string;
  readonly to: string;
  /** The events that lead there; a delay is called `after`. */
  readonly events: readonly string[];
  /** Names of the delays among them. */
  readonly delays: readonly string[];
  readonly path: string;
}

export interface Chart {
  readonly width: number;
  readonly height: number;
  readonly states: readonly ChartState[];
  readonly edges: readonly ChartEdge[];
}

interface Step {
  readonly from: string;
  readonly to: string;
  readonly event: string;
  readonly delay: boolean;
}

const ROW = 34;
const GAP = { across: 40, down: 14 };
const LETTER = 7.4;

/** Ranks from left to right, along the longest way from the first state. */
export function chartOf(config: MachineConfig): Chart {
  const names = Object.keys(config.states ?? {});
  const steps = names.flatMap((name) => stepsOf(name, config.states![name]!));
  const ranks = ranksOf(names, steps);
  const columns = [...new Set(ranks.values())].sort((a, b) => a - b).map((rank) => names.filter((name) => ranks.get(name) === rank));
  const states = place(columns, config);
  const width = Math.max(0, ...states.map(({ x, width }) => x + width)) + 8;
  const height = Math.max(0, ...states.map(({ y, height }) => y + height)) + 28;
  return { width, height, states, edges: edgesOf(steps, new Map(states.map((state) => [state.name, state])), height) };
}

function stepsOf(from: string, { on = {}, after = {} }: StateConfig): Step[] {
  const read = (table: unknown, delay: boolean) =>
    Object.entries(table as Record<string, unknown>).flatMap(([event, target]) =>
      targetsOf(target).map((to): Step => ({ from, to, event, delay })),
    );
  return [...read(on, false), ...read(after, true)];
}

/** `'Running'`, `{ target }`, or a list of those. */
export function targetsOf(transition: unknown): string[] {
  if (typeof transition === 'string') return [transition];
  if (Array.isArray(transition)) return transition.flatMap(targetsOf);
  const target = (transition as { target?: unknown } | undefined)?.target;
  return typeof target === 'string' ? [target] : [];
}

/** States are declared in the order of a life: a step to a later one goes to the right of it. */
function ranksOf(names: readonly string[], steps: readonly Step[]): Map<string, number> {
  const ranks = new Map(names.map((name) => [name, 0]));
  for (const name of names)
    for (const { to } of steps.filter(({ from, to }) => from === name && names.indexOf(to) > names.indexOf(name)))
      ranks.set(to, Math.max(ranks.get(to)!, ranks.get(name)! + 1));
  return ranks;
}

function place(columns: readonly (readonly string[])[], { states = {} }: MachineConfig): ChartState[] {
  const tallest = Math.max(...columns.map(({ length }) => length));
  let x = 8;
  return columns.flatMap((names) => {
    const width = Math.max(...names.map(({ length }) => length)) * LETTER + 24;
    const left = x;
    x += width + GAP.across;
    const top = 22 + ((tallest - names.length) * (ROW + GAP.down)) / 2;
    return names.map((name, i): ChartState => ({
      name,
      description: states[name]?.description ?? '',
      x: left,
      y: top + i * (ROW + GAP.down),
      width,
      height: ROW,
    }));
  });
}

/** One arrow for all the events that lead from one state to another. */
function edgesOf(steps: readonly Step[], states: ReadonlyMap<string, ChartState>, height: number): ChartEdge[] {
  const edges = new Map<string, ChartEdge>();
  for (const { from, to, event, delay } of steps) {
    const [a, b] = [states.get(from), states.get(to)];
    if (!a || !b || from === to) continue;
    const known = edges.get(`${from} ${to}`);
    const events = [...(known?.events ?? []), delay ? 'after' : event];
    const delays = [...(known?.delays ?? []), ...(delay ? [event] : [])];
    edges.set(`${from} ${to}`, { from, to, events, delays, path: arrow(a, b, height) });
  }
  return [...edges.values()];
}

/** Forward arrows go from side to side, those within a rank down the side, those back under everything. */
function arrow(a: ChartState, b: ChartState, height: number): string {
  const [y1, y2] = [a.y + a.height / 2, b.y + b.height / 2];
  if (b.x > a.x) {
    const [x1, x2] = [a.x + a.width, b.x];
    return `M${x1},${y1} C${x1 + GAP.across / 2},${y1} ${x2 - GAP.across / 2},${y2} ${x2},${y2}`;
  }
  if (b.x === a.x) {
    const x = a.x + a.width;
    return `M${x},${y1} C${x + 30},${y1} ${x + 30},${y2} ${x},${y2}`;
  }
  const [x1, x2] = [a.x + a.width / 2, b.x + b.width / 2];
  const low = height - 6;
  return `M${x1},${a.y + a.height} C${x1},${low} ${x2},${low} ${x2},${b.y + b.height}`;
}
