import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { initialTransition, transition, type AnyMachineSnapshot, type AnyStateMachine } from 'xstate';
import { machines } from '../../../src/cluster/machines';
import { begin, step } from '../../../src/cluster/machines/step';

/** What XState's own pure functions answer, in the shape of a step. */
function plain([snapshot, actions]: readonly [unknown, readonly unknown[]]) {
  const all = actions as readonly { type: string; params: any }[];
  return {
    value: String((snapshot as AnyMachineSnapshot).value),
    delays: all.filter((one) => one.type === 'xstate.raise').map(({ params }) => ({ type: params.event.type, ms: params.delay })),
    cancels: all.filter((one) => one.type === 'xstate.cancel').map(({ params }) => params.sendId),
  };
}

const own = (machine: AnyStateMachine): string[] => machine.events.filter((type) => type !== '*');

const events = (machine: AnyStateMachine) =>
  fc.record({
    type: fc.constantFrom(...own(machine), 'NOT_AN_EVENT'),
    exitCode: fc.constantFrom(0, 1, 137),
    oom: fc.boolean(),
    configError: fc.boolean(),
    fails: fc.boolean(),
    reason: fc.constantFrom('ErrImagePull', 'InvalidImageName', 'ErrImageNeverPull'),
    backOff: fc.integer({ min: 1, max: 300_000 }),
    grace: fc.integer({ min: 0, max: 60_000 }),
    retry: fc.integer({ min: 1, max: 9_000 }),
    starting: fc.integer({ min: 1, max: 900 }),
    sandbox: fc.integer({ min: 1, max: 900 }),
    pulling: fc.integer({ min: 1, max: 9_000 }),
    booting: fc.integer({ min: 1, max: 9_000 }),
  });

describe.each(Object.entries(machines))('the remembered steps of the %s machine', (_, machine: AnyStateMachine) => {
  it('are those of XState’s own transition, over random walks', () => {
    fc.assert(
      fc.property(fc.array(events(machine), { maxLength: 60 }), (walk) => {
        let [snapshot] = initialTransition(machine) as [AnyMachineSnapshot, unknown];
        let value = begin(machine).value;
        expect(begin(machine)).toEqual(plain(initialTransition(machine)));
        for (const event of walk) {
          const raw = transition(machine, snapshot, event) as unknown as [AnyMachineSnapshot, unknown[]];
          const ours = step(machine, value, event);
          expect(ours).toEqual(plain(raw));
          [snapshot] = raw;
          value = ours.value;
        }
      }),
      { numRuns: 60 },
    );
  });

  it('keep no context, so that a state’s name is the whole snapshot', () => {
    expect(initialTransition(machine)[0].context).toEqual({});
  });

  it('say what each state means', () => {
    for (const [name, state] of Object.entries(machine.states)) expect(state.description, name).toMatch(/\.$/);
  });
});

it('asks XState once for a step, however often it is taken', () => {
  const machine: AnyStateMachine = machines.container;
  const asked = vi.spyOn(machine, 'resolveState');
  for (let grace = 1; grace <= 100; grace++) step(machine, 'Running', { type: 'STOP', grace });
  expect(asked.mock.calls.length).toBeLessThanOrEqual(1);
  asked.mockRestore();
});
