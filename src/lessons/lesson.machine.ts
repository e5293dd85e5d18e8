import { assign, setup } from 'xstate';

/** Where a learner stands in one step. */
export interface StepContext {
  readonly step: number;
  readonly steps: number;
  /** Does the step ask for a prediction first? */
  readonly asks: readonly boolean[];
  readonly choice: string | number | undefined;
  readonly hints: number;
}

export type LessonEvent =
  /** Turn to a step. */
  | { readonly type: 'GO'; readonly step: number }
  | { readonly type: 'PREDICT'; readonly choice: string | number }
  | { readonly type: 'HINT' }
  /** The cluster shows all that the step asks for. */
  | { readonly type: 'MET' };

/** The flow of a lesson: predict → do → see → say why, step by step. What is done is decided by the cluster
 *  (`MET`), never by a click. The runner drives it from the journal, so that it can stand at any instant. */
export const lessonMachine = setup({
  types: { context: {} as StepContext, events: {} as LessonEvent, input: {} as { readonly asks: readonly boolean[] } },
  guards: {
    asks: ({ context }) => context.asks[context.step] === true,
    exists: ({ event, context }) => event.type === 'GO' && event.step >= 0 && event.step < context.steps,
  },
  actions: {
    turn: assign(({ context, event }) => (event.type === 'GO' ? { ...context, step: event.step, choice: undefined, hints: 0 } : context)),
    choose: assign({ choice: ({ context, event }) => (event.type === 'PREDICT' ? event.choice : context.choice) }),
    hint: assign({ hints: ({ context }) => context.hints + 1 }),
  },
}).createMachine({
  id: 'lesson',
  context: ({ input }) => ({ step: 0, steps: input.asks.length, asks: input.asks, choice: undefined, hints: 0 }),
  initial: 'turning',
  on: { GO: { guard: 'exists', target: '.turning', actions: 'turn' } },
  states: {
    turning: {
      description: 'A step is opened: some ask for a prediction first.',
      always: [{ guard: 'asks', target: 'predict' }, { target: 'act' }],
    },
    predict: {
      description: 'The learner says what will happen before it happens.',
      // Whoever acts without predicting is not held up.
      on: { PREDICT: { target: 'act', actions: 'choose' }, MET: 'explained', HINT: { actions: 'hint' } },
    },
    act: {
      description: 'The learner acts; the cluster has not shown all of it yet.',
      on: { MET: 'explained', HINT: { actions: 'hint' } },
    },
    explained: {
      description: 'The cluster shows it; the lesson says why.',
      on: { PREDICT: { actions: 'choose' } },
    },
  },
});
