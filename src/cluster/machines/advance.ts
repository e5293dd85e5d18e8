import type { AnyStateMachine } from 'xstate';
import type { LogObject } from '../../kube/log';
import type { World } from '../component';
import { begin, step, type MachineEvent } from './step';

/** Whose machine this is: the component and key that its delayed events come back to, and what the story calls it. */
export interface Holder {
  readonly to: string;
  readonly key: string;
  /** Asked only where a story is kept. */
  readonly object: () => LogObject;
}

/** Advance a machine in the world: its delays go onto the heap, its step into the story.
 *  @param value the present state; absent to begin
 *  @returns the state afterwards; whoever holds the machine keeps it */
export function advance(world: World, machine: AnyStateMachine, holder: Holder, value: string | undefined, event: MachineEvent): string {
  const next = value === undefined ? begin(machine) : step(machine, value, event);
  for (const type of next.cancels) world.cancel(holder.to, holder.key, type);
  for (const { type, ms } of next.delays) world.schedule(holder.to, holder.key, type, ms);
  if (next.value !== value)
    world.log(() => ({ type: 'machine', object: holder.object(), ...(value && { from: value }), to: next.value, event: event.type }));
  return next.value;
}
