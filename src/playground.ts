import type { Cluster } from './kube/cluster';
import type { LogEntry } from './kube/log';
import type { View } from './kube/view';
import type { Fault } from './cluster/faults';

/** START READING HERE. One playground is one cluster with its history, its files, its terminal and its lesson. */

export const SPEEDS = [0.25, 0.5, 1, 2, 4, 8, 16] as const;

/** Playback of virtual time. `at` is ms since the start of the world. */
export interface Time {
  readonly at: number;
  /** The latest instant lived through; ahead of `at` after a seek back. */
  readonly end: number;
  readonly playing: boolean;
  readonly speed: number;
  play(): void;
  pause(): void;
  setSpeed(speed: number): void;
  /** Go to the next event and stop there. */
  step(): void;
  /** Stand at any instant between 0 and `end`. */
  seek(at: number): void;
  /** Called by the page for every animation frame: `elapsed` real ms have passed. No-op when paused. */
  frame(elapsed: number): void;
}

/** Something the page shows that is not in the cluster: what the terminal printed, a file that was saved,
 *  a step of the lesson that was reached. Each belongs to an instant, so that going back takes it back. */
export type JournalEntry =
  | { readonly type: 'output'; readonly at: number; readonly text: string }
  | { readonly type: 'command'; readonly at: number; readonly line: string }
  | { readonly type: 'file'; readonly at: number; readonly path: string; /** undefined: deleted */ readonly text: string | undefined }
  | { readonly type: 'step'; readonly at: number; readonly step: number }
  | { readonly type: 'predict'; readonly at: number; readonly step: number; readonly choice: string | number };

export interface Playground {
  readonly cluster: Cluster;
  readonly view: View;
  /** The story up to the present instant. */
  readonly log: readonly LogEntry[];
  readonly time: Time;
  /** Entries up to the present instant. */
  journal(): readonly JournalEntry[];
  /** Add an entry at the present instant. In the past this drops everything recorded after it. */
  note(entry: Omit<JournalEntry, 'at'>): void;
  fault(fault: Fault): void;
  /** Hear of every change of time, cluster or journal. @returns stop */
  subscribe(listener: (what: { readonly jump: boolean }) => void): () => void;
  /** Everything needed to be here again: plain JSON. */
  save(): unknown;
}
