import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { History } from '../../src/sim/history';
import { Kernel, type KernelState } from '../../src/sim/kernel';

/** A toy world: every event adds a line and schedules the next by chance; an input adds a line. */
class Diary {
  readonly kernel = new Kernel<string>(5);
  lines: string[] = [];
  constructor() {
    this.kernel.schedule('tick', 7, 'tick');
  }
  get now() {
    return this.kernel.now;
  }
  get steps() {
    return this.kernel.steps;
  }
  nextAt() {
    return this.kernel.nextAt();
  }
  step() {
    const due = this.kernel.next()!;
    this.lines = [...this.lines, `${due.at} ${due.event} ${this.kernel.random.int(100)}`];
    this.kernel.schedule('tick', 1 + this.kernel.random.int(20), 'tick');
  }
  idleTo(at: number) {
    this.kernel.idleTo(at);
  }
  apply(input: string) {
    this.lines = [...this.lines, `${this.now} input ${input}`];
    if (input === 'bad') throw new Error('refused');
    this.kernel.schedule(input, 3, input);
    return this.lines.length;
  }
  weight() {
    return 1;
  }
  save() {
    return { kernel: this.kernel.save(), lines: this.lines };
  }
  load(saved: { kernel: KernelState<string>; lines: string[] }) {
    this.kernel.load(saved.kernel);
    this.lines = saved.lines;
  }
}

const lived = () => {
  const world = new Diary();
  return { world, history: new History(world) };
};

describe('history', () => {
  it('shows every past instant as it was', () => {
    const { world, history } = lived();
    const seen = new Map<number, string[]>();
    for (let at = 0; at <= 9000; at += 250) {
      history.advance(at);
      if (at % 1000 === 500) history.input(`i${at}`);
      seen.set(at, world.lines);
    }
    for (const [at, lines] of [...seen].reverse()) {
      history.seek(at);
      expect(world.now).toBe(at);
      // Inputs of this very instant are shown too, as they were when it had passed.
      expect(world.lines).toEqual(lines);
    }
  });

  it('keeps fewer checkpoints of a heavy world, and still shows every past instant as it was', () => {
    class Heavy extends Diary {
      override step() {
        super.step();
        this.lines = this.lines.slice(-1);
      }
      override weight() {
        return 60_000;
      }
    }
    const world = new Heavy();
    const history = new History(world);
    const seen = new Map<number, string[]>();
    for (let at = 0; at <= 300_000; at += 10_000) {
      history.advance(at);
      seen.set(at, world.lines);
      expect(history.weight).toBeLessThanOrEqual(500_000);
    }
    expect(history.weight).toBeGreaterThan(120_000);
    for (const [at, lines] of [...seen].reverse()) {
      history.seek(at);
      expect(world.lines).toEqual(lines);
    }
  });

  it('replays what lay ahead when nobody acts, and drops it when somebody does', () => {
    const { world, history } = lived();
    history.advance(100);
    history.input('a');
    history.advance(200);
    const end = world.lines;
    history.seek(50);
    expect(history.past).toBe(true);
    history.advance(200);
    expect(world.lines).toEqual(end);
    expect(history.past).toBe(false);
    history.seek(50);
    history.input('other');
    expect(history.end).toBe(50);
    history.advance(200);
    expect(history.recorded.map(({ input }) => input)).toEqual(['other']);
    expect(world.lines).not.toEqual(end);
  });

  it('replays refused inputs as refused', () => {
    const { world, history } = lived();
    history.advance(30);
    expect(() => history.input('bad')).toThrow('refused');
    history.advance(90);
    const { lines } = world;
    history.seek(0);
    history.seek(90);
    expect(world.lines).toEqual(lines);
  });

  it('lives a recorded log again in another world', () => {
    const { world, history } = lived();
    history.advance(40);
    history.input('a');
    history.advance(90);
    history.input('b');
    history.advance(500);
    const other = lived();
    other.history.replay(history.recorded, history.end);
    expect(other.world.lines).toEqual(world.lines);
    expect(other.world.kernel.save().random).toEqual(world.kernel.save().random);
  });

  it('does not depend on how time is sliced or sought', () => {
    const script = fc.array(fc.tuple(fc.constantFrom('advance', 'step', 'seek', 'input'), fc.nat(400)), { maxLength: 40 });
    fc.assert(
      fc.property(script, (actions) => {
        const { world, history } = lived();
        for (const [action, n] of actions) {
          if (action === 'advance') history.advance(world.now + n);
          else if (action === 'step') history.step();
          else if (action === 'seek') history.seek(n);
          else history.input(`i${n}`);
        }
        history.advance(Math.max(history.end, 1000));
        const straight = lived();
        straight.history.replay(history.recorded, history.end);
        expect(straight.world.lines).toEqual(world.lines);
      }),
      { numRuns: 150 },
    );
  });
});
