import { initialTransition, transition, type AnyMachineSnapshot, type AnyStateMachine } from 'xstate';

/** An event for a statechart. Everything that a guard or a delay asks for is in it. */
export interface MachineEvent {
  readonly type: string;
  readonly [field: string]: unknown;
}

/** What a step leads to, as plain data. */
export interface Step {
  /** The state afterwards. */
  readonly value: string;
  /** Appointments to make: the event to send, after how many ms. */
  readonly delays: readonly { readonly type: string; readonly ms: number }[];
  /** Appointments to cancel, by event. */
  readonly cancels: readonly string[];
}

/** A step as it is remembered: its delays still by name, because their length may depend on the event. */
interface Pattern {
  readonly value: string;
  readonly delays: readonly { readonly type: string; readonly ref: string }[];
  readonly cancels: readonly string[];
  /** The step itself, where it makes no appointments. */
  readonly timeless: Step | undefined;
}

type Question = (args: { context: object; event: MachineEvent }, params: undefined) => unknown;

interface Memo {
  readonly guards: readonly Question[];
  readonly delays: Readonly<Record<string, number | Question>>;
  /** By state, event and what the guards say. */
  readonly patterns: Map<string, Map<string, Map<number, Pattern>>>;
}

/** Memory of each machine's steps. A pure function's memo: it is no part of the world and need not be saved. */
const memos = new WeakMap<AnyStateMachine, Memo>();

const NONE: Step['delays'] = Object.freeze([]);
const CONTEXT = Object.freeze({});
const BEGIN: MachineEvent = { type: 'xstate.init' };

function memoOf(machine: AnyStateMachine): Memo {
  let memo = memos.get(machine);
  if (!memo) {
    const { guards, delays } = machine.implementations as unknown as { guards: Record<string, Question>; delays: Memo['delays'] };
    memos.set(machine, (memo = { guards: Object.values(guards), delays, patterns: new Map() }));
  }
  return memo;
}

/** The first state of a machine, and its appointments. */
export function begin(machine: AnyStateMachine): Step {
  return take(machine, memoOf(machine), undefined, BEGIN);
}

/** Advance a machine by one event, purely: what `transition` of XState answers, at a hundredth of its cost.
 *  Engine machines are flat and keep nothing in their context, so a step depends only on the state, the event's
 *  type and what the guards say; each such step is asked of XState once and remembered. */
export function step(machine: AnyStateMachine, value: string, event: MachineEvent): Step {
  return take(machine, memoOf(machine), value, event);
}

function take(machine: AnyStateMachine, memo: Memo, value: string | undefined, event: MachineEvent): Step {
  const known = within(within(memo.patterns, value ?? ''), event.type);
  const said = value === undefined ? 1 : answers(memo.guards, event);
  let pattern = known.get(said);
  if (!pattern) known.set(said, (pattern = ask(machine, value, event)));
  const { delays, timeless } = pattern;
  if (timeless) return timeless;
  const lengths = delays.map(({ type, ref }) => ({ type, ms: length(memo.delays[ref] ?? Number(ref), event) }));
  return { value: pattern.value, delays: lengths, cancels: pattern.cancels };
}

function within<V>(map: Map<string, Map<any, V>>, key: string): Map<any, V> {
  let inner = map.get(key);
  if (!inner) map.set(key, (inner = new Map()));
  return inner;
}

/** What the guards say, one digit each. */
function answers(guards: readonly Question[], event: MachineEvent): number {
  const asked = { context: CONTEXT, event };
  let digits = 1;
  for (const guard of guards) digits = digits * 2 + (guard(asked, undefined) ? 1 : 0);
  return digits;
}

const length = (delay: number | Question, event: MachineEvent) =>
  typeof delay === 'number' ? delay : Number(delay({ context: CONTEXT, event }, undefined));

/** Ask XState. Delays come back as `xstate.raise` actions, whose event is `xstate.after.<delay>.<state>`. */
function ask(machine: AnyStateMachine, value: string | undefined, event: MachineEvent): Pattern {
  const [snapshot, actions] =
    value === undefined
      ? initialTransition(machine)
      : transition(machine, machine.resolveState({ value, context: CONTEXT }) as AnyMachineSnapshot, event);
  const delays: { type: string; ref: string }[] = [];
  const cancels: string[] = [];
  for (const { type, params } of actions as readonly { type: string; params: any }[]) {
    if (type === 'xstate.raise') delays.push({ type: params.event.type, ref: params.event.type.split('.')[2] });
    else if (type === 'xstate.cancel') cancels.push(params.sendId);
    else throw new Error(`machine ${machine.id}: an engine machine has no actions, but ${type} came`);
  }
  const next = String((snapshot as AnyMachineSnapshot).value);
  return { value: next, delays, cancels, timeless: delays.length ? undefined : Object.freeze({ value: next, delays: NONE, cancels }) };
}
