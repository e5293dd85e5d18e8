import type { Cluster } from './kube/cluster';
import type { Fault } from './kube/fault';
import type { JournalEntry, JournalNote } from './lessons/journal';
import type { LessonWorld } from './lessons/runner';
import type { Files } from './shell/files';

/** What a terminal and a lesson stand on: a simulated cluster (`Playground`), or a real one (`RealWorld`). */
export interface World extends LessonWorld {
  readonly cluster: Cluster;
  readonly files: Files;
  readonly scenario: { readonly namespace: string };
  readonly time: {
    play(): void;
    /** Let this much virtual time pass, where time is ours to let pass. */
    pass(ms: number): void;
  };
  /** It goes on while one looks at its past; what is done belongs to the present. */
  readonly runsOn?: boolean;
  /** Entries of the journal, those ahead of the instant that is shown included. */
  readonly recorded: readonly JournalEntry[];
  note(note: JournalNote): JournalEntry;
  /** Stand at the end: where the past can be replaced, what came after it is dropped. */
  goOn(): void;
  fault(fault: Fault): void;
}
