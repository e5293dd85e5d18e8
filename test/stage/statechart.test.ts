import { expect, test } from 'vitest';
import { machines, told } from '../../src/cluster/machines';
import { chartOf, type MachineConfig } from '../../src/stage/statechart/chart';

const charts = Object.entries({ ...machines, ...told }).map(([name, machine]) => [name, machine.config as MachineConfig] as const);

test.each(charts)('%s: every state of the definition is drawn, and no two overlap', (_, config) => {
  const { states, width, height } = chartOf(config);
  expect(states.map(({ name }) => name).sort()).toEqual(Object.keys(config.states!).sort());
  for (const [i, a] of states.entries()) {
    expect(a.x + a.width).toBeLessThanOrEqual(width);
    expect(a.y + a.height).toBeLessThanOrEqual(height);
    for (const b of states.slice(i + 1))
      expect(
        a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y,
        `${a.name} and ${b.name}`,
      ).toBe(true);
  }
});

test.each(charts)('%s: every state says in words what it means', (_, config) => {
  expect(chartOf(config).states.filter(({ description }) => !description)).toEqual([]);
});

test('an arrow stands for all the events that lead from one state to another', () => {
  const { edges } = chartOf({
    initial: 'A',
    states: { A: { on: { GO: 'B', RUN: [{ target: 'B' }, { target: 'C' }] }, after: { soon: 'B' } }, B: {}, C: { on: { BACK: 'A' } } },
  });
  expect(edges.map(({ from, to, events, delays }) => [from, to, events, delays])).toEqual([
    ['A', 'B', ['GO', 'RUN', 'after'], ['soon']],
    ['A', 'C', ['RUN'], []],
    ['C', 'A', ['BACK'], []],
  ]);
});
